//! Time that is held.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use linli_domain::booking::Busy;
use linli_domain::ids::{PlaceId, ResourceId};
use linli_domain::rows::LONGEST_CLAIM;
use linli_domain::time::Interval;

use super::{Fetch, LIST, padded, uuids};
use crate::db::convert;
use crate::db::entities::allocation;

/// The longest time that one allocation may hold, in milliseconds; its table checks it too.
const LONGEST_MS: i64 = LONGEST_CLAIM * 60_000;

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Held time of resources that overlaps `within`. `home`: the community that all of them belong to,
    /// where that is one; its time lies together.
    pub async fn busy(
        self,
        home: Option<PlaceId>,
        resources: &[ResourceId],
        within: Interval,
    ) -> Result<Vec<Busy>, DbErr> {
        let here = home
            .map_or_else(Condition::all, |it| Condition::all().add(allocation::Column::CommunityId.eq(it.0)));
        let mut held = Vec::new();
        for some in resources.chunks(LIST) {
            let found = allocation::Entity::find()
                .filter(here.clone())
                .filter(allocation::Column::ResourceId.is_in(uuids(some)))
                .filter(overlapping(within))
                .all(self.0)
                .await?;
            held.extend(found.iter().map(convert::busy));
        }
        Ok(held)
    }

    /// Held time of each resource that overlaps its own interval.
    pub async fn busy_near(self, near: &[(ResourceId, Interval)]) -> Result<Vec<Busy>, DbErr> {
        let mut found = Vec::new();
        // SQLite takes a condition of at most a thousand parts.
        for some in near.chunks(64) {
            let mut any = Condition::any();
            for (resource, within) in &padded(some.to_vec()) {
                any = any.add(overlapping(*within).add(allocation::Column::ResourceId.eq(resource.0)));
            }
            found.extend(allocation::Entity::find().filter(any).all(self.0).await?);
        }
        Ok(found.iter().map(convert::busy).collect())
    }

    /// Held time of bookings.
    pub async fn busy_of(self, bookings: &[Uuid]) -> Result<Vec<Busy>, DbErr> {
        let mut held = Vec::new();
        for some in bookings.chunks(LIST) {
            let found = allocation::Entity::find()
                .filter(allocation::Column::BookingId.is_in(uuids(some)))
                .all(self.0)
                .await?;
            held.extend(found.iter().map(convert::busy));
        }
        Ok(held)
    }
}

fn overlapping(within: Interval) -> Condition {
    Condition::all()
        .add(allocation::Column::Starts.gt(within.starts.millis() - LONGEST_MS))
        .add(allocation::Column::Starts.lt(within.ends.millis()))
        .add(allocation::Column::Ends.gt(within.starts.millis()))
}
