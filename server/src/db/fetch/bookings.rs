//! Bookings, with the way to the people they are for where that is said.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use linli_domain::booking::{Booking, State};
use linli_domain::ids::{BookingId, MemberId, PlaceId, ResourceId};
use linli_domain::json::Code;
use linli_domain::member::Member;
use linli_domain::rows::LONGEST_CLAIM;
use linli_domain::time::{Instant, Interval};

use super::{Fetch, LIST, padded, uuids};
use crate::db::convert;
use crate::db::entities::booking;

/// Bookings that one list holds, the earliest: two months of the busiest desk several times over.
const MOST: u64 = 50_000;

/// What is looked at of what people have at one time: a group of writes many times over.
const BESIDE: u64 = 5_000;

/// Visits to a person that are remembered when somebody is chosen for the next: a year of them, daily.
const REMEMBERED: u64 = 400;

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// `contacts`: without them, or with those of everybody; who is in the list is known already, and not
    /// asked for.
    async fn bookings_where(
        self,
        condition: Condition,
        contacts: Option<&[Member]>,
    ) -> Result<Vec<Booking>, DbErr> {
        let found = booking::Entity::find()
            .filter(condition)
            .order_by_asc(booking::Column::Starts)
            .limit(MOST)
            .all(self.0)
            .await?;
        let people = match contacts {
            Some(known) => self.people(known, found.iter().map(|it| it.subject_id)).await?,
            None => BTreeMap::new(),
        };
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
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = Condition::all().add(booking::Column::Id.is_in(uuids(some)));
            found.extend(self.bookings_where(these, Some(&[])).await?);
        }
        Ok(found)
    }

    pub async fn booking(self, id: BookingId) -> Result<Option<Booking>, DbErr> {
        Ok(self.bookings_by_id(&[id.0]).await?.pop())
    }

    /// Those of the ids that bookings have.
    pub async fn bookings_known(self, ids: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let these = booking::Entity::find().select_only().column(booking::Column::Id);
        these.filter(booking::Column::Id.is_in(uuids(ids))).into_tuple().all(self.0).await
    }

    /// Bookings for people that start within a time, with contacts.
    pub async fn bookings_of(self, people: &[Member], within: Interval) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::new();
        for some in people.chunks(LIST) {
            let ids: Vec<_> = some.iter().map(|it| it.id).collect();
            let theirs = starting(within).add(booking::Column::SubjectId.is_in(uuids(&ids)));
            found.extend(self.bookings_where(theirs, Some(some)).await?);
        }
        Ok(found)
    }

    /// Visits of a person that start within a time, those that were called off left out, without
    /// contacts; the first `most` of them.
    pub async fn visits_of(
        self,
        person: MemberId,
        within: Interval,
        most: usize,
    ) -> Result<Vec<Booking>, DbErr> {
        let called_off = State::all().filter(|it| !it.holds_time()).map(|it| convert::word(&it));
        let found = booking::Entity::find()
            .filter(starting(within))
            .filter(booking::Column::SubjectId.eq(person.0))
            .filter(booking::Column::Kind.eq("care_visit"))
            .filter(booking::Column::State.is_not_in(called_off))
            .order_by_asc(booking::Column::Starts)
            .limit(u64::try_from(most).unwrap_or(u64::MAX))
            .all(self.0)
            .await?;
        found.into_iter().map(|it| convert::booking(it, None)).collect()
    }

    /// What people have each at a time of their own, without contacts: visits, and with `rooms` also uses of
    /// rooms. What was called off or missed is left out.
    pub async fn bookings_beside(
        self,
        near: &[(MemberId, Interval)],
        rooms: bool,
    ) -> Result<Vec<Booking>, DbErr> {
        let gone: Vec<_> = State::all().filter(|it| !it.holds_time()).map(|it| convert::word(&it)).collect();
        let mut bookings = Vec::new();
        // SQLite takes a condition of at most a thousand parts.
        for some in near.chunks(64) {
            let mut any = Condition::any();
            for (person, time) in &padded(some.to_vec()) {
                // None is longer than what it claims.
                let earliest = Interval { starts: time.starts.minus_minutes(LONGEST_CLAIM), ends: time.ends };
                let theirs = starting(earliest).add(booking::Column::SubjectId.eq(person.0));
                any = any.add(theirs.add(booking::Column::Ends.gt(time.starts.millis())));
            }
            let mut query = booking::Entity::find().filter(any);
            if !rooms {
                query = query.filter(booking::Column::Kind.eq("care_visit"));
            }
            let query = query.filter(booking::Column::State.is_not_in(gone.clone())).limit(BESIDE);
            for found in query.all(self.0).await? {
                bookings.push(convert::booking(found, None)?);
            }
        }
        Ok(bookings)
    }

    /// Bookings that lie ahead of these resources, in the order of their starts, with contacts.
    pub async fn bookings_ahead(self, resources: &[ResourceId], now: Instant) -> Result<Vec<Booking>, DbErr> {
        let open: Vec<_> = State::all().filter(|it| it.is_open()).map(|it| convert::word(&it)).collect();
        let mut found = Vec::new();
        for some in resources.chunks(LIST) {
            let either = Condition::any()
                .add(booking::Column::ResourceId.is_in(uuids(some)))
                .add(booking::Column::SecondResourceId.is_in(uuids(some)));
            let ahead = Condition::all()
                .add(either)
                .add(booking::Column::Starts.gt(now.millis()))
                .add(booking::Column::State.is_in(open.clone()));
            found.extend(self.bookings_where(ahead, Some(&[])).await?);
        }
        Ok(found)
    }

    /// Visits of communities that were missed and that nobody has seen to, with contacts.
    pub async fn visits_missed(self, communities: &[PlaceId]) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            // As the partial index has it.
            let missed = Condition::all()
                .add(booking::Column::CommunityId.is_in(uuids(some)))
                .add(Expr::cust("kind = 'care_visit' AND settled IS NULL"))
                .add(within(&State::MISSED));
            found.extend(self.bookings_where(missed, Some(&[])).await?);
        }
        Ok(found)
    }

    /// The newest visits that were done for a person, without contacts: who knows them.
    pub async fn visits_done(self, person: MemberId) -> Result<Vec<Booking>, DbErr> {
        let found = booking::Entity::find()
            .filter(booking::Column::SubjectId.eq(person.0))
            .filter(booking::Column::Kind.eq("care_visit"))
            .filter(booking::Column::State.is_in(State::DONE.iter().map(convert::word)))
            .order_by_desc(booking::Column::Starts)
            .limit(REMEMBERED)
            .all(self.0)
            .await?;
        found.into_iter().map(|it| convert::booking(it, None)).collect()
    }

    /// Bookings of a resource that start within a time, with contacts.
    pub async fn bookings_on(self, resource: ResourceId, within: Interval) -> Result<Vec<Booking>, DbErr> {
        let either = Condition::any()
            .add(booking::Column::ResourceId.eq(resource.0))
            .add(booking::Column::SecondResourceId.eq(resource.0));
        self.bookings_where(starting(within).add(either), Some(&[])).await
    }

    /// Bookings of communities that start within a time, with contacts.
    pub async fn bookings_in(self, communities: &[PlaceId], within: Interval) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            let here = starting(within).add(booking::Column::CommunityId.is_in(uuids(some)));
            found.extend(self.bookings_where(here, Some(&[])).await?);
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
            let waiting =
                Condition::all().add(booking::Column::CommunityId.is_in(uuids(some))).add(within(states));
            found.extend(self.bookings_where(waiting, Some(&[])).await?);
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
