//! Notices, rendered from rows: on the first page, in the list, at the door and at the desk.

#![cfg(feature = "ssr")]
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../domain/tests/house/mod.rs"]
mod house;
mod sent;

use house::{CLERK, DAUGHTER, ELDER, HOME, House, NEIGHBOUR};
use linli_app::shell::{Assets, Rendered, render};
use linli_app::store::{Prefs, Seed};
use linli_app::strings::Lang;
use linli_domain::ids::{GrantId, MemberId};
use linli_domain::member::Grant;
use linli_domain::mutation::{
    AudienceKind, NoticeCorrect, NoticeDraft, NoticeMutation, NoticeRef, NoticeSeen, NoticeWithdraw,
};
use linli_domain::rows::Row;
use linli_domain::systems::notices::{NoticeId, NoticeKind, readable};
use sent::forms_say_what_they_ask;
use serde_json::json;
use uuid::Uuid;

const fn id(number: u128) -> NoticeId {
    NoticeId(Uuid::from_u128(0xa000 + number))
}

fn write(house: &mut House, number: u128, kind: NoticeKind, what: &str) {
    let draft = NoticeDraft {
        notice_id: id(number),
        community_id: HOME,
        kind,
        what: what.to_owned(),
        note: format!("{what}：请看这里。\n第二行 <b>"),
        audience: AudienceKind::All,
        age: None,
        building: String::new(),
        from: None,
        days: 7,
    };
    house.act(CLERK, &NoticeMutation::Draft(draft).into()).unwrap();
}

fn publish(house: &mut House, number: u128) {
    house.act(CLERK, &NoticeMutation::Publish(NoticeRef { notice_id: id(number) }).into()).unwrap();
}

/// An emergency, news that were taken back, an announcement with its correction, and a draft.
fn house() -> House {
    let mut house = House::new();
    let grant = GrantId(Uuid::from_u128(0x8001));
    house.rows.put(Row::Grant(Grant { id: grant, from: ELDER, to: DAUGHTER, expires: None, revoked: false }));
    for (number, kind, what) in [
        (1, NoticeKind::Emergency, "明天停电"),
        (2, NoticeKind::News, "义剪改期"),
        (3, NoticeKind::Announcement, "低保名单"),
    ] {
        write(&mut house, number, kind, what);
        publish(&mut house, number);
    }
    let why = NoticeWithdraw { notice_id: id(2), reason: "时间写错".to_owned() };
    house.act(CLERK, &NoticeMutation::Withdraw(why).into()).unwrap();
    let correction = NoticeCorrect {
        notice_id: id(4),
        corrects: id(3),
        what: "低保名单（更正）".to_owned(),
        note: "一户写错。".to_owned(),
    };
    house.act(CLERK, &NoticeMutation::Correct(correction).into()).unwrap();
    write(&mut house, 5, NoticeKind::Important, "体检");
    house
}

fn show(house: &House, who: MemberId, prefs: Prefs, url: &str) -> Rendered {
    let mut rows = house.rows.clone();
    rows.notices.clear();
    let people = [Some(who), (who == DAUGHTER).then_some(ELDER)].into_iter().flatten();
    let people: Vec<_> = people.map(|it| &house.rows.members[&it]).collect();
    for notice in house.rows.notices.values() {
        let it = readable(&house.actor(who), house.home(), notice.clone(), people.iter().copied(), 2026);
        rows.extend(it.map(Row::Notice));
    }
    let mut seed = Seed {
        rows,
        me: Some(who),
        prefs,
        now: house.now,
        fresh: Uuid::from_u128(0x9_0001),
        ..Seed::default()
    };
    let calls = json!({
        "reached": 3, "seen": 1,
        "missing": [{ "member_id": NEIGHBOUR, "name": "李四", "phone": "+8613800000258", "address": "安平路 3 幢 502" }],
    });
    seed.answers.insert("notice_calls".to_owned(), calls);
    let shown = render(seed, url, &Assets::default());
    assert_eq!(body(&shown).matches("<h1").count(), 1, "{url}: one first heading");
    assert!(!body(&shown).contains(" style="), "{url}");
    shown
}

fn body(shown: &Rendered) -> &str {
    let html = &shown.html;
    &html[html.find("<body").unwrap()..html.find("<script type=\"application/json\"").unwrap()]
}

/// The page in Chinese, with the mutations that its forms send.
fn page(house: &House, who: MemberId, url: &str) -> (String, String) {
    let shown = show(house, who, Prefs::default(), url);
    assert!(shown.found, "{url}");
    (body(&shown).to_owned(), forms_say_what_they_ask(body(&shown)).join(" "))
}

#[test]
fn an_emergency_comes_first_until_it_was_seen() {
    let mut house = house();
    for elder in [false, true] {
        for (lang, seen) in [(Lang::Zh, "我看到了"), (Lang::En, "I have seen it")] {
            let shown = show(&house, ELDER, Prefs { elder, lang, ..Prefs::default() }, "/");
            let html = body(&shown);
            let first = html.find("明天停电").unwrap();
            assert!(first < html.find("/care/book").unwrap() && html.contains(seen), "{html}");
            // Its text too, as it was written.
            assert!(html.contains("第二行 &lt;b&gt;"));
        }
    }
    // Her daughter, who lives there too, says it for herself and for her.
    let (html, forms) = page(&house, DAUGHTER, &format!("/notices/{}", id(1).0));
    assert_eq!(forms, "notice.seen@1 notice.seen@1");
    assert!(
        html.contains("已经告诉") && html.contains(&format!(r#"name="subject" value="{ELDER}""#)),
        "{html}"
    );
    house.act(ELDER, &NoticeMutation::Seen(NoticeSeen { notice_id: id(1), subject: None }).into()).unwrap();
    let (html, forms) = page(&house, ELDER, "/");
    assert!(!html.contains("明天停电") && forms.is_empty(), "{forms}");
}

#[test]
fn the_list_and_one_of_it() {
    let house = house();
    let (html, _) = page(&house, ELDER, "/notices");
    // What is urgent, what stands, then what is past; never a draft.
    let at = |what: &str| html.find(what).unwrap_or_else(|| panic!("{what}: {html}"));
    assert!(at("明天停电") < at("低保名单") && at("低保名单") < at("义剪改期"));
    assert!(html.contains("已撤回") && !html.contains("体检"));
    let (html, forms) = page(&house, ELDER, &format!("/notices/{}", id(1).0));
    assert_eq!(forms, "notice.seen@1");
    // Dates, since paper stays.
    for words in ["11月24日", "11月30日", "全体居民", "第二行 &lt;b&gt;"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    let (html, _) = page(&house, ELDER, &format!("/notices/{}", id(2).0));
    assert!(html.contains("已撤回：时间写错"));
    let (html, _) = page(&house, ELDER, &format!("/notices/{}", id(3).0));
    assert!(html.contains("这则公示有更正") && html.contains(&format!("/notices/{}", id(4).0)));
    let (html, _) = page(&house, ELDER, &format!("/notices/{}", id(4).0));
    assert!(html.contains("更正了前一则") && html.contains(&format!("/notices/{}", id(3).0)));
    let english =
        show(&house, ELDER, Prefs { lang: Lang::En, ..Prefs::default() }, &format!("/notices/{}", id(3).0));
    assert!(body(&english).contains("This announcement was corrected"));
    for nobodys in [format!("/notices/{}", id(5).0), "/notices/x".to_owned()] {
        assert!(!show(&house, ELDER, Prefs::default(), &nobodys).found, "{nobodys}");
    }
}

#[test]
fn it_is_found_by_what_it_says() {
    let house = house();
    for (asked, found) in
        [("mttd", "明天停电"), ("%E4%BD%8E%E4%BF%9D", "低保名单（更正）"), ("notices", "看社区通知")]
    {
        let (html, _) = page(&house, ELDER, &format!("/search?q={asked}"));
        assert!(html.contains(found), "{asked}: {html}");
    }
    let (html, _) = page(&house, ELDER, "/search?q=%E4%BD%93%E6%A3%80");
    assert!(!html.contains("/notices/"), "a draft");
}

#[test]
fn the_desk_writes_publishes_takes_back_and_calls() {
    let house = house();
    let (html, _) = page(&house, CLERK, "/desk/notices");
    assert!(html.contains("体检") && html.find("体检") < html.find("明天停电"), "drafts come first");
    assert_eq!(page(&house, CLERK, "/desk/notices/new").1, "notice.draft@1");
    let one = |number: u128| page(&house, CLERK, &format!("/desk/notices/{}", id(number).0));
    assert_eq!(one(5).1, "notice.publish@1 notice.edit@1 notice.withdraw@1");
    let (html, forms) = one(1);
    assert_eq!(forms, "notice.withdraw@1 notice.seen@1");
    for words in ["3 人中 1 人看到了", "李四", "安平路 3 幢 502", "tel:+8613800000258"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    // An announcement is only corrected.
    assert!(one(3).1.starts_with("notice.correct@1") && !one(3).1.contains("withdraw"));
    assert!(!one(2).1.contains("notice.withdraw@1"), "taken back already");
    for url in ["/desk/notices", "/desk/notices/new"] {
        assert!(!show(&house, house::KEEPER, Prefs::default(), url).found, "{url}");
    }
}
