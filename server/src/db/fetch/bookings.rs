//! Bookings, with the way to the people they are for where that is said.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use linli_domain::booking::{Booking, State};
use linli_domain::ids::{BookingId, HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::time::{Instant, Interval};

use super::{Fetch, uuids};
use crate::db::convert;
use crate::db::entities::booking;

impl<C: ConnectionTrait> Fetch<'_, C> {
    async fn bookings_where(self, condition: Condition, contacts: bool) -> Result<Vec<Booking>, DbErr> {
        let found = booking::Entity::find().filter(condition).all(self.0).await?;
        let mut people = BTreeMap::new();
        if contacts && !found.is_empty() {
            let mut ids: Vec<_> = found.iter().map(|it| MemberId(it.subject_id)).collect();
            ids.sort_unstable();
            ids.dedup();
            people.extend(self.members(&ids).await?.into_iter().map(|it| (it.id.0, it)));
        }
        found
            .into_iter()
            .map(|it| {
                let subject = people.get(&it.subject_id);
                convert::booking(it, subject)
            })
            .collect()
    }

    /// Bookings by id, with contacts.
    pub async fn bookings_by_id(self, ids: &[Uuid]) -> Result<Vec<Booking>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let these = Condition::all().add(booking::Column::Id.is_in(ids.iter().copied()));
        self.bookings_where(these, true).await
    }

    pub async fn booking(self, id: BookingId) -> Result<Option<Booking>, DbErr> {
        Ok(self.bookings_by_id(&[id.0]).await?.pop())
    }

    /// Bookings for people that start within a time, with contacts.
    pub async fn bookings_of(self, people: &[MemberId], within: Interval) -> Result<Vec<Booking>, DbErr> {
        let theirs = starting(within).add(booking::Column::SubjectId.is_in(uuids(people)));
        self.bookings_where(theirs, true).await
    }

    /// What the quota and the no-show rule look at: the rooms of households, without contacts.
    pub async fn household_rooms(
        self,
        households: &[HouseholdId],
        since: Instant,
    ) -> Result<Vec<Booking>, DbErr> {
        // Not by state: SQLite without statistics would walk through all confirmed bookings.
        let rooms = Condition::all()
            .add(booking::Column::HouseholdId.is_in(uuids(households)))
            .add(booking::Column::Starts.gte(since.millis()))
            .add(booking::Column::Kind.eq("room"));
        self.bookings_where(rooms, false).await
    }

    /// Visits that were done for a person, without contacts: who knows them.
    pub async fn visits_done(self, person: MemberId) -> Result<Vec<Booking>, DbErr> {
        let done = Condition::all()
            .add(booking::Column::SubjectId.eq(person.0))
            .add(booking::Column::Kind.eq("care_visit"))
            .add(booking::Column::State.is_in(State::DONE.iter().map(convert::word)));
        self.bookings_where(done, false).await
    }

    /// Bookings of a resource that start within a time, with contacts.
    pub async fn bookings_on(self, resource: ResourceId, within: Interval) -> Result<Vec<Booking>, DbErr> {
        let either = Condition::any()
            .add(booking::Column::ResourceId.eq(resource.0))
            .add(booking::Column::SecondResourceId.eq(resource.0));
        self.bookings_where(starting(within).add(either), true).await
    }

    /// Bookings of communities that start within a time, with contacts.
    pub async fn bookings_in(self, communities: &[PlaceId], within: Interval) -> Result<Vec<Booking>, DbErr> {
        let here = starting(within).add(booking::Column::CommunityId.is_in(uuids(communities)));
        self.bookings_where(here, true).await
    }

    /// Bookings of communities in some states, whenever they start, with contacts.
    pub async fn bookings_waiting(
        self,
        communities: &[PlaceId],
        states: &[State],
    ) -> Result<Vec<Booking>, DbErr> {
        let waiting =
            Condition::all().add(booking::Column::CommunityId.is_in(uuids(communities))).add(within(states));
        self.bookings_where(waiting, true).await
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
            Due::Started => booking::Column::Starts.lte(now.millis()),
            Due::Held => {
                let not_started = booking::Column::Starts.gt(now.millis());
                booking::Column::HoldUntil.lte(now.millis()).and(not_started)
            }
        };
        let behind = after.map(|(starts, id)| {
            let same = booking::Column::Starts.eq(starts.millis()).and(booking::Column::Id.gt(id.0));
            booking::Column::Starts.gt(starts.millis()).or(same)
        });
        let found = booking::Entity::find()
            .filter(within(states))
            .filter(over)
            .filter(Condition::all().add_option(behind))
            .order_by_asc(booking::Column::Starts)
            .order_by_asc(booking::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        found.into_iter().map(|it| convert::booking(it, None)).collect()
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
    let words: Vec<_> = states.iter().map(|it| format!("'{}'", convert::word(it))).collect();
    Expr::cust(format!("state IN ({})", words.join(", ")))
}

fn starting(within: Interval) -> Condition {
    Condition::all()
        .add(booking::Column::Starts.gte(within.starts.millis()))
        .add(booking::Column::Starts.lt(within.ends.millis()))
}
