//! Work that only so many may do at once: a few more wait, everybody else is told at once to come back.
//!
//! Those who wait are served caller by caller, so that nobody waits behind all that another one has asked
//! for; and when as many wait as may, a place is made by the caller who has the most of them. Those who are
//! signed in and those who are not have half of the places each, should both want them, and every other turn:
//! whoever comes from a thousand addresses is a thousand callers, and holds up strangers only.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::rates::Caller;

/// More wait than may.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("too much of it waits")]
pub struct Full;

/// Turns for one kind of work.
pub struct Turns {
    at_once: usize,
    most_waiting: usize,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    /// Turns that are taken.
    taken: usize,
    /// Those who wait, by caller, the longest first; nobody has an empty list.
    waiting: HashMap<Caller, VecDeque<Waiter>>,
    /// Of strangers and of members, by [`kind`].
    kinds: [Kind; 2],
    /// Whose turn is next, if they want it.
    next: usize,
    last: u64,
}

#[derive(Default)]
struct Kind {
    /// The callers who wait, in the order of their next turns.
    round: VecDeque<Caller>,
    /// How many wait, all together.
    many: usize,
}

const fn kind(caller: Caller) -> usize {
    match caller {
        Caller::Address(_) | Caller::Everybody => 0,
        Caller::Member(_) => 1,
    }
}

struct Waiter {
    number: u64,
    told: oneshot::Sender<Result<Turn, Full>>,
}

impl Turns {
    /// So many at once, so many that wait.
    #[must_use]
    pub fn new(at_once: usize, most_waiting: usize) -> Arc<Self> {
        Arc::new(Self { at_once: at_once.max(1), most_waiting, line: Mutex::default() })
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn, which lasts until the answer is dropped.
    ///
    /// # Errors
    /// When as many wait as may: at once, or as soon as somebody comes who has fewer of them than the
    /// caller.
    pub async fn take(self: &Arc<Self>, caller: Caller) -> Result<Turn, Full> {
        let (told, hears) = oneshot::channel();
        let number = {
            let mut line = self.line();
            if line.taken < self.at_once {
                line.taken += 1;
                drop(line);
                return Ok(Turn { of: Arc::clone(self) });
            }
            if line.many() >= self.most_waiting {
                let crowded_out = line.make_room(caller)?;
                // Nobody hears it who has gone meanwhile.
                drop(crowded_out.told.send(Err(Full)));
            }
            line.wait(caller, told)
        };
        let _place = Place { of: self, caller, number };
        hears.await.unwrap_or(Err(Full))
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.line().many()
    }
}

impl Line {
    fn many(&self) -> usize {
        self.kinds.iter().map(|it| it.many).sum()
    }

    fn kind(&mut self, caller: Caller) -> &mut Kind {
        let [strangers, members] = &mut self.kinds;
        if kind(caller) == 0 { strangers } else { members }
    }

    fn wait(&mut self, caller: Caller, told: oneshot::Sender<Result<Turn, Full>>) -> u64 {
        self.last += 1;
        let number = self.last;
        let theirs = self.waiting.entry(caller).or_default();
        let is_new = theirs.is_empty();
        theirs.push_back(Waiter { number, told });
        let kind = self.kind(caller);
        kind.many += 1;
        if is_new {
            kind.round.push_back(caller);
        }
        number
    }

    /// Takes a place, the newest one of the caller who has the most of them: of the other kind when that has
    /// more than half, or else of the same when the caller has fewer.
    fn make_room(&mut self, caller: Caller) -> Result<Waiter, Full> {
        let of = |caller: &Caller| self.waiting.get(caller).map_or(0, VecDeque::len);
        let own = kind(caller);
        let [strangers, members] = &self.kinds;
        let (here, there) = if own == 0 { (strangers, members) } else { (members, strangers) };
        let crowded = there.many > here.many + 1;
        let from = if crowded { there } else { here };
        let most = from.round.iter().copied().max_by_key(|it| of(it)).ok_or(Full)?;
        if !crowded && of(&most) <= of(&caller) + 1 {
            return Err(Full);
        }
        self.take_newest(most).ok_or(Full)
    }

    fn take_newest(&mut self, caller: Caller) -> Option<Waiter> {
        let theirs = self.waiting.get_mut(&caller)?;
        let newest = theirs.pop_back()?;
        let was_last = theirs.is_empty();
        self.fewer(caller, 1, was_last);
        Some(newest)
    }

    /// So many of a caller wait no more; `none` is left of them.
    fn fewer(&mut self, caller: Caller, by: usize, none: bool) {
        let kind = self.kind(caller);
        kind.many = kind.many.saturating_sub(by);
        if none {
            kind.round.retain(|it| *it != caller);
            self.waiting.remove(&caller);
        }
    }

    /// Whose turn is next.
    fn next(&mut self) -> Option<Waiter> {
        let [strangers, members] = &mut self.kinds;
        let (first, second) = if self.next == 0 { (strangers, members) } else { (members, strangers) };
        let caller = first.round.pop_front().or_else(|| second.round.pop_front())?;
        self.next = 1 - kind(caller);
        let theirs = self.waiting.get_mut(&caller)?;
        let next = theirs.pop_front()?;
        let none = theirs.is_empty();
        if !none {
            self.kind(caller).round.push_back(caller);
        }
        self.fewer(caller, 1, none);
        Some(next)
    }

    /// Somebody waits no longer, if they still did.
    fn leave(&mut self, caller: Caller, number: u64) {
        let Some(theirs) = self.waiting.get_mut(&caller) else { return };
        let before = theirs.len();
        theirs.retain(|it| it.number != number);
        let (gone, none) = (before - theirs.len(), theirs.is_empty());
        self.fewer(caller, gone, none);
    }
}

/// A turn, until it is dropped.
pub struct Turn {
    of: Arc<Turns>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = {
            let mut line = self.of.line();
            let next = line.next();
            if next.is_none() {
                line.taken -= 1;
            }
            next
        };
        if let Some(next) = next {
            // Who has gone meanwhile does not get it: what comes back is dropped, and goes on to the next.
            drop(next.told.send(Ok(Self { of: Arc::clone(&self.of) })));
        }
    }
}

/// One who waits, until they go.
struct Place<'t> {
    of: &'t Turns,
    caller: Caller,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.of.line().leave(self.caller, self.number);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::net::IpAddr;

    use futures::FutureExt;

    use super::*;

    fn caller(n: u8) -> Caller {
        Caller::from(IpAddr::from([203, 0, 113, n]))
    }

    #[tokio::test]
    async fn m6_who_comes_when_all_places_are_taken_hears_it_at_once() {
        let turns = Turns::new(1, 2);
        let me = caller(1);
        let first = turns.take(me).await.unwrap();
        let mut second = Box::pin(turns.take(me));
        let mut third = Box::pin(turns.take(me));
        assert!((&mut second).now_or_never().is_none() && (&mut third).now_or_never().is_none());
        assert_eq!(turns.waiting(), 2);
        assert_eq!(turns.take(me).now_or_never().unwrap().err(), Some(Full));
        assert_eq!(turns.waiting(), 2, "who was refused does not wait");
        // Who goes makes room.
        drop(third);
        assert_eq!(turns.waiting(), 1);
        drop(first);
        let second = second.now_or_never().unwrap().unwrap();
        assert_eq!(turns.waiting(), 0);
        drop(second);
        assert!(turns.take(me).now_or_never().unwrap().is_ok());
    }

    #[tokio::test]
    async fn m4_nobody_waits_behind_all_that_another_asks_for() {
        let turns = Turns::new(1, 4);
        let held = turns.take(caller(1)).await.unwrap();
        let mut greedy: Vec<_> = (0..4).map(|_| Box::pin(turns.take(caller(1)))).collect();
        for it in &mut greedy {
            assert!(it.now_or_never().is_none());
        }
        // All places are taken: the newest of them goes, and is told.
        let mut other = Box::pin(turns.take(caller(2)));
        assert!((&mut other).now_or_never().is_none());
        let told: Vec<_> = greedy.iter_mut().map(|it| it.now_or_never().map(|it| it.err())).collect();
        assert_eq!(told, [None, None, None, Some(Some(Full))]);
        assert_eq!(turns.waiting(), 4);
        // Then one of each.
        drop(held);
        let first = greedy.remove(0).now_or_never().unwrap().unwrap();
        drop(first);
        let second = other.now_or_never().unwrap().unwrap();
        drop(second);
        assert!(greedy.remove(0).now_or_never().unwrap().is_ok());
    }

    #[tokio::test]
    async fn m4_callers_with_one_each_do_not_crowd_each_other_out() {
        let turns = Turns::new(1, 2);
        let _held = turns.take(caller(1)).await.unwrap();
        let mut waiting: Vec<_> = (2..4).map(|n| Box::pin(turns.take(caller(n)))).collect();
        for it in &mut waiting {
            assert!(it.now_or_never().is_none());
        }
        assert_eq!(turns.take(caller(9)).now_or_never().unwrap().err(), Some(Full));
        assert!(waiting.iter_mut().all(|it| it.now_or_never().is_none()));
    }

    #[tokio::test]
    async fn m4_a_crowd_of_strangers_leaves_half_of_the_line_to_members() {
        let turns = Turns::new(1, 4);
        let held = turns.take(caller(1)).await.unwrap();
        let mut strangers: Vec<_> = (2..6).map(|n| Box::pin(turns.take(caller(n)))).collect();
        for it in &mut strangers {
            assert!(it.now_or_never().is_none());
        }
        let member = |n: u128| Caller::Member(uuid::Uuid::from_u128(n).into());
        let mut members: Vec<_> = (0..2).map(|n| Box::pin(turns.take(member(n)))).collect();
        assert!(members.iter_mut().all(|it| it.now_or_never().is_none()));
        assert_eq!(turns.waiting(), 4);
        let told = strangers.iter_mut().map(|it| it.now_or_never().and_then(|it| it.err()).is_some());
        assert_eq!(told.filter(|it| *it).count(), 2);
        // Half is half: neither kind takes more from the other.
        assert_eq!(turns.take(member(9)).now_or_never().unwrap().err(), Some(Full));
        assert_eq!(turns.take(caller(9)).now_or_never().unwrap().err(), Some(Full));
        // And every other turn is theirs: a stranger, a member, a stranger.
        drop(held);
        drop(turns.line().next());
        assert_eq!(turns.line().kinds.each_ref().map(|it| it.many), [1, 1]);
        drop(turns.line().next());
        assert_eq!(turns.line().kinds.each_ref().map(|it| it.many), [0, 1]);
    }

    #[tokio::test]
    async fn m4_a_turn_that_nobody_takes_up_goes_on() {
        let turns = Turns::new(1, 4);
        let held = turns.take(caller(1)).await.unwrap();
        let mut gone = Box::pin(turns.take(caller(2)));
        let mut stays = Box::pin(turns.take(caller(3)));
        assert!((&mut gone).now_or_never().is_none() && (&mut stays).now_or_never().is_none());
        // It is theirs, and they never look.
        drop(held);
        drop(gone);
        assert!(stays.now_or_never().unwrap().is_ok());
        assert_eq!(turns.waiting(), 0);
        assert!(turns.take(caller(1)).now_or_never().unwrap().is_ok());
    }
}
