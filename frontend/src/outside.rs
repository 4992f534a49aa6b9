//! The app's ports in a browser.

use std::cell::RefCell;
use std::rc::Rc;

use futures::future::select;
use gloo_net::http::{Request, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use linli_app::forms::Filled;
use linli_app::ports::{Later, Listener, Outside, Sent};
use linli_app::store::{Facts, Network, Prefs, Problem, Store};
use linli_domain::as_json;
use linli_domain::ids::{MemberId, MutationId};
use linli_domain::json::{Json, Value};
use linli_domain::mutation::{Keep, Once, Settled};
use linli_domain::time::Instant;
use serde_json::json;
use uuid::Uuid;

use crate::sync::{self, Engine, net};
use crate::{aloud, device, drafts, install, platform};

/// How long the browser may take to remove the service worker, in milliseconds.
const REMOVING: u32 = 3_000;

/// What the server says to a report.
struct Reported {
    code: String,
}

as_json!(struct Reported { code });

thread_local! {
    /// The engine of this page, once its storage is open; none where nobody is signed in.
    static ENGINE: RefCell<Option<Rc<Engine>>> = const { RefCell::new(None) };
    static PAGE: RefCell<Option<(Store, String)>> = const { RefCell::new(None) };
}

/// What this page is: its store and its build.
pub fn set_page(store: Store, build: String) {
    PAGE.with_borrow_mut(|it| *it = Some((store, build)));
}

/// The engine that runs this page.
pub fn set_engine(engine: Rc<Engine>) {
    ENGINE.with_borrow_mut(|it| *it = Some(engine));
}

/// Whoever borrowed this phone has gone away without a word: their session ends, and the page with it.
pub fn walk_away() {
    leptos::task::spawn_local(async {
        // Without a network the session ends by itself; the page goes all the same.
        _ = Browser.leave(false).await;
        platform::go("/sign-in");
    });
}

/// Time has passed.
pub fn look() {
    if let Some(engine) = engine() {
        engine.look();
    }
}

/// The page is looked at again, or the network came back.
pub fn back() {
    if let Some(engine) = engine() {
        engine.back();
    }
}

/// The rest of the app is there.
pub fn arrived() {
    if let Some((store, _)) = page() {
        store.set_whole(true);
    }
}

/// The browser says that there is no network.
pub fn offline() {
    if let Some(engine) = engine() {
        engine.offline();
    }
}

/// Nobody looks at the page any more.
pub fn hidden() {
    if let Some(engine) = engine() {
        engine.hidden();
    }
}

fn engine() -> Option<Rc<Engine>> {
    ENGINE.with_borrow(Clone::clone)
}

fn page() -> Option<(Store, String)> {
    PAGE.with_borrow(Clone::clone)
}

/// The browser.
pub struct Browser;

impl Outside for Browser {
    fn submit(&self, filled: Filled) -> Later<Result<Sent, Problem>> {
        Box::pin(async move {
            let Some(me) = page().and_then(|(store, _)| store.my_id_once()) else {
                return Err(Problem::SignedOut);
            };
            match filled.mutation.keep() {
                Keep::Queued | Keep::TakesAway => {}
                Keep::Now => return at_once(me, filled).await,
            }
            // In the first moments of a page its storage may not be open yet.
            for _ in 0..200 {
                if let Some(engine) = engine() {
                    return engine.submit(filled).await;
                }
                TimeoutFuture::new(50).await;
            }
            Err(Problem::NotKept)
        })
    }

    fn query(&self, name: &str, args: &Value) -> Later<Result<Value, Problem>> {
        Box::pin(answer(Request::post(&format!("/api/v1/query/{name}")), args.clone()))
    }

    fn fresh_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn clock(&self) -> Instant {
        device::server_clock()
    }

    fn acknowledge(&self, mid: MutationId) {
        if let Some(engine) = engine() {
            engine.acknowledge(mid);
        }
    }

    fn sync_now(&self) {
        if let Some(engine) = engine() {
            engine.sync_now();
        }
    }

    fn dismiss(&self) {
        if let Some(engine) = engine() {
            engine.dismiss();
        }
    }

    fn prefer(&self, prefs: Prefs, next: Option<String>) {
        platform::set_prefs(prefs);
        match next {
            Some(next) => platform::go(&next),
            None => platform::reload(),
        }
    }

    fn leave(&self, keep: bool) -> Later<Result<(), Problem>> {
        Box::pin(async move {
            let told = platform::say_left();
            let account = device::account();
            // What may go goes at once, whatever the network does.
            if let Some(engine) = engine() {
                engine.leave(keep).await;
            } else if let Some(me) = account {
                sync::signed_out(me).await;
            }
            let answer = net::send(Request::delete("/api/v1/session"), None).await;
            // Signed out already is signed out.
            if !answer.is_some_and(|it| it.is_ok() || it.status == 401) {
                return if told { Ok(()) } else { Err(Problem::Offline) };
            }
            if let Some(engine) = engine() {
                engine.left();
            }
            let cleared = match account {
                Some(me) => sync::put_away(me).await,
                None => true,
            };
            // Otherwise the next page, which is for nobody, tries again.
            if cleared {
                device::forget();
            }
            drop(select(Box::pin(install::remove()), TimeoutFuture::new(REMOVING)).await);
            platform::go("/sign-in");
            Ok(())
        })
    }

    fn update(&self) {
        install::update();
    }

    fn install(&self) {
        if let Some((store, _)) = page() {
            install::install(store);
        }
    }

    fn print(&self) {
        platform::print();
    }

    fn read_aloud(&self, listener: Listener) {
        aloud::read(listener);
    }

    fn hush(&self) {
        aloud::hush();
    }

    fn facts(&self) -> Later<Facts> {
        let build = page().map(|(_, build)| build).unwrap_or_default();
        Box::pin(platform::facts(build))
    }

    fn report(&self) -> Later<Result<String, Problem>> {
        Box::pin(async {
            let (store, build) = page().ok_or(Problem::Broken)?;
            let facts = platform::facts(build).await;
            let phone = store.phone_once();
            let report = json!({
                "build": facts.build,
                "waiting": phone.not_sent(),
                "refused": phone.refused.len(),
                "pulled": phone.pulled,
                "trouble": phone.trouble.map(|it| format!("{it:?}")),
                "used": facts.used,
            });
            let reported: Reported = answer(Request::post("/api/v1/report"), report).await?;
            Ok(reported.code)
        })
    }

    fn draft(&self, form: &str) -> Vec<(String, String)> {
        drafts::read(form)
    }

    fn keep_draft(&self, form: &str, fields: &[(String, String)]) {
        drafts::keep(form, fields);
    }
}

/// Has the server decide what no phone keeps. Without an answer nobody knows whether it has: the form stays as it
/// is, and says the same once more when it is sent again.
async fn at_once(me: MemberId, filled: Filled) -> Result<Sent, Problem> {
    let offline = page().is_some_and(|(store, _)| store.phone_once().network == Network::Offline);
    let once = Once { mid: filled.mid, base_ver: filled.base_ver, mutation: filled.mutation };
    let request = Request::post(&format!("/api/sync/v1/now?member_id={me}"));
    let answer = net::send(request, Some(once.write())).await;
    // It shows what has changed, or that the session is over.
    if let Some(engine) = engine() {
        engine.poked();
    }
    let Some(answer) = answer else {
        return Err(if offline { Problem::Offline } else { Problem::NoAnswer });
    };
    match answer.status {
        200..300 => {
            let settled = answer.body.and_then(|it| Settled::read(&it).ok());
            settled.map(Sent::Settled).ok_or(Problem::NoAnswer)
        }
        401 | 403 => Err(Problem::SignedOut),
        // A server of before has no such address: then the form goes the way of a page without WebAssembly.
        404 | 405 => Err(Problem::NotKept),
        429 => Err(Problem::TooFast { seconds: answer.retry_after.unwrap_or(1) }),
        400 | 422 => Err(Problem::Unreadable),
        _ => Err(Problem::Broken),
    }
}

async fn answer<T: Json>(request: RequestBuilder, body: Value) -> Result<T, Problem> {
    let answer = net::send(request, Some(body)).await.ok_or(Problem::Offline)?;
    match answer.status {
        200..300 => answer.body.and_then(|it| T::read(&it).ok()).ok_or(Problem::Broken),
        401 => Err(Problem::SignedOut),
        429 => Err(Problem::TooFast { seconds: answer.retry_after.unwrap_or(1) }),
        400 | 422 => Err(Problem::Unreadable),
        _ => Err(Problem::Broken),
    }
}
