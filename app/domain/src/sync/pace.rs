//! When to push and pull: at once when there is something, later after a fault, and now and then when
//! nobody says anything.

use super::ledger::Fault;
use crate::time::Instant;

/// The first wait after a fault, in milliseconds; it doubles up to [`LONGEST`].
const FIRST: i64 = 1_000;

/// The longest wait after faults, in milliseconds.
const LONGEST: i64 = 60_000;

/// How often to look when the server tells of changes by itself, in milliseconds.
const TOLD: i64 = 300_000;

/// How often to look when it does not, in milliseconds.
const UNTOLD: i64 = 30_000;

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// A mutation was made.
    Enqueued,
    /// The server tells of a change.
    Poked,
    /// The page is looked at again, or the network came back.
    Back,
    /// The server began to tell of changes, or stopped.
    Told(bool),
    /// Time has passed.
    Tick,
    /// The running cycle of push and pull ended; `more` when there is more to push.
    Done { fault: Option<Fault>, more: bool },
}

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Push and pull, then report [`Event::Done`].
    Cycle,
    /// Nothing before this instant; then [`Event::Tick`].
    Wait(Instant),
    /// Nothing until something happens.
    Rest,
}

/// See the module. One for each page that is open.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pace {
    running: bool,
    /// Something happened while a cycle was running, which may have come too late for it.
    again: bool,
    told: bool,
    faults: u32,
    next: Option<Instant>,
    stopped: bool,
}

impl Pace {
    /// Takes in what happened. `chance` in 0..1000 spreads the waits of many phones after a fault
    /// that they all had.
    pub fn on(&mut self, event: Event, now: Instant, chance: u16) -> Act {
        match event {
            Event::Done { fault, more } => self.done(fault, more, now, chance),
            Event::Told(told) => {
                self.told = told;
                self.next = self.next.map(|it| it.min(self.regular(now)));
            }
            // Signing in begins a new page, and with it a new pace.
            _ if self.stopped => {}
            Event::Enqueued | Event::Poked if self.faults > 0 => {}
            Event::Enqueued | Event::Poked | Event::Back => {
                self.again = self.running;
                self.next = Some(now);
            }
            Event::Tick => {}
        }
        self.act(now)
    }

    fn done(&mut self, fault: Option<Fault>, more: bool, now: Instant, chance: u16) {
        self.running = false;
        let again = std::mem::take(&mut self.again);
        let wait = match fault {
            None => {
                self.faults = 0;
                if more || again { Some(0) } else { None }
            }
            Some(Fault::SignedOut) => {
                self.stopped = true;
                return;
            }
            // What is new is fetched all the same, and what waits is offered again each time: it may take
            // hours, or a word with the desk, or another build on one side or the other.
            Some(Fault::DayOver | Fault::ManyDevices | Fault::OtherBuild) => {
                self.faults = 0;
                None
            }
            // The ledger has done what it takes; these are answered by the next push.
            Some(Fault::Gap { .. } | Fault::MidReused | Fault::ForeignDevice | Fault::Restored)
                if self.faults == 0 =>
            {
                self.faults = 1;
                Some(0)
            }
            Some(
                fault @ (Fault::Offline
                | Fault::Busy
                | Fault::TooFast { .. }
                | Fault::Gap { .. }
                | Fault::MidReused
                | Fault::ForeignDevice
                | Fault::Restored
                | Fault::Broken),
            ) => {
                let doubled = FIRST << self.faults.min(6);
                self.faults += 1;
                let wait = doubled.min(LONGEST);
                let spread = wait / 2 + wait * i64::from(chance) / 2_000;
                let asked = if let Fault::TooFast { seconds } = fault {
                    i64::try_from(seconds).unwrap_or(60) * 1_000
                } else {
                    0
                };
                Some(spread.max(asked))
            }
        };
        self.next = Some(match wait {
            Some(wait) => Instant::from_millis(now.millis() + wait),
            None => self.regular(now),
        });
    }

    fn regular(&self, now: Instant) -> Instant {
        Instant::from_millis(now.millis() + if self.told { TOLD } else { UNTOLD })
    }

    fn act(&mut self, now: Instant) -> Act {
        if self.running || self.stopped {
            return Act::Rest;
        }
        // The first event begins the first cycle.
        let next = *self.next.get_or_insert(now);
        if next > now {
            return Act::Wait(next);
        }
        self.running = true;
        Act::Cycle
    }
}
