//! Reading for one reader: what is wanted, and of the rows that are found those that the reader may have.

use linli_domain::booking::Booking;
use linli_domain::ids::{HouseholdId, MemberId, PlaceId};
use linli_domain::json::Code;
use linli_domain::member::{Gender, Member};
use linli_domain::policy::{Actor, Standing, readable_story};
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::{Row, Rows};
use linli_domain::systems::bookings::{self, readable_booking};
use linli_domain::time::{Instant, Interval};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::places::Communities;
use crate::db::{Here, Topic};

/// Days back that a phone keeps.
const DAYS_BACK: i64 = 7;

/// Days ahead that a phone keeps: the farthest horizon of bookings with all of its last day. Of
/// communities with a nearer one it brings nothing more, since nothing is booked beyond it.
pub(super) fn days_ahead(communities: &Communities) -> i64 {
    communities.values().map(|it| it.settings.bookings.horizon_days).max().unwrap_or(0) + 1
}

/// Days back that a person's own list of bookings shows.
pub(super) const OWN_DAYS_BACK: i64 = 90;

/// Which kind of resources.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Which {
    Rooms,
    Caregivers,
    All,
}

impl Which {
    pub(super) fn has(self, resource: &Resource) -> bool {
        match (self, &resource.nature) {
            (Self::All, _) | (Self::Rooms, Nature::Room(_)) | (Self::Caregivers, Nature::Caregiver(_)) => {
                true
            }
            (Self::Rooms, Nature::Caregiver(_)) | (Self::Caregivers, Nature::Room(_)) => false,
        }
    }
}

/// What to read; each part is one query or two.
#[derive(Clone, Debug, Default)]
pub struct Want {
    /// Bookings and requests of the reader and those they act for, starting within.
    pub(super) mine: Option<Interval>,
    /// Rooms and caregivers of the reader's community.
    pub(super) resources: Option<Which>,
    /// The taken time of which of them.
    pub(super) busy: Option<(Which, Interval)>,
    /// With `mine`, also the requests that neighbours may take.
    pub(super) neighbours: bool,
    /// The reader's own of these kinds, whenever it is of.
    pub(super) own: Vec<Topic>,
    /// The reader's visits as a caregiver, starting within.
    pub(super) visits: Option<Interval>,
    /// Bookings of the places where the reader works, starting within, those that wait, and open
    /// requests.
    pub(super) desk: Option<Interval>,
    /// Requests with the subdistrict, of the places that the reader supervises.
    pub(super) escalated: bool,
    /// One booking or request with its story.
    pub(super) about: Option<Uuid>,
    /// The person that a booking is made for.
    pub(super) subject: Option<MemberId>,
}

impl Want {
    /// Everything that a phone keeps.
    #[must_use]
    pub fn everything(now: Instant, communities: &Communities) -> Self {
        let ends = now.plus_days(days_ahead(communities));
        let window = Interval { starts: now.plus_days(-DAYS_BACK), ends };
        Self {
            mine: Some(Interval { starts: now.plus_days(-OWN_DAYS_BACK), ends: window.ends }),
            resources: Some(Which::All),
            busy: Some((Which::All, window)),
            neighbours: true,
            own: Topic::all().collect(),
            visits: Some(window),
            desk: Some(window),
            escalated: true,
            about: None,
            subject: None,
        }
    }
}

/// Reads for one reader.
pub struct Reading<'a, C> {
    pub fetch: Here<'a, C>,
    pub communities: &'a Communities,
    pub member: &'a Member,
    pub actor: &'a Actor,
    pub now: Instant,
}

impl<C: ConnectionTrait> Reading<'_, C> {
    /// The stories that the reader may read, of these among the rows that they may have.
    pub(super) async fn stories(&self, rows: &Rows, about: &[Uuid]) -> Result<Vec<Row>, DbErr> {
        let found = self.fetch.events(about).await?;
        let readable = |it| readable_story(rows, self.actor.id, it).map(Row::Event);
        Ok(found.into_iter().filter_map(readable).collect())
    }

    pub(super) fn place(&self, rows: &mut Rows, id: PlaceId) {
        if let (false, Some(community)) = (rows.communities.contains_key(&id), self.communities.get(&id)) {
            rows.put(Row::Community(community.clone()));
        }
    }

    /// The reader's own community, and those of the people whom they may book for. Not of whoever
    /// acts for the reader: where they live is theirs.
    pub(super) fn books_in<'m>(&self, people: impl IntoIterator<Item = &'m Member>) -> Vec<PlaceId> {
        let others = people.into_iter().filter(|it| self.books_for(it)).map(|it| it.community_id);
        std::iter::once(self.member.community_id).chain(others).collect()
    }

    fn books_for(&self, person: &Member) -> bool {
        let community = self.communities.get(&person.community_id);
        community.is_some_and(|it| {
            let who = Standing::new(self.actor, it, Some(person.id));
            bookings::may(&who, bookings::Action::Book, None)
        })
    }

    /// A person whose row the reader may have: whom they or staff book for; and who is known to
    /// them by a grant, by name only.
    pub(super) fn person(&self, rows: &mut Rows, person: Member, known: bool) {
        if self.books_for(&person) {
            rows.put(Row::Member(person));
        } else if known {
            rows.put(Row::Member(by_name(person)));
        }
    }

    pub(super) fn bookings(&self, rows: &mut Rows, found: Vec<Booking>) {
        for booking in found {
            let Some(community) = self.communities.get(&booking.community_id) else { continue };
            if let Some(booking) = readable_booking(self.actor, community, booking, self.now) {
                self.place(rows, community.id);
                rows.put(Row::Booking(booking));
            }
        }
    }
}

/// A row with a person's id and name and nothing else of theirs. Built from nothing rather than
/// emptied, so that what a member gets one day stays out until somebody lets it in.
fn by_name(person: Member) -> Member {
    Member {
        id: person.id,
        name: person.name,
        called: person.called,
        community_id: PlaceId(Uuid::nil()),
        household_id: HouseholdId(Uuid::nil()),
        phone: None,
        // The row cannot leave it out; the same for everybody says nothing.
        gender: Gender::Female,
        birth_year: 0,
        roles: Vec::new(),
        address: String::new(),
        risks: Vec::new(),
        carer_gender: None,
        blocked_carers: Vec::new(),
    }
}
