//! What pages need from outside: sending mutations and asking queries. The browser provides them;
//! on the server there are none, and forms go through the plain post instead.

use core::future::Future;
use core::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use linli_domain::mutation::Settled;
use linli_domain::time::Instant;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::forms::Filled;
use crate::store::{Problem, Store, use_store};

/// An answer that comes later, on the one thread of a browser.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// The outside of the app.
pub trait Outside: Send + Sync {
    /// Sends a mutation and brings the store up to date with what the server says.
    fn submit(&self, store: Store, filled: Filled) -> Later<Result<Settled, Problem>>;

    /// Asks a query by name (`POST /api/v1/query/{name}`).
    fn query(&self, name: &str, args: &Value) -> Later<Result<Value, Problem>>;

    /// A new UUID version 7.
    fn fresh_id(&self) -> Uuid;

    /// The device's own clock, for what a caregiver does at the door.
    fn clock(&self) -> Instant;
}

/// The outside, in context where there is one.
#[derive(Clone)]
pub struct Ports(pub Arc<dyn Outside>);

/// An id for something new that a form makes.
#[must_use]
pub fn fresh_id(store: Store, ports: Option<&Ports>) -> Uuid {
    ports.map_or_else(|| store.fresh_from_seed(), |ports| ports.0.fresh_id())
}

/// What a query has answered so far.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer<T> {
    Loading,
    Ready(T),
    Failed(Problem),
}

/// A query as a signal. Its first answer is the one that travelled in the page; after that it asks
/// whenever `args` changes. Where a page waits for the person to ask, `args` gives `None`.
pub fn use_query<T>(name: &'static str, args: impl Fn() -> Option<Value> + 'static) -> Signal<Answer<T>>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let store = use_store();
    let ports = use_context::<Ports>();
    let travelled = if store.live_once() { None } else { store.answer(name) };
    let answered = travelled.is_some();
    let answer = RwSignal::new(travelled.map_or(Answer::Loading, Answer::Ready));
    Effect::new(move |before: Option<Option<Value>>| {
        let asked = args();
        let is_new = match &before {
            None => !answered,
            Some(before) => *before != asked,
        };
        if let (true, Some(args), Some(ports)) = (is_new, &asked, &ports) {
            answer.set(Answer::Loading);
            let coming = ports.0.query(name, args);
            spawn_local(async move {
                let result =
                    coming.await.and_then(|v| serde_json::from_value(v).map_err(|_| Problem::Broken));
                answer.try_set(result.map_or_else(Answer::Failed, Answer::Ready));
            });
        }
        asked
    });
    answer.into()
}
