//! Reading for one reader: the rows that are wanted, and of these the ones that the reader may see.
//! A fixed number of queries, whatever the amount of data.

use linli_domain::booking::{Booking, State};
use linli_domain::care::{Service, address_open};
use linli_domain::help::readable_help;
use linli_domain::ids::{HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::member::{Gender, Member, Role};
use linli_domain::place::Settings;
use linli_domain::policy::{Actor, Standing, readable_story};
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::{Row, Rows};
use linli_domain::systems::bookings::{self, readable_booking};
use linli_domain::time::{Instant, Interval, Minutes};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::places::{Communities, covered};
use crate::db::Here;

/// How many messages a page shows and a phone keeps.
const MESSAGES: u64 = 50;

/// Days back that a phone keeps.
const DAYS_BACK: i64 = 7;

/// Days ahead that a phone keeps: the farthest horizon of bookings with all of its last day. Of
/// communities with a nearer one it brings nothing more, since nothing is booked beyond it.
pub(super) fn days_ahead(communities: &Communities) -> i64 {
    communities.values().map(|it| it.settings.horizon_days).max().unwrap_or(0) + 1
}

/// Days back that a person's own list of bookings shows.
pub(super) const OWN_DAYS_BACK: i64 = 90;

/// The states in which a booking waits for staff; an index has these, in this order.
const WAITING: [State; 3] = [State::Pending, State::Requested, State::Disputed];

/// Which kind of resources.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Which {
    Rooms,
    Caregivers,
    All,
}

impl Which {
    fn has(self, resource: &Resource) -> bool {
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
    pub(super) messages: bool,
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
            messages: true,
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
    /// The rows that are wanted and that the reader may see.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rows(&self, want: &Want) -> Result<Rows, DbErr> {
        let mut rows = Rows::default();
        self.place(&mut rows, self.member.community_id);
        rows.put(Row::Member(self.member.clone()));
        let desks = if want.desk.is_some() || want.subject.is_some() {
            covered(self.communities, self.actor, &[Role::Clerk, Role::Keeper])
        } else {
            Vec::new()
        };

        let (grants, homes) = self.fetch.grants_at_home(self.actor.id).await?;
        let mut others: Vec<_> = grants.iter().flat_map(|it| [it.from, it.to]).collect();
        others.extend(want.subject);
        others.retain(|id| *id != self.actor.id);
        let mut people = vec![self.member.clone()];
        // Also those who act for the reader, wherever they live.
        let homes = [self.fetch.places(), homes.as_slice()].concat();
        for person in self.fetch.within(&homes).members(&others).await? {
            if self.actor.acts_for.contains(&person.id) {
                people.push(person.clone());
            }
            let known = grants.iter().any(|it| it.from == person.id || it.to == person.id);
            self.person(&mut rows, person, known);
        }
        rows.extend(grants.into_iter().map(Row::Grant));

        let mut places = self.books_in(rows.members.values());
        places.extend(&desks);
        if let Some(carer) = self.actor.carer {
            let own = self.fetch.resources_by_id(&[carer]).await?;
            rows.extend(own.into_iter().map(Row::Resource));
        }
        places.sort_unstable();
        places.dedup();
        for place in &places {
            self.place(&mut rows, *place);
        }
        if let Some(which) = want.resources {
            for found in self.communities.resources(*self.fetch, &places).await? {
                rows.extend(found.iter().filter(|it| which.has(it)).cloned().map(Row::Resource));
            }
        }
        if let Some((which, within)) = want.busy {
            let ids: Vec<ResourceId> =
                rows.resources.values().filter(|it| which.has(it)).map(|it| it.id).collect();
            let found = self.fetch.busy(self.fetch.places(), &ids, within).await?;
            rows.extend(found.into_iter().map(Row::Busy));
        }
        if let Some(within) = want.mine {
            self.bookings(&mut rows, self.fetch.bookings_of(&people, within).await?);
            let neighbours = want.neighbours && self.actor.has(Role::Resident);
            let asking = neighbours.then_some(self.member.community_id);
            self.helps(&mut rows, self.fetch.helps_of(&people, within.starts, asking).await?);
        }
        if let (Some(within), Some(carer)) = (want.visits, self.actor.carer) {
            self.bookings(&mut rows, self.fetch.bookings_on(carer, within).await?);
        }
        if let (Some(within), false) = (want.desk, desks.is_empty()) {
            self.bookings(&mut rows, self.fetch.bookings_in(&desks, within).await?);
            self.bookings(&mut rows, self.fetch.bookings_waiting(&desks, &WAITING).await?);
            self.bookings(&mut rows, self.fetch.visits_missed(&desks).await?);
            let retired: Vec<_> = rows.resources.values().filter(|it| it.retired).map(|it| it.id).collect();
            self.bookings(&mut rows, self.fetch.bookings_ahead(&retired, self.now).await?);
            self.helps(&mut rows, self.fetch.helps_in(&desks, self.now.plus_days(-1)).await?);
        }
        if want.escalated {
            let streets = covered(self.communities, self.actor, &[Role::Supervisor, Role::Officer]);
            if !streets.is_empty() {
                self.helps(&mut rows, self.fetch.helps_escalated(&streets).await?);
            }
        }
        if let Some(about) = want.about {
            self.about(&mut rows, about).await?;
        }
        if want.messages {
            let found = self.fetch.messages(self.actor.id, MESSAGES).await?;
            rows.extend(found.into_iter().map(Row::Message));
        }
        Ok(rows)
    }

    /// A booking or request with its story.
    async fn about(&self, rows: &mut Rows, id: Uuid) -> Result<(), DbErr> {
        let bookings = self.fetch.bookings_by_id(&[id]).await?;
        let resources: Vec<_> = bookings.iter().flat_map(|it| it.resources().to_vec()).collect();
        self.bookings(rows, bookings);
        self.helps(rows, self.fetch.helps_by_id(&[id]).await?);
        let seen = rows.bookings.contains_key(&id.into()) || rows.helps.contains_key(&id.into());
        if seen {
            let found = self.fetch.resources_by_id(&resources).await?;
            rows.extend(found.into_iter().map(Row::Resource));
            rows.extend(self.stories(rows, &[id]).await?);
        }
        Ok(())
    }

    /// The stories that the reader may read, of these among the rows that they may have.
    pub(super) async fn stories(&self, rows: &Rows, about: &[Uuid]) -> Result<Vec<Row>, DbErr> {
        let found = self.fetch.events(about).await?;
        let readable = |it| readable_story(rows, self.actor.id, it).map(Row::Event);
        Ok(found.into_iter().filter_map(readable).collect())
    }

    fn place(&self, rows: &mut Rows, id: PlaceId) {
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
    fn person(&self, rows: &mut Rows, person: Member, known: bool) {
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

    /// The visits of a caregiver whose address opened or closed after `since`: nobody has changed them,
    /// only time.
    pub(super) async fn turned_since(&self, since: Instant) -> Result<Vec<Booking>, DbErr> {
        let Some(carer) = self.actor.carer else { return Ok(Vec::new()) };
        let most = |of: fn(&Settings) -> Minutes| self.communities.values().map(|it| of(&it.settings)).max();
        let before = most(|it| it.address_before_minutes).unwrap_or(0);
        let after = most(|it| it.address_after_minutes).unwrap_or(0);
        let longest = Service::ALL.map(Service::minutes).into_iter().max().unwrap_or(0);
        let reach = Interval { starts: since.min(self.now), ends: self.now.max(since) };
        let near = reach.widened(after + longest, before + 1);
        let mut visits = self.fetch.bookings_on(carer, near).await?;
        visits.retain(|it| {
            let open = |at| {
                let community = self.communities.get(&it.community_id);
                community.is_some_and(|here| address_open(it, &here.settings, at))
            };
            open(since) != open(self.now)
        });
        Ok(visits)
    }

    pub(super) fn helps(&self, rows: &mut Rows, found: Vec<linli_domain::help::Help>) {
        for help in found {
            let Some(community) = self.communities.get(&help.community_id) else { continue };
            if let Some(help) = readable_help(self.actor, community, help) {
                self.place(rows, community.id);
                rows.put(Row::Help(help));
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
