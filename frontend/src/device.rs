//! What this browser knows of itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gloo_storage::{LocalStorage, Storage};
use linli_domain::ids::{DeviceId, MemberId};
use linli_domain::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The device's own clock.
pub fn clock() -> Instant {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit many times over")]
    Instant::from_millis(web_now() as i64)
}

fn web_now() -> f64 {
    web_sys::js_sys::Date::now()
}

/// This browser in one person's hands. The server keeps a device for one member only, so a browser
/// that several people sign in with is a device for each.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    /// The number of the last mutation that the server has decided.
    pub last_n: u64,
}

thread_local! {
    /// For storage that refuses (private windows): there the device lasts as long as the page.
    static OPEN: RefCell<BTreeMap<String, Device>> = const { RefCell::new(BTreeMap::new()) };
}

fn key(member: MemberId) -> String {
    format!("linli.device.{member}")
}

impl Device {
    /// The device of this person, made at their first mutation.
    pub fn of(member: MemberId) -> Self {
        let key = key(member);
        // Storage first: another tab may have gone on with the numbers.
        if let Ok(stored) = LocalStorage::get(&key) {
            return stored;
        }
        OPEN.with_borrow(|open| open.get(&key).copied()).unwrap_or_else(|| {
            let made = Self { id: DeviceId(Uuid::now_v7()), last_n: 0 };
            made.keep(member);
            made
        })
    }

    /// Remembers the number.
    pub fn keep(self, member: MemberId) {
        let key = key(member);
        _ = LocalStorage::set(&key, self);
        OPEN.with_borrow_mut(|open| open.insert(key, self));
    }
}

/// Another device at the next mutation, for the server knows this one as somebody else's.
pub fn forget(member: MemberId) {
    let key = key(member);
    LocalStorage::delete(&key);
    OPEN.with_borrow_mut(|open| open.remove(&key));
}
