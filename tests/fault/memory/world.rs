//! Phones, a server and the network between them, driven by chance.

use linli_domain::booking::State;
use linli_domain::help::{Answerer, Stage};
use linli_domain::ids::{BookingId, DeviceId, MatterId, MemberId, MutationId, ResourceId};
use linli_domain::member::Role;
use linli_domain::mutation::{
    BookingMutation, Envelope, HelpMutation, Mutation, Outcome, Push, RoomDecide, RoomMutation, Settled,
};
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::{Asked, Draft, Fate, Fault, Ledger, Pull, RowChange, replay};
use linli_domain::time::Instant;
use linli_tests::builders::{
    self, ELDER, HALL, HOME, KEEPER, NEIGHBOUR, NOON, RIVAL, STAGE, STUDY, ask, asked, because, book,
    help_of, noted,
};
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt, SeedableRng, rngs::SmallRng};
use uuid::Uuid;

use super::check;
use super::model::{Data, Rules, Server};

/// How much happens before the world heals.
const STEPS: u32 = 160;

/// Rounds of push and pull of every phone in which a healed world must come to rest.
const ROUNDS: u32 = 40;

/// A person's phone: what it has stored, and what a test remembers of it.
pub struct Phone {
    pub me: MemberId,
    pub ledger: Ledger,
    pub base: Rows,
    online: bool,
    /// How wrong its clock is, in minutes.
    ahead: i64,
    /// Storage as it was once, which a restored phone has again.
    copy: Option<(Ledger, Rows)>,
    /// Every mutation that it was asked to keep and still should have.
    pub made: Vec<Envelope>,
    /// Those of which the server said that they were applied.
    pub acknowledged: Vec<MutationId>,
    /// Those whose refusal the person has seen.
    pub explained: Vec<MutationId>,
}

/// Something on its way.
#[derive(Clone)]
enum Flight {
    Push(Push),
    Pushed(Push, Result<Vec<Outcome>, Fault>),
    Pull(Asked),
    Pulled(Asked, Pull),
}

pub struct World {
    chance: SmallRng,
    now: Instant,
    pub server: Server,
    backup: Data,
    pub phones: Vec<Phone>,
    flights: Vec<(usize, Flight)>,
    /// Whether this world's server is restored from backups, or else its phones from copies: of what
    /// both have lost nobody knows.
    restores: bool,
}

/// Who and what there is, with limits that nobody reaches.
pub fn town() -> Rows {
    let mut community = builders::community(HOME);
    community.settings.rooms.household_week_quota = 100;
    community.settings.bookings.household_cancel_limit = 100;
    community.settings.care.visit_week_quota = 100;
    community.settings.help.help_open_limit = 1_000;
    community.settings.help.help_day_limit = 1_000;
    let mut rows = Rows::default();
    rows.put(Row::Community(community));
    rows.extend(builders::people().into_iter().filter(|it| it.community_id == HOME).map(Row::Member));
    rows.extend(builders::rooms().into_iter().filter(|it| it.community_id == HOME).map(Row::Resource));
    rows
}

impl World {
    pub fn new(seed: u64, rules: Rules) -> Self {
        let mut chance = SmallRng::seed_from_u64(seed);
        let server = Server::new(town(), rules);
        let people = [ELDER, RIVAL, NEIGHBOUR, KEEPER, ELDER, RIVAL];
        let count = chance.random_range(2..=people.len());
        let phones = people.into_iter().take(count).map(|me| Phone::new(me, &mut chance)).collect();
        let backup = server.data.clone();
        let restores = chance.random();
        Self { chance, now: NOON, server, backup, phones, flights: Vec::new(), restores }
    }

    /// Lets things happen, then heals and looks.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn run(mut self) -> Result<(), String> {
        for _ in 0..STEPS {
            self.step()?;
            check::always(&self)?;
        }
        self.heal()?;
        check::at_rest(&self)
    }

    fn step(&mut self) -> Result<(), String> {
        self.now = self.now.plus_minutes(self.chance.random_range(0..20));
        let phone = self.chance.random_range(0..self.phones.len());
        match self.chance.random_range(0..100) {
            0..18 => self.act(phone)?,
            18..32 => self.send_push(phone),
            32..46 => self.send_pull(phone),
            46..78 => self.deliver(),
            78..82 => drop(self.some_flight()),
            82..86 => self.double(),
            86..89 => self.server.catch_up(),
            89..92 => self.phones[phone].online = !self.phones[phone].online,
            // The page is closed: answers on their way find nobody.
            92..94 => self
                .flights
                .retain(|(to, it)| *to != phone || matches!(it, Flight::Push(_) | Flight::Pull(_))),
            94..97 => self.phones[phone].see_refusals(),
            97 if self.restores => self.backup = self.server.data.clone(),
            98 if self.restores => self.server.restore(self.backup.clone()),
            97 => self.phones[phone].copy_storage(),
            98 => self.phones[phone].lose_storage(),
            _ => {}
        }
        Ok(())
    }

    /// Somebody does something, which the phone must show at once.
    fn act(&mut self, at: usize) -> Result<(), String> {
        let phone = &self.phones[at];
        let view = replay(phone.base.clone(), &phone.ledger, phone.me);
        if !view.rows.members.contains_key(&phone.me) {
            return Ok(());
        }
        let Some((id, mutation)) = wish(&mut self.chance, phone.me, &view.rows, self.now) else {
            return Ok(());
        };
        let draft = Draft {
            mid: MutationId(random_id(&mut self.chance)),
            base_ver: None,
            mutation,
            client_time: self.now.plus_minutes(phone.ahead),
            made: self.now,
            build: "test".to_owned(),
        };
        let phone = &mut self.phones[at];
        phone.ledger.enqueue(draft);
        let entry = phone.ledger.entries.last().expect("just made");
        phone.made.push(entry.envelope.clone());
        let Some(id) = id else { return Ok(()) };
        let after = replay(phone.base.clone(), &phone.ledger, phone.me);
        let possible = !matches!(entry.envelope.mutation, Mutation::Rooms(RoomMutation::Book(_)))
            || after.unsent.contains(&id);
        let shown =
            after.rows.bookings.contains_key(&id.into()) || after.rows.matters.contains_key(&id.into());
        if possible && !shown { Err(format!("what was just made is not shown: {id}")) } else { Ok(()) }
    }

    fn send_push(&mut self, at: usize) {
        if let Some(push) = self.phones[at].ledger.push() {
            self.flights.push((at, Flight::Push(push)));
        }
    }

    fn send_pull(&mut self, at: usize) {
        let asked = self.phones[at].ledger.pull();
        self.flights.push((at, Flight::Pull(asked)));
    }

    /// Whatever comes first, in no order.
    fn some_flight(&mut self) -> Option<(usize, Flight)> {
        let count = self.flights.len();
        (count > 0).then(|| self.flights.swap_remove(self.chance.random_range(0..count)))
    }

    fn double(&mut self) {
        let pushes: Vec<_> = self.flights.iter().filter(|(_, it)| matches!(it, Flight::Push(_))).collect();
        if let Some(again) = pushes.choose(&mut self.chance).map(|it| (*it).clone()) {
            self.flights.push(again);
        }
    }

    fn deliver(&mut self) {
        let Some((at, flight)) = self.some_flight() else { return };
        if self.phones[at].online {
            self.arrive(at, flight);
        }
    }

    fn arrive(&mut self, at: usize, flight: Flight) {
        let who = self.phones[at].me;
        let answer = match flight {
            Flight::Push(push) => {
                let answer = self.server.push(who, &push, self.now);
                Flight::Pushed(push, answer)
            }
            Flight::Pull(asked) => {
                let pull = self.server.pull(&asked, self.now);
                Flight::Pulled(asked, pull)
            }
            Flight::Pushed(push, answer) => {
                let fresh = DeviceId(random_id(&mut self.chance));
                return self.phones[at].pushed(&push, &answer, fresh);
            }
            Flight::Pulled(asked, pull) => return self.phones[at].pulled(&asked, pull),
        };
        self.flights.push((at, answer));
    }

    /// The network works, and everybody goes on until nothing is left to do.
    fn heal(&mut self) -> Result<(), String> {
        self.server.catch_up();
        for phone in &mut self.phones {
            phone.online = true;
        }
        self.flights.shuffle(&mut self.chance);
        while !self.flights.is_empty() {
            self.deliver();
        }
        for _ in 0..ROUNDS {
            for at in 0..self.phones.len() {
                self.send_push(at);
                while !self.flights.is_empty() {
                    self.deliver();
                }
                self.send_pull(at);
                while !self.flights.is_empty() {
                    self.deliver();
                }
            }
            if self.phones.iter().all(|it| it.ledger.entries.iter().all(|it| !it.is_open())) {
                // Once more for the phones that asked before others were done.
                for at in 0..self.phones.len() {
                    self.send_pull(at);
                    while !self.flights.is_empty() {
                        self.deliver();
                    }
                }
                return Ok(());
            }
        }
        let open: Vec<_> =
            self.phones.iter().flat_map(|it| it.ledger.entries.iter().filter(|it| it.is_open())).collect();
        Err(format!("not at rest after {ROUNDS} rounds: {open:?}"))
    }
}

impl Phone {
    fn new(me: MemberId, chance: &mut SmallRng) -> Self {
        let year = 365 * 24 * 60;
        Self {
            me,
            ledger: Ledger::new(DeviceId(random_id(chance))),
            base: Rows::default(),
            online: true,
            ahead: *[0, 3, -3, year, -year].choose(chance).expect("one"),
            copy: None,
            made: Vec::new(),
            acknowledged: Vec::new(),
            explained: Vec::new(),
        }
    }

    fn pushed(&mut self, push: &Push, answer: &Result<Vec<Outcome>, Fault>, fresh: DeviceId) {
        if let Ok(outcomes) = answer {
            let applied = outcomes.iter().filter(|it| it.result == Settled::Applied);
            self.acknowledged.extend(applied.map(|it| it.mid));
        }
        self.ledger.pushed(push, answer, fresh);
    }

    fn pulled(&mut self, asked: &Asked, pull: Pull) {
        if let RowChange::Patch { reset, steps } = self.ledger.pulled(asked, pull, "fault") {
            if reset {
                self.base = Rows::default();
            }
            self.base.patch(steps);
        }
    }

    fn see_refusals(&mut self) {
        let seen: Vec<_> = self.ledger.refused().map(|(it, _)| it.envelope.mid).collect();
        for mid in seen {
            self.ledger.acknowledge(mid);
            self.explained.push(mid);
        }
    }

    fn copy_storage(&mut self) {
        self.copy = Some((self.ledger.clone(), self.base.clone()));
    }

    /// Has the storage of then again. What was not sent since is lost with the phone.
    fn lose_storage(&mut self) {
        let Some((ledger, base)) = self.copy.clone() else { return };
        self.made.retain(|made| {
            ledger.entries.iter().any(|it| it.envelope.mid == made.mid)
                || self.acknowledged.contains(&made.mid)
        });
        (self.ledger, self.base) = (ledger, base);
    }
}

/// UUIDs of one chance.
pub fn random_id(chance: &mut impl Rng) -> Uuid {
    Uuid::from_u128(chance.random())
}

/// What somebody wants, and the booking or request that it makes.
fn wish(chance: &mut SmallRng, me: MemberId, rows: &Rows, now: Instant) -> Option<(Option<Uuid>, Mutation)> {
    let own = |subject: MemberId| subject == me;
    match chance.random_range(0..10) {
        0..5 => {
            let room: ResourceId = *[HALL, HALL, STUDY, STAGE].choose(chance)?;
            let day =
                rows.communities[&HOME].zone().day(rows.communities[&HOME].zone().date(now.plus_days(1)));
            let starts = day.starts.plus_minutes(9 * 60 + 30 * chance.random_range(0..12));
            let (_, mutation) = book(room, starts, *[30, 60, 90].choose(chance)?);
            let Mutation::Rooms(RoomMutation::Book(mut args)) = mutation else { return None };
            args.booking_id = BookingId(random_id(chance));
            Some((Some(args.booking_id.0), Mutation::Rooms(RoomMutation::Book(args))))
        }
        5 => {
            let mine: Vec<_> = rows.bookings.values().filter(|it| own(it.subject)).collect();
            Some((None, Mutation::Bookings(BookingMutation::Cancel(because(mine.choose(chance)?.id, "")))))
        }
        6 => {
            let answerer = if chance.random() { Answerer::Neighbour } else { Answerer::Community };
            let (_, mutation) = ask(answerer, None);
            let Mutation::Help(HelpMutation::Ask(mut args)) = mutation else { return None };
            args.help_id = MatterId(random_id(chance));
            Some((Some(args.help_id.0), Mutation::Help(HelpMutation::Ask(args))))
        }
        7 => {
            let open: Vec<_> =
                rows.matters.values().filter(|it| asked(it).stage == Stage::Received).collect();
            Some((None, Mutation::Help(HelpMutation::Take(help_of(open.choose(chance)?.id)))))
        }
        8 => {
            let mine: Vec<_> = rows.matters.values().filter(|it| it.subject == Some(me)).collect();
            Some((None, Mutation::Help(HelpMutation::Note(noted(mine.choose(chance)?.id, "more")))))
        }
        _ => {
            let keeps = rows.members[&me].roles.iter().any(|it| it.role == Role::Keeper);
            let pending: Vec<_> = rows.bookings.values().filter(|it| it.state == State::Pending).collect();
            let booking_id = pending.choose(chance).filter(|_| keeps)?.id;
            let decide = RoomDecide { booking_id, approve: chance.random(), reason: "so".to_owned() };
            Some((None, Mutation::Rooms(RoomMutation::Decide(decide))))
        }
    }
}

/// Whether the phone counts the mutation as done.
pub fn is_done(phone: &Phone, mid: MutationId) -> bool {
    phone.ledger.entries.iter().any(|it| it.envelope.mid == mid && it.fate == Fate::Covered)
}

/// Whether the person was told why it was not done.
pub fn is_explained(phone: &Phone, mid: MutationId) -> bool {
    phone.explained.contains(&mid) || phone.ledger.refused().any(|(it, _)| it.envelope.mid == mid)
}
