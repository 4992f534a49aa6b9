//! What every [`Storage`] must do. Runs over the one in memory in this crate's tests, and over the
//! browser's in a browser, where a panic would tell nothing: hence answers in words. Not in releases.

use serde_json::json;
use uuid::Uuid;

use super::entry::Draft;
use super::ledger::{Ledger, RowChange};
use super::stale::Erased;
use super::storage::{Storage, StorageError};
use super::wire::{Name, Newer, Step};
use crate::booking::Busy;
use crate::help::Stage;
use crate::ids::{BookingId, MatterId, MemberId, MessageId, MutationId, PlaceId, ResourceId};
use crate::json::{Json, Value};
use crate::message::{HelpNews, Message};
use crate::mutation::{HelpMutation, HelpRef, Mutation};
use crate::rows::{Row, RowKey, Rows};
use crate::time::Instant;

/// How many rows a first pull may bring at least.
const MANY: u128 = 2_000;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn busy(booking: u128, hour: i64) -> Row {
    let starts = Instant::from_millis(hour * 3_600_000);
    let (resource_id, booking_id) = (ResourceId(id(7)), BookingId(id(booking)));
    Row::Busy(Busy { resource_id, booking_id, starts, ends: starts.plus_minutes(60) })
}

fn message(n: u128, read: bool) -> Row {
    Row::Message(Message {
        id: MessageId(id(n)),
        community_id: PlaceId(id(1)),
        to: MemberId(id(2)),
        at: Instant::from_millis(1_000),
        read,
        ver: 1,
        news: HelpNews::Moved { help_id: MatterId(id(3)), stage: Stage::Received }.into(),
    })
}

fn draft(n: u128) -> Draft {
    Draft {
        mid: MutationId(id(n)),
        base_ver: None,
        mutation: Mutation::Help(HelpMutation::Take(HelpRef { help_id: MatterId(id(3)) })),
        client_time: Instant::from_millis(5),
        made: Instant::from_millis(6),
        build: "书画 𠮷".to_owned(),
    }
}

fn put(rows: Vec<Row>) -> Vec<Step> {
    rows.into_iter().map(|it| Step::Put(Box::new(it))).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what}: {found:?} and not {wanted:?}")) }
}

/// A step about a row of a newer build.
fn newer(kind: &str, n: u128, row: Option<Value>) -> Step {
    Step::Newer(Newer { name: Some(Name { kind: kind.to_owned(), id: id(n) }), row })
}

async fn rows_after<S: Storage>(storage: &S, reset: bool, steps: Vec<Step>) -> Result<Rows, StorageError> {
    storage.update(move |_| RowChange::Patch { reset, steps }).await?;
    Ok(storage.load().await?.1)
}

/// Checks a storage in which nothing is kept yet. `one` and `other` are the same storage, as two tabs
/// have it.
///
/// # Errors
/// What it did otherwise, in words.
pub async fn check<S: Storage>(one: &S, other: &S) -> Result<(), String> {
    let failed = |error: StorageError| error.to_string();
    let (ledger, rows) = one.load().await.map_err(failed)?;
    same("a new ledger", &ledger.entries.len(), &0)?;
    same("new rows", &rows, &Rows::default())?;

    let enqueue = |n: u128| {
        move |ledger: &mut Ledger| {
            ledger.enqueue(draft(n));
            RowChange::None
        }
    };
    let device = one.update(enqueue(11)).await.map_err(failed)?.device;
    let seen = other.update(enqueue(12)).await.map_err(failed)?;
    same("the device of both", &seen.device, &device)?;
    one.update(enqueue(12)).await.map_err(failed)?;
    let numbers: Vec<_> =
        other.load().await.map_err(failed)?.0.entries.iter().map(|it| it.envelope.n).collect();
    same("numbers without gaps, each mutation once", &numbers, &vec![1, 2])?;
    let kept = one.load().await.map_err(failed)?.0;
    same(
        "what was kept",
        &kept.entries.first().map(|it| it.envelope.build.clone()),
        &Some("书画 𠮷".to_owned()),
    )?;

    let first = put(vec![busy(21, 9), busy(21, 11), busy(22, 9), message(31, false), message(32, false)]);
    let rows = rows_after(one, false, first).await.map_err(failed)?;
    same("busy time", &rows.busy.len(), &3)?;
    let steps = vec![
        Step::Del(RowKey::Busy(BookingId(id(21)))),
        Step::Del(RowKey::Message(MessageId(id(32)))),
        Step::Del(RowKey::Message(MessageId(id(33)))),
        Step::Put(Box::new(message(31, true))),
    ];
    let rows = rows_after(one, false, steps).await.map_err(failed)?;
    let wanted: Rows = vec![busy(22, 9), message(31, true)].into();
    same("after changes", &rows, &wanted)?;
    same("as the other tab has it", &other.load().await.map_err(failed)?.1, &wanted)?;
    let in_order = vec![Step::Del(RowKey::Busy(BookingId(id(22)))), Step::Put(Box::new(busy(22, 10)))];
    let rows = rows_after(other, false, in_order).await.map_err(failed)?;
    same("steps in their order", &rows, &vec![busy(22, 10), message(31, true)].into())?;

    let passed_over = vec![
        // Of a kind that this build does not know; one that cannot be named; one that it cannot read any more.
        newer("lantern", 41, Some(json!({ "row": "lantern", "value": { "id": id(41), "lit": true } }))),
        Step::Newer(Newer { name: None, row: Some(json!(["?"])) }),
        newer("message", 31, Some(json!({ "row": "message", "value": { "id": id(31) } }))),
        newer("lantern", 42, None),
        // As a build finds it that has learnt to read since.
        newer("message", 43, Some(message(43, false).write())),
    ];
    let rows = rows_after(one, false, passed_over).await.map_err(failed)?;
    same("beside what is passed over", &rows, &vec![busy(22, 10), message(43, false)].into())?;
    let gone = vec![newer("lantern", 41, None), newer("message", 43, None)];
    let rows = rows_after(other, false, gone).await.map_err(failed)?;
    same("without it", &rows, &vec![busy(22, 10)].into())?;

    let many: Vec<Row> = (0..MANY).map(|n| message(1_000 + n, false)).collect();
    let rows = rows_after(one, true, put(many.clone())).await.map_err(failed)?;
    same("everything anew", &rows, &many.into())?;
    same("what was not sent is still there", &one.load().await.map_err(failed)?.0.entries.len(), &2)?;
    let rows = rows_after(one, true, Vec::new()).await.map_err(failed)?;
    same("nothing", &rows, &Rows::default())?;
    erases(one, other).await.map_err(failed)?
}

/// A phone that must forget what it knows of others: the rows are gone for both tabs, the reason and
/// what was not sent are there.
async fn erases<S: Storage>(one: &S, other: &S) -> Result<Result<(), String>, StorageError> {
    let now = Instant::from_millis(9_000);
    let kept = one.update(move |ledger| {
        ledger.pulled = Some(Instant::from_millis(2_000));
        ledger.silence = ledger.silence(now);
        RowChange::Patch { reset: false, steps: put(vec![message(31, false)]) }
    });
    let silence = kept.await?.silence;
    let (ledger, rows) = other.load().await?;
    let before = same("how long nothing was heard", &ledger.silence, &silence).and(same(
        "what will be erased",
        &rows.messages.len(),
        &1,
    ));
    one.update(|ledger| ledger.erase(Erased::Stale)).await?;
    let (ledger, rows) = other.load().await?;
    Ok(before
        .and(same("erased rows", &rows, &Rows::default()))
        .and(same("why they are erased", &ledger.erased, &Some(Erased::Stale)))
        .and(same("where to pull from", &(ledger.cursor, ledger.pulled), &(None, None)))
        .and(same("what was not sent, after erasing", &ledger.entries.len(), &2)))
}
