//! A person's phone: the domain's own half of the protocol over real connections, and what a test
//! remembers of it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use linli_domain::ids::{BookingId, DeviceId, MemberId, MutationId};
use linli_domain::mutation::{BookingMutation, Mutation, Outcome, RoomMutation, Settled};
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::{Asked, Draft, Fate, Fault, Ledger, RowChange, Step, replay};
use linli_domain::time::{Instant, plus_days};
use linli_server::state::system_clock;
use linli_tests::builders::{because, room_book, zone};
use linli_tests::pace::patience;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tokio::time::{Instant as Clock, sleep};
use uuid::Uuid;

use crate::crowd::usual_patience;
use crate::town::{Person, room};
use crate::wire::Wire;

/// Who must be at rest by then, after everything works again; in seconds.
const REST: u64 = 60;

/// What all phones of a test share.
#[derive(Default)]
pub struct Shared {
    /// Phones go on while this is not set.
    pub stop: AtomicBool,
    /// Pushes that are on their way.
    pub pushing: AtomicUsize,
    /// Every acknowledged booking with the server that said so, and when.
    pub acks: std::sync::Mutex<Vec<(BookingId, SocketAddr, Clock)>>,
}

/// What happened to the requests of a phone.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counts {
    pub pushes: u32,
    /// Without an answer.
    pub lost: u32,
    /// Told to try again.
    pub busy: u32,
}

/// See the module.
pub struct Phone {
    pub me: MemberId,
    pub ledger: Ledger,
    pub base: Rows,
    pub wire: Wire,
    pub counts: Counts,
    /// All that it was asked to do, in this order.
    pub made: Vec<(MutationId, Mutation)>,
    /// What the server said was applied, with the database that said so.
    pub acknowledged: BTreeMap<MutationId, Option<String>>,
    /// Acknowledged by a database that was replaced by its backup, and refused by that.
    pub taken_back: BTreeSet<MutationId>,
    /// Refusals that the person has seen.
    pub refused: BTreeSet<MutationId>,
    /// It has met another database than its first.
    pub restored: bool,
    /// When an answer did not come.
    pub unanswered: BTreeMap<MutationId, Instant>,
    /// Promises that were broken before its eyes.
    pub broken: Vec<String>,
    /// Bookings that it might cancel.
    bookings: Vec<BookingId>,
    addresses: Vec<SocketAddr>,
    /// What the person does; the same for a seed whatever the network does.
    wishes: SmallRng,
    /// When the phone does it.
    luck: SmallRng,
}

impl Phone {
    pub fn new(person: &Person, addresses: Vec<SocketAddr>, seed: u64) -> Self {
        let mut wishes = SmallRng::seed_from_u64(seed);
        let address = *addresses.choose(&mut wishes).expect("an address");
        Self {
            me: person.id,
            ledger: Ledger::new(DeviceId(Uuid::from_u128(wishes.random()))),
            base: Rows::default(),
            wire: Wire::new(address, &person.cookie),
            counts: Counts::default(),
            made: Vec::new(),
            acknowledged: BTreeMap::new(),
            taken_back: BTreeSet::new(),
            refused: BTreeSet::new(),
            restored: false,
            unanswered: BTreeMap::new(),
            broken: Vec::new(),
            bookings: Vec::new(),
            addresses,
            luck: SmallRng::seed_from_u64(wishes.random()),
            wishes,
        }
    }

    /// Does things until told to stop.
    pub async fn live(mut self, shared: Arc<Shared>) -> Self {
        while !shared.stop.load(Ordering::Relaxed) {
            for _ in 0..self.wishes.random_range(1..=4) {
                self.act();
            }
            let fault = self.push(&shared).await;
            // Pulls follow pushes, or not: the page was closed, or the phone lost the network.
            if fault.is_some_and(|it| it != Fault::Offline) || self.luck.random_ratio(1, 2) {
                self.pull().await;
            }
            self.breathe(fault).await;
        }
        self
    }

    /// Books what its person wants.
    pub fn wants(&mut self, mutation: Mutation) {
        let mid = MutationId(Uuid::from_u128(self.wishes.random()));
        self.made.push((mid, mutation.clone()));
        let now = system_clock();
        let draft =
            Draft { mid, base_ver: None, mutation, client_time: now, made: now, build: String::new() };
        self.ledger.enqueue(draft);
    }

    fn act(&mut self) {
        if self.wishes.random_ratio(2, 5) && !self.bookings.is_empty() {
            let at = self.wishes.random_range(0..self.bookings.len());
            let id = self.bookings.swap_remove(at);
            if self.wishes.random_ratio(1, 10) {
                // Once more later, which is refused.
                self.bookings.push(id);
            }
            return self.wants(Mutation::Bookings(BookingMutation::Cancel(because(id, ""))));
        }
        // Every third wants what everybody wants.
        let (rooms, days) = if self.wishes.random_ratio(1, 3) { (1, 2) } else { (24, 50) };
        let zone = zone("Asia/Shanghai");
        let day = plus_days(zone.date(system_clock()), self.wishes.random_range(1..=days));
        let starts = zone.at(day, 8 * 60 + 30 * self.wishes.random_range(0..24));
        let id = BookingId(Uuid::from_u128(self.wishes.random()));
        let number = self.wishes.random_range(0..rooms);
        self.bookings.push(id);
        self.wants(Mutation::Rooms(RoomMutation::Book(room_book(id, room(number), starts, 30))));
    }

    async fn push(&mut self, shared: &Shared) -> Option<Fault> {
        let push = self.ledger.push()?;
        self.counts.pushes += 1;
        shared.pushing.fetch_add(1, Ordering::Relaxed);
        let answer = self.wire.push(self.me, &push).await;
        shared.pushing.fetch_sub(1, Ordering::Relaxed);
        match &answer {
            Ok(outcomes) => {
                self.hear(outcomes, push.epoch.as_ref());
                self.note_acks(outcomes, shared);
            }
            Err(Fault::Offline) => {
                self.counts.lost += 1;
                let now = system_clock();
                for envelope in &push.mutations {
                    self.unanswered.entry(envelope.mid).or_insert(now);
                }
            }
            Err(Fault::Busy) => self.counts.busy += 1,
            Err(Fault::Restored) => {}
            // Nothing else may happen to this phone, which nobody has cloned or signed out.
            Err(fault) => self.broken.push(format!("a push of {} was answered by {fault:?}", self.me)),
        }
        let fresh = DeviceId(Uuid::now_v7());
        self.ledger.pushed(&push, &answer, fresh);
        self.see_refusals();
        answer.err()
    }

    async fn pull(&mut self) -> Option<Fault> {
        let asked = self.ledger.pull();
        let pull = match self.wire.pull(self.me, &asked).await {
            Ok(pull) => pull,
            Err(fault) => {
                if !matches!(fault, Fault::Offline | Fault::Busy) {
                    self.broken.push(format!("a pull of {} was answered by {fault:?}", self.me));
                }
                return Some(fault);
            }
        };
        let same_database = self.ledger.epoch.as_ref() == Some(&pull.epoch);
        self.restored |= self.ledger.epoch.is_some() && !same_database;
        self.hear(&pull.outcomes, Some(&pull.epoch));
        if same_database && pull.last_n < self.ledger.last_n {
            self.broken.push(format!("the number of {} fell to {}", self.me, pull.last_n));
        }
        if let RowChange::Patch { reset, steps } = self.ledger.pulled(&asked, pull, "fault") {
            if same_database {
                self.look_for_older(&steps);
            }
            if reset {
                self.base = Rows::default();
            }
            self.base.patch(steps);
            self.look_for_own();
        }
        self.see_refusals();
        None
    }

    /// Within one database a row never becomes an older one.
    fn look_for_older(&mut self, steps: &[Step]) {
        for step in steps {
            let Step::Put(row) = step else { continue };
            let Row::Booking(new) = &**row else { continue };
            if let Some(old) = self.base.bookings.get(&new.id).filter(|old| old.ver > new.ver) {
                self.broken.push(format!("{} fell from version {} to {}", new.id, old.ver, new.ver));
            }
        }
    }

    /// What a pull has covered is among the rows.
    fn look_for_own(&mut self) {
        let newest = self.ledger.entries.iter().rev().take(50);
        for entry in newest.filter(|it| it.fate == Fate::Covered) {
            if let Mutation::Rooms(RoomMutation::Book(args)) = &entry.envelope.mutation
                && !self.base.bookings.contains_key(&args.booking_id)
            {
                self.broken.push(format!("{} is covered and not among the rows", args.booking_id));
            }
        }
    }

    fn hear(&mut self, outcomes: &[Outcome], epoch: Option<&String>) {
        for outcome in outcomes {
            let known = self.acknowledged.get(&outcome.mid);
            match &outcome.result {
                Settled::Applied => {
                    if self.refused.contains(&outcome.mid) {
                        self.broken.push(format!("{} was refused and is applied", outcome.mid));
                    }
                    self.acknowledged.insert(outcome.mid, epoch.cloned());
                }
                Settled::Refused { refusal } if known.is_some_and(|it| it.as_ref() == epoch) => {
                    self.broken.push(format!("{} was acknowledged and is {refusal:?}", outcome.mid));
                }
                Settled::Refused { .. } if known.is_some() => {
                    self.acknowledged.remove(&outcome.mid);
                    self.taken_back.insert(outcome.mid);
                }
                Settled::Refused { .. } => {}
            }
        }
    }

    fn note_acks(&self, outcomes: &[Outcome], shared: &Shared) {
        let now = Clock::now();
        let mut acks = shared.acks.lock().expect("acks");
        for outcome in outcomes.iter().filter(|it| it.result == Settled::Applied) {
            let entry = self.ledger.entries.iter().find(|it| it.envelope.mid == outcome.mid);
            // One that is answered again was acknowledged before, or by another server.
            let first = !self.unanswered.contains_key(&outcome.mid);
            if let Some(Mutation::Rooms(RoomMutation::Book(args))) =
                entry.filter(|_| first).map(|it| &it.envelope.mutation)
            {
                acks.push((args.booking_id, self.wire.address(), now));
            }
        }
    }

    fn see_refusals(&mut self) {
        let seen: Vec<_> = self.ledger.refused().map(|(it, _)| it.envelope.mid).collect();
        for mid in seen {
            self.ledger.acknowledge(mid);
            self.refused.insert(mid);
        }
    }

    /// Shorter than a phone waits (`linli_domain::sync::Pace`): a test has no minutes.
    async fn breathe(&mut self, fault: Option<Fault>) {
        let milliseconds = match fault {
            None => self.luck.random_range(0..10),
            Some(_) => self.luck.random_range(10..100),
        };
        if fault == Some(Fault::Offline) {
            let address = *self.addresses.choose(&mut self.luck).expect("an address");
            self.wire.turn_to(address);
        }
        sleep(Duration::from_millis(milliseconds)).await;
    }

    /// Pushes and pulls until nothing is left to do.
    pub async fn rest(mut self, shared: Arc<Shared>) -> Self {
        self.wire.patience = usual_patience();
        let until = Clock::now() + patience(REST);
        loop {
            let fault = self.push(&shared).await;
            let deaf = self.pull().await;
            let open = self.ledger.entries.iter().filter(|it| it.is_open()).count();
            if deaf.is_none() && open == 0 {
                return self;
            }
            if Clock::now() > until {
                self.broken.push(format!("{} is not at rest: {open} open, {fault:?}, {deaf:?}", self.me));
                return self;
            }
            self.breathe(fault).await;
        }
    }

    /// How the phone differs from one that knows nothing and asks for everything. For phones at rest.
    pub async fn differs(&mut self) -> Option<String> {
        let me = self.me;
        self.wire.patience = patience(REST);
        if let Some(fault) = self.pull().await {
            return Some(format!("{me} cannot pull: {fault:?}"));
        }
        let asked = Asked { cursor: None, device: self.ledger.device };
        let Ok(pull) = self.wire.pull(me, &asked).await else { return Some(format!("{me} cannot pull")) };
        let mut rows = Rows::default();
        rows.patch(pull.patch);
        if self.base != rows {
            let sizes = |it: &Rows| (it.bookings.len(), it.busy.len(), it.events.len(), it.messages.len());
            let (mine, theirs) = (sizes(&self.base), sizes(&rows));
            return Some(format!("the rows of {me} are not the server's: {mine:?} and {theirs:?}"));
        }
        let view = replay(self.base.clone(), &self.ledger, me);
        let shows = view.rows == rows && view.unsent.is_empty();
        (!shows).then(|| format!("the phone of {me} shows what is not"))
    }
}
