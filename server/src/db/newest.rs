//! What changed, for those who tell of it: of each community the newest version, and nothing else,
//! so that whoever is slow is told once and never falls behind.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use linli_domain::ids::PlaceId;
use tokio::sync::Notify;

/// The newest version of each community that one follower was not told of yet.
#[derive(Default)]
pub struct Newest {
    due: Mutex<BTreeMap<PlaceId, i64>>,
    bell: Notify,
}

impl Newest {
    /// Adds what changed. Of a community that waits already the newer version stays.
    pub fn put(&self, heads: impl IntoIterator<Item = (PlaceId, i64)>) {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, seq) in heads {
            let known = due.entry(place).or_insert(seq);
            *known = seq.max(*known);
        }
        if !due.is_empty() {
            self.bell.notify_one();
        }
    }

    /// Waits until something changed, and takes all of it. Nothing is lost when the wait is given up.
    pub async fn take(&self) -> BTreeMap<PlaceId, i64> {
        loop {
            let due = std::mem::take(&mut *self.due.lock().unwrap_or_else(PoisonError::into_inner));
            if !due.is_empty() {
                return due;
            }
            self.bell.notified().await;
        }
    }

    /// Forgets what was told by another way: versions up to these.
    pub fn told(&self, heads: &BTreeMap<PlaceId, i64>) {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        due.retain(|place, seq| heads.get(place).is_none_or(|told| *seq > *told));
    }
}

/// Everybody who is told what this process has committed.
#[derive(Default)]
pub(super) struct Followers(Mutex<Vec<Weak<Newest>>>);

impl Followers {
    /// One more, until it is dropped.
    pub(super) fn join(&self) -> Arc<Newest> {
        let newest = Arc::new(Newest::default());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| it.strong_count() > 0);
        all.push(Arc::downgrade(&newest));
        newest
    }

    pub(super) fn tell(&self, heads: &[(PlaceId, i64)]) {
        if heads.is_empty() {
            return;
        }
        for follower in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Some(newest) = follower.upgrade() {
                newest.put(heads.iter().copied());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use uuid::Uuid;

    const A: PlaceId = PlaceId(Uuid::from_u128(1));
    const B: PlaceId = PlaceId(Uuid::from_u128(2));

    #[tokio::test]
    async fn a_slow_follower_is_told_the_newest_only() {
        let followers = Followers::default();
        let newest = followers.join();
        for seq in 1..100 {
            followers.tell(&[(A, seq)]);
        }
        followers.tell(&[(B, 7), (A, 50)]);
        assert_eq!(newest.take().await, BTreeMap::from([(A, 99), (B, 7)]));
        assert!(newest.take().now_or_never().is_none(), "nothing is told twice");
        followers.tell(&[(A, 100), (B, 8)]);
        newest.told(&BTreeMap::from([(A, 100), (B, 7)]));
        assert_eq!(newest.take().await, BTreeMap::from([(B, 8)]));
    }

    #[test]
    fn who_is_gone_is_forgotten() {
        let followers = Followers::default();
        drop(followers.join());
        followers.tell(&[(A, 1)]);
        let _stays = followers.join();
        assert_eq!(followers.0.lock().map(|it| it.len()).ok(), Some(1));
    }
}
