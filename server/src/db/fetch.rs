//! Reading. Each function is one query, with contacts a second one for the people, however many rows
//! there are. It answers with the domain's rows, unfiltered: who may see what is for the caller to
//! ask of the policy.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::ExprTrait,
};
use uuid::Uuid;

use linli_domain::booking::{Booking, Busy, State};
use linli_domain::help::{Help, StoryEvent};
use linli_domain::ids::{BookingId, HelpId, HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::member::{Grant, Member, Phone};
use linli_domain::message::Message;
use linli_domain::place::{Community, Name};
use linli_domain::resource::Resource;
use linli_domain::rows::LONGEST_CLAIM;
use linli_domain::time::{Instant, Interval};

use super::convert;
use super::entities::{
    allocation, booking, change, change_mark, community_head, database_fact, device, help, member,
    member_grant, message, outcome, place, resource, story_event,
};
use super::hold::{Held, hold};
use super::outcomes::Kept;

/// Reads through a connection or inside a transaction.
pub struct Fetch<'c, C>(pub &'c C);

// By hand: a derive would ask the connection itself to be copied.
impl<C> Clone for Fetch<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Fetch<'_, C> {}

/// The longest time that one allocation may hold, in milliseconds; its table checks it too.
const LONGEST_MS: i64 = LONGEST_CLAIM * 60_000;

fn uuids<T: Copy + Into<Uuid>>(ids: &[T]) -> Vec<Uuid> {
    ids.iter().map(|id| (*id).into()).collect()
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Every community.
    ///
    /// # Errors
    /// When the database does not answer or a row is damaged. So for all below.
    pub async fn communities(self) -> Result<HashMap<PlaceId, Community>, DbErr> {
        let places = place::Entity::find().all(self.0).await?;
        let names: HashMap<Uuid, Name> = places
            .iter()
            .map(|it| (it.id, Name { zh: it.name_zh.clone(), en: it.name_en.clone() }))
            .collect();
        let communities = places.into_iter().filter(|it| it.kind == "community");
        communities
            .map(|it| {
                let above = it.subdistrict_id.and_then(|id| names.get(&id)).cloned();
                let above = above.unwrap_or_else(|| Name { zh: String::new(), en: String::new() });
                Ok((PlaceId(it.id), convert::community(it, above)?))
            })
            .collect()
    }

    /// Keeps other decisions over these waiting until the transaction ends; for rules that look at
    /// more than what they write. To be called before reading.
    pub async fn hold(self, held: Held<'_>) -> Result<(), DbErr> {
        hold(self.0, held).await
    }

    /// The random name of this database; a restore from a backup changes it.
    pub async fn epoch(self) -> Result<String, DbErr> {
        let found = database_fact::Entity::find_by_id("epoch").one(self.0).await?;
        Ok(found.map_or_else(String::new, |it| it.value))
    }

    pub async fn members(self, ids: &[MemberId]) -> Result<Vec<Member>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = member::Entity::find().filter(member::Column::Id.is_in(uuids(ids))).all(self.0).await?;
        found.into_iter().map(convert::member).collect()
    }

    pub async fn member(self, id: MemberId) -> Result<Option<Member>, DbErr> {
        member::Entity::find_by_id(id.0).one(self.0).await?.map(convert::member).transpose()
    }

    pub async fn member_by_phone(self, phone: &Phone) -> Result<Option<Member>, DbErr> {
        let found =
            member::Entity::find().filter(member::Column::Phone.eq(phone.as_str())).one(self.0).await?;
        found.map(convert::member).transpose()
    }

    /// Grants that a person gave or was given.
    pub async fn grants(self, id: MemberId) -> Result<Vec<Grant>, DbErr> {
        let either = Condition::any()
            .add(member_grant::Column::ToId.eq(id.0))
            .add(member_grant::Column::FromId.eq(id.0));
        let found = member_grant::Entity::find().filter(either).all(self.0).await?;
        Ok(found.into_iter().map(convert::grant).collect())
    }

    /// The resource that a person is, when a caregiver.
    pub async fn carer_of(self, id: MemberId) -> Result<Option<ResourceId>, DbErr> {
        let found = resource::Entity::find().filter(resource::Column::MemberId.eq(id.0)).one(self.0).await?;
        Ok(found.map(|it| ResourceId(it.id)))
    }

    /// Rooms and caregivers of communities.
    pub async fn resources(self, communities: &[PlaceId]) -> Result<Vec<Resource>, DbErr> {
        let found = resource::Entity::find()
            .filter(resource::Column::CommunityId.is_in(uuids(communities)))
            .all(self.0)
            .await?;
        found.into_iter().map(convert::resource).collect()
    }

    pub async fn resources_by_id(self, ids: &[ResourceId]) -> Result<Vec<Resource>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found =
            resource::Entity::find().filter(resource::Column::Id.is_in(uuids(ids))).all(self.0).await?;
        found.into_iter().map(convert::resource).collect()
    }

    /// Held time that overlaps `within`.
    pub async fn busy(self, resources: &[ResourceId], within: Interval) -> Result<Vec<Busy>, DbErr> {
        if resources.is_empty() {
            return Ok(Vec::new());
        }
        let found = allocation::Entity::find()
            .filter(allocation::Column::ResourceId.is_in(uuids(resources)))
            .filter(overlapping(within))
            .all(self.0)
            .await?;
        Ok(found.iter().map(convert::busy).collect())
    }

    /// Held time of each resource that overlaps its own interval.
    pub async fn busy_near(self, near: &[(ResourceId, Interval)]) -> Result<Vec<Busy>, DbErr> {
        let mut found = Vec::new();
        // SQLite takes a condition of at most a thousand parts.
        for some in near.chunks(100) {
            let mut any = Condition::any();
            for (resource, within) in some {
                any = any.add(overlapping(*within).add(allocation::Column::ResourceId.eq(resource.0)));
            }
            found.extend(allocation::Entity::find().filter(any).all(self.0).await?);
        }
        Ok(found.iter().map(convert::busy).collect())
    }

    /// Held time of bookings.
    pub async fn busy_of(self, bookings: &[Uuid]) -> Result<Vec<Busy>, DbErr> {
        if bookings.is_empty() {
            return Ok(Vec::new());
        }
        let found = allocation::Entity::find()
            .filter(allocation::Column::BookingId.is_in(bookings.iter().copied()))
            .all(self.0)
            .await?;
        Ok(found.iter().map(convert::busy).collect())
    }

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
        let waiting = Condition::all()
            .add(booking::Column::CommunityId.is_in(uuids(communities)))
            .add(booking::Column::State.is_in(states.iter().map(convert::word)));
        self.bookings_where(waiting, true).await
    }

    /// Bookings anywhere that time may have moved on, without contacts: in one of the states and
    /// started before `now`, or held until before it. In the order of start and id, from `after` on.
    pub async fn bookings_due(
        self,
        states: &[State],
        now: Instant,
        after: Option<(Instant, BookingId)>,
        limit: u64,
    ) -> Result<Vec<Booking>, DbErr> {
        let over = Condition::any()
            .add(booking::Column::Starts.lte(now.millis()))
            .add(booking::Column::HoldUntil.lte(now.millis()));
        let behind = after.map(|(starts, id)| {
            let same = booking::Column::Starts.eq(starts.millis()).and(booking::Column::Id.gt(id.0));
            booking::Column::Starts.gt(starts.millis()).or(same)
        });
        let found = booking::Entity::find()
            .filter(booking::Column::State.is_in(states.iter().map(convert::word)))
            .filter(over)
            .filter(Condition::all().add_option(behind))
            .order_by_asc(booking::Column::Starts)
            .order_by_asc(booking::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        found.into_iter().map(|it| convert::booking(it, None)).collect()
    }

    async fn helps_where(self, condition: Condition) -> Result<Vec<Help>, DbErr> {
        let found = help::Entity::find().filter(condition).all(self.0).await?;
        let mut ids: Vec<_> = found.iter().map(|it| MemberId(it.subject_id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let people: BTreeMap<_, _> = self.members(&ids).await?.into_iter().map(|it| (it.id.0, it)).collect();
        found
            .into_iter()
            .map(|it| {
                let subject = people.get(&it.subject_id);
                convert::help(it, subject)
            })
            .collect()
    }

    /// Requests by id, with contacts. So for all below.
    pub async fn helps_by_id(self, ids: &[Uuid]) -> Result<Vec<Help>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.helps_where(Condition::all().add(help::Column::Id.is_in(ids.iter().copied()))).await
    }

    pub async fn help(self, id: HelpId) -> Result<Option<Help>, DbErr> {
        Ok(self.helps_by_id(&[id.0]).await?.pop())
    }

    /// Requests for people, or taken by the first of them, that are open or ended since.
    pub async fn helps_of(self, people: &[MemberId], since: Instant) -> Result<Vec<Help>, DbErr> {
        let mut theirs = Condition::any().add(help::Column::SubjectId.is_in(uuids(people)));
        if let Some(first) = people.first() {
            theirs = theirs.add(help::Column::TakerId.eq(first.0));
        }
        self.helps_where(Condition::all().add(theirs).add(open_or_since(since))).await
    }

    /// Requests of communities that are open or ended since.
    pub async fn helps_in(self, communities: &[PlaceId], since: Instant) -> Result<Vec<Help>, DbErr> {
        let here = Condition::all()
            .add(help::Column::CommunityId.is_in(uuids(communities)))
            .add(open_or_since(since));
        self.helps_where(here).await
    }

    /// Requests that the neighbours of communities may take.
    pub async fn helps_for_neighbours(self, communities: &[PlaceId]) -> Result<Vec<Help>, DbErr> {
        let open = Condition::all()
            .add(help::Column::CommunityId.is_in(uuids(communities)))
            .add(help::Column::Ended.is_null())
            .add(help::Column::TakerId.is_null())
            .add(help::Column::Answerer.eq("neighbour"));
        self.helps_where(open).await
    }

    /// Open requests of communities that are with the subdistrict.
    pub async fn helps_escalated(self, communities: &[PlaceId]) -> Result<Vec<Help>, DbErr> {
        let up = Condition::all()
            .add(help::Column::CommunityId.is_in(uuids(communities)))
            .add(help::Column::Ended.is_null())
            .add(help::Column::Escalated.eq(true));
        self.helps_where(up).await
    }

    /// Stories of bookings and requests.
    pub async fn events(self, about: &[Uuid]) -> Result<Vec<StoryEvent>, DbErr> {
        if about.is_empty() {
            return Ok(Vec::new());
        }
        let found = story_event::Entity::find()
            .filter(story_event::Column::About.is_in(about.iter().copied()))
            .all(self.0)
            .await?;
        found.into_iter().map(convert::event).collect()
    }

    /// A person's newest messages.
    pub async fn messages(self, to: MemberId, limit: u64) -> Result<Vec<Message>, DbErr> {
        let found = message::Entity::find()
            .filter(message::Column::ToId.eq(to.0))
            .order_by_desc(message::Column::At)
            .limit(limit)
            .all(self.0)
            .await?;
        found.into_iter().map(convert::message).collect()
    }

    pub async fn messages_by_id(self, ids: &[Uuid]) -> Result<Vec<Message>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = message::Entity::find()
            .filter(message::Column::Id.is_in(ids.iter().copied()))
            .all(self.0)
            .await?;
        found.into_iter().map(convert::message).collect()
    }

    /// The newest version of each community, and the one up to which changes are forgotten.
    pub async fn heads(self, communities: &[PlaceId]) -> Result<BTreeMap<PlaceId, (i64, i64)>, DbErr> {
        let found = community_head::Entity::find()
            .filter(community_head::Column::CommunityId.is_in(uuids(communities)))
            .all(self.0)
            .await?;
        Ok(found.into_iter().map(|it| (PlaceId(it.community_id), (it.seq, it.forgotten))).collect())
    }

    /// When it was last noted how far communities had come.
    pub async fn newest_mark(self) -> Result<Option<Instant>, DbErr> {
        let newest = change_mark::Entity::find().order_by_desc(change_mark::Column::At).one(self.0).await?;
        Ok(newest.map(|it| Instant::from_millis(it.at)))
    }

    /// What changed in communities, in each after a version: topic and id.
    pub async fn changes(self, since: &[(PlaceId, i64)], limit: u64) -> Result<Vec<(String, Uuid)>, DbErr> {
        if since.is_empty() {
            return Ok(Vec::new());
        }
        let mut any = Condition::any();
        for (community, after) in since {
            let later = change::Column::CommunityId.eq(community.0).and(change::Column::Seq.gt(*after));
            any = any.add(later);
        }
        let found = change::Entity::find().filter(any).limit(limit).all(self.0).await?;
        Ok(found.into_iter().map(|it| (it.topic, it.id)).collect())
    }

    /// The newest answers to a device's mutations, in the order of their numbers.
    pub async fn outcomes(self, device: Uuid, most: u64) -> Result<Vec<Kept>, DbErr> {
        let mut found = outcome::Entity::find()
            .filter(outcome::Column::DeviceId.eq(device))
            .order_by_desc(outcome::Column::N)
            .limit(most)
            .all(self.0)
            .await?;
        found.reverse();
        found.into_iter().map(convert::outcome).collect()
    }

    /// The last number decided for a person's device; `None` when it is not theirs.
    pub async fn last_n(self, id: Uuid, owner: MemberId) -> Result<Option<u64>, DbErr> {
        let found = device::Entity::find_by_id(id).one(self.0).await?;
        Ok(found.map(|it| convert::sender(&it)).filter(|it| it.owner == owner).map(|it| it.last_n))
    }

    /// The stored answers to mutations, whichever device sent them, each with that device's owner.
    pub async fn outcomes_by_mid(self, mids: &[Uuid]) -> Result<Vec<(MemberId, Kept)>, DbErr> {
        if mids.is_empty() {
            return Ok(Vec::new());
        }
        let these = outcome::Column::Mid.is_in(mids.iter().copied());
        let found =
            outcome::Entity::find().filter(these).find_also_related(device::Entity).all(self.0).await?;
        let owned =
            found.into_iter().filter_map(|(outcome, by)| Some((convert::sender(&by?).owner, outcome)));
        owned.map(|(owner, it)| Ok((owner, convert::outcome(it)?))).collect()
    }
}

fn overlapping(within: Interval) -> Condition {
    Condition::all()
        .add(allocation::Column::Starts.gt(within.starts.millis() - LONGEST_MS))
        .add(allocation::Column::Starts.lt(within.ends.millis()))
        .add(allocation::Column::Ends.gt(within.starts.millis()))
}

fn starting(within: Interval) -> Condition {
    Condition::all()
        .add(booking::Column::Starts.gte(within.starts.millis()))
        .add(booking::Column::Starts.lt(within.ends.millis()))
}

fn open_or_since(since: Instant) -> Condition {
    Condition::any().add(help::Column::Ended.is_null()).add(help::Column::Ended.gte(since.millis()))
}
