//! How many connections are open, and which of them goes when there are too many.
//!
//! A connection that waits for its next request, for the rest of one, or for somebody to read its answer, is
//! idle; when all places are taken, the one that is idle for the longest time makes room for a new one. Whoever opens
//! connections and says nothing can therefore hold places only as long as nobody wants them. A
//! connection that has become a stream of events gives its place back: streams have a limit of their own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::networks::Networks;
use crate::services::rates::network;

/// The places for connections.
pub struct Gate {
    most: usize,
    most_per_address: usize,
    /// From here everybody comes.
    trusted: Networks,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: usize,
    /// The idle ones, the longest time first.
    idle: BTreeMap<u64, Idle>,
    by_address: HashMap<IpAddr, Of>,
    last: u64,
}

/// The connections of one address.
#[derive(Default)]
struct Of {
    open: usize,
    idle: BTreeSet<u64>,
}

struct Idle {
    address: IpAddr,
    end: Arc<End>,
}

/// Tells a connection that its place was given away.
#[derive(Default)]
struct End {
    told: Notify,
    gone: AtomicBool,
}

impl Gate {
    /// So many at once, and so many of one address that is not among the trusted.
    #[must_use]
    pub fn new(most: usize, most_per_address: usize, trusted: Networks) -> Arc<Self> {
        let state = Mutex::default();
        Arc::new(Self { most: most.max(1), most_per_address: most_per_address.max(1), trusted, state })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection from this address, idle at first; none when all are taken by
    /// connections that are busy.
    #[must_use]
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let of = network(address);
        let counted = !self.trusted.contains(address);
        let mut state = self.state();
        if counted && state.by_address.get(&of).is_some_and(|it| it.open >= self.most_per_address) {
            let oldest = state.by_address.get(&of).and_then(|it| it.idle.first().copied())?;
            state.give_away(oldest);
        }
        if state.open >= self.most {
            let oldest = state.idle.first_key_value().map(|(number, _)| *number)?;
            state.give_away(oldest);
        }
        let place = Place {
            gate: Arc::clone(self),
            address: of,
            counted,
            end: Arc::default(),
            at: Mutex::new(At::Away),
        };
        state.come(&place);
        drop(state);
        Some(place)
    }

    /// How many are open, streams left out.
    #[must_use]
    pub fn open(&self) -> usize {
        self.state().open
    }
}

impl State {
    /// Takes a place and is idle.
    fn come(&mut self, place: &Place) {
        self.open += 1;
        if place.counted {
            self.by_address.entry(place.address).or_default().open += 1;
        }
        self.rest(place);
    }

    fn rest(&mut self, place: &Place) {
        self.last += 1;
        let number = self.last;
        self.idle.insert(number, Idle { address: place.address, end: Arc::clone(&place.end) });
        if let Some(of) = self.by_address.get_mut(&place.address).filter(|_| place.counted) {
            of.idle.insert(number);
        }
        place.set(At::Idle(number));
    }

    fn wake(&mut self, number: u64) {
        let Some(idle) = self.idle.remove(&number) else { return };
        if let Some(of) = self.by_address.get_mut(&idle.address) {
            of.idle.remove(&number);
        }
    }

    fn leave(&mut self, address: IpAddr, counted: bool) {
        self.open = self.open.saturating_sub(1);
        if !counted {
            return;
        }
        if let Some(of) = self.by_address.get_mut(&address) {
            of.open = of.open.saturating_sub(1);
            if of.open == 0 {
                self.by_address.remove(&address);
            }
        }
    }

    /// Ends an idle connection, whose place counts no more, though its end may take a moment.
    fn give_away(&mut self, number: u64) {
        let Some(Idle { address, end }) = self.idle.remove(&number) else { return };
        let counted = self.by_address.get_mut(&address).is_some_and(|of| of.idle.remove(&number));
        self.leave(address, counted);
        end.gone.store(true, Ordering::Relaxed);
        end.told.notify_one();
    }
}

/// Where a connection stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Idle(u64),
    Busy,
    /// It holds no place.
    Away,
}

/// The place of one connection, until it is dropped.
pub struct Place {
    gate: Arc<Gate>,
    address: IpAddr,
    /// Whether it counts for its address.
    counted: bool,
    end: Arc<End>,
    at: Mutex<At>,
}

impl Place {
    fn set(&self, at: At) -> At {
        core::mem::replace(&mut *self.at.lock().unwrap_or_else(PoisonError::into_inner), at)
    }

    fn given_away(&self) -> bool {
        self.end.gone.load(Ordering::Relaxed)
    }

    /// Waits until the place is given away.
    pub async fn over(&self) {
        self.end.told.notified().await;
    }

    /// A request has come.
    pub fn busy(&self) {
        let mut state = self.gate.state();
        if self.given_away() {
            return;
        }
        match self.set(At::Busy) {
            At::Idle(number) => state.wake(number),
            At::Busy => {}
            At::Away => {
                state.come(self);
                if let At::Idle(number) = self.set(At::Busy) {
                    state.wake(number);
                }
            }
        }
    }

    /// It has its answer.
    pub fn idle(&self) {
        let mut state = self.gate.state();
        if self.given_away() {
            return;
        }
        match self.set(At::Away) {
            At::Idle(number) => {
                state.wake(number);
                state.rest(self);
            }
            At::Busy => state.rest(self),
            At::Away => state.come(self),
        }
    }

    /// It has become a stream, and holds no place until its next request.
    pub fn away(&self) {
        let mut state = self.gate.state();
        if self.given_away() {
            return;
        }
        match self.set(At::Away) {
            At::Idle(number) => state.wake(number),
            At::Busy => {}
            At::Away => return,
        }
        state.leave(self.address, self.counted);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.away();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn ip(n: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, n])
    }

    fn ends(place: &Place) -> bool {
        place.over().now_or_never().is_some()
    }

    #[test]
    fn h4_the_longest_idle_makes_room_and_the_busy_stay() {
        let gate = Gate::new(3, 10, Networks::default());
        let (one, two, three) =
            (gate.enter(ip(1)).unwrap(), gate.enter(ip(2)).unwrap(), gate.enter(ip(3)).unwrap());
        one.busy();
        three.busy();
        three.idle();
        let four = gate.enter(ip(4)).unwrap();
        assert!(ends(&two) && !ends(&one) && !ends(&three));
        assert_eq!(gate.open(), 3);
        drop(two);
        assert_eq!(gate.open(), 3, "it was counted off before");
        four.busy();
        three.busy();
        assert!(gate.enter(ip(5)).is_none(), "all are busy");
        assert_eq!(gate.open(), 3);
        three.idle();
        let five = gate.enter(ip(5)).unwrap();
        assert!(ends(&three));
        // What comes on a connection that is to end changes nothing.
        three.busy();
        three.idle();
        drop((one, three, four, five));
        assert_eq!(gate.open(), 0);
        assert!(gate.state().by_address.is_empty() && gate.state().idle.is_empty());
    }

    #[test]
    fn h4_one_address_has_only_so_many_and_a_trusted_proxy_all() {
        let gate = Gate::new(100, 2, "127.0.0.1".parse().unwrap());
        let (first, second) = (gate.enter(ip(1)).unwrap(), gate.enter(ip(1)).unwrap());
        let third = gate.enter(ip(1)).unwrap();
        assert!(ends(&first) && !ends(&second));
        second.busy();
        third.busy();
        assert!(gate.enter(ip(1)).is_none());
        let other = gate.enter(ip(2)).unwrap();
        assert!(!ends(&other));
        let proxied: Vec<_> = (0..50).map(|_| gate.enter(IpAddr::from([127, 0, 0, 1])).unwrap()).collect();
        assert!(!proxied.iter().any(ends));
        // Of IPv6 a whole network is one address.
        let six = |n: u16| IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, n]);
        let many: Vec<_> = (1..4).map(|n| gate.enter(six(n)).unwrap()).collect();
        assert_eq!(many.iter().map(ends).collect::<Vec<_>>(), [true, false, false]);
        drop((first, second, third, other, proxied, many));
        assert_eq!(gate.open(), 0);
        assert!(gate.state().by_address.is_empty());
    }

    #[test]
    fn h4_a_stream_gives_its_place_back_until_it_ends() {
        let gate = Gate::new(2, 2, Networks::default());
        let streams: Vec<_> = (0..20)
            .map(|_| {
                let place = gate.enter(ip(1)).unwrap();
                place.busy();
                place.away();
                place
            })
            .collect();
        assert_eq!(gate.open(), 0);
        let page = gate.enter(ip(1)).unwrap();
        page.busy();
        // After the stream the connection may ask on: then it counts again.
        streams.first().unwrap().busy();
        assert_eq!(gate.open(), 2);
        assert!(gate.enter(ip(1)).is_none());
        streams.first().unwrap().idle();
        drop((page, streams));
        assert_eq!(gate.open(), 0);
        assert!(gate.state().by_address.is_empty() && gate.state().idle.is_empty());
    }
}
