//! What the browser reads and writes against what the server's serde does: the same values from the same
//! texts, and the same refusal of what is broken.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeSet;
use std::fmt::Debug;

use house::*;
use linli_domain::booking::{Kind, State};
use linli_domain::care::{
    Candidate, CandidateRefusal, Check, PlaceCheck, Ranking, Reason, Rule, Service, Verdict,
};
use linli_domain::contact::Phone;
use linli_domain::help::{Answerer, Stage, Urgency, Word};
use linli_domain::holiday::Holiday;
use linli_domain::ids::{BookingId, MatterId};
use linli_domain::json::{self, Code, Json, Unread, Value};
use linli_domain::member::{Gender, Glimpse, Grant, Role};
use linli_domain::message::{BookingNews, HelpNews, HoursNews, MemberNews, Message, News};
use linli_domain::mutation::{
    AudienceKind, Envelope, HelpMutation, HelpRef, Mutation, Outcome, Push, RoomDecide, Settled,
};
use linli_domain::name::Name;
use linli_domain::place::{PlaceKind, Settings};
use linli_domain::refusal::{
    BookingRefusal, CareRefusal, CommonRefusal, Counted, Field, HelpRefusal, MemberRefusal, NoticeRefusal,
    Offer, Refusal, RoomRefusal, Thing,
};
use linli_domain::resource::{Exception, Hours, OpeningHours};
use linli_domain::rows::{Patch, Row, RowKey, Rows};
use linli_domain::story::{StoryEvent, What};
use linli_domain::sync::{Entry, Erased, Fate, Ledger, Pull, Step};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::systems::help::HelpDeed;
use linli_domain::systems::notices::{Audience, Notice, NoticeKind, NoticeState};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0x0190_a3a0_0000_7000_8000_0000_0000_0001);
const AT: &str = "2026-11-25T02:00:00Z";

trait Travels: Json + Serialize + DeserializeOwned + PartialEq + Debug {}

impl<T: Json + Serialize + DeserializeOwned + PartialEq + Debug> Travels for T {}

/// Both write the same and read it back; broken in any one place, both say the same of it.
fn agree<T: Travels>(value: &T) {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(without_empty_version(value.write()), json);
    assert_eq!(T::read(&json).as_ref(), Ok(value), "{json}");
    assert_eq!(&serde_json::from_value::<T>(value.write()).unwrap(), value);
    assert_eq!(json::from_text::<T>(&json::to_text(value)).as_ref(), Ok(value));
    let mut paths = Vec::new();
    collect(&json, &mut String::new(), &mut paths);
    for path in paths {
        for instead in [None, Some(json!(null)), Some(json!({})), Some(json!("x")), Some(json!(-7))] {
            let mut broken = json.clone();
            replace(&mut broken, &path, instead.clone());
            let ours = T::read(&broken).ok();
            let theirs = serde_json::from_value::<T>(broken).ok();
            assert_eq!(ours, theirs, "{instead:?} at {path} of {json}");
        }
    }
}

/// A mutation about no version says `null` here, and nothing with serde; the server takes both.
fn without_empty_version(mut json: Value) -> Value {
    if let Some(args) = json.get_mut("args").and_then(Value::as_object_mut) {
        // Nor does serde write what a mutation of before did not have: it is the same mutation.
        args.retain(|name, value| {
            !(name == "also" && value.as_bool() == Some(false) || name == "at" && value.is_null())
        });
    }
    match &mut json {
        Value::Object(fields) => {
            fields.retain(|name, it| name != "base_ver" || !it.is_null());
            fields.values_mut().for_each(|it| *it = without_empty_version(it.take()));
        }
        Value::Array(list) => list.iter_mut().for_each(|it| *it = without_empty_version(it.take())),
        _ => {}
    }
    json
}

/// Where something stands in it, as JSON pointers.
fn collect(json: &Value, at: &mut String, paths: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match json {
        Value::Object(fields) => fields.iter().map(|(name, it)| (name.clone(), it)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(n, it)| (n.to_string(), it)).collect(),
        _ => return,
    };
    for (name, it) in inner {
        let before = at.len();
        at.push('/');
        at.push_str(&name);
        paths.push(at.clone());
        collect(it, at, paths);
        at.truncate(before);
    }
}

fn replace(json: &mut Value, path: &str, instead: Option<Value>) {
    let (parent, name) = path.rsplit_once('/').unwrap();
    match (json.pointer_mut(parent).unwrap(), instead) {
        (Value::Object(fields), None) => drop(fields.remove(name)),
        (Value::Array(list), None) => drop(list.remove(name.parse().unwrap())),
        (_, Some(instead)) => *json.pointer_mut(path).unwrap() = instead,
        _ => {}
    }
}

fn agree_on_names<T: Code + Travels>() {
    for (name, value) in T::CODES {
        assert_eq!((value.code(), T::from_code(name).as_ref()), (*name, Some(value)));
        agree(value);
    }
    assert_eq!(T::from_code("no such name"), None);
}

#[test]
fn names() {
    agree_on_names::<Answerer>();
    agree_on_names::<AudienceKind>();
    agree_on_names::<BookingDeed>();
    agree_on_names::<Field>();
    agree_on_names::<Gender>();
    agree_on_names::<HelpDeed>();
    agree_on_names::<NoticeKind>();
    agree_on_names::<NoticeState>();
    agree_on_names::<PlaceCheck>();
    agree_on_names::<PlaceKind>();
    agree_on_names::<Role>();
    agree_on_names::<Rule>();
    agree_on_names::<Service>();
    agree_on_names::<Stage>();
    agree_on_names::<State>();
    agree_on_names::<Thing>();
    agree_on_names::<Urgency>();
    agree_on_names::<Verdict>();
    agree_on_names::<Word>();
}

/// Rows of every kind, each with all that it can hold.
fn rows() -> Patch {
    let mut house = House::with_carers(2);
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-25 09:00"), 60))).unwrap();
    house.act(ELDER, &book_visit(2, Service::Bath, sh("2026-11-25 10:00"))).unwrap();
    house.act(ELDER, &ask(1, Answerer::Neighbour)).unwrap();
    let mut rows = house.rows;
    for booking in rows.bookings.values_mut() {
        if let Kind::CareVisit(visit) = &mut booking.kind {
            let check = Check { at: at(AT), received: at(AT), place: PlaceCheck::NotVerified, by: CLERK };
            visit.checked_in = Some(check);
            visit.why = vec![
                Reason::KnowsYou { times: 3 },
                Reason::LeastBusy { minutes: 90 },
                Reason::OnlyOne,
                Reason::Staff,
            ];
        }
    }
    for community in rows.communities.values_mut() {
        let worked = vec![day("2026-10-10")];
        let (first, last) = (day("2026-10-01"), day("2026-10-07"));
        community.holidays = vec![Holiday { name: name("国庆节"), first, last, worked }];
    }
    for resource in rows.resources.values_mut() {
        let hours = vec![Hours { from: 480, until: 720 }];
        resource.hours.exceptions =
            vec![Exception { id: ID.into(), day: day("2026-11-25"), hours, note: "修缮".to_owned() }];
    }
    rows.put(Row::Grant(Grant {
        id: ID.into(),
        from: ELDER,
        to: DAUGHTER,
        expires: Some(at(AT)),
        revoked: false,
    }));
    for (n, news) in news().into_iter().enumerate() {
        let id = Uuid::from_u128(n as u128 + 1).into();
        rows.put(Row::Message(Message {
            id,
            community_id: HOME,
            to: ELDER,
            at: at(AT),
            read: n == 0,
            ver: 3,
            news,
        }));
    }
    for (n, audience) in
        [Audience::All, Audience::From { age: 65 }, Audience::Building { building: "3 幢".to_owned() }]
            .into_iter()
            .enumerate()
    {
        rows.put(Row::Notice(Notice {
            id: Uuid::from_u128(n as u128 + 1).into(),
            community_id: HOME,
            kind: NoticeKind::Emergency,
            what: "停电".to_owned(),
            note: "一\n\"二\"".to_owned(),
            audience,
            from: Some(day("2026-11-25")),
            days: 2,
            state: NoticeState::Withdrawn,
            made: at(AT),
            published: Some(at(AT)),
            starts: Some(at(AT)),
            ends: Some(at(AT)),
            author: CLERK,
            reason: "雨".to_owned(),
            corrects: Some(ID.into()),
            seen: vec![ELDER],
            ver: 3,
        }));
    }
    rows.into()
}

fn news() -> Vec<News> {
    let booking_id = ID.into();
    let (starts, reason) = (at(AT), "雨 \"大\"".to_owned());
    vec![
        News::Bookings(BookingNews::Changed {
            booking_id,
            state: State::Refused,
            starts,
            service: None,
            reason,
        }),
        News::Hours(HoursNews::Changed {
            booking_id,
            starts,
            service: Some(Service::Meal),
            note: String::new(),
            retired: false,
        }),
        News::Help(HelpNews::Moved { help_id: ID.into(), stage: Stage::CalledBack }),
        News::Members(MemberNews::Number { removed: true, reason: String::new() }),
    ]
}

#[test]
fn every_row() {
    let rows = rows();
    let kinds: BTreeSet<String> =
        rows.iter().map(|it| it.write()["row"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds.len(), 10, "{kinds:?}");
    for row in rows {
        agree(&row);
        agree(&row.key());
        agree(&Step::Del(row.key()));
        agree(&Step::Put(Box::new(row)));
    }
}

/// As phones have held it, and sent it, since the first builds; those of today read no more than these fields.
#[test]
fn a_story_of_a_build_that_tells_by_the_deed() {
    let told = |deed: &str| {
        json!({
            "id": ID, "community_id": HOME.0, "about": ID, "at": AT, "actor": ELDER.0, "actor_called": "王奶奶",
            "deed": deed, "note": "", "happened": null,
        })
    };
    for (deed, of, what) in [
        ("checked_in", "booking", What::from((BookingId(ID), BookingDeed::CheckedIn))),
        ("noted", "help", What::from((MatterId(ID), HelpDeed::Noted))),
    ] {
        let before = told(deed);
        let event = StoryEvent::read(&before).unwrap();
        assert_eq!(event.what, what);
        assert_eq!(serde_json::from_value::<StoryEvent>(before.clone()).unwrap(), event);
        let mut now = serde_json::to_value(&event).unwrap();
        assert_eq!(now.as_object_mut().unwrap().remove("of"), Some(json!(of)));
        assert_eq!(now, before);
        agree(&event);
    }
    // The kind is said: then it is no other, whatever the deed. Of a kind that is not known here nothing is read.
    for (of, deed) in [("booking", "noted"), ("help", "checked_in"), ("lantern", "noted"), ("lantern", "lit")]
    {
        let mut other = told(deed);
        other["of"] = json!(of);
        assert!(StoryEvent::read(&other).is_err(), "{of} {deed}");
    }
    assert!(StoryEvent::read(&told("lit")).is_err());
}

#[test]
fn all_rows_together() {
    let rows = Rows::from(rows());
    let list = rows.write();
    assert_eq!(list, serde_json::to_value(&rows).unwrap());
    assert_eq!(Rows::read(&list), Ok(rows));
}

#[test]
fn limits_that_are_left_out() {
    let mut finer = Settings::default();
    finer.bookings.slot_minutes = 15;
    agree(&finer);
    assert_eq!(Settings::read(&json!({})), Ok(Settings::default()));
    agree(&OpeningHours::default());
}

#[test]
fn every_refusal() {
    let offer = Offer { resource_id: Some(HALL), starts: at(AT), ends: at("2026-11-25T03:00:00Z") };
    let alternatives = vec![offer, Offer { resource_id: None, ..offer }];
    let note = "修缮".to_owned();
    let refusals = [
        Refusal::Common(CommonRefusal::NotAllowed),
        Refusal::Common(CommonRefusal::Unknown { what: Thing::Help }),
        Refusal::Bookings(BookingRefusal::Taken { alternatives: alternatives.clone() }),
        Refusal::Common(CommonRefusal::Past),
        Refusal::Common(CommonRefusal::EndsBeforeStarts),
        Refusal::Bookings(BookingRefusal::OffGrid { minutes: 30 }),
        Refusal::Rooms(RoomRefusal::TooShort { minutes: 30 }),
        Refusal::Rooms(RoomRefusal::TooLong { minutes: 240 }),
        Refusal::Bookings(BookingRefusal::BeyondHorizon { last_day: day("2027-01-23") }),
        Refusal::Bookings(BookingRefusal::TooSoon { earliest: at(AT) }),
        Refusal::Bookings(BookingRefusal::Closed { note, alternatives: Vec::new() }),
        Refusal::Common(CommonRefusal::Quota { limit: 1, of: Counted::Rooms, there: None }),
        Refusal::Common(CommonRefusal::Quota { limit: 5, of: Counted::HelpsToday, there: None }),
        Refusal::Rooms(RoomRefusal::TooManyPeople { seats: 12 }),
        Refusal::Care(CareRefusal::NoCaregiver {
            candidates: vec![CandidateRefusal { resource_id: HALL, rule: Rule::Gender }],
            alternatives,
        }),
        Refusal::Care(CareRefusal::CannotSend { rule: Rule::RestDay }),
        Refusal::Care(CareRefusal::SameCarers),
        Refusal::Bookings(BookingRefusal::WrongState { state: State::NobodyHome }),
        Refusal::Help(HelpRefusal::WrongStage { stage: Stage::CalledBack }),
        Refusal::Bookings(BookingRefusal::NotYet { opens: at(AT) }),
        Refusal::Bookings(BookingRefusal::Begun),
        Refusal::Common(CommonRefusal::Changed),
        Refusal::Common(CommonRefusal::Missing { field: Field::Owner }),
        Refusal::Common(CommonRefusal::TooLongText { field: Field::What, limit: 500 }),
        Refusal::Help(HelpRefusal::TakenByNeighbour),
        Refusal::Common(CommonRefusal::Exists),
        Refusal::Members(MemberRefusal::PhoneInUse),
        Refusal::Members(MemberRefusal::BirthYear { first: 1906, last: 2026 }),
        Refusal::Help(HelpRefusal::WhoseMatter),
        Refusal::Notices(NoticeRefusal::Fixed),
        Refusal::Notices(NoticeRefusal::Stands),
        Refusal::Notices(NoticeRefusal::NothingToCorrect),
        Refusal::Notices(NoticeRefusal::Over),
        Refusal::Notices(NoticeRefusal::NoWhat),
        Refusal::Notices(NoticeRefusal::WhatTooLong { limit: 60 }),
        Refusal::Notices(NoticeRefusal::NoText),
        Refusal::Notices(NoticeRefusal::TextTooLong { limit: 2_000 }),
        Refusal::Notices(NoticeRefusal::TooLong { days: 90 }),
        Refusal::Notices(NoticeRefusal::TooShort { days: 5 }),
        Refusal::Notices(NoticeRefusal::WhichAge),
        Refusal::Notices(NoticeRefusal::WhichBuilding),
        Refusal::Notices(NoticeRefusal::TooMany { limit: 20 }),
        Refusal::Common(CommonRefusal::Internal { support_code: "K7".to_owned() }),
    ];
    let codes: BTreeSet<_> = refusals.iter().map(Refusal::code).collect();
    assert_eq!(codes, Refusal::codes().collect());
    for refusal in refusals {
        assert_eq!(refusal.write()["code"], refusal.code());
        agree(&refusal);
        agree(&Outcome { mid: ID.into(), n: 4, result: Settled::Refused { refusal } });
    }
    agree(&Outcome { mid: ID.into(), n: 4, result: Settled::Applied });
}

/// A mutation of each name, from the least that a form has to say.
fn mutations() -> Vec<Mutation> {
    let id = ID.to_string();
    let fields = [
        ("approve", "true"),
        ("answerer", "relief"),
        ("at", AT),
        ("audience", "from"),
        ("birth_year", "1943"),
        ("day", "2026-11-25"),
        ("days", "7"),
        ("ends", "2026-11-25T03:00:00Z"),
        ("gender", "male"),
        ("kind", "announcement"),
        ("note", "一 & 二"),
        ("people", "6"),
        ("phone", "138 0000 0001"),
        ("service", "meal"),
        ("starts", AT),
        ("urgency", "usual"),
        ("verdict", "done"),
        ("word", "solved"),
    ];
    let ids = [
        "booking_id",
        "carer",
        "community_id",
        "corrects",
        "exception_id",
        "help_id",
        "household_id",
        "member_id",
        "message_id",
        "notice_id",
        "resource_id",
    ];
    let fields: Vec<_> = fields.into_iter().chain(ids.map(|it| (it, id.as_str()))).collect();
    let form = |name| -> Vec<(String, String)> {
        let named = fields.iter().copied().chain([("mutation", name)]);
        named.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
    };
    Mutation::names().map(|name| Mutation::from_form(&form(name)).expect(name)).collect()
}

#[test]
fn every_mutation() {
    let mutations = mutations();
    assert_eq!(mutations.len(), Mutation::names().count());
    for (mutation, n) in mutations.into_iter().zip(1..) {
        let base_ver = (n % 2 == 0).then_some(3);
        let mid = ID.into();
        let envelope = Envelope { mid, n, base_ver, client_time: at(AT), build: "b1".to_owned(), mutation };
        agree(&envelope);
        agree(&Push { device_id: ID.into(), epoch: None, mutations: vec![envelope] });
    }
}

/// As phones hold it since the first builds.
const LEDGER: &str = r#"{
    "device": "0190a3a0-0000-7000-8000-000000000001", "next_n": 5, "last_n": 1, "epoch": "e", "cursor": null,
    "pulled": "2026-11-25T02:00:00Z", "entries": [
        { "device": "0190a3a0-0000-7000-8000-000000000001", "made": "2026-11-25T02:00:00Z",
          "envelope": { "mid": "0190a3a0-0000-7000-8000-000000000001", "n": 1,
            "client_time": "2026-11-25T02:00:00Z", "build": "b1", "name": "help.take@1",
            "args": { "help_id": "0190a3a0-0000-7000-8000-000000000001" } },
          "fate": { "fate": "refused", "refusal": { "code": "quota", "limit": 1 } } }
    ] }"#;

#[test]
fn a_ledger_as_phones_hold_it() {
    let ledger: Ledger = json::from_text(LEDGER).unwrap();
    let args = HelpRef { help_id: ID.into() };
    let envelope = Envelope {
        mid: ID.into(),
        n: 1,
        base_ver: None,
        client_time: at(AT),
        build: "b1".to_owned(),
        mutation: Mutation::Help(HelpMutation::Take(args)),
    };
    let fate = Fate::Refused {
        refusal: Refusal::Common(CommonRefusal::Quota { limit: 1, of: Counted::Rooms, there: None }),
    };
    let entry = Entry { envelope, device: ID.into(), made: at(AT), fate };
    assert_eq!((ledger.silence, ledger.erased), (None, None));
    let mut expected = Ledger { next_n: 5, last_n: 1, epoch: Some("e".to_owned()), ..Ledger::new(ID.into()) };
    expected.pulled = Some(at(AT));
    expected.entries.push(entry.clone());
    assert_eq!(ledger, expected);
    for fate in [Fate::Waiting, Fate::Applied, Fate::Covered] {
        expected.entries.push(Entry { fate, ..entry.clone() });
    }
    expected.silence = expected.silence(at(AT).plus_minutes(7));
    expected.erased = Some(Erased::SignedOut);
    assert_eq!(json::from_text(&json::to_text(&expected)), Ok(expected));
}

/// What this build does not understand of such things must not cost what is not sent.
#[test]
fn h7_a_ledger_with_another_builds_clock_keeps_its_entries() {
    let mut json: Value = serde_json::from_str(LEDGER).unwrap();
    json["silence"] = json!({ "since": "the new moon" });
    json["erased"] = json!("by_remote");
    let ledger = Ledger::read(&json).unwrap();
    assert_eq!((ledger.entries.len(), ledger.silence, ledger.erased), (1, None, None));
}

/// As after a newer build was taken back while a phone had something of it.
#[test]
fn what_a_ledger_holds_of_another_build_waits_beside_the_rest() {
    for (path, foreign) in
        [("/entries/0/envelope/name", json!("help.sing@1")), ("/entries/0/fate/fate", json!("pondered"))]
    {
        let mut json: Value = serde_json::from_str(LEDGER).unwrap();
        let readable = json["entries"][0].clone();
        *json.pointer_mut(path).unwrap() = foreign;
        let unread = json["entries"][0].clone();
        json["entries"].as_array_mut().unwrap().push(readable.clone());
        let ledger = Ledger::read(&json).unwrap();
        assert_eq!((ledger.entries.len(), &ledger.unread), (1, &vec![unread.clone()]));
        assert!(!ledger.is_settled());
        // The present one first, both as they were.
        json["entries"] = json!([readable, unread]);
        json["silence"] = Value::Null;
        json["erased"] = Value::Null;
        json["passed_over"] = Value::Bool(false);
        json["reader"] = Value::Null;
        json["entries"][0]["envelope"]["base_ver"] = Value::Null;
        // What builds of before did not say: rooms are what they counted.
        json["entries"][0]["fate"]["refusal"]["of"] = json!("rooms");
        json["entries"][0]["fate"]["refusal"]["there"] = Value::Null;
        assert_eq!(ledger.write(), json);
    }
}

#[test]
fn a_row_keeps_the_name_that_phones_hold_it_under() {
    let id = "0190a3a0-0000-7000-8000-000000000001";
    assert_eq!(RowKey::Matter(ID.into()).stored_name(), format!(r#"{{"row":"help","id":"{id}"}}"#));
    assert_eq!(RowKey::Busy(ID.into()).stored_name(), format!(r#"{{"row":"busy","id":"{id}"}}"#));
}

#[test]
fn a_pull() {
    agree(&Pull {
        epoch: "e".to_owned(),
        cursor: "c".to_owned(),
        reset: true,
        patch: vec![Step::Del(RowKey::Matter(ID.into()))],
        last_n: 7,
        outcomes: vec![Outcome { mid: ID.into(), n: 7, result: Settled::Applied }],
        server_time: at(AT),
    });
}

/// Fields of forms are texts, and a newer build may send more than this one knows.
#[test]
fn what_is_read_here_and_not_by_serde() {
    let hours = json!({ "from": "480", "until": 720, "later": true });
    assert_eq!(Hours::read(&hours), Ok(Hours { from: 480, until: 720 }));
    assert!(serde_json::from_value::<Hours>(hours).is_err());
    let decide = json!({ "booking_id": ID, "approve": "true" });
    assert!(RoomDecide::read(&decide).unwrap().approve);
    assert!(serde_json::from_value::<RoomDecide>(decide).is_err());
    for no_number in [json!("4.5"), json!(4.5), json!(""), json!(true), json!(1e30)] {
        assert_eq!(u16::read(&no_number), Err(Unread::HERE), "{no_number}");
    }
}

#[test]
fn what_queries_answer() {
    let refused = vec![CandidateRefusal { resource_id: HALL, rule: Rule::Skill }];
    let free = vec![Candidate { resource_id: STUDY, reason: Reason::OnlyOne }];
    agree(&Ranking { free, refused });
    let (name, phone) = ("王**".to_owned(), "138 **** 0001".to_owned());
    agree(&Some(Glimpse { id: ELDER, name, phone, birth_year: 1943 }));
    agree(&None::<Glimpse>);
    agree(&"0514-87361234".parse::<Phone>().unwrap());
}

#[test]
fn what_is_no_json_is_told_from_what_says_something_else() {
    assert_eq!(json::from_text::<Name>("{\"zh\": "), Err(Unread::HERE));
    assert_eq!(json::from_text::<Name>("[]"), Err(Unread::HERE));
    assert_eq!(json::from_text::<Name>(r#"{"zh": "社区"}"#), Err(Unread("en")));
    let inner = json!({ "row": "message", "value": { "id": ID, "community_id": "nowhere" } });
    assert_eq!(Row::read(&inner), Err(Unread("community_id")));
}

#[test]
fn h5_a_limit_is_read_by_older_and_newer_builds() {
    let words = |of: &str| format!(r#"{{"code":"quota","limit":5{of}}}"#);
    let both = |text: &str| {
        let here: Refusal = json::from_text(text).unwrap();
        assert_eq!(serde_json::from_str::<Refusal>(text).unwrap(), here);
        here
    };
    // Of a build before this one, and of one after it.
    assert_eq!(
        both(&words("")),
        Refusal::Common(CommonRefusal::Quota { limit: 5, of: Counted::Rooms, there: None })
    );
    assert_eq!(
        both(&words(r#","of":"visits""#)),
        Refusal::Common(CommonRefusal::Quota { limit: 5, of: Counted::Visits, there: None })
    );
    assert_eq!(
        both(&words(r#","of":"songs","x":1"#)),
        Refusal::Common(CommonRefusal::Quota { limit: 5, of: Counted::Other, there: None })
    );
    for &(name, of) in Counted::ALL {
        let refusal = Refusal::Common(CommonRefusal::Quota { limit: 5, of, there: None });
        let text = json::to_text(&refusal);
        assert!(text.contains(&format!(r#""of":"{name}""#)), "{text}");
        assert_eq!(
            (serde_json::to_value(&refusal).unwrap(), both(&text)),
            (serde_json::from_str(&text).unwrap(), refusal)
        );
    }
}
