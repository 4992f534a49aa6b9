//! Mutations that fail by themselves, be it that the decision crashes or that the database cannot
//! take what it says: a few times they are tried again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use linli_domain::ids::MutationId;

/// After so many failures a mutation is refused, so that it does not block those behind it.
const FAILURES: u8 = 3;

/// Mutations that are remembered at most; beyond, all begin anew.
const MOST: usize = 10_000;

/// How often each mutation failed in this process.
#[derive(Default)]
pub struct Crashes(Mutex<HashMap<MutationId, u8>>);

impl Crashes {
    /// Counts one more failure.
    pub(super) fn count(&self, mid: MutationId) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST && !counts.contains_key(&mid) {
            counts.clear();
        }
        let count = counts.entry(mid).or_default();
        *count = count.saturating_add(1);
    }

    /// Whether it has failed as often as is borne. Then its answer is stored, and the count is not
    /// needed any more.
    pub(super) fn is_over(&self, mid: MutationId) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let over = counts.get(&mid).is_some_and(|it| *it >= FAILURES);
        if over {
            counts.remove(&mid);
        }
        over
    }
}
