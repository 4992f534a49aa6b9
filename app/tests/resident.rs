//! The resident's pages, rendered from rows: they have their words in both languages and both
//! modes, and offer what the domain accepts.

#![cfg(feature = "ssr")]
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../domain/tests/house/mod.rs"]
mod house;
mod sent;

use house::{
    DAUGHTER, ELDER, HALL, HOME, House, NEIGHBOUR, RIVAL, STAGE, STUDY, ask, book_room, book_visit,
    booking_id, carer_ids, help_id, sh, span,
};
use linli_app::forms::fields_of;
use linli_app::shell::{Assets, Rendered, render};
use linli_app::store::{DemoAccount, Outcome, Prefs, Problem, Seed};
use linli_app::strings::Lang;
use linli_domain::booking::State;
use linli_domain::care::Service;
use linli_domain::help::{Answerer, Stage, readable_help};
use linli_domain::holiday::Holiday;
use linli_domain::ids::{GrantId, MemberId, MessageId};
use linli_domain::matter::Kind;
use linli_domain::member::{Grant, Role};
use linli_domain::message::{BookingNews, Message, News};
use linli_domain::mutation::{HelpMutation, HelpRef, Mutation};
use linli_domain::name::Name;
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Counted, Offer, Refusal, There};
use linli_domain::rows::Row;
use sent::forms_say_what_they_ask;
use uuid::Uuid;

/// Three caregivers; a visit and a pending stage of the elder's, a request of the neighbour's.
fn house() -> House {
    let mut house = House::with_carers(3);
    house.act(ELDER, &book_visit(1, Service::Bath, sh("2026-11-24 15:00"))).unwrap();
    house.act(ELDER, &book_room(2, STAGE, span(sh("2026-11-25 10:00"), 60))).unwrap();
    house.act(ELDER, &ask(1, Answerer::Community)).unwrap();
    house.act(NEIGHBOUR, &ask(2, Answerer::Neighbour)).unwrap();
    let id = GrantId(Uuid::from_u128(0x8001));
    house.rows.put(Row::Grant(Grant { id, from: ELDER, to: DAUGHTER, expires: None, revoked: false }));
    let news = News::Bookings(BookingNews::Changed {
        booking_id: booking_id(1),
        state: State::OnTheWay,
        starts: sh("2026-11-24 15:00"),
        service: Some(Service::Bath),
        reason: String::new(),
    });
    let id = MessageId(Uuid::from_u128(0x8002));
    house.rows.put(Row::Message(Message {
        id,
        community_id: HOME,
        to: ELDER,
        at: house.now,
        read: false,
        ver: 1,
        news,
    }));
    house
}

/// The first request as it stands later.
fn stands(house: &mut House, stage: Stage) {
    let Kind::Help(help) = &mut house.rows.matters.get_mut(&help_id(1)).unwrap().kind;
    help.stage = stage;
}

/// What the reader's page would have: what they may see of the house.
fn seed(house: &House, who: MemberId, prefs: Prefs) -> Seed {
    let mut rows = house.rows.clone();
    let actor = house.actor(who);
    rows.bookings.retain(|_, it| it.subject == who || actor.acts_for.contains(&it.subject));
    for help in std::mem::take(&mut rows.matters).into_values() {
        let place = &house.rows.communities[&help.community_id];
        rows.extend(readable_help(&actor, place, help).map(Row::Matter));
    }
    Seed { rows, me: Some(who), prefs, now: house.now, fresh: Uuid::from_u128(0x9_0001), ..Seed::default() }
}

fn show(seed: Seed, url: &str) -> Rendered {
    let shown = render(seed, url, &Assets::default());
    let body = body(&shown.html);
    assert_eq!(body.matches("<h1").count(), 1, "{url}: one first heading");
    assert!(!body.contains(" style="), "{url}");
    let first = |level: &str| body.find(level).unwrap_or(usize::MAX);
    assert!(first("<h3") >= first("<h2"), "{url}: headings in order");
    ids_are_used_once(body, url);
    forms_say_what_they_ask(body);
    shown
}

/// The page without its seed.
fn body(html: &str) -> &str {
    &html[html.find("<body").unwrap()..html.find("<script type=\"application/json\"").unwrap()]
}

fn ids_are_used_once(body: &str, url: &str) {
    let mut ids: Vec<_> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{url}: an id stands twice");
    for target in body.split("<label for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.binary_search(&target).is_ok(), "{url}: a label for {target}, which is not there");
    }
}

/// The form that says this.
fn form_with<'a>(html: &'a str, words: &str) -> &'a str {
    let mut forms = body(html).split("<form ").filter_map(|it| it.split("</form>").next());
    forms.find(|it| it.contains(words)).unwrap()
}

fn page(house: &House, who: MemberId, url: &str) -> String {
    body(&show(seed(house, who, Prefs::default()), url).html).to_owned()
}

fn as_elder(url: &str) -> String {
    page(&house(), ELDER, url)
}

fn has(html: &str, all: &[&str]) {
    // Times have a space that no line break parts.
    let html = html.replace('\u{a0}', " ");
    for words in all {
        assert!(html.contains(words), "{words} is not in\n{html}");
    }
}

fn has_not(html: &str, none: &[&str]) {
    for words in none {
        assert!(!html.contains(words), "{words} is in\n{html}");
    }
}

#[test]
fn every_page_renders_in_both_languages_and_modes() {
    let house = house();
    let mut urls: Vec<String> = [
        "/",
        "/care/book",
        "/care/book?service=bath",
        "/care/book?service=bath&day=2026-11-25",
        "/care/book?service=bath&day=2026-11-25&starts=2026-11-25T02:00:00Z",
        "/rooms",
        "/rooms?day=2026-12-01",
        "/help/ask",
        "/help/neighbours",
        "/mine",
        "/messages",
        "/me",
        "/sign-in",
    ]
    .map(str::to_owned)
    .to_vec();
    urls.extend([
        format!("/rooms/{HALL}"),
        format!("/rooms/{HALL}?day=2026-11-25&minutes=240"),
        format!("/help/{}", help_id(1)),
        format!("/mine/{}", booking_id(1)),
    ]);
    for lang in [Lang::Zh, Lang::En] {
        for elder in [false, true] {
            let prefs = Prefs { lang, elder, ..Prefs::default() };
            for url in &urls {
                assert!(show(seed(&house, ELDER, prefs), url).found, "{url}");
                assert!(show(seed(&house, DAUGHTER, prefs), url).found, "{url} for the daughter");
                show(Seed { prefs, ..Seed::default() }, url);
            }
        }
    }
}

#[test]
fn home_tells_what_is_next_and_what_is_free() {
    has(
        &as_elder("/"),
        &[
            "Granny，早上好",
            "11月24日 周二 · 农历十月十六",
            "今天下午",
            "3:00",
            "助浴",
            "今天还有 3 间有空",
            "1 条新消息",
            "1 位邻居要帮手",
            "tel:120",
        ],
    );
    let prefs = Prefs { begun: true, ..Prefs::default() };
    let html = body(&show(Seed { prefs, ..Seed::default() }, "/").html).to_owned();
    has(&html, &["欢迎来到邻里", "/sign-in", "长辈版"]);
}

#[test]
fn care_is_booked_step_by_step_with_links() {
    has(&as_elder("/care/book"), &["/care/book?service=bath"]);
    has(&as_elder("/care/book?service=meal&day=2026-11-25"), &["starts=2026-11-25T02%3A00%3A00Z"]);
    has(
        &as_elder("/care/book?service=meal&day=2026-11-25&starts=2026-11-25T02%3A00%3A00Z"),
        &[
            "care.book@1",
            "/mine/{booking_id}?new=1",
            "明天 上午 10:00 到 10:30",
            "Lane of Granny",
            r#"name="service" value="meal""#,
        ],
    );
    let night = as_elder("/care/book?service=meal&day=2026-11-25&starts=2026-11-24T18%3A00%3A00Z");
    has(&night, &["没有合适的护理员"]);
    has_not(&night, &["care.book@1"]);
}

#[test]
fn a_day_without_caregivers_leads_to_one_that_has_some() {
    let mut house = house();
    for number in 0..3 {
        house.busy(carer_ids(number).0, span(sh("2026-11-25 00:00"), 24 * 60));
    }
    let html = page(&house, ELDER, "/care/book?service=meal&day=2026-11-25");
    has(&html, &["这一天没有空的护理员", "day=2026-11-26"]);
}

#[test]
fn family_says_for_whom_first() {
    let daughter = |url: &str| page(&house(), DAUGHTER, url);
    has(&daughter("/care/book"), &["给谁约？", &format!("/care/book?for={ELDER}")]);
    let look = format!("/care/book?for={ELDER}&service=meal&day=2026-11-25&starts=2026-11-25T02%3A00%3A00Z");
    has(&daughter(&look), &[&format!(r#"name="subject" value="{ELDER}""#)]);
    // Somebody who granted nothing cannot be chosen by writing the address.
    has(&daughter(&format!("/care/book?for={RIVAL}&service=meal")), &["给谁约？"]);
}

#[test]
fn a_room_offers_the_times_that_the_domain_gives() {
    let mut house = house();
    house.busy(STUDY, span(sh("2026-11-25 00:00"), 24 * 60));
    has(&page(&house, ELDER, "/rooms?day=2026-11-25"), &["这天满了", "有空", "要社区同意"]);
    let full = page(&house, ELDER, &format!("/rooms/{STUDY}?day=2026-11-25"));
    has(&full, &["没有这么长的空"]);
    has_not(&full, &[r#"name="starts""#]);
    let times = as_elder(&format!("/rooms/{HALL}?day=2026-11-25&minutes=90"));
    has(&times, &["1 小时半", "minutes=60", "minutes=120", "starts=2026-11-25T02%3A00%3A00Z&amp;minutes=90"]);
    let look =
        |room, at| as_elder(&format!("/rooms/{room}?day=2026-11-25&starts=2026-11-25T{at}:00Z&minutes=90"));
    let free = [r#"value="2026-11-25T02:00:00Z""#, "上午 10:00 到 11:30", "每户一周最多借 2 次", "借这间"];
    has(&look(HALL, "02:00"), &free);
    has(&look(STAGE, "08:00"), &["替您留到"]);
    // What is taken meanwhile is said before anything is filled in.
    house.busy(HALL, span(sh("2026-11-25 10:00"), 60));
    let taken =
        page(&house, ELDER, &format!("/rooms/{HALL}?day=2026-11-25&starts=2026-11-25T02:00:00Z&minutes=90"));
    has(&taken, &["别人先约了这个时间", "换个时间或长短"]);
    has_not(&taken, &[r#"name="starts""#]);
    let nowhere = "/rooms/0199aaaa-0000-7000-8000-00000000ffff";
    assert!(!show(seed(&house, ELDER, Prefs::default()), nowhere).found);
}

#[test]
fn a_refusal_keeps_what_was_written_and_offers_times() {
    let at = "2026-11-25T08:00:00Z";
    let fields = vec![
        ("mutation".to_owned(), "room.book@1".to_owned()),
        ("mid".to_owned(), Uuid::nil().to_string()),
        ("booking_id".to_owned(), booking_id(9).to_string()),
        ("resource_id".to_owned(), STAGE.to_string()),
        ("starts".to_owned(), at.to_owned()),
        ("minutes".to_owned(), "90".to_owned()),
        ("people".to_owned(), "六个人".to_owned()),
        ("note".to_owned(), "合唱排练".to_owned()),
        ("next".to_owned(), "/mine/{booking_id}".to_owned()),
    ];
    let starts = sh("2026-11-25 16:00");
    let offer = Offer { resource_id: Some(HALL), starts, ends: starts.plus_minutes(60) };
    let refusal = Refusal::Bookings(BookingRefusal::Taken { alternatives: vec![offer] });
    let outcome = Some(Outcome { problem: Problem::Refused { refusal }, fields });
    let seed = Seed { outcome, ..seed(&house(), ELDER, Prefs::default()) };
    let html = show(seed, &format!("/rooms/{HALL}?day=2026-11-25&starts={at}")).html;
    let shown = ["别人先约了这个时间", r#"value="合唱排练""#, "Hall · 明天 下午 4:00", "借这间"];
    has(body(&html), &shown);
    // One tap books the other time, with all that was said.
    let form = form_with(&html, "Hall · ");
    for (name, value) in [
        ("mutation", "room.book@1".to_owned()),
        ("next", "/mine/{booking_id}".to_owned()),
        ("resource_id", HALL.to_string()),
        ("starts", "2026-11-25T08:00:00Z".to_owned()),
        ("minutes", "60".to_owned()),
        ("people", "6".to_owned()),
        ("note", "合唱排练".to_owned()),
    ] {
        has(form, &[&format!(r#"<input type="hidden" name="{name}" value="{value}""#)]);
    }
    has_not(form, &[&booking_id(9).to_string(), r#"name="also""#, r#"name="base_ver""#]);
}

#[test]
fn what_meets_something_else_is_had_with_one_more_tap() {
    let house = house();
    let there = Some(There::from(&house.rows.bookings[&booking_id(1)]));
    let mut fields = fields_of(&book_visit(9, Service::Meal, sh("2026-11-24 15:00")));
    fields.push(("mid".to_owned(), Uuid::nil().to_string()));
    fields.push(("next".to_owned(), "/mine/{booking_id}?new=1".to_owned()));
    let problem = Problem::Refused {
        refusal: Refusal::Common(CommonRefusal::Quota { limit: 1, of: Counted::VisitsAtOnce, there }),
    };
    let seed = Seed { outcome: Some(Outcome { problem, fields }), ..seed(&house, ELDER, Prefs::default()) };
    let html = show(seed, "/care/book").html;
    let form = form_with(&html, Lang::Zh.both_wanted());
    for (name, value) in [("service", "meal"), ("starts", "2026-11-24T07:00:00Z"), ("also", "true")] {
        has(form, &[&format!(r#"<input type="hidden" name="{name}" value="{value}""#)]);
    }
    has_not(form, &[&booking_id(9).to_string()]);
}

#[test]
fn pages_send_what_they_say() {
    let begun = house();
    let mut later = house();
    later.rows.bookings.get_mut(&booking_id(1)).unwrap().state = State::CheckedOut;
    stands(&mut later, Stage::Resolved);
    later.act(ELDER, &Mutation::Help(HelpMutation::Take(HelpRef { help_id: help_id(2) }))).unwrap();
    later.now = sh("2026-11-24 16:10");
    let mut over = later.clone();
    stands(&mut over, Stage::Closed);
    let starts = "starts=2026-11-25T02%3A00%3A00Z";
    let booking = format!("/mine/{}", booking_id(1));
    let help = |number| format!("/help/{}", help_id(number));
    let pages = [
        (&begun, format!("/care/book?service=meal&day=2026-11-25&{starts}"), "care.book@1"),
        (&begun, format!("/rooms/{HALL}?day=2026-11-25&{starts}"), "room.book@1"),
        (&begun, "/help/ask".to_owned(), "help.ask@1"),
        (&begun, "/help/neighbours".to_owned(), "help.take@1"),
        (&begun, "/messages".to_owned(), "message.read@1 message.read@1"),
        (&begun, booking.clone(), "booking.cancel@1"),
        (&begun, help(1), "help.note@1 help.withdraw@1"),
        (&begun, help(2), "help.take@1"),
        (&later, booking, "care.confirm@1 care.confirm@1"),
        (&later, help(1), "help.call_back@1 help.note@1"),
        (&later, help(2), "help.resolve@1 help.note@1 help.give_back@1"),
        (&over, help(1), "help.reopen@1"),
    ];
    let found = pages.clone().map(|(house, url, _)| {
        let names = forms_say_what_they_ask(&page(house, ELDER, &url)).join(" ");
        (url, names)
    });
    assert_eq!(found, pages.map(|(_, url, names)| (url, names.to_owned())));
    let subject = format!(r#"name="subject" value="{ELDER}""#);
    let room = format!("/rooms/{HALL}?for={ELDER}&day=2026-11-25&{starts}");
    has(&page(&begun, DAUGHTER, &room), &["room.book@1", &subject]);
}

#[test]
fn a_booking_can_be_cancelled_until_it_starts_and_judged_when_done() {
    let visit = format!("/mine/{}", booking_id(1));
    let html = as_elder(&visit);
    has(&html, &["booking.cancel@1", "再约一次", "这周最有空"]);
    has_not(&html, &["care.confirm@1"]);
    let mut house = house();
    house.rows.bookings.get_mut(&booking_id(1)).unwrap().state = State::CheckedOut;
    house.now = sh("2026-11-24 16:10");
    let html = page(&house, ELDER, &visit);
    has(&html, &["care.confirm@1"]);
    has_not(&html, &["booking.cancel@1"]);
    has(&page(&house, ELDER, "/mine"), &["等您一句话"]);
    has(&as_elder(&format!("/mine/{}?new=1", booking_id(2))), &["等社区同意", "替您留到"]);
    assert!(!show(seed(&house, RIVAL, Prefs::default()), &visit).found, "nobody else's");
}

#[test]
fn neighbours_see_what_is_needed_and_the_door_only_after_taking_it() {
    let html = as_elder("/help/neighbours");
    has(&html, &["The lamp in the kitchen is dark", "help.take@1"]);
    has_not(&html, &["blue gate", "Neighbour Zhang"]);
    let mut house = house();
    house.act(ELDER, &Mutation::Help(HelpMutation::Take(HelpRef { help_id: help_id(2) }))).unwrap();
    let url = format!("/help/{}", help_id(2));
    has(&page(&house, ELDER, &url), &["Neighbour Zhang", "help.resolve@1"]);
    // h6: who cannot do it gives it back.
    has(&page(&house, ELDER, &url), &["help.give_back@1", "帮不了，退回去"]);
    has_not(&as_elder(&url), &["help.give_back@1"]);
}

#[test]
fn a_request_shows_both_clocks_and_asks_for_the_residents_word() {
    let url = format!("/help/{}", help_id(1));
    has(&as_elder(&url), &["还剩 2 小时", "还剩 3 天", "已收到", "help.withdraw@1", "help.note@1"]);
    let mut house = house();
    stands(&mut house, Stage::Resolved);
    has(&page(&house, ELDER, &url), &["help.call_back@1", "not_solved"]);
}

#[test]
fn help_is_asked_for_in_one_form() {
    let fields = [r#"name="what""#, r#"name="answerer""#, r#"name="urgency""#, r#"name="wanted""#];
    let html = as_elder("/help/ask");
    has(&html, &fields);
    has(&html, &["help.ask@1", "tel:110"]);
}

#[test]
fn a_message_is_read_by_opening_it() {
    has(&as_elder("/messages"), &["助浴（今天 下午 3:00）：已经出发", "message.read@1"]);
}

#[test]
fn me_hides_the_middle_of_the_number() {
    has(&as_elder("/me"), &["138 ••••", "/sign-out", "Daughter"]);
}

#[test]
fn signing_in_takes_two_plain_forms() {
    let account = |role, phone: &str| DemoAccount {
        called: "王奶奶".to_owned(),
        role,
        phone: phone.to_owned(),
        place: house::name("Kangle"),
    };
    let demo = vec![account(Some(Role::Resident), "13800000001"), account(None, "13800000002")];
    let html = show(Seed { demo, ..Seed::default() }, "/sign-in?next=/care/book").html;
    has(body(&html), &[r#"name="next" value="/care/book""#, r#"name="phone" value="13800000001""#, "家属"]);
    let answer = serde_json::json!({
        "phone": "13800000001", "request_id": "0199aaaa-0000-7000-8000-000000000001", "shown_code": "493021",
        "next": "/care/book",
        "problem": {"code": "wrong_code", "title": "验证码不对。", "next": "再试", "field": "code", "retry_after": null},
    });
    let answers = [("sign_in".to_owned(), answer)].into_iter().collect();
    let html = show(Seed { answers, ..Seed::default() }, "/sign-in").html;
    has(
        body(&html),
        &[r#"action="/sign-in/code""#, r#"value="493021""#, "验证码不对", r#"aria-invalid="true""#],
    );
    has(body(&show(Seed::default(), "/mine").html), &["/sign-in?next=%2Fmine"]);
}

#[test]
fn a_holiday_and_a_weekend_worked_for_it_stand_on_their_days() {
    let mut house = house();
    let name = Name { zh: "丰收节".into(), en: "Harvest Day".into() };
    let today = sh("2026-11-24 12:00");
    house.now = today;
    let day = |day: i8| jiff::civil::date(2026, 11, day);
    let holiday = Holiday { name, first: day(24), last: day(25), worked: vec![day(28)] };
    house.rows.communities.get_mut(&HOME).unwrap().holidays = vec![holiday];
    has(&page(&house, ELDER, "/"), &["丰收节放假"]);
    let html = page(&house, ELDER, "/rooms");
    has(&html, &["今天，丰收节放假", "11月28日 周六，丰收节调休上班"]);
    assert_eq!((html.matches("day-off").count(), html.matches("day-worked").count()), (2, 1), "{html}");
    let english = show(seed(&house, ELDER, Prefs { lang: Lang::En, ..Prefs::default() }), "/rooms").html;
    has(&english, &["Today, Harvest Day", "Sat 28 Nov, working day for Harvest Day"]);
}

/// Across midnights of the community's zone, an hour that comes twice, the end of a month, and whatever the
/// clock is set to: the day is the one that the zone has.
#[test]
fn b05_the_day_of_a_page_follows_the_present() {
    let owner = leptos::reactive::owner::Owner::new();
    owner.with(|| {
        let mut house = house();
        let place = house.rows.communities.get_mut(&HOME).unwrap();
        place.zone = "America/New_York".to_owned();
        place.tzif = house::base64(house::tzif("America/New_York"));
        let store = linli_app::store::Store::new(seed(&house, ELDER, Prefs::default()));
        let lines = [
            ("2026-10-31T23:59:00-04:00", "2026-10-31"),
            ("2026-11-01T00:00:00-04:00", "2026-11-01"),
            // The clock goes back by an hour: the day has twenty-five of them.
            ("2026-11-01T01:59:00-04:00", "2026-11-01"),
            ("2026-11-01T23:59:30-05:00", "2026-11-01"),
            ("2026-11-02T00:00:00-05:00", "2026-11-02"),
            ("2027-11-02T12:00:00-05:00", "2027-11-02"),
            ("2026-11-02T08:00:00-05:00", "2026-11-02"),
        ];
        for (now, day) in lines {
            store.set_now(house::at(now));
            assert_eq!(store.today(), house::day(day), "{now}");
            assert_eq!(store.present(), house::at(now));
        }
    });
}

/// What reads the present as pages do is made anew with each new day of any zone, and not with each minute.
#[test]
fn b05_what_shows_the_day_is_made_anew_at_midnight() {
    use leptos::prelude::*;
    let owner = Owner::new();
    owner.with(|| {
        let house = house();
        let store = linli_app::store::Store::new(seed(&house, ELDER, Prefs::default()));
        let made = StoredValue::new(0);
        let words = Memo::new(move |_| {
            made.update_value(|it| *it += 1);
            store.lang().day(house::day("2026-11-25"), store.today())
        });
        let at = |clock: &str| {
            store.set_now(sh(clock));
            (words.get_untracked(), made.get_value())
        };
        assert_eq!(at("2026-11-24 23:46"), ("明天".to_owned(), 1));
        assert_eq!(at("2026-11-24 23:59"), ("明天".to_owned(), 1));
        assert_eq!(at("2026-11-25 00:00"), ("今天".to_owned(), 2));
        assert_eq!(at("2026-11-26 07:00"), ("昨天".to_owned(), 3));
    });
}

#[test]
fn b05_a_day_that_is_over_is_not_chosen() {
    let house = house();
    let html = page(&house, ELDER, &format!("/rooms/{HALL}?day=2026-11-20"));
    assert_eq!(html.matches("aria-current=\"date\"").count(), 1, "today is marked: {html}");
    has(&html, &["<h2>今天"]);
}

#[test]
fn b21_a_wrong_field_is_marked_told_and_has_the_focus() {
    let house = house();
    let starts = sh("2026-11-25 15:00");
    let fields = vec![
        ("mutation".to_owned(), "room.book@1".to_owned()),
        ("starts".to_owned(), starts.to_string()),
        ("people".to_owned(), "一群".to_owned()),
    ];
    let problem = Problem::Wrong { fields: vec!["people".to_owned()] };
    let outcome = Some(Outcome { problem, fields });
    let seed = Seed { outcome, ..seed(&house, ELDER, Prefs::default()) };
    let url = format!("/rooms/{HALL}?day=2026-11-25&starts={starts}&minutes=60");
    let html = body(&show(seed, &url).html).to_owned();
    let from = html.find("<input type=\"text\"").unwrap();
    let field = &html[from..from + html[from..].find('>').unwrap()];
    for wanted in [
        "name=\"people\"",
        "value=\"一群\"",
        "aria-invalid=\"true\"",
        "autofocus",
        "aria-describedby=\"people-field-wrong people-field-hint\"",
    ] {
        assert!(field.contains(wanted), "{wanted}: {field}");
    }
    has(&html, &["请改一改：人数。", "id=\"people-field-wrong\"", "这里要写一个数"]);
    assert_eq!(html.matches("autofocus").count(), 1);
}
