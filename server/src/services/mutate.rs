//! The one path of all writes: load what the rules look at, let the domain decide, write what it
//! says and the answer in the same transaction.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use linli_domain::decide::{Case, Effect, decide};
use linli_domain::ids::{MemberId, MutationId, PlaceId};
use linli_domain::member::Member;
use linli_domain::mutation::{
    Envelope, HelpMutation, MemberMutation, Mutation, Outcome, Push, RoomMutation, Settled,
};
use linli_domain::policy::Actor;
use linli_domain::refusal::{Counted, Refusal};
use linli_domain::rows::Rows;
use linli_domain::sync::MOST_PUSHED as MOST;
use linli_domain::time::Instant;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::by_day::{self, Rare, answers, works};
use super::crashes::Crashes;
use super::hourly::{look_ups, over};
use super::needs::{self, Breadth};
use super::noted::Noted;
use super::offers;
use super::places::{Communities, reach};
use super::session::Session;
use crate::db::{Applied, Batch, DbError, Fetch, Here, Job, Jot, Kept, Wants};
use crate::metrics;
use crate::services::systems::rooms;
use crate::state::AppState;

/// How often time that was lost to a rival in the same moment is looked for again.
const ROUNDS: u32 = 3;

/// Why a push was not taken at all.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    #[error("the numbers have a gap; {expected} is next")]
    Gap { expected: u64 },
    #[error("one id for two mutations")]
    MidReused,
    #[error("the device belongs to somebody else")]
    ForeignDevice,
    #[error("the database is another one than the device has seen")]
    Restored,
    #[error("more than {limit} mutations")]
    TooMany { limit: usize },
    #[error("more than {limit} mutations since yesterday; again in {seconds} s")]
    DayOver { limit: u32, seconds: u64 },
    #[error("more than {limit} devices of one person")]
    ManyDevices { limit: usize },
    #[error("nothing was decided; try again")]
    Busy,
}

/// Decides the mutations of a device in their order.
///
/// # Errors
/// When the push as a whole cannot be taken; a refusal is an outcome, not an error.
pub async fn push(state: &AppState, session: &Session, push: Push) -> Result<Vec<Outcome>, PushError> {
    if push.mutations.len() > MOST {
        return Err(PushError::TooMany { limit: MOST });
    }
    run(state, session, push.device_id.0, Work::Pushed { epoch: push.epoch, envelopes: push.mutations }).await
}

/// Decides the mutation of a plain form. The session counts as the device, and the server numbers;
/// a form that is sent twice has one effect, since its `mid` is in the page.
///
/// # Errors
/// As [`push`].
pub async fn form(
    state: &AppState,
    session: &Session,
    mid: MutationId,
    base_ver: Option<u64>,
    mutation: Mutation,
) -> Result<Outcome, PushError> {
    let envelope = Envelope {
        mid,
        n: 0,
        base_ver,
        client_time: state.now(),
        build: env!("CARGO_PKG_VERSION").to_owned(),
        mutation,
    };
    let outcomes = run(state, session, session.id, Work::Form(Box::new(envelope))).await?;
    outcomes.into_iter().next().ok_or(PushError::Busy)
}

async fn run(
    state: &AppState,
    session: &Session,
    device: Uuid,
    mut work: Work,
) -> Result<Vec<Outcome>, PushError> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a push failed");
        PushError::Busy
    };
    let communities = state.places.all(&state.db).await.map_err(|error| failed(&error))?;
    let (me, now) = (session.member.id, state.now());
    let limit = if works(&session.actor) {
        state.config.mutations_per_day_staff
    } else {
        state.config.mutations_per_day
    };
    let left = state.mutations.left(state, session.home(), limit, now).await;
    let (left, seconds) = left.map_err(|error| failed(&error))?;
    if left == 0 {
        // Nothing is written for it, and no lane hears of it.
        return Err(PushError::DayOver { limit, seconds });
    }
    work.at_most(left);
    let wishes = offers::wishes(work.envelopes());
    let noted: Vec<_> =
        work.envelopes().iter().filter_map(|it| Some((it.mid, Noted::of(&it.mutation)?))).collect();
    let fresh = Arc::new(AtomicU32::new(0));
    let job = PushJob {
        device,
        member: Arc::clone(&session.member),
        communities: Arc::clone(&communities),
        now,
        work,
        crashes: Arc::clone(&state.crashes),
        fresh: Arc::clone(&fresh),
        look_ups: state.config.look_ups,
        registrations: state.config.registrations_per_day,
        takes: state.config.takes_per_day,
        devices: state.config.devices_per_member,
        deciding: Mutex::default(),
    };
    let mut outcomes = state.db.run(job).await.map_err(|error| {
        // Counted where it happens; a line for each would only cost more.
        if matches!(error, DbError::Crowded) { PushError::Busy } else { failed(&error) }
    })??;
    metrics::get().decided(&outcomes);
    state.mutations.add(me, fresh.load(Ordering::Relaxed), now);
    for (mid, noted) in noted {
        if let Some(outcome) = outcomes.iter().find(|it| it.mid == mid) {
            if let Some(member) = noted.signs_out(&outcome.result) {
                state.sessions.forget_member(member);
            }
            noted.note(session, &outcome.result);
        }
    }
    offers::attach(state, session, &communities, &wishes, &mut outcomes).await;
    Ok(outcomes)
}

enum Work {
    /// Numbered by a phone.
    Pushed { epoch: Option<String>, envelopes: Vec<Envelope> },
    /// To be numbered here.
    Form(Box<Envelope>),
}

impl Work {
    /// What comes after so many is sent again by the phone, and then gets its own answer.
    fn at_most(&mut self, left: u32) {
        if let Self::Pushed { envelopes, .. } = self {
            envelopes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
    }

    fn envelopes(&self) -> &[Envelope] {
        match self {
            Self::Pushed { envelopes, .. } => envelopes,
            Self::Form(envelope) => std::slice::from_ref(envelope),
        }
    }
}

struct PushJob {
    device: Uuid,
    member: Arc<Member>,
    communities: Arc<Communities>,
    now: Instant,
    work: Work,
    crashes: Arc<Crashes>,
    /// How many were decided now, and not before.
    fresh: Arc<AtomicU32>,
    /// Phone numbers that this person may ask for within an hour.
    look_ups: i32,
    /// People whom they may register within a day.
    registrations: i32,
    /// Requests that they may take within a day as a neighbour.
    takes: i32,
    /// Devices that this person may have.
    devices: usize,
    /// The mutation that is being decided, to know which of them failed.
    deciding: Mutex<Option<MutationId>>,
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
            wants.outcome(envelope.mid.0);
            if let Some(foreseen) = self.foreseen(envelope) {
                foreseen.want(wants);
                // Written together with those of others, which an id that exists would spoil.
                if let Mutation::Rooms(RoomMutation::Book(args)) = &envelope.mutation {
                    wants.new_booking(args.booking_id.0);
                }
            }
        }
    }

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Self::Answer, DbErr>> {
        Box::pin(async move {
            self.fresh.store(0, Ordering::Relaxed);
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
            let known = batch.outcome(envelope.mid);
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
        match batch.outcome(envelope.mid) {
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
    /// behind it is not held up. Staff asks for so many numbers and registers so many people. A neighbour
    /// takes so many requests a day, whatever became of those before: each was a name and a door.
    async fn limited(
        &self,
        batch: &mut Batch<'_>,
        envelope: &Envelope,
    ) -> Result<Result<(), Refusal>, DbErr> {
        let quota = |limit: i32, of| {
            let limit = usize::try_from(limit).unwrap_or(0);
            Ok(Err(Refusal::Quota { limit, of, there: None }))
        };
        if envelope.mutation.asks_for_number() {
            let asked = [(look_ups(self.member.id), self.look_ups)];
            if over(batch.tx().await?, asked, self.now).await?.is_some() {
                return quota(self.look_ups, Counted::LookedUp);
            }
        }
        if matches!(
            envelope.mutation,
            Mutation::Members(MemberMutation::Register(_)) | Mutation::Members(MemberMutation::Renumber(_))
        ) {
            let what = (Rare::Register, self.member.id);
            if by_day::over(batch.tx().await?, what, self.registrations, self.now).await?.is_some() {
                return quota(self.registrations, Counted::Registered);
            }
        }
        let neighbour = matches!(envelope.mutation, Mutation::Help(HelpMutation::Take(_)))
            && !answers(&batch.acting(self.member.id)?.actor);
        let what = (Rare::Take, self.member.id);
        if neighbour && by_day::reached(batch.tx().await?, what, self.takes, self.now).await? {
            return quota(self.takes, Counted::TakenToday);
        }
        let decided = self.decide(batch, envelope).await?;
        if neighbour && decided.is_ok() {
            by_day::over(batch.tx().await?, what, self.takes, self.now).await?;
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
            return Ok(Err(Refusal::Internal { support_code }));
        }
        if let Mutation::Rooms(RoomMutation::Book(args)) = &envelope.mutation
            && batch.has_booking(args.booking_id.0)
        {
            return Ok(Err(Refusal::Exists));
        }
        // What the session knows of them may be seconds old.
        let acting = batch.acting(self.member.id)?;
        let actor = &acting.actor;
        let mut rival = false;
        if let Some(foreseen) = self.foreseen(envelope) {
            let rows = batch.rows();
            foreseen.complete(&self.communities, &self.member, rows);
            let decided = self.ask(actor, envelope, rows)?;
            // What was counted for the group does not know what the group has given back since.
            let stands = !matches!(decided, Err(Refusal::Quota { .. }));
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
            Ok(Err(Refusal::Taken { alternatives: Vec::new() }))
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
            Applied::Duplicate => Ok(Some(Err(Refusal::Exists))),
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

fn outcome(it: Kept) -> Outcome {
    Outcome { mid: it.mid, n: it.n, result: it.result }
}

/// The last number of a device, and its outcomes after the number up to which it has heard them: the
/// newest, should they be many.
///
/// # Errors
/// When the database does not answer.
pub async fn outcomes_of<C: sea_orm::ConnectionTrait>(
    fetch: Here<'_, C>,
    device: Uuid,
    owner: MemberId,
    heard: u64,
) -> Result<(u64, Vec<Outcome>), DbErr> {
    let Some(last_n) = fetch.last_n(device, owner).await? else { return Ok((0, Vec::new())) };
    if last_n <= heard {
        return Ok((last_n, Vec::new()));
    }
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    let stored = fetch.outcomes(device, heard, most).await?;
    Ok((last_n, stored.into_iter().map(outcome).collect()))
}
