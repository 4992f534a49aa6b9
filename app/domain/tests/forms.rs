//! Mutations as forms and as JSON, and rows as they travel.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeSet;

use house::*;
use linli_domain::care::Service;
use linli_domain::help::Answerer;
use linli_domain::json::{Json, Value};
use linli_domain::mutation::{
    CareMutation, Envelope, FormError, HelpMutation, MemberMutation, Mutation, Outcome, RoomMutation, Settled,
};
use linli_domain::place::{Community, Settings};
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Field, HelpRefusal, Offer, Refusal};
use linli_domain::rows::{Patch, Row, RowKey, Rows};
use serde_json::json;

const ID: &str = "0190a3a0-0000-7000-8000-000000000001";
const AT: &str = "2026-11-25T02:00:00Z";

/// A form for every mutation, with the fields that a page typically has.
const FORMS: [(&str, &[(&str, &str)]); 35] = [
    (
        "room.book@1",
        &[
            ("booking_id", ID),
            ("resource_id", ID),
            ("starts", AT),
            ("ends", "2026-11-25T03:00:00Z"),
            ("people", "12"),
            ("note", "Choir"),
            ("subject", ID),
        ],
    ),
    ("room.decide@1", &[("booking_id", ID), ("approve", "false"), ("reason", "Taken")]),
    ("room.check_in@1", &[("booking_id", ID)]),
    (
        "hours.except@1",
        &[
            ("exception_id", ID),
            ("resource_id", ID),
            ("day", "2026-11-25"),
            ("from", "480"),
            ("until", "1440"),
            ("note", "Repair"),
        ],
    ),
    (
        "care.book@1",
        &[("booking_id", ID), ("service", "basic_care"), ("starts", AT), ("note", ""), ("subject", "")],
    ),
    ("care.accept@1", &[("booking_id", ID)]),
    ("care.decline@1", &[("booking_id", ID), ("reason", "Fever")]),
    ("care.assign@1", &[("booking_id", ID), ("carer", ID), ("second", ""), ("reason", "Ill")]),
    ("care.set_out@1", &[("booking_id", ID)]),
    ("care.check_in@1", &[("booking_id", ID), ("at", AT), ("metres", "12")]),
    ("care.check_out@1", &[("booking_id", ID), ("at", AT), ("metres", ""), ("report", "Ate well")]),
    ("care.nobody_home@1", &[("booking_id", ID)]),
    ("care.confirm@1", &[("booking_id", ID), ("verdict", "disputed"), ("reason", "Too short")]),
    ("care.settle@1", &[("booking_id", ID), ("reason", "Called her")]),
    ("booking.cancel@1", &[("booking_id", ID), ("reason", "")]),
    (
        "help.ask@1",
        &[
            ("help_id", ID),
            ("what", "灯 & lamp = dark"),
            ("place", ""),
            ("wanted", AT),
            ("answerer", "neighbour"),
            ("urgency", "urgent"),
        ],
    ),
    ("help.triage@1", &[("help_id", ID), ("answerer", "other"), ("owner", "Water works")]),
    ("help.take@1", &[("help_id", ID)]),
    ("help.note@1", &[("help_id", ID), ("note", "Soon")]),
    ("help.give_back@1", &[("help_id", ID), ("note", "Ill")]),
    ("help.resolve@1", &[("help_id", ID), ("note", "Done")]),
    ("help.call_back@1", &[("help_id", ID), ("word", "not_reached"), ("note", "")]),
    ("help.close@1", &[("help_id", ID)]),
    ("help.reopen@1", &[("help_id", ID), ("note", "Again")]),
    ("help.escalate@1", &[("help_id", ID), ("note", "Large")]),
    ("help.withdraw@1", &[("help_id", ID)]),
    (
        "member.register@1",
        &[
            ("member_id", ID),
            ("household_id", ID),
            ("community_id", ID),
            ("name", "王秀英"),
            ("phone", "0514-87361234"),
            ("gender", "female"),
            ("birth_year", "1943"),
            ("address", "康乐"),
        ],
    ),
    (
        "member.renumber@1",
        &[
            ("member_id", ID),
            ("phone", "１３９ ００００ ０００２"),
            ("remove", "false"),
            ("reason", "New phone"),
        ],
    ),
    ("message.read@1", &[("message_id", ID)]),
    (
        "notice.draft@1",
        &[
            ("notice_id", ID),
            ("community_id", ID),
            ("kind", "emergency"),
            ("what", "停电 & 停水"),
            ("note", "明天"),
            ("audience", "from"),
            ("age", "65"),
            ("building", ""),
            ("from", "2026-11-25"),
            ("days", "3"),
        ],
    ),
    (
        "notice.edit@1",
        &[
            ("notice_id", ID),
            ("community_id", ID),
            ("kind", "news"),
            ("what", ""),
            ("note", ""),
            ("audience", "building"),
            ("building", "3 幢"),
            ("from", ""),
            ("days", "3"),
        ],
    ),
    ("notice.publish@1", &[("notice_id", ID)]),
    ("notice.withdraw@1", &[("notice_id", ID), ("reason", "")]),
    ("notice.correct@1", &[("notice_id", ID), ("corrects", ID), ("what", "名单"), ("note", "更正")]),
    ("notice.seen@1", &[("notice_id", ID), ("subject", "")]),
];

fn form(name: &str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let named = [("mutation", name), ("csrf", "whatever"), ("mid", ID)];
    named.iter().chain(fields).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn all() -> Vec<Mutation> {
    FORMS.iter().map(|(name, fields)| Mutation::from_form(&form(name, fields)).unwrap()).collect()
}

#[test]
fn every_mutation_can_be_posted_by_a_form() {
    let names: BTreeSet<_> = FORMS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, Mutation::names().collect());
    for (mutation, (name, _)) in all().iter().zip(FORMS) {
        assert_eq!(mutation.name(), name);
    }
}

#[test]
fn form_fields_become_what_they_mean() {
    let Mutation::Rooms(RoomMutation::Book(args)) = &all()[0] else { panic!() };
    assert_eq!((args.people, args.starts, args.note.as_str()), (Some(12), at(AT), "Choir"));
    let Mutation::Care(CareMutation::Book(args)) = &all()[4] else { panic!() };
    assert_eq!((args.service, args.subject, args.note.as_str()), (Service::BasicCare, None, ""));
    let Mutation::Help(HelpMutation::Ask(args)) = &all()[15] else { panic!() };
    assert_eq!((args.answerer, args.what.as_str()), (Answerer::Neighbour, "灯 & lamp = dark"));
    let Mutation::Members(MemberMutation::Register(args)) = &all()[26] else { panic!() };
    assert_eq!(args.phone.as_ref().unwrap().as_str(), "+8651487361234");
    let Mutation::Members(MemberMutation::Renumber(args)) = &all()[27] else { panic!() };
    assert_eq!((args.phone.as_ref().unwrap().as_str(), args.remove), ("+8613900000002", false));
    // People's fingers add spaces.
    let spaced = form(
        "room.book@1",
        &[("booking_id", ID), ("resource_id", ID), ("starts", AT), ("ends", AT), ("people", " 3 ")],
    );
    assert!(
        matches!(Mutation::from_form(&spaced), Ok(Mutation::Rooms(RoomMutation::Book(args))) if args.people == Some(3))
    );
}

#[test]
fn forms_that_cannot_be_read_say_what_is_wrong() {
    assert_eq!(Mutation::from_form(&[]), Err(FormError::UnknownName(String::new())));
    let unknown = Mutation::from_form(&form("room.paint@1", &[]));
    assert_eq!(unknown, Err(FormError::UnknownName("room.paint@1".to_owned())));
    let missing = Mutation::from_form(&form("care.accept@1", &[("booking_id", " ")]));
    assert_eq!(missing, Err(FormError::Unreadable("booking_id".to_owned())));
    for (field, value) in
        [("people", "-1"), ("people", "70000"), ("people", "many"), ("starts", "soon"), ("booking_id", "7")]
    {
        let fields: Vec<_> =
            FORMS[0].1.iter().map(|(k, v)| if *k == field { (*k, value) } else { (*k, *v) }).collect();
        let answer = Mutation::from_form(&form("room.book@1", &fields));
        assert_eq!(answer, Err(FormError::Unreadable(field.to_owned())), "{value}");
    }
}

#[test]
fn of_two_fields_alike_the_first_filled_one_stands() {
    let twice = [("mutation", "care.accept@1"), ("booking_id", ""), ("booking_id", ID), ("booking_id", "x")];
    let mut fields: Vec<_> = twice.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    fields.push(("mutation".to_owned(), "care.set_out@1".to_owned()));
    let Ok(Mutation::Care(CareMutation::Accept(args))) = Mutation::from_form(&fields) else {
        panic!("the first name")
    };
    assert_eq!(args.booking_id.to_string(), ID);
}

#[test]
fn every_mutation_travels_as_json_and_back() {
    for (n, mutation) in all().into_iter().enumerate() {
        let envelope = Envelope {
            mid: ID.parse().unwrap(),
            n: n as u64 + 1,
            base_ver: (n % 2 == 0).then_some(3),
            client_time: at(AT),
            build: "b1".to_owned(),
            mutation,
        };
        let mut json = serde_json::to_value(&envelope).unwrap();
        assert_eq!(json["name"], envelope.mutation.name());
        assert_eq!(serde_json::from_value::<Envelope>(json.clone()).unwrap(), envelope);
        // From the text, and with what a newer build may add.
        json["later"] = json!({ "a": [1] });
        json["args"]["later"] = json!("b");
        let text = serde_json::to_string(&json).unwrap();
        assert_eq!(serde_json::from_str::<Envelope>(&text).unwrap(), envelope);
    }
}

#[test]
fn an_unknown_mutation_is_no_mutation() {
    let json = json!({ "mid": ID, "n": 1, "client_time": AT, "name": "room.paint@1", "args": {} });
    assert!(serde_json::from_value::<Envelope>(json).is_err());
}

#[test]
fn optional_arguments_may_be_absent() {
    let json = json!({ "mid": ID, "n": 1, "client_time": AT, "name": "care.book@1",
        "args": { "booking_id": ID, "service": "meal", "starts": AT } });
    let envelope: Envelope = serde_json::from_value(json).unwrap();
    assert_eq!((envelope.base_ver, envelope.build.as_str()), (None, ""));
}

/// One row of each kind, by living a little.
fn lived() -> Rows {
    let mut house = House::with_carers(2);
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-25 09:00"), 60))).unwrap();
    house.act(DAUGHTER, &book_visit_for_elder()).unwrap();
    house.act(ELDER, &ask(1, Answerer::Neighbour)).unwrap();
    house.rows.put(Row::Grant(linli_domain::member::Grant {
        id: ID.parse().unwrap(),
        from: ELDER,
        to: DAUGHTER,
        expires: Some(at(AT)),
        revoked: false,
    }));
    house.rows
}

fn book_visit_for_elder() -> Mutation {
    match book_visit(2, Service::Bath, sh("2026-11-25 10:00")) {
        Mutation::Care(CareMutation::Book(mut args)) => {
            args.subject = Some(ELDER);
            Mutation::Care(CareMutation::Book(args))
        }
        other => other,
    }
}

#[test]
fn rows_travel_as_a_list_and_back() {
    let rows = lived();
    let text = serde_json::to_string(&rows).unwrap();
    assert!(text.starts_with('['));
    for kind in ["community", "member", "grant", "resource", "booking", "busy", "help", "event", "message"] {
        assert!(text.contains(&format!(r#""row":"{kind}""#)), "{kind}");
    }
    assert_eq!(serde_json::from_str::<Rows>(&text).unwrap(), rows);
    let patch: Patch = rows.clone().into();
    assert_eq!(Rows::from(patch), rows);
}

#[test]
fn an_older_phone_reads_rows_of_a_newer_build() {
    let rows = lived();
    let mut json = serde_json::to_value(&rows).unwrap();
    for row in json.as_array_mut().unwrap() {
        row["value"]["later"] = json!(1);
        if row["row"] == "community" {
            row["value"]["settings"]["later_minutes"] = json!(5);
        }
    }
    assert_eq!(serde_json::from_value::<Rows>(json).unwrap(), rows);
}

#[test]
fn limits_lie_side_by_side_whatever_their_system() {
    // As files of places, databases and phones have had them since before systems had their own.
    let usual = json!({
        "slot_minutes": 30,
        "room_min_minutes": 30,
        "room_max_minutes": 240,
        "horizon_days": 60,
        "turnaround_minutes": 10,
        "household_week_quota": 2,
        "household_cancel_limit": 10,
        "visit_week_quota": 14,
        "pending_hold_minutes": 1440,
        "pending_release_minutes": 120,
        "no_show_minutes": 15,
        "check_in_early_minutes": 30,
        "no_show_limit": 3,
        "no_show_window_days": 90,
        "care_travel_minutes": 20,
        "care_buffer_minutes": 10,
        "care_notice_minutes": 60,
        "carer_day_minutes": 480,
        "carer_week_minutes": 2640,
        "carer_week_days": 6,
        "address_before_minutes": 1440,
        "address_after_minutes": 120,
        "check_in_radius_metres": 150,
        "visit_early_minutes": 120,
        "visit_no_show_minutes": 60,
        "visit_unheard_minutes": 120,
        "help_stage_minutes": 120,
        "help_case_minutes": 4320,
        "help_open_limit": 5,
        "help_day_limit": 20,
        "staff_times": 10,
        "neighbour_take_limit": 2,
        "neighbours_after_staff": false,
        "late_check_in_minutes": 4320,
        "text_limit": 500,
        "notice_what_limit": 60,
        "notice_text_limit": 2000,
        "notice_day_limit": 20,
        "notice_longest_days": 90,
        "announcement_least_days": 5,
    });
    let here = Settings::default();
    assert_eq!(serde_json::to_value(&here).unwrap(), usual);
    let parts = [
        here.common.write(),
        here.bookings.write(),
        here.rooms.write(),
        here.care.write(),
        here.help.write(),
        here.notices.write(),
    ];
    let count = |it: &Value| it.as_object().unwrap().len();
    assert_eq!(parts.iter().map(count).sum::<usize>(), count(&usual), "a limit of two systems");
    assert_eq!(here.write(), usual);
    let mut others = usual;
    for limit in others.as_object_mut().unwrap().values_mut() {
        *limit = limit.as_i64().map_or(json!(true), |it| json!(it + 1));
    }
    let read: Settings = serde_json::from_value(others.clone()).unwrap();
    assert_eq!(Settings::read(&others), Ok(read.clone()));
    assert_eq!((serde_json::to_value(&read).unwrap(), read.write()), (others.clone(), others));
    assert_eq!((read.rooms.room_min_minutes, read.care.carer_week_days), (31, 7));
    // What is no limit, or not as a number is written, is refused as it was.
    for wrong in
        [json!({ "slot_minutes": null }), json!({ "help_day_limit": -1 }), json!({ "text_limit": 1.5 })]
    {
        assert!(Settings::read(&wrong).is_err() && serde_json::from_value::<Settings>(wrong).is_err());
    }
}

#[test]
fn limits_left_out_have_their_defaults() {
    assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
    let one: Settings = serde_json::from_value(json!({ "slot_minutes": 15 })).unwrap();
    let mut expected = Settings::default();
    expected.bookings.slot_minutes = 15;
    assert_eq!(one, expected);
    let home = community(HOME, SHANGHAI);
    let text = serde_json::to_string(&home).unwrap();
    assert_eq!(serde_json::from_str::<Community>(&text).unwrap(), home);
}

#[test]
fn a_row_put_is_a_row_deleted() {
    let mut rows = lived();
    let keys: Vec<RowKey> = Patch::from(rows.clone()).iter().map(Row::key).collect();
    for key in keys {
        let text = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<RowKey>(&text).unwrap(), key);
        rows.del(key);
        rows.del(key);
    }
    assert_eq!(rows, Rows::default());
}

#[test]
fn refusals_and_outcomes_travel_by_their_code() {
    let offer = Offer { resource_id: Some(HALL), starts: at(AT), ends: at("2026-11-25T03:00:00Z") };
    let refusals = [
        Refusal::Common(CommonRefusal::NotAllowed),
        Refusal::Bookings(BookingRefusal::Taken { alternatives: vec![offer] }),
        Refusal::Bookings(BookingRefusal::Closed { note: "Repair".to_owned(), alternatives: Vec::new() }),
        Refusal::Bookings(BookingRefusal::BeyondHorizon { last_day: day("2027-01-23") }),
        Refusal::Bookings(BookingRefusal::TooSoon { earliest: at(AT) }),
        Refusal::Common(CommonRefusal::Missing { field: Field::Owner }),
        Refusal::Common(CommonRefusal::TooLongText { field: Field::What, limit: 500 }),
        Refusal::Bookings(BookingRefusal::WrongState { state: linli_domain::booking::State::NobodyHome }),
        Refusal::Help(HelpRefusal::WrongStage { stage: linli_domain::help::Stage::CalledBack }),
        Refusal::Common(CommonRefusal::Internal { support_code: "K7".to_owned() }),
    ];
    for refusal in refusals {
        let outcome =
            Outcome { mid: ID.parse().unwrap(), n: 4, result: Settled::Refused { refusal: refusal.clone() } };
        let json = serde_json::to_value(&outcome).unwrap();
        assert_eq!(
            (json["result"].as_str(), json["refusal"]["code"].as_str()),
            (Some("refused"), Some(refusal.code()))
        );
        assert_eq!(serde_json::from_value::<Outcome>(json).unwrap(), outcome);
    }
    let applied = Outcome { mid: ID.parse().unwrap(), n: 4, result: Settled::Applied };
    let text = serde_json::to_string(&applied).unwrap();
    assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), applied);
}
