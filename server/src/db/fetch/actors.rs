//! People with what decides what they may: their grants, and the caregivers that they are.

use sea_orm::{ConnectionTrait, DbErr};

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::{Member, Role};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;

use super::Fetch;

/// A person as one who acts.
#[derive(Clone, Debug)]
pub struct Acting {
    pub member: Member,
    pub actor: Actor,
    /// The communities of the people who ever let them act for them, with theirs.
    pub homes: Vec<PlaceId>,
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// People, each with the community that has their row, and what decides what they may, in three
    /// statements.
    pub async fn actors(self, ids: &[(PlaceId, MemberId)], now: Instant) -> Result<Vec<Acting>, DbErr> {
        let members = self.members_each(ids).await?;
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let (mut places, ids): (Vec<_>, Vec<_>) = ids.iter().copied().unzip();
        let grants = self.grants_to(&ids).await?;
        let carers: Vec<_> = members.iter().filter(|it| it.has(Role::Caregiver)).collect();
        // Somebody may be a caregiver elsewhere than where they live.
        places.extend(carers.iter().flat_map(|it| works_in(it)));
        places.sort_unstable();
        places.dedup();
        let carers: Vec<_> = carers.iter().map(|it| it.id.0).collect();
        let own = self.within(&places).carers_of(&carers).await?;
        let acting = |member: Member| {
            let held = grants.iter().map(|(it, _)| it);
            let actor = Actor::new(&member, held, own.get(&member.id).copied(), now);
            let theirs = grants.iter().filter(|(it, _)| it.to == member.id).map(|(_, place)| *place);
            let homes = core::iter::once(member.community_id).chain(theirs).collect();
            Acting { member, actor, homes }
        };
        Ok(members.into_iter().map(acting).collect())
    }
}

/// The places in which somebody is a caregiver.
pub(super) fn works_in(member: &Member) -> impl Iterator<Item = PlaceId> {
    member.roles.iter().filter(|it| it.role == Role::Caregiver).map(|it| it.place_id)
}
