//! Time of a resource that is held. The database lets no two overlap.

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, DbBackend, IntoActiveModel, Select};

use linli_domain::booking::Busy;
use linli_domain::ids::{BookingId, PlaceId, ResourceId};
use linli_domain::rows::LONGEST_CLAIM;
use linli_domain::time::{Instant, Interval};

use super::Table;
use crate::db::fetch::{BRANCHES, Fetch, Here, LIST, padded, uuids};
use crate::db::statements;

/// The longest time that one allocation may hold, in milliseconds; its table checks it too.
const LONGEST_MS: i64 = LONGEST_CLAIM * 60_000;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "allocation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub starts: i64,
    pub ends: i64,
    pub booking_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// With the community of the resource.
impl Table for (Busy, PlaceId) {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[];

    fn model(&self) -> ActiveModel {
        let (it, community) = self;
        let model = Model {
            community_id: community.0,
            resource_id: it.resource_id.0,
            starts: it.starts.millis(),
            ends: it.ends.millis(),
            booking_id: it.booking_id.0,
        };
        model.into_active_model()
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        let busy = Busy {
            resource_id: ResourceId(it.resource_id),
            booking_id: BookingId(it.booking_id),
            starts: Instant::from_millis(it.starts),
            ends: Instant::from_millis(it.ends),
        };
        Ok((busy, PlaceId(it.community_id)))
    }
}

/// Holds time; false when it is taken. The database's rule decides.
pub(in crate::db) async fn claim<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    busy: Busy,
) -> Result<bool, DbErr> {
    let held = (busy, community);
    if tx.get_database_backend() == DbBackend::Postgres {
        return statements::insert(tx, &held).await;
    }
    match Entity::insert(held.model()).exec_without_returning(tx).await {
        Ok(_) => Ok(true),
        // The trigger undoes its own statement only; the transaction goes on.
        Err(error) if error.to_string().contains("booking_overlap") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Lets go of the time of a booking.
pub(in crate::db) async fn release<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    booking: BookingId,
) -> Result<(), DbErr> {
    let its = Entity::delete_many()
        .filter(Column::CommunityId.eq(community.0))
        .filter(Column::BookingId.eq(booking.0));
    its.exec(tx).await.map(drop)
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Held time of resources of these communities that overlaps `within`.
    pub async fn busy(
        self,
        communities: &[PlaceId],
        resources: &[ResourceId],
        within: Interval,
    ) -> Result<Vec<Busy>, DbErr> {
        let here = self.within(communities).of(Column::CommunityId);
        let mut held = Vec::new();
        for some in resources.chunks(LIST) {
            let here = Entity::find().filter(here.clone()).filter(Column::ResourceId.is_in(uuids(some)));
            held.extend(self.held(here.filter(overlapping(within))).await?);
        }
        Ok(held)
    }

    /// Held time of each resource, of the community in front of it, that overlaps its own interval.
    pub async fn busy_near(self, near: &[(PlaceId, ResourceId, Interval)]) -> Result<Vec<Busy>, DbErr> {
        let mut found = Vec::new();
        for some in near.chunks(BRANCHES) {
            let mut any = Condition::any();
            for (community, resource, within) in &padded(some.to_vec()) {
                let its = overlapping(*within).add(Column::CommunityId.eq(community.0));
                any = any.add(its.add(Column::ResourceId.eq(resource.0)));
            }
            found.extend(self.held(Entity::find().filter(any)).await?);
        }
        Ok(found)
    }

    async fn held(self, query: Select<Entity>) -> Result<Vec<Busy>, DbErr> {
        let found = self.all::<(Busy, PlaceId)>(query).await?;
        Ok(found.into_iter().map(|(busy, _)| busy).collect())
    }
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// Held time of bookings.
    pub async fn busy_of(self, bookings: &[Uuid]) -> Result<Vec<Busy>, DbErr> {
        let mut held = Vec::new();
        for some in bookings.chunks(LIST) {
            let these = Entity::find().filter(Column::BookingId.is_in(uuids(some)));
            held.extend(self.held(these.filter(self.of(Column::CommunityId))).await?);
        }
        Ok(held)
    }
}

fn overlapping(within: Interval) -> Condition {
    Condition::all()
        .add(Column::Starts.gt(within.starts.millis() - LONGEST_MS))
        .add(Column::Starts.lt(within.ends.millis()))
        .add(Column::Ends.gt(within.starts.millis()))
}
