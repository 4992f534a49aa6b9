//! The one path of all writes: load what the rules look at, let the domain decide, write what it
//! says and the answer in the same transaction.

mod job;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use linli_domain::ids::{MemberId, MutationId};
use linli_domain::mutation::{Envelope, Mutation, Outcome, Push};
use linli_domain::sync::MOST_PUSHED as MOST;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use self::job::{PushJob, Work, outcome};
use super::by_day::{Limits, works};
use super::session::Session;
use super::{offers, systems};
use crate::db::{DbError, Here};
use crate::metrics;
use crate::state::AppState;

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
    #[error("who sends it lives in another community by now; try again")]
    Elsewhere,
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
    let noted: Vec<_> = work
        .envelopes()
        .iter()
        .filter_map(|it| Some((it.mid, systems::watched(&it.mutation).noted()?)))
        .collect();
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
        rare: Limits::of(&state.config),
        devices: state.config.devices_per_member,
        deciding: Mutex::default(),
    };
    let decided = state.db.run(job).await.map_err(|error| {
        // Counted where it happens; a line for each would only cost more.
        if matches!(error, DbError::Crowded) { PushError::Busy } else { failed(&error) }
    })?;
    if matches!(decided, Err(PushError::Elsewhere)) {
        // What is sent again finds them where they are.
        state.sessions.forget_member(me);
    }
    let mut outcomes = decided?;
    metrics::get().decided(&outcomes);
    state.mutations.add(me, fresh.load(Ordering::Relaxed), now);
    for (mid, noted) in noted {
        if let Some(outcome) = outcomes.iter().find(|it| it.mid == mid) {
            if let Some(member) = noted.signs_out(&outcome.result) {
                state.sessions.forget_member(member);
            }
            noted.note(session.actor.id, &outcome.result);
        }
    }
    offers::attach(state, session, &communities, &wishes, &mut outcomes).await;
    Ok(outcomes)
}

/// The last number of a device, and its outcomes after the number up to which it has heard them: the
/// newest, should they be many.
///
/// # Errors
/// When the database does not answer.
pub async fn outcomes_of<C: ConnectionTrait>(
    fetch: Here<'_, C>,
    device: Uuid,
    owner: MemberId,
    heard: u64,
) -> Result<(u64, Vec<Outcome>), DbErr> {
    let Some((home, last_n)) = fetch.last_n(device, owner).await? else { return Ok((0, Vec::new())) };
    if last_n <= heard {
        return Ok((last_n, Vec::new()));
    }
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    let stored = fetch.within(&[home]).outcomes(device, heard, most).await?;
    Ok((last_n, stored.into_iter().map(outcome).collect()))
}
