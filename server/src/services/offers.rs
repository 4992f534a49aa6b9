//! Other times beside a refusal. Finding them reads and computes much more than deciding does, so they
//! are no part of the decision: they are looked for when it is stored and answered, with a connection that
//! only reads, a few at a time, and never while anybody waits for a write.

use linli_domain::decide::{Case, decide};
use linli_domain::ids::MutationId;
use linli_domain::mutation::{Mutation, Outcome, Settled};
use linli_domain::refusal::Refusal;
use sea_orm::DbErr;

use super::loading::Breadth;
use super::needs;
use super::places::Communities;
use super::rates::Caller;
use super::session::Session;
use super::turns::Turn;
use crate::db::Fetch;
use crate::state::AppState;

/// Refusals of one push that come with other times: somebody looks at one of them at a time.
const MOST: usize = 2;

/// Of a push, what other times may be wanted for.
pub(super) fn wishes(envelopes: &[linli_domain::mutation::Envelope]) -> Vec<(MutationId, Mutation)> {
    envelopes.iter().filter(|it| it.mutation.claims_time()).map(|it| (it.mid, it.mutation.clone())).collect()
}

/// Adds other times to the refusals that have room for them; without them where as many wait for their
/// turn as may.
pub(super) async fn attach(
    state: &AppState,
    session: &Session,
    communities: &Communities,
    wishes: &[(MutationId, Mutation)],
    outcomes: &mut [Outcome],
) {
    let refused = outcomes.iter_mut().filter_map(|outcome| match &mut outcome.result {
        Settled::Refused { refusal } => has_room(refusal).then_some((outcome.mid, refusal)),
        Settled::Applied => None,
    });
    for (mid, refusal) in refused.take(MOST) {
        let Some((_, mutation)) = wishes.iter().find(|(it, _)| *it == mid) else { continue };
        let Ok(turn) = state.offering.take(Caller::Member(session.member.id)).await else { return };
        match with_offers(state, session, communities, mid, mutation, turn).await {
            Ok(Some(offered)) if offered.code() == refusal.code() => *refusal = offered,
            // It could be had by now, or cannot for another reason: what was decided stands.
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "no other times were looked for");
                return;
            }
        }
    }
}

/// Whether the refusal has room for other times, and none yet.
fn has_room(refusal: &mut Refusal) -> bool {
    refusal.alternatives().is_some_and(|it| it.is_empty())
}

/// What the rules say to it now, with other times.
async fn with_offers(
    state: &AppState,
    session: &Session,
    communities: &Communities,
    mid: MutationId,
    mutation: &Mutation,
    turn: Turn,
) -> Result<Option<Refusal>, DbErr> {
    let (now, me) = (state.now(), session.member.as_ref());
    let fetch = Fetch(state.db.reader()).within(&session.reach);
    let rows = needs::load(fetch, communities, me, mutation, Breadth::Wide, now).await?;
    let (actor, mutation) = (session.actor.clone(), mutation.clone());
    // Days times caregivers times starts: not on a thread that answers others meanwhile.
    let decided = tokio::task::spawn_blocking(move || {
        // Until it is done, also when nobody waits for it any more.
        let _turn = turn;
        let case = Case {
            rows: &rows,
            actor: &actor,
            called: "",
            now,
            mid,
            fresh: None,
            base_ver: None,
            offers: true,
        };
        decide(&mutation, case).err()
    });
    decided.await.map_err(|error| DbErr::Custom(error.to_string()))
}
