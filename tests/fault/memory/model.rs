//! A server in memory, with the rules of the real one: mutations are decided by the domain on rows
//! that may be a moment old, a constraint has the last word, numbers have no gaps, and every answer is
//! kept.

use std::collections::BTreeMap;

use linli_domain::decide::{Case, Effect, decide, pass_time};
use linli_domain::ids::{DeviceId, MemberId, MutationId};
use linli_domain::lifecycle::due;
use linli_domain::mutation::{Envelope, Mutation, Outcome, Push, Settled};
use linli_domain::policy::Actor;
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Refusal};
use linli_domain::rows::{Row, RowKey, Rows};
use linli_domain::sync::{Asked, Fault, Pull, Step};
use linli_domain::time::Instant;

/// Rules that a test takes out to see that they are missed.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The database refuses time that overlaps.
    pub overlap: bool,
    /// A mutation that was decided is answered, and not decided again.
    pub idempotent: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { overlap: true, idempotent: true }
    }
}

/// What a backup holds.
#[derive(Clone)]
pub struct Data {
    pub epoch: u32,
    pub rows: Rows,
    /// What changed, by version; a booking stands for its busy time too.
    log: Vec<RowKey>,
    devices: BTreeMap<DeviceId, (MemberId, u64)>,
    outcomes: BTreeMap<MutationId, (MemberId, Mutation, Outcome)>,
    /// How often each mutation had an effect.
    pub effects: BTreeMap<MutationId, u32>,
}

#[derive(Clone)]
pub struct Server {
    pub data: Data,
    rules: Rules,
    /// Rows as a server process may still see them.
    behind: Rows,
}

impl Server {
    pub fn new(rows: Rows, rules: Rules) -> Self {
        let behind = rows.clone();
        let data = Data {
            epoch: 1,
            rows,
            log: Vec::new(),
            devices: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            effects: BTreeMap::new(),
        };
        Self { data, rules, behind }
    }

    /// All processes see what was committed.
    pub fn catch_up(&mut self) {
        self.behind = self.data.rows.clone();
    }

    /// Comes up with a backup, as another database.
    pub fn restore(&mut self, backup: Data) {
        let epoch = self.data.epoch + 1;
        self.data = Data { epoch, ..backup };
        self.catch_up();
    }

    fn epoch(&self) -> String {
        format!("epoch {}", self.data.epoch)
    }

    pub fn push(&mut self, who: MemberId, push: &Push, now: Instant) -> Result<Vec<Outcome>, Fault> {
        if push.epoch.as_ref().is_some_and(|it| *it != self.epoch()) {
            return Err(Fault::Restored);
        }
        let (owner, mut last_n) = *self.data.devices.entry(push.device_id).or_insert((who, 0));
        if owner != who {
            return Err(Fault::ForeignDevice);
        }
        let mut outcomes = Vec::new();
        for envelope in &push.mutations {
            let known = self.data.outcomes.get(&envelope.mid).cloned();
            let fault = match &known {
                // Its answer, under whatever number of whatever device of theirs it was decided.
                Some((by, mutation, outcome))
                    if self.rules.idempotent && *by == who && *mutation == envelope.mutation =>
                {
                    last_n += u64::from(envelope.n == last_n + 1);
                    outcomes.push(Outcome { n: envelope.n, ..outcome.clone() });
                    continue;
                }
                _ if envelope.n > last_n + 1 => Fault::Gap { expected: last_n + 1 },
                _ if self.rules.idempotent && (envelope.n <= last_n || known.is_some()) => Fault::MidReused,
                _ => {
                    last_n = last_n.max(envelope.n);
                    outcomes.push(self.settle(who, envelope, now));
                    continue;
                }
            };
            self.data.devices.insert(push.device_id, (who, last_n));
            return if outcomes.is_empty() { Err(fault) } else { Ok(outcomes) };
        }
        self.data.devices.insert(push.device_id, (who, last_n));
        Ok(outcomes)
    }

    fn settle(&mut self, who: MemberId, envelope: &Envelope, now: Instant) -> Outcome {
        let result = match self.decide(who, envelope, now) {
            Ok(()) => Settled::Applied,
            Err(refusal) => Settled::Refused { refusal },
        };
        let outcome = Outcome { mid: envelope.mid, n: envelope.n, result };
        self.data.outcomes.insert(envelope.mid, (who, envelope.mutation.clone(), outcome.clone()));
        outcome
    }

    /// On rows that may be old; when the constraint says no, once more on those that are.
    fn decide(&mut self, who: MemberId, envelope: &Envelope, now: Instant) -> Result<(), Refusal> {
        let behind = self.behind.clone();
        let effects = decided(&behind, who, envelope, now);
        if let Ok(effects) = effects
            && self.apply(envelope.mid, effects)
        {
            return Ok(());
        }
        let fresh = self.data.rows.clone();
        let effects = decided(&fresh, who, envelope, now)?;
        let applied = self.apply(envelope.mid, effects);
        if applied { Ok(()) } else { Err(BookingRefusal::Taken { alternatives: Vec::new() }.into()) }
    }

    /// All of it or nothing: nothing when time is taken, an id is used, or a version is old.
    fn apply(&mut self, mid: MutationId, effects: Vec<Effect>) -> bool {
        let rows = &self.data.rows;
        let possible = effects.iter().all(|effect| match effect {
            Effect::Claim(_, busy) => {
                !self.rules.overlap || rows.busy(busy.resource_id, busy.interval()).next().is_none()
            }
            Effect::Put(row) => match &**row {
                Row::Booking(it) => rows.bookings.get(&it.id).map_or(0, |it| it.ver) + 1 == it.ver,
                Row::Matter(it) => rows.matters.get(&it.id).map_or(0, |it| it.ver) + 1 == it.ver,
                _ => true,
            },
            Effect::Release(..) | Effect::Renumber { .. } => true,
        });
        if !possible {
            return false;
        }
        for effect in &effects {
            if let Effect::Put(row) = effect {
                self.data.log.push(key(row));
            }
        }
        self.data.rows.apply(effects);
        *self.data.effects.entry(mid).or_default() += 1;
        true
    }

    /// What time alone does by now.
    pub fn sweep(&mut self, now: Instant) {
        let due: Vec<_> = self
            .data
            .rows
            .bookings
            .values()
            .filter_map(|it| {
                let settings = &self.data.rows.communities.get(&it.community_id)?.settings;
                Some((it.clone(), due(it, settings, now)?))
            })
            .collect();
        for (booking, passed) in due {
            let effects = pass_time(&booking, passed, &self.data.rows, now, uuid::Uuid::now_v7);
            self.data.rows.apply(effects);
        }
        self.catch_up();
    }

    pub fn pull(&self, asked: &Asked, now: Instant) -> Pull {
        let since = asked.cursor.as_ref().and_then(|it| {
            let (epoch, seq) = it.split_once('/')?;
            (epoch == self.epoch()).then(|| seq.parse::<usize>().ok()).flatten()
        });
        let patch = match since {
            Some(seq) => self.data.log.iter().skip(seq).flat_map(|key| self.steps(*key)).collect(),
            None => linli_domain::rows::Patch::from(self.data.rows.clone())
                .into_iter()
                .map(|row| Step::Put(Box::new(row)))
                .collect(),
        };
        let last_n = self.data.devices.get(&asked.device).map_or(0, |(_, last_n)| *last_n);
        let owner = self.data.devices.get(&asked.device).map(|(owner, _)| *owner);
        // Fewer than the real server tells, so that some answers can only be had by asking again.
        let theirs = self.data.outcomes.values().filter(|it| Some(it.0) == owner);
        let outcomes = theirs.take(3).map(|it| it.2.clone()).collect();
        Pull {
            epoch: self.epoch(),
            cursor: format!("{}/{}", self.epoch(), self.data.log.len()),
            reset: since.is_none(),
            patch,
            last_n,
            outcomes,
            server_time: now,
        }
    }

    fn steps(&self, key: RowKey) -> Vec<Step> {
        let rows = &self.data.rows;
        let row = match key {
            RowKey::Booking(id) => rows.bookings.get(&id).cloned().map(Row::Booking),
            RowKey::Matter(id) => rows.matters.get(&id).cloned().map(Row::Matter),
            RowKey::Event(id) => rows.events.get(&id).cloned().map(Row::Event),
            RowKey::Message(id) => rows.messages.get(&id).cloned().map(Row::Message),
            _ => None,
        };
        let mut steps: Vec<_> = row.map(|it| Step::Put(Box::new(it))).into_iter().collect();
        if let RowKey::Booking(id) = key {
            steps.push(Step::Del(RowKey::Busy(id)));
            let held = rows.busy.values().filter(|it| it.booking_id == id);
            steps.extend(held.map(|it| Step::Put(Box::new(Row::Busy(*it)))));
        }
        steps
    }
}

fn key(row: &Row) -> RowKey {
    match row {
        Row::Community(it) => RowKey::Community(it.id),
        Row::Member(it) => RowKey::Member(it.id),
        Row::Grant(it) => RowKey::Grant(it.id),
        Row::Resource(it) => RowKey::Resource(it.id),
        Row::Booking(it) => RowKey::Booking(it.id),
        Row::Busy(it) => RowKey::Busy(it.booking_id),
        Row::Matter(it) => RowKey::Matter(it.id),
        Row::Event(it) => RowKey::Event(it.id),
        Row::Message(it) => RowKey::Message(it.id),
        Row::Notice(it) => RowKey::Notice(it.id),
    }
}

fn decided(rows: &Rows, who: MemberId, envelope: &Envelope, now: Instant) -> Result<Vec<Effect>, Refusal> {
    let actor = Actor::among(rows, who, now).ok_or(CommonRefusal::NotAllowed)?;
    let called = rows.members[&who].greeted();
    let (mid, base_ver) = (envelope.mid, envelope.base_ver);
    let case = Case { rows, actor: &actor, called, now, mid, fresh: None, base_ver, offers: false };
    decide(&envelope.mutation, case)
}
