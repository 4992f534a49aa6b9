//! The one path of all writes: load what the rules look at, let the domain decide, write what it
//! says and the answer in the same transaction.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures::future::BoxFuture;
use linli_domain::decide::{Case, Effect, decide};
use linli_domain::ids::{MemberId, MutationId};
use linli_domain::member::Member;
use linli_domain::mutation::{CareCheckIn, CareCheckOut, Envelope, Mutation, Outcome, Push, Settled};
use linli_domain::policy::Actor;
use linli_domain::refusal::Refusal;
use linli_domain::rows::Rows;
use linli_domain::sync::MOST_PUSHED as MOST;
use linli_domain::time::Instant;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::crashes::Crashes;
use super::hourly::{look_ups, over};
use super::needs::{self, Breadth};
use super::places::Communities;
use super::session::Session;
use crate::db::{Applied, Batch, Fetch, Job, Jot, Kept, Wants};
use crate::metrics;
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
    #[error("too many phone numbers asked for; again in {seconds} s")]
    TooOften { seconds: u64 },
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
    work: Work,
) -> Result<Vec<Outcome>, PushError> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a push failed");
        PushError::Busy
    };
    let communities = state.places.all(&state.db).await.map_err(|error| failed(&error))?;
    let asked = work.envelopes().iter().filter_map(|it| number_asked(&it.mutation).map(|id| (it.mid, id)));
    let asked: Vec<_> = asked.collect();
    let job = PushJob {
        device,
        member: Arc::clone(&session.member),
        communities,
        now: state.now(),
        work,
        crashes: Arc::clone(&state.crashes),
        look_ups: state.config.look_ups,
    };
    let outcomes = state.db.run(job).await.map_err(|error| failed(&error))??;
    metrics::get().decided(&outcomes);
    for (mid, member) in asked {
        if let Some(outcome) = outcomes.iter().find(|it| it.mid == mid) {
            // Who asked whether a number is known; ids only, since the log holds no numbers.
            let known = outcome.result == Settled::Refused { refusal: Refusal::PhoneInUse };
            tracing::info!(target: "linli::audit", reader = %session.actor.id, %member, known, "registering");
        }
    }
    Ok(outcomes)
}

/// The person who would be registered with a phone number: the answer tells whether somebody has it.
fn number_asked(mutation: &Mutation) -> Option<MemberId> {
    match mutation {
        Mutation::MemberRegister(args) => args.phone.as_ref().map(|_| args.member_id),
        _ => None,
    }
}

enum Work {
    /// Numbered by a phone.
    Pushed { epoch: Option<String>, envelopes: Vec<Envelope> },
    /// To be numbered here.
    Form(Box<Envelope>),
}

impl Work {
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
    /// Phone numbers that this person may ask for within an hour.
    look_ups: i32,
}

impl Job for PushJob {
    type Answer = Result<Vec<Outcome>, PushError>;

    fn lane(&self) -> u128 {
        self.member.community_id.0.as_u128()
    }

    fn wants(&self, wants: &mut Wants) {
        wants.device(self.device, self.member.id.0);
        wants.actor(self.member.id, self.now);
        for envelope in self.work.envelopes() {
            wants.outcome(envelope.mid.0);
            if let Some(foreseen) = needs::foreseen(&self.member, &envelope.mutation) {
                foreseen.want(&self.communities, &self.member, self.now, wants);
            }
        }
    }

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Self::Answer, DbErr>> {
        Box::pin(async move {
            let device = batch.device(self.device)?;
            if device.owner != self.member.id {
                return Ok(Err(PushError::ForeignDevice));
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
}

impl PushJob {
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
                None => match self.settle(batch, envelope, next).await? {
                    Ok(outcome) => {
                        last_n = next;
                        outcomes.push(outcome);
                        continue;
                    }
                    Err(error) => error,
                },
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
            None => Ok(self.settle(batch, envelope, last_n + 1).await?.map(|outcome| vec![outcome])),
        }
    }

    /// Whether a stored outcome is that of this very mutation: sent by this person, under whatever
    /// number of whatever device. A phone that was set up anew sends what it had not heard of again.
    fn is_answer(&self, (owner, known): &(MemberId, Kept), envelope: &Envelope) -> bool {
        *owner == self.member.id && known.fingerprint == fingerprint(&envelope.mutation)
    }

    async fn settle(
        &self,
        batch: &mut Batch<'_>,
        envelope: &Envelope,
        n: u64,
    ) -> Result<Result<Outcome, PushError>, DbErr> {
        if number_asked(&envelope.mutation).is_some() {
            let asked = [(look_ups(self.member.id), self.look_ups)];
            if let Some(seconds) = over(batch.tx().await?, asked, self.now).await? {
                return Ok(Err(PushError::TooOften { seconds }));
            }
        }
        let result = match self.decide(batch, envelope).await? {
            Ok(()) => Settled::Applied,
            Err(refusal) => Settled::Refused { refusal },
        };
        batch.decided(self.device, n);
        batch.jot(Jot::Outcome(Kept {
            device: self.device,
            n,
            mid: envelope.mid,
            fingerprint: fingerprint(&envelope.mutation),
            result: result.clone(),
            decided: self.now,
        }));
        Ok(Ok(Outcome { mid: envelope.mid, n, result }))
    }

    /// Decides with the rows that were fetched for the whole group, where they do; with those of
    /// this mutation alone; with all that other times to offer need, when the answer is a refusal
    /// that offers some or a rival was quicker.
    async fn decide(&self, batch: &mut Batch<'_>, envelope: &Envelope) -> Result<Result<(), Refusal>, DbErr> {
        // What the session knows of them may be seconds old.
        let actor = batch.actor(self.member.id)?;
        let mut breadth = Breadth::Narrow;
        if let Some(foreseen) = needs::foreseen(&self.member, &envelope.mutation) {
            let rows = batch.rows();
            foreseen.complete(&self.communities, &self.member, rows);
            let decided = self.ask(&actor, envelope, rows)?;
            if let Some(settled) = self.apply(batch, decided, &mut breadth).await? {
                return Ok(settled);
            }
            breadth = Breadth::Wide;
        }
        for _ in 0..ROUNDS {
            let tx = batch.tx().await?;
            let rows =
                needs::load(tx, &self.communities, &self.member, &envelope.mutation, breadth, self.now)
                    .await?;
            let decided = self.ask(&actor, envelope, &rows)?;
            if let Some(settled) = self.apply(batch, decided, &mut breadth).await? {
                return Ok(settled);
            }
        }
        match breadth {
            Breadth::Wide => Ok(Err(Refusal::Taken { alternatives: Vec::new() })),
            Breadth::Narrow => Err(DbErr::Custom("what a mutation changes kept changing".to_owned())),
        }
    }

    /// Writes what was decided; `None` when it must be decided again, with as much as `breadth` then
    /// says.
    async fn apply(
        &self,
        batch: &mut Batch<'_>,
        decided: Result<Vec<Effect>, Refusal>,
        breadth: &mut Breadth,
    ) -> Result<Option<Result<(), Refusal>>, DbErr> {
        let again = match decided {
            Err(refusal) if *breadth == Breadth::Narrow && offers(&refusal) => Breadth::Wide,
            Err(refusal) => return Ok(Some(Err(refusal))),
            Ok(effects) => match batch.apply(effects).await? {
                Applied::Done => return Ok(Some(Ok(()))),
                Applied::Duplicate => return Ok(Some(Err(Refusal::Exists))),
                Applied::Taken => Breadth::Wide,
                Applied::Stale => *breadth,
            },
        };
        *breadth = again;
        Ok(None)
    }

    /// What the domain says. A crash of it is an error at first, and a refusal when it stays.
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
            base_ver: envelope.base_ver,
        };
        match catch_unwind(AssertUnwindSafe(|| decide(&envelope.mutation, case))) {
            Ok(decided) => Ok(decided),
            Err(_) if !self.crashes.is_last(envelope.mid) => {
                Err(DbErr::Custom("a decision crashed".to_owned()))
            }
            Err(_) => {
                let support_code = support_code(envelope.mid);
                tracing::error!(support_code, name = envelope.mutation.name(), "a mutation keeps crashing");
                Ok(Err(Refusal::Internal { support_code }))
            }
        }
    }
}

/// Whether the refusal has room for other times.
fn offers(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Taken { .. } | Refusal::Closed { .. } | Refusal::NoCaregiver { .. })
}

/// What staff finds a crash by: the end of the mutation's id.
fn support_code(mid: MutationId) -> String {
    let text = mid.0.simple().to_string();
    text.get(24..).unwrap_or_default().to_uppercase()
}

/// Tells two mutations under one id apart. Not by the moment at which a plain form was received, which is
/// another one when it is sent again.
fn fingerprint(mutation: &Mutation) -> Vec<u8> {
    let at = Instant::from_millis(0);
    let text = match mutation {
        Mutation::CareCheckIn(it) => {
            serde_json::to_vec(&Mutation::CareCheckIn(CareCheckIn { at, ..it.clone() }))
        }
        Mutation::CareCheckOut(it) => {
            serde_json::to_vec(&Mutation::CareCheckOut(CareCheckOut { at, ..it.clone() }))
        }
        other => serde_json::to_vec(other),
    };
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
    fetch: Fetch<'_, C>,
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
