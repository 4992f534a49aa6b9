//! Hours of a day that are others than usual, on the server.

use jiff::civil::Date;
use linli_domain::ids::ResourceId;
use linli_domain::mutation::{HoursMutation, Mutation};
use linli_domain::policy::Actor;
use linli_domain::rows::Row;
use linli_domain::time::Interval;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Noted, Seldom, Watched};
use crate::db::Held;
use crate::services::loading::{Asking, Loading};
use crate::services::reading::Reading;
use crate::services::steps::Steps;

impl Watched for HoursMutation {
    fn seldom(&self, _: &Actor) -> Option<Seldom> {
        None
    }

    fn noted(&self) -> Option<Noted> {
        None
    }
}

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &HoursMutation,
    Asking { mutation, .. }: Asking<'_>,
) -> Result<(), DbErr> {
    match it {
        HoursMutation::Except(args) => loading.hours(mutation, args.resource_id, args.day).await,
    }
}

impl<C: ConnectionTrait> Loading<'_, C> {
    /// A resource whose hours change, and the bookings that a change of this day can hit. Until the
    /// commit nobody else changes its hours, books a room by them, or sends a caregiver.
    pub(crate) async fn hours(
        &mut self,
        mutation: &Mutation,
        id: ResourceId,
        day: Date,
    ) -> Result<(), DbErr> {
        self.resources(&[id]).await?;
        let place = self.rows.resources.get(&id).map(|it| it.community_id);
        let Some(community) = place.and_then(|id| self.communities.get(&id)) else { return Ok(()) };
        if !self.in_reach(mutation, community.id) {
            return Ok(());
        }
        self.hold(Held { alone: &[id.0, community.id.0], ..Held::default() }).await?;
        // Again: now they stay as they are.
        self.resources(&[id]).await?;
        // From the day before, for a booking that runs across midnight.
        let day = community.zone().day(day);
        let near = Interval { starts: day.starts.plus_days(-1), ends: day.ends };
        let hit = self.fetch.bookings_on(id, near).await?;
        self.rows.extend(hit.into_iter().map(Row::Booking));
        Ok(())
    }
}

/// Rooms and caregivers whose hours, or anything else, have changed.
pub(crate) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    let ids: Vec<_> = ids.iter().copied().map(ResourceId).collect();
    for resource in reading.fetch.resources_by_id(&ids).await? {
        steps.put(Row::Resource(resource));
    }
    Ok(())
}
