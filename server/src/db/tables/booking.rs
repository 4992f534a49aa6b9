//! A claim on time, with the way to the person that it is for where that is asked for.

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect};

use linli_domain::booking::{Booking, CareVisit, Kind, State};
use linli_domain::ids::{BookingId, HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::json::Code;
use linli_domain::member::Member;
use linli_domain::rows::LONGEST_CLAIM;
use linli_domain::time::{Instant, Interval};

use super::{Named, Table, Versioned};
use crate::db::fetch::{BRANCHES, Fetch, Here, LIST, padded, uuids};
use crate::db::statements;
use crate::db::stored::{from_json, from_number, from_word, number, to_json, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub kind: String,
    pub state: String,
    pub subject_id: Uuid,
    pub actor_id: Uuid,
    pub household_id: Uuid,
    pub called: String,
    pub starts: i64,
    pub ends: i64,
    pub hold_until: Option<i64>,
    pub note: String,
    pub reason: String,
    pub made: i64,
    pub ver: i64,
    pub resource_id: Option<Uuid>,
    pub second_resource_id: Option<Uuid>,
    pub people: Option<i32>,
    pub service: Option<String>,
    pub why: String,
    pub checked_in: Option<String>,
    pub checked_out: Option<String>,
    pub report: String,
    /// It may stand beside other visits of the person at the same time; the rule `visit_overlap` passes it over.
    pub also: bool,
    pub settled: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Booking {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[
        Column::State,
        Column::HoldUntil,
        Column::Reason,
        Column::Ver,
        Column::ResourceId,
        Column::SecondResourceId,
        Column::Why,
        Column::CheckedIn,
        Column::CheckedOut,
        Column::Report,
        Column::Also,
        Column::Settled,
    ];

    fn model(&self) -> ActiveModel {
        let mut resources = self.resources().iter().map(|it| it.0);
        let (kind, people, visit) = match &self.kind {
            Kind::Room { people, .. } => ("room", Some(i32::from(*people)), None),
            Kind::CareVisit(visit) => ("care_visit", None, Some(visit)),
        };
        let model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            kind: kind.to_owned(),
            state: word(&self.state),
            subject_id: self.subject.0,
            actor_id: self.actor.0,
            household_id: self.household_id.0,
            called: self.called.clone(),
            starts: self.starts.millis(),
            ends: self.ends.millis(),
            hold_until: self.hold_until.map(Instant::millis),
            note: self.note.clone(),
            reason: self.reason.clone(),
            made: self.made.millis(),
            ver: number(self.ver),
            resource_id: resources.next(),
            second_resource_id: resources.next(),
            people,
            service: visit.map(|it| word(&it.service)),
            why: visit.map_or_else(|| "[]".to_owned(), |it| to_json(&it.why)),
            checked_in: visit.and_then(|it| it.checked_in.as_ref().map(to_json)),
            checked_out: visit.and_then(|it| it.checked_out.as_ref().map(to_json)),
            report: visit.map_or_else(String::new, |it| it.report.clone()),
            also: self.also,
            settled: self.settled.map(Instant::millis),
        };
        model.into_active_model()
    }

    /// Without `contact`, which is not stored.
    fn read(it: Model) -> Result<Self, DbErr> {
        let resources = [it.resource_id, it.second_resource_id].into_iter().flatten().map(ResourceId);
        let kind = match it.service {
            Some(service) => Kind::CareVisit(CareVisit {
                service: from_word(&service)?,
                carers: resources.collect(),
                why: from_json(&it.why)?,
                checked_in: it.checked_in.map(|it| from_json(&it)).transpose()?,
                checked_out: it.checked_out.map(|it| from_json(&it)).transpose()?,
                report: it.report,
            }),
            None => Kind::Room {
                resource_id: ResourceId(it.resource_id.unwrap_or_default()),
                people: u16::try_from(it.people.unwrap_or(1)).unwrap_or(u16::MAX),
            },
        };
        Ok(Self {
            id: BookingId(it.id),
            community_id: PlaceId(it.community_id),
            subject: MemberId(it.subject_id),
            actor: MemberId(it.actor_id),
            household_id: HouseholdId(it.household_id),
            called: it.called,
            contact: None,
            starts: Instant::from_millis(it.starts),
            ends: Instant::from_millis(it.ends),
            state: from_word(&it.state)?,
            hold_until: it.hold_until.map(Instant::from_millis),
            note: it.note,
            reason: it.reason,
            made: Instant::from_millis(it.made),
            also: it.also,
            settled: it.settled.map(Instant::from_millis),
            ver: from_number(it.ver),
            kind,
        })
    }
}

impl Named for Booking {
    fn own(&self) -> Condition {
        one(self.community_id, self.id)
    }
}

impl Versioned for Booking {
    fn before(&self) -> Condition {
        self.own().add(Column::Ver.eq(number(self.ver) - 1))
    }
}

fn one(community: PlaceId, id: BookingId) -> Condition {
    Condition::all().add(Column::CommunityId.eq(community.0)).add(Column::Id.eq(id.0))
}

/// Takes a booking back that was just written.
pub(in crate::db) async fn unmake<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    id: BookingId,
) -> Result<(), DbErr> {
    Entity::delete_many().filter(one(community, id)).exec(tx).await.map(drop)
}

/// Writes a new booking; false when its id is in use, or the person is not free, which the database's rule
/// decides.
pub(in crate::db) async fn insert<C: ConnectionTrait>(tx: &C, it: &Booking) -> Result<bool, DbErr> {
    match statements::insert(tx, it).await {
        // The trigger undoes its own statement only; the transaction goes on.
        Err(error) if error.to_string().contains("visit_overlap") => Ok(false),
        written => written,
    }
}

/// Bookings that one list holds, the earliest: two months of the busiest desk several times over.
const MOST: u64 = 50_000;

/// What is looked at of what people have at one time: a group of writes many times over.
const BESIDE: u64 = 5_000;

/// Visits to a person that are remembered when somebody is chosen for the next: a year of them, daily.
const REMEMBERED: u64 = 400;

impl<C: ConnectionTrait> Here<'_, C> {
    /// With contacts of everybody; who is `known` already is not asked for. The condition names the
    /// communities.
    pub(super) async fn bookings_where(
        self,
        condition: Condition,
        known: &[Member],
    ) -> Result<Vec<Booking>, DbErr> {
        let query = Entity::find().filter(condition).order_by_asc(Column::Starts).limit(MOST);
        let mut bookings: Vec<Booking> = self.all(query).await?;
        let whose = |it: &Booking| (it.community_id, it.subject);
        let people = self.people(known, bookings.iter().map(whose)).await?;
        for booking in &mut bookings {
            let contact = match booking.kind {
                Kind::CareVisit(_) => Member::contact_for_visit,
                Kind::Room { .. } => Member::contact,
            };
            booking.contact = people.get(&whose(booking)).map(contact);
        }
        Ok(bookings)
    }

    /// Bookings by id, with contacts.
    pub async fn bookings_by_id(self, ids: &[Uuid]) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = Condition::all().add(Column::Id.is_in(uuids(some))).add(self.of(Column::CommunityId));
            found.extend(self.bookings_where(these, &[]).await?);
        }
        Ok(found)
    }

    pub async fn booking(self, id: BookingId) -> Result<Option<Booking>, DbErr> {
        Ok(self.bookings_by_id(&[id.0]).await?.pop())
    }

    /// Bookings for people that start within a time, with contacts.
    pub async fn bookings_of(self, people: &[Member], within: Interval) -> Result<Vec<Booking>, DbErr> {
        let mut found = Vec::new();
        for some in people.chunks(LIST) {
            let ids: Vec<_> = some.iter().map(|it| it.id).collect();
            let theirs = starting(within).add(Column::SubjectId.is_in(uuids(&ids)));
            let theirs = theirs.add(self.of(Column::CommunityId));
            found.extend(self.bookings_where(theirs, some).await?);
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
        let called_off = State::all().filter(|it| !it.holds_time()).map(|it| word(&it));
        let query = Entity::find()
            .filter(self.of(Column::CommunityId))
            .filter(starting(within))
            .filter(Column::SubjectId.eq(person.0))
            .filter(Column::Kind.eq("care_visit"))
            .filter(Column::State.is_not_in(called_off))
            .order_by_asc(Column::Starts)
            .limit(u64::try_from(most).unwrap_or(u64::MAX));
        self.all(query).await
    }

    /// Bookings that lie ahead of these resources, in the order of their starts, with contacts.
    pub async fn bookings_ahead(self, resources: &[ResourceId], now: Instant) -> Result<Vec<Booking>, DbErr> {
        let open: Vec<_> = State::all().filter(|it| it.is_open()).map(|it| word(&it)).collect();
        let mut found = Vec::new();
        // By what lies ahead of the communities: rooms have no index of their own.
        for some in resources.chunks(LIST) {
            let either = Condition::any()
                .add(Column::ResourceId.is_in(uuids(some)))
                .add(Column::SecondResourceId.is_in(uuids(some)));
            let ahead = Condition::all()
                .add(either)
                .add(Column::Starts.gt(now.millis()))
                .add(Column::State.is_in(open.clone()))
                .add(self.of(Column::CommunityId));
            found.extend(self.bookings_where(ahead, &[]).await?);
        }
        Ok(found)
    }

    /// The newest visits that were done for a person, without contacts: who knows them.
    pub async fn visits_done(self, person: MemberId) -> Result<Vec<Booking>, DbErr> {
        let query = Entity::find()
            .filter(self.of(Column::CommunityId))
            .filter(Column::SubjectId.eq(person.0))
            .filter(Column::Kind.eq("care_visit"))
            .filter(Column::State.is_in(State::DONE.iter().map(word)))
            .order_by_desc(Column::Starts)
            .limit(REMEMBERED);
        self.all(query).await
    }

    /// Visits of a caregiver that start within a time, with contacts.
    pub async fn visits_on(self, carer: ResourceId, within: Interval) -> Result<Vec<Booking>, DbErr> {
        // Each part as the partial index has it that finds it.
        let part = |which: Expr| starting(within).add(self.of(Column::CommunityId)).add(which);
        let first = Expr::cust("kind = 'care_visit'");
        let either = Condition::any()
            .add(part(Column::ResourceId.eq(carer.0)).add(first))
            .add(part(Column::SecondResourceId.eq(carer.0)));
        self.bookings_where(Condition::all().add(either), &[]).await
    }

    /// Bookings of a resource that start within a time, a short one, with contacts.
    pub async fn bookings_on(self, resource: ResourceId, within: Interval) -> Result<Vec<Booking>, DbErr> {
        let either = Condition::any()
            .add(Column::ResourceId.eq(resource.0))
            .add(Column::SecondResourceId.eq(resource.0));
        let its = starting(within).add(either).add(self.of(Column::CommunityId));
        self.bookings_where(its, &[]).await
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// What people, each of their own community, have each at a time of their own, without contacts: visits, and
    /// with `rooms` also uses of rooms. What was called off or missed is left out.
    pub async fn bookings_beside(
        self,
        near: &[(PlaceId, MemberId, Interval)],
        rooms: bool,
    ) -> Result<Vec<Booking>, DbErr> {
        let gone: Vec<_> = State::all().filter(|it| !it.holds_time()).map(|it| word(&it)).collect();
        let mut bookings = Vec::new();
        for some in near.chunks(BRANCHES) {
            let mut any = Condition::any();
            for (home, person, time) in &padded(some.to_vec()) {
                // None is longer than what it claims.
                let earliest = Interval { starts: time.starts.minus_minutes(LONGEST_CLAIM), ends: time.ends };
                let theirs = Condition::all().add(Column::CommunityId.eq(home.0)).add(starting(earliest));
                let theirs = theirs.add(Column::SubjectId.eq(person.0));
                any = any.add(theirs.add(Column::Ends.gt(time.starts.millis())));
            }
            let mut query = Entity::find().filter(any);
            if !rooms {
                query = query.filter(Column::Kind.eq("care_visit"));
            }
            let query = query.filter(Column::State.is_not_in(gone.clone())).limit(BESIDE);
            bookings.extend(self.all::<Booking>(query).await?);
        }
        Ok(bookings)
    }
}

pub(super) fn starting(within: Interval) -> Condition {
    Condition::all()
        .add(Column::Starts.gte(within.starts.millis()))
        .add(Column::Starts.lt(within.ends.millis()))
}
