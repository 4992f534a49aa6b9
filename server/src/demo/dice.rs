//! Chance that falls the same way every time: a portable generator, and ids made from it.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// 2025-06-01T00:00Z. Ids carry times from here on, so that the same seed makes the same ids on
/// any day.
const EPOCH_MS: u64 = 1_748_736_000_000;

/// Ids of one stream stay below this many, so that no two streams share a millisecond.
const STREAM_MS: u64 = 1 << 23;

/// One stream of chance. Streams of one seed do not influence each other.
#[derive(Clone, Debug)]
pub struct Dice {
    rng: Xoshiro256PlusPlus,
    ms: u64,
}

impl Dice {
    pub fn new(seed: u64, stream: u64) -> Self {
        let mixed = seed ^ (stream + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self { rng: Xoshiro256PlusPlus::seed_from_u64(mixed), ms: EPOCH_MS + stream * STREAM_MS }
    }

    /// From 0 up to but not including `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        u64::try_from((u128::from(self.rng.next_u64()) * u128::from(n)) >> 64).unwrap_or(0)
    }

    /// From `low` up to but not including `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).unwrap_or(0);
        low + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// An index below `n`.
    pub fn index(&mut self, n: usize) -> usize {
        usize::try_from(self.below(u64::try_from(n).unwrap_or(0))).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of a list; the default of an empty one.
    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.index(from.len());
        from.get(at).copied().unwrap_or_default()
    }

    /// The next id: a UUID of version 7, later than all before it in this stream.
    pub fn id<T: From<Uuid>>(&mut self) -> T {
        let (high, low) = (self.rng.next_u64(), self.rng.next_u64());
        let version = self.ms << 16 | 0x7000 | (high & 0x0fff);
        let variant = 1 << 63 | (low >> 2);
        self.ms += 1;
        T::from(Uuid::from_u64_pair(version, variant))
    }
}
