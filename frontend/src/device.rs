//! The device's clock, and what this browser remembers beside the accounts' own storage. Small things
//! only: this kind of storage is read and written while everything else waits.

use std::cell::Cell;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::window;
use linli_domain::ids::MemberId;
use linli_domain::json::{self, Json};
use linli_domain::time::Instant;

/// Whose phone this is; none when nobody has signed in, or the last one has signed out.
const ACCOUNT: &str = "linli.account";

/// By how many milliseconds the server's clock is ahead of the device's.
const AHEAD: &str = "linli.ahead";

/// Whether rows were kept for the account: when they are gone, the browser has thrown them away.
const KEPT: &str = "linli.kept";

/// Whether the browser was asked to keep the storage.
const ASKED: &str = "linli.asked";

thread_local! {
    /// By how many milliseconds the server's clock is ahead of the device's, where nothing can be written down.
    static HEARD: Cell<Option<i64>> = const { Cell::new(None) };
    /// What the server's clock showed when this page first looked at it or last heard of it, and for how many
    /// milliseconds the page had been there by then.
    static FIRST: Cell<Option<(Instant, i64)>> = const { Cell::new(None) };
}

/// This kind of storage; none where the browser has none, or refuses it, which the library takes for a defect.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()?;
    Some(LocalStorage::raw())
}

/// Whether the browser remembers anything at all.
pub fn remembers() -> bool {
    storage().is_some()
}

/// What is kept under a name.
pub fn get<T: Json>(name: &str) -> Option<T> {
    json::from_text(&storage()?.get_item(name).ok()??).ok()
}

/// Keeps something under a name; whether it could be. Storage that is full, or a private window, keeps
/// nothing, and linli does without.
pub fn set(name: &str, what: &impl Json) -> bool {
    storage().is_some_and(|it| it.set_item(name, &json::to_text(what)).is_ok())
}

/// Forgets what is kept under a name.
pub fn delete(name: &str) {
    _ = storage().map(|it| it.remove_item(name));
}

/// Forgets all whose names are chosen.
pub fn delete_all(which: impl Fn(&str) -> bool) {
    let Some(all) = storage() else { return };
    let names = (0..all.length().unwrap_or(0)).filter_map(|at| all.key(at).ok().flatten());
    let chosen: Vec<_> = names.filter(|it| which(it)).collect();
    for name in chosen {
        delete(&name);
    }
}

/// The device's own clock.
pub fn clock() -> Instant {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit many times over")]
    Instant::from_millis(web_sys::js_sys::Date::now() as i64)
}

/// The server's clock, as far as the phone knows it: right also where the device's own is a year off.
pub fn server_clock() -> Instant {
    let ahead: i64 = get(AHEAD).or_else(|| HEARD.get()).unwrap_or_default();
    Instant::from_millis(clock().millis().saturating_add(ahead))
}

/// As [`server_clock`], and never earlier than it can be by how long this page has been there, whatever the
/// device's clock is set to meanwhile.
pub fn steady_clock() -> Instant {
    let (now, ran) = (server_clock(), ran());
    let (first, had_run) = FIRST.get().unwrap_or((now, ran));
    FIRST.set(Some((first, had_run)));
    let least = Instant::from_millis(first.millis().saturating_add(ran - had_run));
    if least.minutes_since(now) > 0 {
        // The device's clock was set back while the page was open: by how much it is off is another now.
        let ahead = least.millis().saturating_sub(clock().millis());
        set(AHEAD, &ahead);
        HEARD.set(Some(ahead));
    }
    now.max(least)
}

/// How long this page has been there, as a time after 1970: for waits.
pub fn page_clock() -> Instant {
    Instant::from_millis(ran())
}

/// For how many milliseconds this page has been there, by a clock that nobody can set.
fn ran() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a page's life")]
    window().performance().map_or(0, |it| it.now() as i64)
}

/// What the server's clock shows now.
pub fn set_server_clock(now: Instant) {
    let ahead = now.millis().saturating_sub(clock().millis());
    set(AHEAD, &ahead);
    HEARD.set(Some(ahead));
    FIRST.set(Some((now, ran())));
}

/// Whose phone this is.
pub fn account() -> Option<MemberId> {
    get(ACCOUNT)
}

/// Remembers whose phone this is; the account that was here before, when it was another.
pub fn set_account(me: MemberId) -> Option<MemberId> {
    let before = account().filter(|it| *it != me);
    set(ACCOUNT, &me);
    before
}

/// Forgets whose phone this is, and says whose it was: somebody is here who has borrowed it.
pub fn take_account() -> Option<MemberId> {
    let before = account();
    delete(ACCOUNT);
    before
}

/// Whether rows were kept for the account.
pub fn has_kept() -> bool {
    get(KEPT).unwrap_or_default()
}

/// Remembers that rows are kept, or are not any more.
pub fn set_kept(kept: bool) {
    if has_kept() != kept {
        set(KEPT, &kept);
    }
}

/// Whether the browser is asked for the first time to keep the storage; from then on it is not.
pub fn first_time_asked() -> bool {
    let asked: bool = get(ASKED).unwrap_or_default();
    // Where nothing can be remembered there is nothing to keep.
    !asked && set(ASKED, &true)
}

/// Forgets everything that this kind of storage has.
pub fn forget() {
    _ = storage().map(|it| it.clear());
}
