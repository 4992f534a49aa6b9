//! Bookings by whole communities, and by what time does to them.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use linli_domain::booking::{Booking, State};
use linli_domain::ids::{BookingId, PlaceId};
use linli_domain::time::{Instant, Interval};

use super::booking::{Column, Entity, starting};
use crate::db::fetch::{Fetch, LIST, each, uuids};
use crate::db::stored::word;

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Those of the ids that bookings have, each in its community.
    pub async fn bookings_known(
        self,
        ids: impl IntoIterator<Item = (PlaceId, Uuid)>,
    ) -> Result<Vec<(PlaceId, Uuid)>, DbErr> {
        let mut known = Vec::new();
        for some in each(Column::CommunityId, Column::Id, ids) {
            let these = Entity::find().select_only().columns([Column::CommunityId, Column::Id]).filter(some);
            let found: Vec<(Uuid, Uuid)> = these.into_tuple().all(self.0).await?;
            known.extend(found.into_iter().map(|(place, id)| (PlaceId(place), id)));
        }
        Ok(known)
    }

    /// Visits of communities that were missed and that nobody has seen to, with contacts.
    pub async fn visits_missed(self, communities: &[PlaceId]) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            // As the partial index has it.
            let missed = Condition::all()
                .add(Column::CommunityId.is_in(uuids(some)))
                .add(Expr::cust("kind = 'care_visit' AND settled IS NULL"))
                .add(within(&State::MISSED));
            found.extend(self.within(some).bookings_where(missed, &[]).await?);
        }
        Ok(found)
    }

    /// Bookings of communities that start within a time, with contacts.
    pub async fn bookings_in(self, communities: &[PlaceId], within: Interval) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            let here = starting(within).add(Column::CommunityId.is_in(uuids(some)));
            found.extend(self.within(some).bookings_where(here, &[]).await?);
        }
        Ok(found)
    }

    /// Bookings of communities in some states, whenever they start, with contacts.
    pub async fn bookings_waiting(
        self,
        communities: &[PlaceId],
        states: &[State],
    ) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            let waiting = Condition::all().add(Column::CommunityId.is_in(uuids(some))).add(within(states));
            found.extend(self.within(some).bookings_where(waiting, &[]).await?);
        }
        Ok(found)
    }

    /// Bookings anywhere that time may have moved on, without contacts: in one of the states and due for
    /// that reason. In the order of start and id, from `after` on. An index has those of each reason alone.
    pub async fn bookings_due(
        self,
        states: &[State],
        why: Due,
        now: Instant,
        after: Option<(Instant, BookingId)>,
        limit: u64,
    ) -> Result<Vec<Booking>, DbErr> {
        let over = match why {
            Due::Started => Column::Starts.lte(now.millis()),
            Due::Held => {
                let not_started = Column::Starts.gt(now.millis());
                Column::HoldUntil.lte(now.millis()).and(not_started)
            }
        };
        let behind = after.map(|(starts, id)| {
            let same = Column::Starts.eq(starts.millis()).and(Column::Id.gt(id.0));
            Column::Starts.gt(starts.millis()).or(same)
        });
        let query = Entity::find()
            .filter(within(states))
            .filter(over)
            .filter(Condition::all().add_option(behind))
            .order_by_asc(Column::Starts)
            .order_by_asc(Column::Id)
            .limit(limit);
        self.all(query).await
    }
}

/// Why time may have moved a booking on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// It has started.
    Started,
    /// It has not, and was held until before now.
    Held,
}

/// In one of these states. The words stand in the statement itself, in this order: only so are they those
/// of a partial index.
fn within(states: &[State]) -> Expr {
    let words: Vec<_> = states.iter().map(|it| format!("'{}'", word(it))).collect();
    Expr::cust(format!("state IN ({})", words.join(", ")))
}
