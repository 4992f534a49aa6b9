//! Work that only so many may do at once: a few more wait, everybody else is told at once to come back.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

/// More wait than may.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("too much of it waits")]
pub struct Full;

/// Turns for one kind of work.
pub struct Turns {
    free: Semaphore,
    waiting: AtomicUsize,
    most_waiting: usize,
}

impl Turns {
    /// So many at once, so many that wait.
    #[must_use]
    pub fn new(at_once: usize, most_waiting: usize) -> Self {
        Self { free: Semaphore::new(at_once.max(1)), waiting: AtomicUsize::new(0), most_waiting }
    }

    /// Waits for a turn, which lasts until the answer is dropped.
    ///
    /// # Errors
    /// At once, when as many wait as may.
    pub async fn take(&self) -> Result<SemaphorePermit<'_>, Full> {
        if let Ok(turn) = self.free.try_acquire() {
            return Ok(turn);
        }
        let _place = Place::take(self)?;
        self.free.acquire().await.map_err(|_| Full)
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// One who waits, until they go.
struct Place<'t>(&'t Turns);

impl<'t> Place<'t> {
    fn take(turns: &'t Turns) -> Result<Self, Full> {
        let place = Self(turns);
        let before = turns.waiting.fetch_add(1, Ordering::Relaxed);
        if before < turns.most_waiting { Ok(place) } else { Err(Full) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn m6_who_comes_when_all_places_are_taken_hears_it_at_once() {
        let turns = Turns::new(1, 2);
        let first = turns.take().await.unwrap();
        let mut second = Box::pin(turns.take());
        let mut third = Box::pin(turns.take());
        assert!((&mut second).now_or_never().is_none() && (&mut third).now_or_never().is_none());
        assert_eq!(turns.waiting(), 2);
        assert_eq!(turns.take().now_or_never().unwrap().err(), Some(Full));
        assert_eq!(turns.waiting(), 2, "who was refused does not wait");
        // Who goes makes room.
        drop(third);
        assert_eq!(turns.waiting(), 1);
        drop(first);
        let second = second.now_or_never().unwrap().unwrap();
        assert_eq!(turns.waiting(), 0);
        drop(second);
        assert!(turns.take().now_or_never().unwrap().is_ok());
    }
}
