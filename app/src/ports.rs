//! What pages need from outside: sending mutations, asking queries, and what a phone does beside
//! that. The browser provides them; on the server there are none, and forms go through the plain post
//! instead.

use core::future::Future;
use core::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use linli_domain::ids::MutationId;
use linli_domain::json::{Json, Value};
use linli_domain::mutation::Settled;
use linli_domain::time::Instant;
use uuid::Uuid;

use crate::forms::Filled;
use crate::store::{Facts, Prefs, Problem, Store, use_store};

/// An answer that comes later, on the one thread of a browser.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// What became of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sent {
    /// The server has decided, or the rules have, which are the same.
    Settled(Settled),
    /// It is kept on this phone and goes out as soon as it can.
    Kept,
}

/// What is heard of a page that is read aloud.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// It is over, or was stopped.
    End,
    /// This phone cannot speak.
    NoVoice,
}

/// Who wants to know how the reading ends.
pub type Listener = Box<dyn Fn(Heard)>;

/// The outside of the app.
pub trait Outside: Send + Sync {
    /// Keeps a mutation on the phone, sends it, and waits a moment for what the server says. One that is not
    /// kept (`Keep::Now`) is sent at once, or not at all.
    fn submit(&self, filled: Filled) -> Later<Result<Sent, Problem>>;

    /// Asks a query by name (`POST /api/v1/query/{name}`).
    fn query(&self, name: &str, args: &Value) -> Later<Result<Value, Problem>>;

    /// A new UUID version 7.
    fn fresh_id(&self) -> Uuid;

    /// What time it is as the phone knows it, for what a caregiver does at the door: the server's clock as
    /// last heard, since the device's own may be a year off.
    fn clock(&self) -> Instant;

    /// The person has seen why it was refused.
    fn acknowledge(&self, mid: MutationId);

    /// Sends and fetches now.
    fn sync_now(&self);

    /// The person has read what is wrong, or calls instead of waiting.
    fn dismiss(&self);

    /// Changes how the app looks and speaks; the page comes back in the new form, or the one at `next`
    /// comes, also without a network.
    fn prefer(&self, prefs: Prefs, next: Option<String>);

    /// Ends the session and clears this phone at once, also without a network: then the session ends with the
    /// next request. With `keep` what is not sent stays, shown to nobody, until the person is back.
    fn leave(&self, keep: bool) -> Later<Result<(), Problem>>;

    /// Starts the newer build.
    fn update(&self);

    /// Asks the browser to put linli on the home screen.
    fn install(&self);

    /// Opens the browser's print dialogue.
    fn print(&self);

    /// Reads the main part of the page aloud, as far as it is shown.
    fn read_aloud(&self, listener: Listener);

    /// Stops reading.
    fn hush(&self);

    /// What the browser says of its storage.
    fn facts(&self) -> Later<Facts>;

    /// Tells whoever runs the server how this phone stands, without names or texts; the number by
    /// which they find it.
    fn report(&self) -> Later<Result<String, Problem>>;

    /// What was typed into a form that was not sent.
    fn draft(&self, form: &str) -> Vec<(String, String)>;

    /// Keeps what is typed into a form; nothing forgets it.
    fn keep_draft(&self, form: &str, fields: &[(String, String)]);
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
    T: Json + Clone + Send + Sync + 'static,
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
                let result = coming.await.and_then(|it| T::read(&it).map_err(|_| Problem::Broken));
                answer.try_set(result.map_or_else(Answer::Failed, Answer::Ready));
            });
        }
        asked
    });
    answer.into()
}
