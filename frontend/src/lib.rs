//! The browser half of linli: takes the server's page over, or opens the app from what this phone
//! keeps; sends mutations, and keeps the store up to date.

#![recursion_limit = "512"]

mod aloud;
mod device;
mod drafts;
mod idb;
mod install;
mod outside;
mod platform;
mod sync;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use linli_app::app::App;
use linli_app::ports::Ports;
use linli_app::store::{Seed, Store};
use linli_domain::ids::MemberId;
use linli_domain::json;
use linli_domain::rows::Rows;
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

/// How often the present moves on the page.
const TICK: Duration = Duration::from_secs(30);

/// After how long without a touch somebody has gone away from a borrowed phone.
const QUIET: Duration = Duration::from_secs(15 * 60);

/// Takes over the page that the server rendered; the boot module calls it once. `build` names the
/// build that runs; `whole`, that the part which arrives later is there already, as it must be for a page of it.
#[wasm_bindgen]
pub fn hydrate(build: String, whole: bool) {
    show_panics();
    // Without a seed there is nothing to take over; the page goes on working as plain HTML.
    let Some(seed) = seed() else { return };
    device::set_server_clock(seed.now);
    let (me, borrowed) = (seed.me, seed.borrowed);
    let whose = Whose { me, borrowed, kept: false, whole };
    hydrate_body(move || app(seed, move |store| live(store, whose, build)));
}

/// Opens the app without a server: the page is made of what this phone keeps.
#[wasm_bindgen]
pub async fn mount(build: String, whole: bool) {
    show_panics();
    let me = device::account();
    let prefs = platform::prefs();
    let rows = match me {
        Some(me) => sync::first_look(me).await,
        None => Rows::default(),
    };
    let seed =
        Seed { rows, me, prefs, now: device::server_clock(), fresh: Uuid::now_v7(), ..Seed::default() };
    platform::dress(prefs);
    let whose = Whose { me, borrowed: false, kept: true, whole };
    mount_to_body(move || app(seed, move |store| live(store, whose, build)));
}

/// The boot module says that the part which arrives later is there.
#[wasm_bindgen]
pub fn arrived() {
    outside::arrived();
}

/// Whose page this is.
#[derive(Clone, Copy)]
struct Whose {
    me: Option<MemberId>,
    /// The phone is not theirs: nothing outlives the page.
    borrowed: bool,
    /// The page was made of what this phone keeps, not by the server.
    kept: bool,
    /// The part of the app that arrives later is there.
    whole: bool,
}

/// Panics go to the console. In a release they are traps without words, to keep the module small.
fn show_panics() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
}

fn app(seed: Seed, with_store: impl FnOnce(Store) + 'static) -> impl IntoView {
    provide_context(Ports(Arc::new(outside::Browser)));
    let with_store: Box<dyn FnOnce(Store)> = Box::new(with_store);
    view! { <App seed=seed with_store=with_store/> }
}

/// What the server put into the page.
fn seed() -> Option<Seed> {
    let text = document().get_element_by_id("seed")?.text_content()?;
    json::from_text(&text).ok()
}

/// After the first paint: the clock ticks, and this phone begins to sync.
fn live(store: Store, whose: Whose, build: String) {
    let Whose { me, borrowed, kept, whole } = whose;
    store.set_whole(whole);
    // Before any form is there: a form looks for its draft at once.
    drafts::open(me);
    let before = match me {
        Some(me) if borrowed => {
            drafts::forget(me);
            device::take_account()
        }
        Some(me) => device::set_account(me),
        None => None,
    };
    let tick = move || store.set_now(device::steady_clock());
    _ = set_interval_with_handle(
        move || {
            tick();
            outside::look();
        },
        TICK,
    );
    // Phones stop what runs in pages that nobody looks at: who looks again sees the day that it is.
    let back = move || {
        tick();
        outside::back();
    };
    platform::on_return(back, outside::offline, outside::hidden);
    if borrowed {
        platform::when_left(QUIET, outside::walk_away);
    }
    outside::set_page(store, build.clone());
    // The frame after hydration: until then the page must stay what the server rendered.
    request_animation_frame(move || {
        store.go_live();
        aloud::offer();
        // For tests and measurements: from here on the page answers by itself, in the edition of this worker.
        _ = document().document_element().map(|html| html.set_attribute("data-live", install::WORKER));
        spawn_local(async move {
            if before.is_some() {
                device::set_kept(false);
            }
            match me {
                Some(me) => {
                    // What this phone keeps is there already; what a server's page brought is not.
                    let page = if kept { Rows::default() } else { Rows::clone(&store.rows_once()) };
                    let engine = sync::Engine::start(store, me, build, page, borrowed).await;
                    if borrowed && before.is_some() {
                        // Pages of theirs that are still open find no other name here.
                        engine.left();
                    }
                    outside::set_engine(engine);
                }
                // The server has made this page for nobody: whoever had the phone is signed out.
                None if !kept => {
                    if let Some(account) = device::account() {
                        sync::signed_out(account).await;
                    }
                }
                None => {}
            }
            if let Some(before) = before {
                // Another person's phone now: what the one before left here is nobody's business.
                sync::put_away(before).await;
            }
            if !borrowed {
                install::begin(store, kept).await;
            }
        });
    });
}

/// Runs the suite that every storage must pass over this browser's: an empty text, or what was wrong.
/// For tests; no release has it.
#[cfg(debug_assertions)]
#[wasm_bindgen]
pub async fn check_storage() -> String {
    const NAME: &str = "linli-check";
    let run = async || {
        _ = idb::delete_named(NAME).await;
        let one = idb::Idb::open_named(NAME).await.map_err(|error| error.to_string())?;
        let other = idb::Idb::open_named(NAME).await.map_err(|error| error.to_string())?;
        let checked = linli_domain::sync::conformance::check(&one, &other).await;
        drop((one, other));
        _ = idb::delete_named(NAME).await;
        checked
    };
    run().await.err().unwrap_or_default()
}
