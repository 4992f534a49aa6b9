//! Push and pull, one mutation at a time and without an outbox yet.

use std::sync::Arc;

use gloo_net::http::{Request, Response};
use linli_app::forms::Filled;
use linli_app::store::{Problem, Store};
use linli_domain::ids::{DeviceId, MemberId};
use linli_domain::mutation::{Envelope, Outcome, Push, Settled};
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::Pull;
use serde::Deserialize;

use crate::device::{self, Device};
use crate::outside::accepted;

/// How often a mutation is given another number, which other tabs may be taking as well.
const TRIES: usize = 4;

/// The part of a push's answer that matters here.
#[derive(Deserialize)]
struct Pushed {
    outcomes: Vec<Outcome>,
}

/// The part of a problem that matters here.
#[derive(Deserialize)]
struct Details {
    code: String,
}

/// Sends one mutation and brings the store up to date.
pub async fn submit(store: Store, filled: Filled) -> Result<Settled, Problem> {
    let me = store.me_once().ok_or(Problem::SignedOut)?.id;
    let settled = settle(me, &filled).await?;
    // The answer stands, even when the rows come later.
    _ = pull(store).await;
    Ok(settled)
}

/// Sends a mutation until it has an answer. The number that this browser would take may be gone: the
/// server decided and its answer was lost, or another tab was quicker. Then the server says what it
/// decided last. When this mutation is among it, that is its answer, also when the form was changed
/// in between: it may not be done twice. A mutation that never arrived is not sent again by itself,
/// since the person was told that it was not sent.
async fn settle(me: MemberId, filled: &Filled) -> Result<Settled, Problem> {
    let mut device = Device::of(me);
    for _ in 0..TRIES {
        let n = device.last_n + 1;
        if let Some(settled) = push(me, device.id, n, filled).await? {
            Device { last_n: n, ..device }.keep(me);
            return Ok(settled);
        }
        let known = fetch(Some(device.id)).await?;
        device.last_n = known.last_n;
        device.keep(me);
        if let Some(outcome) = known.outcomes.into_iter().find(|it| it.mid == filled.mid) {
            return Ok(outcome.result);
        }
    }
    Err(Problem::Broken)
}

/// `None` when the server stands at another number.
async fn push(
    me: MemberId,
    device_id: DeviceId,
    n: u64,
    filled: &Filled,
) -> Result<Option<Settled>, Problem> {
    let envelope = Envelope {
        mid: filled.mid,
        n,
        base_ver: filled.base_ver,
        client_time: device::clock(),
        build: env!("CARGO_PKG_VERSION").to_owned(),
        mutation: filled.mutation.clone(),
    };
    let push = Push { device_id, epoch: None, mutations: vec![envelope] };
    let request = Request::post("/api/sync/v1/push").json(&push).map_err(|_| Problem::Broken)?;
    let response = request.send().await.map_err(|_| Problem::Offline)?;
    if !response.ok() {
        return refused(me, &response).await;
    }
    // A body that breaks off is an answer lost as well.
    let pushed: Pushed = response.json().await.map_err(|_| Problem::Offline)?;
    let outcome = pushed.outcomes.into_iter().find(|it| it.mid == filled.mid).ok_or(Problem::Broken)?;
    Ok(Some(outcome.result))
}

/// What it means that a push was not taken.
async fn refused(me: MemberId, response: &Response) -> Result<Option<Settled>, Problem> {
    let code = response.json::<Details>().await.map(|it| it.code).unwrap_or_default();
    match code.as_str() {
        "gap" | "mid_reused" => Ok(None),
        // Somebody else has signed in since this page was opened. What was written here must not be
        // done in their name, so it is not sent again as another device by itself.
        "foreign_device" => {
            device::forget(me);
            Err(Problem::SignedOut)
        }
        _ => accepted(response).and(Err(Problem::Broken)),
    }
}

/// What a phone may keep, and where the server stands with the device.
async fn fetch(device: Option<DeviceId>) -> Result<Pull, Problem> {
    let asked = device.map(|it| ("device_id", it.to_string()));
    let response =
        Request::get("/api/sync/v1/pull").query(asked).send().await.map_err(|_| Problem::Offline)?;
    accepted(&response)?;
    response.json().await.map_err(|_| Problem::Broken)
}

/// Fetches all rows and replaces the store's.
pub async fn pull(store: Store) -> Result<(), Problem> {
    let mut rows = Rows::default();
    rows.patch(fetch(None).await?.patch);
    // Whom staff books for is in no pull, nor the stories of others' bookings; the page that was
    // opened for them brought those rows. A story only grows, so what it has holds.
    let page = store.rows_once();
    for person in page.members.values() {
        if !rows.members.contains_key(&person.id) {
            rows.put(Row::Member(person.clone()));
        }
    }
    for event in page.events.values() {
        if rows.bookings.contains_key(&event.about.into()) && !rows.events.contains_key(&event.id) {
            rows.put(Row::Event(event.clone()));
        }
    }
    store.set_rows(Arc::new(rows));
    Ok(())
}
