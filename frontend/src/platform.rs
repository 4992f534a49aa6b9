//! What the browser offers beside the page: keeping storage, going elsewhere, saying when somebody
//! looks again.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use linli_app::forms::LEFT;
use linli_app::store::{Facts, Prefs};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Promise, Reflect};
use web_sys::{HtmlDocument, StorageEstimate, UrlSearchParams};

use crate::device;

/// Asks the browser to keep linli's storage until somebody deletes it: once, since some ask the person.
pub fn keep_storage() {
    if !device::first_time_asked() {
        return;
    }
    if let Ok(asked) = window().navigator().storage().persist() {
        leptos::task::spawn_local(async move {
            _ = JsFuture::from(asked).await;
        });
    }
}

/// What the browser says of its storage.
pub async fn facts(build: String) -> Facts {
    let storage = window().navigator().storage();
    let estimate = soon(storage.estimate()).await.map(StorageEstimate::unchecked_from_js);
    let persistent = soon(storage.persisted()).await.is_some_and(|it| it.is_truthy());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes, far below 2^53")]
    let used = estimate.and_then(|it| it.get_usage()).map(|bytes| bytes as u64);
    Facts { used, persistent, build: format!("{} · {build}", env!("CARGO_PKG_VERSION")) }
}

/// What the browser promises, unless it fails or takes too long: storage that does not answer does not say
/// how large it is either.
async fn soon(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    match select(JsFuture::from(promise.ok()?), TimeoutFuture::new(2_000)).await {
        Either::Left((it, _)) => it.ok(),
        Either::Right(_) => None,
    }
}

/// Goes to another page of this site, loading it.
pub fn go(path: &str) {
    _ = window().location().replace(path);
}

/// Opens the print dialogue; where there is none, nothing happens.
pub fn print() {
    _ = window().print();
}

/// Loads this page again.
pub fn reload() {
    _ = window().location().reload();
}

/// Calls back when somebody looks at the page again, or there is a network again; when there is none; and
/// when nobody looks any more, for phones stop what runs in such pages.
pub fn on_return(
    back: impl Fn() + Clone + 'static,
    offline: impl Fn() + 'static,
    hidden: impl Fn() + 'static,
) {
    let seen = back.clone();
    let shown = window_event_listener_untyped("pageshow", {
        let back = back.clone();
        // Only pages that come out of the browser's memory: a new one syncs anyway.
        move |event| {
            if Reflect::get(&event, &"persisted".into()).is_ok_and(|it| it.is_truthy()) {
                back();
            }
        }
    });
    let online = window_event_listener_untyped("online", move |_| back());
    let gone = window_event_listener_untyped("offline", move |_| offline());
    let visible = Closure::<dyn Fn()>::new(move || {
        if document().hidden() {
            hidden();
        } else {
            seen();
        }
    });
    let listener = visible.into_js_value();
    _ = document().add_event_listener_with_callback("visibilitychange", listener.unchecked_ref());
    // They live as long as the page.
    for handle in [shown, online, gone] {
        std::mem::forget(handle);
    }
}

/// Calls back, again and again, when nobody has touched the page for a while.
pub fn when_left(after: Duration, left: impl Fn() + 'static) {
    let touched = Rc::new(Cell::new(device::clock()));
    for event in ["pointerdown", "keydown"] {
        let touched = Rc::clone(&touched);
        let handle = window_event_listener_untyped(event, move |_| touched.set(device::clock()));
        // It lives as long as the page.
        std::mem::forget(handle);
    }
    let look = move || {
        let quiet = device::clock().millis().saturating_sub(touched.get().millis()).unsigned_abs();
        if u128::from(quiet) > after.as_millis() {
            left();
        }
    };
    _ = set_interval_with_handle(look, Duration::from_secs(20));
}

/// How the person wants the app, as the cookie says it.
pub fn prefs() -> Prefs {
    let languages = window().navigator().languages();
    let first = languages.iter().find_map(|it| it.as_string()).unwrap_or_default();
    let prefs = Prefs::default().with_accept_language(&first);
    let ours = cookie(Prefs::COOKIE);
    ours.map_or(prefs, |value| prefs.with_cookie(&value))
}

/// A cookie, as far as scripts may read it.
fn cookie(name: &str) -> Option<String> {
    let cookies = document().dyn_into::<HtmlDocument>().ok()?.cookie().ok()?;
    let ours = cookies.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='));
    ours.map(str::to_owned)
}

/// Sets a cookie for a year, as the server would.
fn set_cookie(name: &str, value: &str) {
    let secure = if window().location().protocol().is_ok_and(|it| it == "https:") { "; Secure" } else { "" };
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        _ = document.set_cookie(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}"));
    }
}

/// From here on the server ends the session with whatever reaches it next; whether it could be told.
pub fn say_left() -> bool {
    set_cookie(LEFT, "1");
    cookie(LEFT).is_some()
}

/// Remembers how the person wants the app, for a year, as the server does.
pub fn set_prefs(prefs: Prefs) {
    set_cookie(Prefs::COOKIE, &prefs.to_cookie());
    // For the account's other devices; goes out although the page is loaded anew, and may be lost.
    if let Ok(fields) = UrlSearchParams::new() {
        for (name, value) in prefs.to_form() {
            fields.append(name, value);
        }
        let navigator = window().navigator();
        _ = navigator.send_beacon_with_opt_url_search_params("/prefs", Some(&fields));
    }
}

/// Makes the document look as the person wants it, where no server has.
pub fn dress(prefs: Prefs) {
    if let Some(html) = document().document_element() {
        _ = html.set_attribute("lang", prefs.lang.tag());
        _ = html.set_attribute("class", prefs.classes());
        _ = html.set_attribute("data-size", prefs.size.digit());
    }
    if let Some(body) = document().body() {
        body.set_inner_html("");
    }
}

/// Waits until the browser has shown what the page is now; a tenth of a second at most, since a page that
/// nobody looks at is not shown.
pub async fn painted() {
    let (tell, told) = oneshot::channel();
    // What comes after a frame's own task comes after its picture.
    request_animation_frame(move || {
        set_timeout(move || _ = tell.send(()), Duration::ZERO);
    });
    drop(select(told, TimeoutFuture::new(100)).await);
}
