//! Who listens to which community in this process.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use linli_domain::ids::{MemberId, PlaceId};
use tokio::sync::Notify;

use crate::db::Newest;

/// Why a stream is not opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    #[error("as many streams as may be are open")]
    Full,
    #[error("the server is stopping")]
    Stopping,
}

/// The open streams, and how far each community has come as this process knows.
pub struct Hub {
    most: usize,
    most_per_person: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    heads: HashMap<PlaceId, i64>,
    by_place: HashMap<PlaceId, HashMap<u64, Arc<Line>>>,
    /// Of each person, the oldest first.
    by_person: HashMap<MemberId, VecDeque<(u64, Arc<Line>)>>,
    open: usize,
    last_id: u64,
    stopped: bool,
}

/// What a stream waits for.
#[derive(Default)]
struct Line {
    newest: Newest,
    over: Notify,
}

impl Hub {
    /// Without streams. `most` may be open at once, of one person `most_per_person`.
    #[must_use]
    pub fn new(most: usize, most_per_person: usize) -> Self {
        Self { most, most_per_person, state: Mutex::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Listens to communities from now on. When the person has as many streams as it may, its oldest
    /// ends: most likely a phone has lost it and does not know, or does not say.
    ///
    /// # Errors
    /// When too many are open, or the server stops.
    pub fn listen(self: &Arc<Self>, person: MemberId, places: Vec<PlaceId>) -> Result<Listener, Refused> {
        let mut guard = self.state();
        let state = &mut *guard;
        if state.stopped {
            return Err(Refused::Stopping);
        }
        let own = state.by_person.entry(person).or_default();
        let further = own.len() >= self.most_per_person.max(1);
        if further && let Some((_, oldest)) = own.front() {
            oldest.over.notify_one();
        } else if state.open >= self.most {
            if own.is_empty() {
                state.by_person.remove(&person);
            }
            return Err(Refused::Full);
        }
        state.last_id += 1;
        state.open += 1;
        let (id, line) = (state.last_id, Arc::new(Line::default()));
        own.push_back((id, Arc::clone(&line)));
        if further {
            // It counts no more, though its end may take a moment.
            own.pop_front();
        }
        for place in &places {
            state.by_place.entry(*place).or_default().insert(id, Arc::clone(&line));
        }
        drop(guard);
        Ok(Listener { hub: Arc::clone(self), id, person, places, line })
    }

    /// Pokes the streams of communities that have come further than was known. Told twice, they are
    /// poked once.
    pub fn tell<'h>(&self, heads: impl IntoIterator<Item = (&'h PlaceId, &'h i64)>) {
        let mut guard = self.state();
        let state = &mut *guard;
        for (place, seq) in heads {
            let known = state.heads.entry(*place).or_insert(i64::MIN);
            if *known >= *seq {
                continue;
            }
            *known = *seq;
            for line in state.by_place.get(place).into_iter().flat_map(HashMap::values) {
                line.newest.put([(*place, *seq)]);
            }
        }
    }

    /// The communities that somebody listens to.
    #[must_use]
    pub fn listened(&self) -> Vec<PlaceId> {
        self.state().by_place.keys().copied().collect()
    }

    /// How many streams are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.state().open
    }

    /// Ends all streams and takes no more.
    pub fn stop(&self) {
        let mut state = self.state();
        state.stopped = true;
        for (_, line) in state.by_person.values().flatten() {
            line.over.notify_one();
        }
    }

    fn leave(&self, id: u64, person: MemberId, places: &[PlaceId]) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.open = state.open.saturating_sub(1);
        for place in places {
            if let Some(lines) = state.by_place.get_mut(place) {
                lines.remove(&id);
                if lines.is_empty() {
                    state.by_place.remove(place);
                }
            }
        }
        if let Some(own) = state.by_person.get_mut(&person) {
            own.retain(|(it, _)| *it != id);
            if own.is_empty() {
                state.by_person.remove(&person);
            }
        }
    }
}

/// One stream's end at the hub; it is left when this is dropped.
pub struct Listener {
    hub: Arc<Hub>,
    id: u64,
    person: MemberId,
    places: Vec<PlaceId>,
    line: Arc<Line>,
}

impl Listener {
    #[must_use]
    pub fn places(&self) -> &[PlaceId] {
        &self.places
    }

    /// What the stream begins with: others are told where it is news to this process, and this one is
    /// not told again.
    pub fn begin(&self, heads: &BTreeMap<PlaceId, i64>) {
        self.hub.tell(heads);
        self.line.newest.told(heads);
    }

    /// Waits for changes.
    pub async fn news(&self) -> BTreeMap<PlaceId, i64> {
        self.line.newest.take().await
    }

    /// Waits until the stream is to end.
    pub async fn over(&self) {
        self.line.over.notified().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.hub.leave(self.id, self.person, &self.places);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    const A: PlaceId = PlaceId(Uuid::from_u128(1));
    const B: PlaceId = PlaceId(Uuid::from_u128(2));
    const ONE: MemberId = MemberId(Uuid::from_u128(11));
    const OTHER: MemberId = MemberId(Uuid::from_u128(12));

    fn hub() -> Arc<Hub> {
        Arc::new(Hub::new(4, 2))
    }

    fn heard(listener: &Listener) -> Option<BTreeMap<PlaceId, i64>> {
        listener.news().now_or_never()
    }

    #[test]
    fn only_who_listens_to_a_community_is_poked_and_only_by_news() {
        let hub = hub();
        let (a, both) = (hub.listen(ONE, vec![A]).unwrap(), hub.listen(OTHER, vec![A, B]).unwrap());
        a.begin(&BTreeMap::from([(A, 5)]));
        assert_eq!(heard(&a), None);
        assert_eq!(heard(&both), Some(BTreeMap::from([(A, 5)])));
        for seq in [6, 7, 6, 7] {
            hub.tell([(&A, &seq)]);
        }
        hub.tell([(&B, &1)]);
        assert_eq!(heard(&a), Some(BTreeMap::from([(A, 7)])));
        assert_eq!(heard(&both), Some(BTreeMap::from([(A, 7), (B, 1)])));
        hub.tell([(&A, &7), (&B, &1)]);
        assert_eq!((heard(&a), heard(&both)), (None, None));
    }

    #[test]
    fn who_leaves_leaves_nothing() {
        let hub = hub();
        let a = hub.listen(ONE, vec![A, B]).unwrap();
        assert_eq!((hub.open(), hub.listened().len()), (1, 2));
        drop(a);
        let state = hub.state();
        assert!(state.by_place.is_empty() && state.by_person.is_empty() && state.open == 0);
    }

    #[test]
    fn m17_a_further_stream_of_a_person_ends_their_oldest() {
        let hub = hub();
        let lines: Vec<_> = (0..3).map(|_| hub.listen(ONE, vec![A]).unwrap()).collect();
        let over: Vec<_> = lines.iter().map(|it| it.over().now_or_never().is_some()).collect();
        assert_eq!(over, [true, false, false]);
    }

    #[test]
    fn there_are_no_more_than_may_be() {
        let hub = hub();
        let person = |n: u128| MemberId(Uuid::from_u128(n));
        let lines: Vec<_> = (0..4).map(|n| hub.listen(person(n), vec![A]).unwrap()).collect();
        assert_eq!(hub.listen(OTHER, vec![A]).err(), Some(Refused::Full));
        drop(lines);
        let a = hub.listen(OTHER, vec![A]).unwrap();
        hub.stop();
        assert!(a.over().now_or_never().is_some());
        assert_eq!(hub.listen(OTHER, vec![A]).err(), Some(Refused::Stopping));
    }
}
