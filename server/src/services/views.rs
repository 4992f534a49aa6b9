//! Which rows a page needs for this reader, and which of them the reader may see. Every page costs
//! a fixed number of queries, whatever the amount of data.

use jiff::civil::Date;
use linli_domain::booking::State;
use linli_domain::care;
use linli_domain::ids::{BookingId, HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::member::{Gender, Member, Phone, Role};
use linli_domain::policy::{Action, Actor, Target, may, readable_booking, readable_help, readable_story};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval, Zone, monday_of, plus_days};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::needs;
use super::places::{Communities, covered};
use super::session::Session;
use crate::db::{Db, Fetch};
use crate::state::AppState;

/// What a page is made of.
pub struct PageRows {
    pub rows: Rows,
    pub me: Option<MemberId>,
    /// Answers to the page's queries, by name.
    pub answers: Map<String, Value>,
}

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("nobody is signed in")]
    SignedOut,
    #[error("not for this role")]
    NotAllowed,
    #[error("{0}")]
    Failed(#[from] anyhow::Error),
}

impl From<DbErr> for PageError {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    #[error("no such query")]
    Unknown,
    #[error("not for this role")]
    NotAllowed,
    #[error("{field} cannot be read")]
    Unreadable { field: &'static str },
    #[error("{0}")]
    Failed(#[from] anyhow::Error),
}

impl From<DbErr> for QueryError {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

/// How many messages a page shows and a phone keeps.
const MESSAGES: u64 = 50;

/// Days back that a phone keeps.
const DAYS_BACK: i64 = 7;

/// Days ahead that a phone keeps: the farthest horizon of bookings with all of its last day. Of
/// communities with a nearer one it brings nothing more, since nothing is booked beyond it.
fn days_ahead(communities: &Communities) -> i64 {
    communities.values().map(|it| it.settings.horizon_days).max().unwrap_or(0) + 1
}

/// Days back that a person's own list of bookings shows.
const OWN_DAYS_BACK: i64 = 90;

/// The states in which a booking waits for staff.
const WAITING: [State; 3] = [State::Pending, State::Requested, State::Disputed];

/// What to read; each part is one query or two.
#[derive(Clone, Debug, Default)]
pub struct Want {
    /// Bookings and requests of the reader and those they act for, starting within.
    mine: Option<Interval>,
    /// Rooms and caregivers of the reader's community.
    resources: bool,
    /// Their taken time.
    busy: Option<Interval>,
    /// Requests that neighbours may take.
    neighbours: bool,
    messages: bool,
    /// The reader's visits as a caregiver, starting within.
    visits: Option<Interval>,
    /// Bookings of the places where the reader works, starting within, those that wait, and open
    /// requests.
    desk: Option<Interval>,
    /// Requests with the subdistrict, of the places that the reader supervises.
    escalated: bool,
    /// One booking or request with its story.
    about: Option<Uuid>,
    /// The person that a booking is made for.
    subject: Option<MemberId>,
}

impl Want {
    /// Everything that a phone keeps.
    #[must_use]
    pub fn everything(now: Instant, communities: &Communities) -> Self {
        let ends = now.plus_days(days_ahead(communities));
        let window = Interval { starts: now.plus_days(-DAYS_BACK), ends };
        Self {
            mine: Some(Interval { starts: now.plus_days(-OWN_DAYS_BACK), ends: window.ends }),
            resources: true,
            busy: Some(window),
            neighbours: true,
            messages: true,
            visits: Some(window),
            desk: Some(window),
            escalated: true,
            about: None,
            subject: None,
        }
    }

    /// What the page at this address needs; `own` is of when it has the reader's own bookings.
    ///
    /// # Errors
    /// When the reader's roles have no such page.
    fn page(
        path: &str,
        query: &Query,
        actor: &Actor,
        zone: &Zone,
        own: Interval,
        now: Instant,
    ) -> Result<Self, PageError> {
        let today = zone.date(now);
        let day = query.day().unwrap_or(today);
        let week = |day: Date| {
            let monday = monday_of(day);
            // The rules on working time look at whole weeks; the offers at the week after.
            Interval { starts: zone.at(plus_days(monday, -1), 0), ends: zone.at(plus_days(monday, 15), 0) }
        };
        let coming = Interval { starts: now.plus_days(-1), ends: own.ends };
        let desk = actor.works_at_desk();
        let street = actor.has(Role::Supervisor) || actor.has(Role::Officer);
        let mut parts = path.trim_matches('/').split('/');
        let about = || path.rsplit('/').next().and_then(|id| Uuid::try_parse(id).ok());
        let head = (parts.next().unwrap_or(""), parts.next());
        let subject = query.get("for").and_then(|id| id.parse().ok());
        let want = match head {
            ("", _) => Self {
                mine: Some(coming),
                resources: true,
                busy: Some(zone.day(today).widened(0, 24 * 60)),
                neighbours: true,
                messages: true,
                ..Self::default()
            },
            ("care" | "rooms", _) => {
                Self { mine: Some(own), resources: true, busy: Some(week(day)), subject, ..Self::default() }
            }
            ("help", Some("ask")) => Self { subject, ..Self::default() },
            ("help", Some("neighbours")) => Self { neighbours: true, mine: Some(coming), ..Self::default() },
            ("help" | "mine", Some(_)) => {
                Self { about: about(), resources: true, mine: Some(own), ..Self::default() }
            }
            ("mine", None) => Self { mine: Some(own), resources: true, ..Self::default() },
            ("messages", _) => Self { messages: true, mine: Some(own), resources: true, ..Self::default() },
            ("work", rest) => {
                if actor.carer.is_none() {
                    return Err(PageError::NotAllowed);
                }
                let about = rest.and_then(|_| about());
                // Far ahead: what waits for the caregiver's answer is shown whenever it is.
                let visits = Interval { starts: week(day).starts, ends: own.ends };
                Self { visits: Some(visits), resources: true, about, ..Self::default() }
            }
            ("desk", rest) => {
                // Of the desk a keeper has the rooms; the rest is a page of another role.
                let clerks = matches!(rest, Some("care" | "book" | "register" | "help"));
                if !desk || (clerks && !actor.has(Role::Clerk)) {
                    return Err(PageError::NotAllowed);
                }
                let shown = zone.day(day).widened(24 * 60, 24 * 60);
                let about = rest.and_then(|_| about());
                let all_day = Interval { starts: shown.starts, ends: shown.ends };
                Self { desk: Some(all_day), resources: true, busy: Some(week(day)), about, ..Self::default() }
            }
            ("street", _) => {
                if !street {
                    return Err(PageError::NotAllowed);
                }
                Self { escalated: true, about: about(), ..Self::default() }
            }
            _ => Self::default(),
        };
        Ok(want)
    }
}

/// The fields of an address after `?`.
struct Query(Vec<(String, String)>);

impl Query {
    fn read(query: &str) -> Self {
        Self(serde_urlencoded::from_str(query).unwrap_or_default())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    fn day(&self) -> Option<Date> {
        self.get("day")?.parse().ok()
    }
}

/// Reads for one reader.
pub struct Reading<'a, C> {
    pub fetch: Fetch<'a, C>,
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
        let mut people = vec![self.actor.id];
        people.extend(&self.actor.acts_for);
        let desks = if want.desk.is_some() || want.subject.is_some() {
            covered(self.communities, self.actor, &[Role::Clerk, Role::Keeper])
        } else {
            Vec::new()
        };

        let grants = self.fetch.grants(self.actor.id).await?;
        let mut others: Vec<_> = grants.iter().flat_map(|it| [it.from, it.to]).collect();
        others.extend(want.subject);
        others.retain(|id| *id != self.actor.id);
        for person in self.fetch.members(&others).await? {
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
        if want.resources {
            let found = self.fetch.resources(&places).await?;
            rows.extend(found.into_iter().map(Row::Resource));
        }
        if let Some(within) = want.busy {
            let ids: Vec<ResourceId> = rows.resources.keys().copied().collect();
            let found = self.fetch.busy(&ids, within).await?;
            rows.extend(found.into_iter().map(Row::Busy));
        }
        if let Some(within) = want.mine {
            self.bookings(&mut rows, self.fetch.bookings_of(&people, within).await?);
            self.helps(&mut rows, self.fetch.helps_of(&people, within.starts).await?);
        }
        if let (Some(within), Some(carer)) = (want.visits, self.actor.carer) {
            self.bookings(&mut rows, self.fetch.bookings_on(carer, within).await?);
        }
        if want.neighbours && self.actor.has(Role::Resident) {
            let found = self.fetch.helps_for_neighbours(&[self.member.community_id]).await?;
            self.helps(&mut rows, found);
        }
        if let (Some(within), false) = (want.desk, desks.is_empty()) {
            self.bookings(&mut rows, self.fetch.bookings_in(&desks, within).await?);
            self.bookings(&mut rows, self.fetch.bookings_waiting(&desks, &WAITING).await?);
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
        let about: Vec<_> = about.iter().copied().filter(|id| readable_story(rows, *id)).collect();
        Ok(self.fetch.events(&about).await?.into_iter().map(Row::Event).collect())
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
        community.is_some_and(|it| may(self.actor, Action::Book, &Target::person(it, person.id)))
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

    pub(super) fn bookings(&self, rows: &mut Rows, found: Vec<linli_domain::booking::Booking>) {
        for booking in found {
            let Some(community) = self.communities.get(&booking.community_id) else { continue };
            if let Some(booking) = readable_booking(self.actor, community, booking, self.now) {
                self.place(rows, community.id);
                rows.put(Row::Booking(booking));
            }
        }
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

/// The rows of a page.
///
/// # Errors
/// When nobody is signed in and the page is not public, the reader has no such page, or the
/// database does not answer.
pub async fn page(
    state: &AppState,
    session: Option<&Session>,
    path: &str,
    query: &str,
) -> Result<PageRows, PageError> {
    let Some(session) = session else {
        return match path {
            "/" | "/sign-in" => Ok(PageRows { rows: Rows::default(), me: None, answers: Map::new() }),
            _ => Err(PageError::SignedOut),
        };
    };
    let communities = state.places.all(&state.db).await?;
    let now = state.now();
    let zone = zone_of(&communities, session.member.community_id);
    let query = Query::read(query);
    let ends = now.plus_days(days_ahead(&communities));
    let own = Interval { starts: now.plus_days(-OWN_DAYS_BACK), ends };
    let want = Want::page(path, &query, &session.actor, &zone, own, now)?;
    let reading = Reading {
        fetch: Fetch(state.db.reader()),
        communities: &communities,
        member: &session.member,
        actor: &session.actor,
        now,
    };
    let rows = reading.rows(&want).await?;
    if let Some(subject) = want.subject.filter(|it| !is_own(&session.actor, *it)) {
        // Who saw whom for what; numbers only, since the log holds no names.
        let shown = rows.members.contains_key(&subject);
        tracing::info!(target: "linli::audit", reader = %session.actor.id, %subject, page = path, shown);
    }
    let mut answers = Map::new();
    if let Some((name, args)) = asked(path, &query)
        && let Ok(answer) = self::query(state, session, name, &args).await
    {
        answers.insert(name.to_owned(), answer);
    }
    Ok(PageRows { rows, me: Some(session.member.id), answers })
}

fn is_own(actor: &Actor, subject: MemberId) -> bool {
    actor.id == subject || actor.acts_for.contains(&subject)
}

/// The query that the page at this address begins with.
fn asked(path: &str, query: &Query) -> Option<(&'static str, Value)> {
    match path.strip_prefix("/desk/")? {
        "book" => {
            let by_id = query.get("for").map(|id| json!({ "member_id": id }));
            Some(("member", by_id.or_else(|| Some(json!({ "phone": query.get("phone")? })))?))
        }
        rest => Some(("substitutes", json!({ "booking_id": rest.strip_prefix("care/")? }))),
    }
}

pub(super) fn zone_of(communities: &Communities, place: PlaceId) -> Zone {
    communities.get(&place).map_or_else(Zone::utc, linli_domain::place::Community::zone)
}

/// The zone of the reader's community.
///
/// # Errors
/// When the database does not answer.
pub async fn zone(state: &AppState, session: &Session) -> Result<Zone, PageError> {
    let communities = state.places.all(&state.db).await?;
    Ok(zone_of(&communities, session.member.community_id))
}

/// The person with this number.
///
/// # Errors
/// When the database does not answer.
pub async fn member_by_phone(db: &Db, phone: &Phone) -> Result<Option<Member>, DbErr> {
    Fetch(db.reader()).member_by_phone(phone).await
}

/// A person, and what decides what they may.
///
/// # Errors
/// When the database does not answer.
pub async fn actor(db: &Db, id: MemberId, now: Instant) -> Result<Option<(Member, Actor)>, DbErr> {
    let fetch = Fetch(db.reader());
    let Some(member) = fetch.member(id).await? else { return Ok(None) };
    let grants = fetch.grants(id).await?;
    let acts_for = grants.iter().filter(|it| it.to == id && it.holds(now)).map(|it| it.from).collect();
    let cares = member.roles.iter().any(|it| it.role == Role::Caregiver);
    let carer = if cares { fetch.carer_of(id).await? } else { None };
    let actor = Actor::new(&member, acts_for, carer);
    Ok(Some((member, actor)))
}

/// Answers a query of the second door: what is too large or too private to keep on a phone.
///
/// # Errors
/// When there is no such query, the reader may not ask it, or an argument cannot be read.
pub async fn query(
    state: &AppState,
    session: &Session,
    name: &str,
    args: &Value,
) -> Result<Value, QueryError> {
    match name {
        "member" => find_member(state, session, args).await,
        "substitutes" => substitutes(state, session, args).await,
        _ => Err(QueryError::Unknown),
    }
}

/// A glimpse of the person with a phone number or an id, for staff of their community; `null` when
/// nobody there has it. All of them comes with the page that something is booked on for them.
async fn find_member(state: &AppState, session: &Session, args: &Value) -> Result<Value, QueryError> {
    if !session.actor.has(Role::Clerk) {
        return Err(QueryError::NotAllowed);
    }
    let found = if let Some(id) = args.get("member_id") {
        let id = id.as_str().and_then(|it| it.parse::<MemberId>().ok());
        let id = id.ok_or(QueryError::Unreadable { field: "member_id" })?;
        Fetch(state.db.reader()).member(id).await?
    } else {
        let phone = args.get("phone").and_then(Value::as_str).and_then(|it| it.parse::<Phone>().ok());
        member_by_phone(&state.db, &phone.ok_or(QueryError::Unreadable { field: "phone" })?).await?
    };
    let communities = state.places.all(&state.db).await?;
    let found = found.filter(|member| {
        communities
            .get(&member.community_id)
            .is_some_and(|it| may(&session.actor, Action::KeepMembers, &Target::person(it, member.id)))
    });
    serde_json::to_value(found.map(|it| it.glimpse())).map_err(|e| QueryError::Failed(e.into()))
}

/// Whom staff could send to a visit, and why the others cannot; `null` when there is no such visit
/// that the reader may send somebody to.
async fn substitutes(state: &AppState, session: &Session, args: &Value) -> Result<Value, QueryError> {
    if !session.actor.has(Role::Clerk) {
        return Err(QueryError::NotAllowed);
    }
    let visit = args.get("booking_id").and_then(Value::as_str).and_then(|it| it.parse::<BookingId>().ok());
    let visit = visit.ok_or(QueryError::Unreadable { field: "booking_id" })?;
    let communities = state.places.all(&state.db).await?;
    let rows = needs::substitutes(state.db.reader(), &communities, visit, state.now()).await?;
    let ranking = rows
        .bookings
        .get(&visit)
        .filter(|booking| {
            communities
                .get(&booking.community_id)
                .is_some_and(|it| may(&session.actor, Action::AssignCarer, &Target::booking(it, booking)))
        })
        .and_then(|booking| care::substitutes(&rows, booking));
    serde_json::to_value(ranking).map_err(|e| QueryError::Failed(e.into()))
}
