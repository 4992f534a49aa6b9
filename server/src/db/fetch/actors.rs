//! People with what decides what they may: their grants, and the caregivers that they are.

use sea_orm::{ConnectionTrait, DbErr};

use linli_domain::ids::MemberId;
use linli_domain::member::{Member, Role};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;

use super::Fetch;

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// People, and what decides what they may, in three statements.
    pub async fn actors(self, ids: &[MemberId], now: Instant) -> Result<Vec<(Member, Actor)>, DbErr> {
        let members = self.members(ids).await?;
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let grants = self.grants_to(ids).await?;
        let carers: Vec<_> = members.iter().filter(|it| it.has(Role::Caregiver)).map(|it| it.id.0).collect();
        let own = self.carers_of(&carers).await?;
        let actor = |it: Member| {
            let actor = Actor::new(&it, &grants, own.get(&it.id).copied(), now);
            (it, actor)
        };
        Ok(members.into_iter().map(actor).collect())
    }
}
