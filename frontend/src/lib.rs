//! The browser half of linli: takes the server's page over, sends mutations, and keeps the store up
//! to date.

#![recursion_limit = "512"]

mod device;
mod outside;
mod sync;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use linli_app::app::App;
use linli_app::ports::Ports;
use linli_app::store::{Seed, Store};
use linli_domain::time::Instant;
use wasm_bindgen::prelude::wasm_bindgen;

/// How often the present moves on the page.
const TICK: Duration = Duration::from_secs(30);

/// Takes over the page that the server rendered; the boot module calls it once.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // Without a seed there is nothing to take over; the page goes on working as plain HTML.
    let Some(seed) = seed() else { return };
    let server_ahead = seed.now.millis() - device::clock().millis();
    let signed_in = seed.me.is_some();
    hydrate_body(move || {
        provide_context(Ports(Arc::new(outside::Browser)));
        let with_store: Box<dyn FnOnce(Store)> = Box::new(move |store| live(store, server_ahead, signed_in));
        view! { <App seed=seed with_store=with_store/> }
    });
}

/// What the server put into the page.
fn seed() -> Option<Seed> {
    let text = document().get_element_by_id("seed")?.text_content()?;
    serde_json::from_str(&text).ok()
}

/// After the first paint: the clock ticks, and the store gets all rows, so that other pages need no
/// server.
fn live(store: Store, server_ahead: i64, signed_in: bool) {
    let tick = move || store.set_now(Instant::from_millis(device::clock().millis() + server_ahead));
    _ = set_interval_with_handle(tick, TICK);
    // The frame after hydration: until then the page must stay what the server rendered.
    request_animation_frame(move || {
        store.go_live();
        // For tests and measurements: from here on the page answers by itself.
        _ = document().document_element().map(|html| html.set_attribute("data-live", ""));
        if signed_in {
            spawn_local(async move {
                _ = sync::pull(store).await;
            });
        }
    });
}
