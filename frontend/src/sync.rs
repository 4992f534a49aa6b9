//! Push and pull, one mutation at a time and without an outbox yet.

use std::sync::Arc;

use gloo_net::http::Request;
use linli_app::forms::Filled;
use linli_app::store::{Problem, Store};
use linli_domain::mutation::{Envelope, Outcome, Push, Settled};
use linli_domain::rows::{Row, RowKey, Rows};
use serde::Deserialize;

use crate::device;
use crate::outside::accepted;

/// The part of a push's answer that matters here.
#[derive(Deserialize)]
struct Pushed {
    outcomes: Vec<Outcome>,
}

/// The part of a pull's answer that matters here.
#[derive(Deserialize)]
struct Pulled {
    cursor: String,
    #[serde(default)]
    more: bool,
    patch: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "a change lives for a moment only")]
enum Change {
    Put(Row),
    Del(RowKey),
}

/// Sends one mutation and brings the store up to date.
pub async fn submit(store: Store, filled: Filled) -> Result<Settled, Problem> {
    let settled = match push(&filled).await? {
        Some(settled) => settled,
        // The server goes on with another number than this browser: begin again as a new device.
        None => {
            device::forget();
            push(&filled).await?.ok_or(Problem::Broken)?
        }
    };
    // The answer stands, even when the rows come later.
    _ = pull(store).await;
    Ok(settled)
}

/// `None` when the server expects another number.
async fn push(filled: &Filled) -> Result<Option<Settled>, Problem> {
    let n = device::next_n();
    let envelope = Envelope {
        mid: filled.mid,
        n,
        base_ver: filled.base_ver,
        client_time: device::clock(),
        build: env!("CARGO_PKG_VERSION").to_owned(),
        mutation: filled.mutation.clone(),
    };
    let push = Push { device_id: device::id(), epoch: None, mutations: vec![envelope] };
    let request = Request::post("/api/sync/v1/push").json(&push).map_err(|_| Problem::Broken)?;
    let response = request.send().await.map_err(|_| Problem::Offline)?;
    if response.status() == 409 {
        return Ok(None);
    }
    accepted(&response)?;
    let pushed: Pushed = response.json().await.map_err(|_| Problem::Broken)?;
    let outcome = pushed.outcomes.into_iter().find(|it| it.mid == filled.mid).ok_or(Problem::Broken)?;
    device::settled(n);
    Ok(Some(outcome.result))
}

/// Fetches all rows and replaces the store's.
pub async fn pull(store: Store) -> Result<(), Problem> {
    let mut rows = Rows::default();
    let mut cursor = String::new();
    loop {
        let response = Request::get("/api/sync/v1/pull")
            .query([("cursor", cursor.as_str())])
            .send()
            .await
            .map_err(|_| Problem::Offline)?;
        accepted(&response)?;
        let pulled: Pulled = response.json().await.map_err(|_| Problem::Broken)?;
        for change in pulled.patch {
            match change {
                Change::Put(row) => rows.put(row),
                Change::Del(key) => rows.del(key),
            }
        }
        if !pulled.more || pulled.cursor == cursor {
            break;
        }
        cursor = pulled.cursor;
    }
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
