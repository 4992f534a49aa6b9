//! A page or phone of this build meets what a newer server says: it goes on with what it can read, and loses
//! nothing of what it cannot.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::help::Answerer;
use linli_domain::ids::{DeviceId, MatterId, MutationId};
use linli_domain::json::{self, Json, Value};
use linli_domain::mutation::{HelpMutation, HelpRef, Mutation, Outcome, Settled};
use linli_domain::refusal::Refusal;
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::{Draft, Fate, Fault, Ledger, Pull, RowChange, STAFF_HOURS, Step, is_stale};
use serde_json::json;
use uuid::Uuid;

const BUILD: &str = "this build";
const LANTERN: Uuid = Uuid::from_u128(0x71);

/// What a newer server answers.
fn answer(cursor: &str, reset: bool, patch: &[Value], outcomes: &[Value]) -> Pull {
    json::from_text(
        &json!({
            "epoch": "e", "cursor": cursor, "reset": reset, "patch": patch, "last_n": outcomes.len(),
            "outcomes": outcomes, "server_time": sh("2026-11-25 10:00"), "lanterns": 12,
        })
        .to_string(),
    )
    .unwrap()
}

fn lantern() -> Value {
    json!({ "put": { "row": "lantern", "value": { "id": LANTERN, "lit": true } } })
}

fn take(ledger: &mut Ledger, rows: &mut Rows, pull: Pull, build: &str) -> Vec<Step> {
    let RowChange::Patch { reset, steps } = ledger.pulled(&ledger.pull(), pull, build) else { panic!() };
    if reset {
        *rows = Rows::default();
    }
    rows.patch(steps.clone());
    steps
}

#[test]
fn a_pull_goes_on_beside_what_it_cannot_read() {
    let mut house = House::with_carers(1);
    house.act(ELDER, &ask(1, Answerer::Community)).unwrap();
    let help = house.rows.matters.values().next().unwrap().clone();
    let id = help.id;
    let readable = Step::Put(Box::new(Row::Matter(help.clone()))).write();
    let mut ledger = Ledger::new(DeviceId(Uuid::from_u128(5)));
    let mut rows = Rows::default();
    take(&mut ledger, &mut rows, answer("1", true, std::slice::from_ref(&readable), &[]), BUILD);
    assert_eq!((rows.matters.len(), ledger.passed_over), (1, false));

    // A row of an unknown kind, one that is gone, a step of an unknown sort, and a stage without a name here.
    let mut moved = readable.clone();
    *moved.pointer_mut("/put/value/stage").unwrap() = json!("under_the_lantern");
    let gone = json!({ "del": { "row": "lantern", "id": LANTERN } });
    let patch = [lantern(), gone, json!({ "swap": [1, 2] }), moved.clone()];
    let steps = take(&mut ledger, &mut rows, answer("2", false, &patch, &[]), BUILD);
    // What it said before is not shown any more: it may be wrong by now.
    assert_eq!((rows.matters.len(), ledger.cursor.as_deref()), (0, Some("2")));
    assert!(ledger.passed_over);
    assert_eq!(json::from_text::<Ledger>(&json::to_text(&ledger)).as_ref(), Ok(&ledger));

    // Kept as they came, under the names that the build which reads them will look for.
    let kept: Vec<_> = steps
        .iter()
        .map(|it| {
            let Step::Newer(newer) = it else { panic!("{it:?}") };
            (newer.name.as_ref().map(|it| it.stored()), newer.row.clone())
        })
        .collect();
    let name = format!(r#"{{"row":"lantern","id":"{LANTERN}"}}"#);
    assert_eq!(kept[0], (Some(name.clone()), Some(lantern()["put"].clone())));
    assert_eq!(kept[1], (Some(name), None));
    assert_eq!(kept[2], (None, None));
    assert_eq!(kept[3], (Some(Row::Matter(help.clone()).key().stored_name()), Some(moved["put"].clone())));

    // It can be read again: there it is. Builds before matters had kinds name none.
    let mut kindless = readable.clone();
    let kind = kindless.pointer_mut("/put/value").unwrap().as_object_mut().unwrap().remove("kind");
    assert_eq!(kind, Some(json!("help")));
    take(&mut ledger, &mut rows, answer("3", false, &[kindless], &[]), BUILD);
    assert_eq!(rows.matters[&id], help);

    // Of a kind that this build does not know it is no request for help, whatever else it says.
    let mut other = readable;
    *other.pointer_mut("/put/value/kind").unwrap() = json!("lantern");
    let steps = take(&mut ledger, &mut rows, answer("4", false, &[other], &[]), BUILD);
    assert!(matches!(&steps[..], [Step::Newer(it)] if it.name.is_some()), "{steps:?}");
    assert!(rows.matters.is_empty());
}

#[test]
fn a_name_that_would_break_storage_is_none() {
    for kind in ["", "Lantern", "lan-tern", "lan\ttern", "lan\"tern", "灯"] {
        let step = json!({ "put": { "row": kind, "value": { "id": LANTERN } } });
        let Step::Newer(newer) = Step::read(&step).unwrap() else { panic!("{kind}") };
        assert_eq!(newer.name, None, "{kind:?}");
    }
}

#[test]
fn another_build_fetches_everything_anew() {
    let mut ledger = Ledger::new(DeviceId(Uuid::from_u128(5)));
    let mut rows = Rows::default();
    take(&mut ledger, &mut rows, answer("1", true, &[lantern()], &[]), BUILD);
    ledger.read_by(BUILD);
    assert_eq!(ledger.cursor.as_deref(), Some("1"));
    ledger.read_by("the build after");
    assert_eq!((ledger.cursor.as_deref(), ledger.passed_over), (None, false));
    // Also where nothing was passed over: it may know fields of rows that this build has dropped.
    take(&mut ledger, &mut rows, answer("1", true, &[], &[]), BUILD);
    ledger.read_by("the build after");
    assert_eq!(ledger.cursor, None);
    // A server that has gone back to the build of before sends nothing of the kind.
    take(&mut ledger, &mut rows, answer("2", true, &[lantern()], &[]), BUILD);
    take(&mut ledger, &mut rows, answer("3", false, &[], &[]), BUILD);
    assert!(ledger.passed_over);
    ledger.forget_rows();
    take(&mut ledger, &mut rows, answer("4", true, &[], &[]), BUILD);
    assert!(!ledger.passed_over);
}

#[test]
fn what_was_decided_is_not_sent_again_whatever_became_of_it() {
    let mut ledger = Ledger::new(DeviceId(Uuid::from_u128(5)));
    let mut rows = Rows::default();
    take(&mut ledger, &mut rows, answer("1", true, &[], &[]), BUILD);
    for n in 1..=3 {
        ledger.enqueue(Draft {
            mid: MutationId(Uuid::from_u128(n)),
            base_ver: None,
            mutation: Mutation::Help(HelpMutation::Take(HelpRef { help_id: MatterId(Uuid::from_u128(3)) })),
            client_time: sh("2026-11-25 09:00"),
            made: sh("2026-11-25 09:00"),
            build: BUILD.to_owned(),
        });
    }
    let mid = |n| MutationId(Uuid::from_u128(n));
    let refusal = json!({ "code": "lanterns_are_out", "lanterns": 3 });
    let less = json!({ "code": "quota", "most": 3 });
    let answers = [
        json!({ "mid": mid(1), "n": 1, "result": "refused", "refusal": refusal }),
        json!({ "mid": mid(2), "n": 2, "result": "put_before_a_board" }),
        json!({ "mid": mid(3), "n": 3, "result": "refused", "refusal": less }),
    ];
    let outcomes: Vec<Outcome> = answers.iter().map(|it| Outcome::read(it).unwrap()).collect();
    assert_eq!(outcomes[1].result, Settled::Applied);
    let sent = ledger.push().unwrap();
    ledger.pushed(&sent, &Ok(outcomes), DeviceId(Uuid::from_u128(6)));
    assert_eq!(ledger.push(), None);
    assert_eq!(ledger.entries[0].fate, Fate::Refused { refusal: Refusal::Other(refusal.clone()) });
    assert_eq!(ledger.entries[2].fate, Fate::Refused { refusal: Refusal::Other(less) });

    // Kept whole: the build that has words for it says them. A server passes it on as it is.
    let kept: Ledger = json::from_text(&json::to_text(&ledger)).unwrap();
    assert_eq!(kept, ledger);
    let stored =
        serde_json::to_value(&Settled::Refused { refusal: Refusal::Other(refusal.clone()) }).unwrap();
    assert_eq!(stored, json!({ "result": "refused", "refusal": refusal }));
    assert_eq!(Refusal::Other(refusal).code(), "other");
    // The person is told, and puts it away.
    assert!(!Refusal::Other(json!({})).holds_on_a_phone());
    ledger.acknowledge(mid(1));
    assert_eq!(ledger.refused().count(), 1);
}

#[test]
fn a_server_that_does_not_know_a_mutation_keeps_nothing_else_from_coming() {
    let mut ledger = Ledger::new(DeviceId(Uuid::from_u128(5)));
    let mut rows = Rows::default();
    take(&mut ledger, &mut rows, answer("1", true, &[], &[]), BUILD);
    ledger.enqueue(Draft {
        mid: MutationId(Uuid::from_u128(1)),
        base_ver: None,
        mutation: Mutation::Help(HelpMutation::Take(HelpRef { help_id: MatterId(Uuid::from_u128(3)) })),
        client_time: sh("2026-11-25 09:00"),
        made: sh("2026-11-25 09:00"),
        build: BUILD.to_owned(),
    });
    let sent = ledger.push().unwrap();
    ledger.pushed(&sent, &Err(Fault::OtherBuild), DeviceId(Uuid::from_u128(6)));
    // It waits, under its number, and goes out when the server has learnt it.
    assert_eq!(ledger.push(), Some(sent));
}

#[test]
fn a_phone_that_cannot_read_its_own_row_forgets_like_one_of_staff() {
    let mut ledger = Ledger::new(DeviceId(Uuid::from_u128(5)));
    let mut rows = Rows::default();
    take(&mut ledger, &mut rows, answer("1", true, &[], &[]), BUILD);
    let later = sh("2026-11-25 10:00").plus_hours(STAFF_HOURS + 1);
    assert!(is_stale(&rows, &ledger, ELDER, later));
    let house = House::with_carers(0);
    rows.put(Row::Member(house.rows.members[&ELDER].clone()));
    assert!(!is_stale(&rows, &ledger, ELDER, later));
}
