//! What this browser knows of itself.

use gloo_storage::{LocalStorage, Storage};
use linli_domain::ids::DeviceId;
use linli_domain::time::Instant;
use uuid::Uuid;

const DEVICE: &str = "linli.device";
const COUNT: &str = "linli.n";

/// The device's own clock.
pub fn clock() -> Instant {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit many times over")]
    Instant::from_millis(web_now() as i64)
}

fn web_now() -> f64 {
    web_sys::js_sys::Date::now()
}

/// The id of this browser, made at its first mutation.
pub fn id() -> DeviceId {
    LocalStorage::get(DEVICE).unwrap_or_else(|_| {
        let made = DeviceId(Uuid::now_v7());
        // Storage that refuses (private windows) costs a new device per page, nothing else.
        _ = LocalStorage::set(DEVICE, made);
        made
    })
}

/// The number that the next mutation takes.
pub fn next_n() -> u64 {
    LocalStorage::get::<u64>(COUNT).unwrap_or(0) + 1
}

/// The server has decided the mutation with this number.
pub fn settled(n: u64) {
    _ = LocalStorage::set(COUNT, n);
}

/// Another browser, for the server does not go on with this one's numbers.
pub fn forget() {
    LocalStorage::delete(DEVICE);
    LocalStorage::delete(COUNT);
}
