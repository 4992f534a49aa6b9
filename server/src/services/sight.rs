//! What somebody sees: who they are now, the communities of which they see something, and a mark of
//! all that decides it, by which a change is noticed.

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::{Grant, Member, Role};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};

use super::actor;
use super::places::{Communities, covered, reach};
use super::reading::Reading;
use crate::db::Fetch;

/// See the module.
pub struct Sight {
    pub member: Member,
    pub actor: Actor,
    /// In the order of their ids.
    pub places: Vec<PlaceId>,
    /// Where there can be anything of theirs: see [`reach`].
    pub reach: Vec<PlaceId>,
    pub mark: Mark,
}

/// Another one when the person, what they may, the grants that they gave or hold, or the settings of
/// a community that they see have changed.
pub type Mark = [u8; 12];

/// What somebody of a community sees now; `None` when there is no such person.
///
/// # Errors
/// When the database does not answer.
pub async fn sight<C: ConnectionTrait>(
    fetch: Fetch<'_, C>,
    communities: &Communities,
    (home, id): (PlaceId, MemberId),
    now: Instant,
) -> Result<Option<Sight>, DbErr> {
    let Some(member) = fetch.within(&[home]).member(id).await? else { return Ok(None) };
    let (actor, grants, homes) = actor::of(fetch, &member, now).await?;
    let reach = reach(communities, &actor, &homes);
    let fetch = fetch.within(&reach);
    let people = fetch.members(&actor.acts_for).await?;
    let reading = Reading { fetch, communities, member: &member, actor: &actor, now };
    let staff = [Role::Caregiver, Role::Clerk, Role::Keeper, Role::Supervisor, Role::Officer];
    let mut places = covered(communities, &actor, &staff);
    places.extend(reading.books_in(&people));
    places.sort_unstable();
    places.dedup();
    let mark = mark(&actor, &grants, communities, &places);
    Ok(Some(Sight { member, actor, places, reach, mark }))
}

fn mark(actor: &Actor, grants: &[Grant], communities: &Communities, places: &[PlaceId]) -> Mark {
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(&(actor, grants)).unwrap_or_default());
    for place in places {
        hash.update(place.0);
        hash.update(communities.mark(*place));
    }
    shortened(hash)
}

/// The first bytes of a hash: enough to tell what changed by itself, not against an attacker.
pub(super) fn shortened(hash: Sha256) -> Mark {
    let whole: [u8; 32] = hash.finalize().into();
    let mut mark = Mark::default();
    mark.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
    mark
}
