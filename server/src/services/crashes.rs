//! Mutations that crash the process: a few times they are tried again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use linli_domain::ids::MutationId;

/// After so many crashes a mutation is refused, so that it does not block those behind it.
const CRASHES: u8 = 3;

/// How often each mutation crashed this process.
#[derive(Default)]
pub struct Crashes(Mutex<HashMap<MutationId, u8>>);

impl Crashes {
    /// Counts one more crash; whether it was the last that is borne. Then its answer is stored, and
    /// the count is not needed any more.
    pub(super) fn is_last(&self, mid: MutationId) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(mid).or_default();
        *count = count.saturating_add(1);
        let last = *count >= CRASHES;
        if last {
            counts.remove(&mid);
        }
        last
    }
}
