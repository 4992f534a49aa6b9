//! Codes of this process that may still be typed in. While a number has more codes than it may, whoever
//! asks gets a request that goes with the one that is on its way, so that its owner can use it, whoever
//! asked for it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use linli_domain::time::Instant;

use super::known::Mark;

/// Numbers that are kept; those whose codes are over go first.
const MANY: usize = 20_000;

/// A code that was made a moment ago.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub code: String,
    pub salt: [u8; 16],
    pub hash: [u8; 32],
    pub expires: Instant,
}

/// The newest code of each number.
#[derive(Default)]
pub struct Outstanding(Mutex<HashMap<Mark, Code>>);

impl Outstanding {
    pub(super) fn put(&self, mark: Mark, code: Code, now: Instant) {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if codes.len() >= MANY {
            codes.retain(|_, it| it.expires > now);
        }
        if codes.len() < MANY {
            codes.insert(mark, code);
        }
    }

    /// The code of a number that holds for a while yet.
    pub(super) fn of(&self, mark: Mark, now: Instant) -> Option<Code> {
        let codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.get(&mark).filter(|it| it.expires > now).cloned()
    }

    /// It was used.
    pub(super) fn forget(&self, mark: Mark) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&mark);
    }
}
