//! A push, as a lane of the database runs it: each mutation decided with what there is, written and answered in
//! one transaction with those of others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use linli_domain::decide::{Case, Effect, decide};
use linli_domain::ids::{MemberId, MutationId, PlaceId};
use linli_domain::member::Member;
use linli_domain::mutation::{Envelope, Mutation, Outcome, Settled};
use linli_domain::policy::Actor;
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Counted, Refusal};
use linli_domain::rows::Rows;
use linli_domain::time::Instant;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::PushError;
use crate::db::{Applied, Batch, Fetch, Job, Jot, Kept, Wants};
use crate::services::by_day::{self, Limits};
use crate::services::crashes::Crashes;
use crate::services::hourly::{look_ups, over};
use crate::services::loading::Breadth;
use crate::services::needs;
use crate::services::places::{Communities, reach};
use crate::services::systems::{self, Seldom, rooms};

/// How often time that was lost to a rival in the same moment is looked for again.
const ROUNDS: u32 = 3;

pub(super) enum Work {
    /// Numbered by a phone.
    Pushed { epoch: Option<String>, envelopes: Vec<Envelope> },
    /// To be numbered here.
    Form(Box<Envelope>),
}

impl Work {
    /// What comes after so many is sent again by the phone, and then gets its own answer.
    pub(super) fn at_most(&mut self, left: u32) {
        if let Self::Pushed { envelopes, .. } = self {
            envelopes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
    }

    pub(super) fn envelopes(&self) -> &[Envelope] {
        match self {
            Self::Pushed { envelopes, .. } => envelopes,
            Self::Form(envelope) => std::slice::from_ref(envelope),
        }
    }
}

pub(super) struct PushJob {
    pub(super) device: Uuid,
    pub(super) member: Arc<Member>,
    pub(super) communities: Arc<Communities>,
    pub(super) now: Instant,
    pub(super) work: Work,
    pub(super) crashes: Arc<Crashes>,
    /// How many were decided now, and not before.
    pub(super) fresh: Arc<AtomicU32>,
    /// Phone numbers that this person may ask for within an hour.
    pub(super) look_ups: i32,
    /// What they may do so often within a day.
    pub(super) rare: Limits,
    /// Devices that this person may have.
    pub(super) devices: usize,
    /// The mutation that is being decided, to know which of them failed.
    pub(super) deciding: Mutex<Option<MutationId>>,
}

impl Job for PushJob {
    type Answer = Result<Vec<Outcome>, PushError>;

    fn lane(&self) -> u128 {
        self.member.community_id.0.as_u128()
    }

    fn wants(&self, wants: &mut Wants) {
        let home = self.home();
        wants.device(self.device, home, self.member.id, !self.work.envelopes().is_empty());
        wants.most_devices(self.devices);
        wants.actor(home, self.member.id, self.now);
        for envelope in self.work.envelopes() {
            wants.outcome(home, envelope.mid.0);
            if let Some(foreseen) = self.foreseen(envelope) {
                foreseen.want(wants);
            }
        }
    }

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Self::Answer, DbErr>> {
        Box::pin(async move {
            self.fresh.store(0, Ordering::Relaxed);
            if !batch.lives_in(self.home(), self.member.id) {
                return Ok(Err(PushError::Elsewhere));
            }
            let device = batch.device(self.device)?;
            if device.owner != self.member.id {
                return Ok(Err(PushError::ForeignDevice));
            }
            if batch.is_crowded(self.device) {
                return Ok(Err(PushError::ManyDevices { limit: self.devices }));
            }
            match &self.work {
                // Numbers and outcomes of before the restore are not those of this database.
                Work::Pushed { epoch: Some(epoch), .. } if *epoch != batch.epoch() => {
                    Ok(Err(PushError::Restored))
                }
                Work::Pushed { envelopes, .. } => self.pushed(batch, envelopes, device.last_n).await,
                Work::Form(envelope) => self.form(batch, envelope, device.last_n).await,
            }
        })
    }

    fn failed(&self) {
        if let Some(mid) = *self.deciding.lock().unwrap_or_else(PoisonError::into_inner) {
            self.crashes.count(mid);
        }
    }
}

impl PushJob {
    fn home(&self) -> PlaceId {
        self.member.community_id
    }

    fn foreseen(&self, envelope: &Envelope) -> Option<rooms::Foreseen> {
        rooms::foreseen(&self.communities, &self.member, &envelope.mutation, self.now)
    }

    async fn pushed(
        &self,
        batch: &mut Batch<'_>,
        envelopes: &[Envelope],
        mut last_n: u64,
    ) -> Result<Result<Vec<Outcome>, PushError>, DbErr> {
        let mut outcomes = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            let next = last_n + 1;
            let known = batch.outcome(self.home(), envelope.mid);
            let error = match known.as_ref().filter(|it| self.is_answer(it, envelope)) {
                Some((_, known)) => {
                    if envelope.n == next {
                        last_n = next;
                        batch.decided(self.device, next);
                    }
                    outcomes.push(Outcome { n: envelope.n, ..outcome(known.clone()) });
                    continue;
                }
                None if envelope.n == 0 || envelope.n > next => PushError::Gap { expected: next },
                None if envelope.n < next || known.is_some() => PushError::MidReused,
                None => {
                    outcomes.push(self.settle(batch, envelope, next).await?);
                    last_n = next;
                    continue;
                }
            };
            // What was decided is answered; whatever comes after it is sent again and gets its error.
            return Ok(if outcomes.is_empty() { Err(error) } else { Ok(outcomes) });
        }
        Ok(Ok(outcomes))
    }

    async fn form(
        &self,
        batch: &mut Batch<'_>,
        envelope: &Envelope,
        last_n: u64,
    ) -> Result<Result<Vec<Outcome>, PushError>, DbErr> {
        match batch.outcome(self.home(), envelope.mid) {
            Some(known) if self.is_answer(&known, envelope) => Ok(Ok(vec![outcome(known.1)])),
            Some(_) => Ok(Err(PushError::MidReused)),
            None => Ok(Ok(vec![self.settle(batch, envelope, last_n + 1).await?])),
        }
    }

    /// Whether a stored outcome is that of this very mutation: sent by this person, under whatever
    /// number of whatever device. A phone that was set up anew sends what it had not heard of again.
    fn is_answer(&self, (owner, known): &(MemberId, Kept), envelope: &Envelope) -> bool {
        *owner == self.member.id && known.fingerprint == fingerprint(&envelope.mutation)
    }

    async fn settle(&self, batch: &mut Batch<'_>, envelope: &Envelope, n: u64) -> Result<Outcome, DbErr> {
        let result = match self.limited(batch, envelope).await? {
            Ok(()) => Settled::Applied,
            Err(refusal) => Settled::Refused { refusal },
        };
        self.fresh.fetch_add(1, Ordering::Relaxed);
        batch.decided(self.device, n);
        batch.jot(Jot::Outcome(Kept {
            community: self.home(),
            device: self.device,
            n,
            mid: envelope.mid,
            fingerprint: fingerprint(&envelope.mutation),
            result: result.clone(),
            decided: self.now,
        }));
        Ok(Outcome { mid: envelope.mid, n, result })
    }

    /// Decides, but for what is more than one person may have of it: that one is refused, and what waits
    /// behind it is not held up. Of what may be done so often only, its system says so.
    async fn limited(
        &self,
        batch: &mut Batch<'_>,
        envelope: &Envelope,
    ) -> Result<Result<(), Refusal>, DbErr> {
        let quota = |limit: i32, of| {
            let limit = usize::try_from(limit).unwrap_or(0);
            Ok(Err(CommonRefusal::Quota { limit, of, there: None }.into()))
        };
        if envelope.mutation.asks_for_number() {
            let asked = [(look_ups(self.member.id), self.look_ups)];
            if over(batch.tx().await?, asked, self.now).await?.is_some() {
                return quota(self.look_ups, Counted::LookedUp);
            }
        }
        let me = self.member.id;
        let seldom = systems::watched(&envelope.mutation).seldom(&batch.acting(me)?.actor);
        let Some(Seldom { what, of, done }) = seldom else { return self.decide(batch, envelope).await };
        let limit = self.rare.most(what);
        if done {
            if by_day::reached(batch.tx().await?, (what, me), limit, self.now).await? {
                return quota(limit, of);
            }
        } else if by_day::over(batch.tx().await?, (what, me), limit, self.now).await?.is_some() {
            return quota(limit, of);
        }
        let decided = self.decide(batch, envelope).await?;
        if done && decided.is_ok() {
            by_day::over(batch.tx().await?, (what, me), limit, self.now).await?;
        }
        Ok(decided)
    }

    /// Decides with the rows that were fetched for the whole group, where they do, or with those of this
    /// mutation alone; anew when a rival was quicker. Other times are not looked for here: see `offers`.
    async fn decide(&self, batch: &mut Batch<'_>, envelope: &Envelope) -> Result<Result<(), Refusal>, DbErr> {
        *self.deciding.lock().unwrap_or_else(PoisonError::into_inner) = Some(envelope.mid);
        if self.crashes.is_over(envelope.mid) {
            let support_code = support_code(envelope.mid);
            tracing::error!(support_code, name = envelope.mutation.name(), "a mutation keeps failing");
            return Ok(Err(CommonRefusal::Internal { support_code }.into()));
        }
        // What the session knows of them may be seconds old.
        let acting = batch.acting(self.member.id)?;
        let actor = &acting.actor;
        let mut rival = false;
        if let Some(foreseen) = self.foreseen(envelope) {
            if foreseen.exists(batch) {
                return Ok(Err(CommonRefusal::Exists.into()));
            }
            let rows = batch.rows();
            foreseen.complete(&self.communities, &self.member, rows);
            let decided = self.ask(actor, envelope, rows)?;
            // What was counted for the group does not know what the group has given back since.
            let stands = !matches!(decided, Err(Refusal::Common(CommonRefusal::Quota { .. })));
            if stands && let Some(settled) = Self::apply(batch, decided, &mut rival).await? {
                return Ok(settled);
            }
        }
        let here = reach(&self.communities, actor, &acting.homes);
        for _ in 0..ROUNDS {
            let (fetch, mutation) = (Fetch(batch.tx().await?).within(&here), &envelope.mutation);
            let (communities, me) = (&self.communities, &self.member);
            let rows = needs::load(fetch, communities, me, mutation, Breadth::Narrow, self.now).await?;
            let decided = self.ask(actor, envelope, &rows)?;
            if let Some(settled) = Self::apply(batch, decided, &mut rival).await? {
                return Ok(settled);
            }
        }
        if rival {
            Ok(Err(BookingRefusal::Taken { alternatives: Vec::new() }.into()))
        } else {
            // What it changes kept changing.
            Err(DbErr::RecordNotUpdated)
        }
    }

    /// Writes what was decided; `None` when it must be decided again. `rival` tells whether somebody was
    /// quicker with the time.
    async fn apply(
        batch: &mut Batch<'_>,
        decided: Result<Vec<Effect>, Refusal>,
        rival: &mut bool,
    ) -> Result<Option<Result<(), Refusal>>, DbErr> {
        let effects = match decided {
            Ok(effects) => effects,
            Err(refusal) => return Ok(Some(Err(refusal))),
        };
        match batch.apply(effects).await? {
            Applied::Done => Ok(Some(Ok(()))),
            Applied::Duplicate => Ok(Some(Err(CommonRefusal::Exists.into()))),
            Applied::Taken => {
                *rival = true;
                Ok(None)
            }
            Applied::Stale => Ok(None),
        }
    }

    /// What the domain says. A crash of it is an error.
    fn ask(
        &self,
        actor: &Actor,
        envelope: &Envelope,
        rows: &Rows,
    ) -> Result<Result<Vec<Effect>, Refusal>, DbErr> {
        let case = Case {
            rows,
            actor,
            called: self.member.greeted(),
            now: self.now,
            mid: envelope.mid,
            fresh: Some(Uuid::now_v7),
            base_ver: envelope.base_ver,
            offers: false,
        };
        match catch_unwind(AssertUnwindSafe(|| decide(&envelope.mutation, case))) {
            Ok(decided) => Ok(decided),
            Err(_) => Err(DbErr::Custom("a decision crashed".to_owned())),
        }
    }
}

/// What staff finds a crash by: the end of the mutation's id.
fn support_code(mid: MutationId) -> String {
    let text = mid.0.simple().to_string();
    text.get(24..).unwrap_or_default().to_uppercase()
}

/// Tells two mutations under one id apart. Not by the moment at which a plain form was received, which is
/// another one when it is sent again.
fn fingerprint(mutation: &Mutation) -> Vec<u8> {
    let text = serde_json::to_vec(&mutation.without_time());
    let text = text.unwrap_or_default();
    Sha256::digest(text).get(..16).unwrap_or_default().to_vec()
}

pub(super) fn outcome(it: Kept) -> Outcome {
    Outcome { mid: it.mid, n: it.n, result: it.result }
}
