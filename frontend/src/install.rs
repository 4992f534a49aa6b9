//! The service worker, newer builds, and the home screen.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::*;
use linli_app::store::{Install, Store};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Function, Reflect};
use web_sys::{Event, RegistrationOptions, ServiceWorker, ServiceWorkerRegistration, ServiceWorkerState};

use crate::platform;

thread_local! {
    /// The browser's offer to put linli on the home screen, until somebody takes it.
    static OFFER: RefCell<Option<Event>> = const { RefCell::new(None) };
    static REGISTRATION: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
}

/// The service worker of this edition.
pub const WORKER: &str = if cfg!(feature = "staff") { "/staff-sw.js" } else { "/sw.js" };

/// How often a page that stays open asks for a newer build.
const LOOK: std::time::Duration = std::time::Duration::from_secs(3_600);

/// Registers the service worker and listens to what browsers say about installing. `kept`: the page was
/// opened from what the worker keeps, which may be an older build.
pub async fn begin(store: Store, kept: bool) {
    listen_for_offer(store);
    // Pages that are not secure have none.
    let container = window().navigator().service_worker();
    if container.is_undefined() {
        return;
    }
    let options = RegistrationOptions::new();
    options.set_update_via_cache(web_sys::ServiceWorkerUpdateViaCache::None);
    let Ok(found) = JsFuture::from(container.register_with_options(WORKER, &options)).await else { return };
    let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>() else { return };
    if let Some(waiting) = registration.waiting().filter(is_ours) {
        if kept && !is_other(&registration) {
            // Nobody has begun anything yet: the newer build may start at once.
            take_over(&waiting);
        } else {
            ready(store, &registration, &waiting);
        }
    }
    // The browser may have told of it before this page could listen.
    watch(store, &registration);
    let ours = registration.clone();
    let found = Closure::<dyn Fn()>::new(move || watch(store, &ours));
    registration.set_onupdatefound(Some(found.into_js_value().unchecked_ref()));
    let ours = registration.clone();
    _ = set_interval_with_handle(move || drop(ours.update()), LOOK);
    REGISTRATION.with_borrow_mut(|it| *it = Some(registration));
}

/// Waits until this edition's worker, which is being installed, has all its files.
fn watch(store: Store, registration: &ServiceWorkerRegistration) {
    let Some(worker) = registration.installing().filter(is_ours) else { return };
    let (registration, ours) = (registration.clone(), worker.clone());
    let changed = Closure::<dyn Fn()>::new(move || {
        if ours.state() == ServiceWorkerState::Installed {
            ready(store, &registration, &ours);
        }
    });
    worker.set_onstatechange(Some(changed.into_js_value().unchecked_ref()));
}

/// A worker that is ready beside one that runs is this edition's after the other's, or a newer build. The
/// first one starts by itself. Asked only now: while a worker was being installed, another may have started.
fn ready(store: Store, registration: &ServiceWorkerRegistration, worker: &ServiceWorker) {
    if is_other(registration) {
        succeed(worker);
    } else if registration.active().is_some() {
        store.set_phone(|phone| phone.update = true);
    }
}

/// The worker that runs is of the other edition.
fn is_other(registration: &ServiceWorkerRegistration) -> bool {
    registration.active().is_some_and(|it| !is_ours(&it))
}

fn is_ours(worker: &ServiceWorker) -> bool {
    worker.script_url().ends_with(WORKER)
}

/// Starts the newer build: its worker takes over, then the page loads anew, once.
pub fn update() {
    let waiting = REGISTRATION.with_borrow(|it| it.as_ref().and_then(ServiceWorkerRegistration::waiting));
    match waiting.filter(is_ours) {
        Some(worker) => take_over(&worker),
        None => platform::reload(),
    }
}

fn take_over(worker: &ServiceWorker) {
    let reload = Closure::once_into_js(platform::reload);
    window().navigator().service_worker().set_oncontrollerchange(Some(reload.unchecked_ref()));
    succeed(worker);
}

/// This edition's worker follows the other's, after somebody else signed in. The page is of this edition
/// already and goes on.
fn succeed(worker: &ServiceWorker) {
    _ = worker.post_message(&"take over".into());
}

fn listen_for_offer(store: Store) {
    if is_installed() {
        return;
    }
    if is_ios() {
        store.set_phone(|phone| phone.install = Install::ShareMenu);
        return;
    }
    let offered = window_event_listener_untyped("beforeinstallprompt", move |event| {
        // The browser's own bar would come over the page; the button is where one looks for it.
        event.prevent_default();
        OFFER.with_borrow_mut(|it| *it = Some(event));
        store.set_phone(|phone| phone.install = Install::Button);
    });
    let done = window_event_listener_untyped("appinstalled", move |_| {
        store.set_phone(|phone| phone.install = Install::Nothing);
        platform::keep_storage();
    });
    // They live as long as the page.
    std::mem::forget((offered, done));
}

/// Asks the browser to put linli on the home screen.
pub fn install(store: Store) {
    let Some(offer) = OFFER.with_borrow_mut(Option::take) else { return };
    store.set_phone(|phone| phone.install = Install::Nothing);
    if let Ok(prompt) = Reflect::get(&offer, &"prompt".into()).and_then(JsCast::dyn_into::<Function>) {
        _ = prompt.call0(&offer);
    }
}

fn is_installed() -> bool {
    let standalone = window().match_media("(display-mode: standalone)").ok().flatten();
    let ios = Reflect::get(&window().navigator(), &"standalone".into()).is_ok_and(|it| it.is_truthy());
    standalone.is_some_and(|it| it.matches()) || ios
}

/// Safari on a phone or tablet; it has no button for installing that a page could press.
fn is_ios() -> bool {
    let agent = window().navigator().user_agent().unwrap_or_default();
    agent.contains("iPhone") || agent.contains("iPad")
}

/// Takes the service worker and its files away.
pub async fn remove() {
    // Pages that are not secure have neither.
    if let Ok(caches) = window().caches()
        && !caches.is_undefined()
        && let Ok(names) = JsFuture::from(caches.keys()).await
    {
        for name in Array::from(&names).iter().filter_map(|it| it.as_string()) {
            _ = JsFuture::from(caches.delete(&name)).await;
        }
    }
    let container = window().navigator().service_worker();
    if container.is_undefined() {
        return;
    }
    // Asked of the browser: in its first moments this page has not registered it yet, but one before has.
    if let Ok(found) = JsFuture::from(container.get_registration()).await
        && let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>()
        && let Ok(coming) = registration.unregister()
    {
        _ = JsFuture::from(coming).await;
    }
}
