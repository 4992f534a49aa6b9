//! Care at home, on the server.

use linli_domain::availability::OFFER_DAYS;
use linli_domain::booking::Booking;
use linli_domain::care::{self, Service, address_open};
use linli_domain::ids::{BookingId, MemberId, PlaceId};
use linli_domain::member::{Member, Role};
use linli_domain::mutation::CareMutation;
use linli_domain::place::Settings;
use linli_domain::policy::{Actor, Standing};
use linli_domain::resource::Nature;
use linli_domain::rows::{Row, RowKey, Rows};
use linli_domain::time::{Instant, Interval, Minutes, monday_of, plus_days};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};

use super::{Asked, Noted, Seldom, Watched};
use crate::db::{Fetch, Held, Here};
use crate::services::address::{Address, DeskOf, NotAllowed};
use crate::services::gather::Affairs;
use crate::services::loading::{Asking, Breadth, Loading};
use crate::services::places::Communities;
use crate::services::queries::QueryError;
use crate::services::reading::{Reading, Want, Which};
use crate::services::session::Session;
use crate::services::steps::Steps;
use crate::state::AppState;

/// Booking a visit, a caregiver's own, and the desk's.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    match at.parts() {
        ["care", ..] => Some(Ok(Want {
            mine: Some(at.own),
            resources: Some(Which::Caregivers),
            busy: Some((Which::Caregivers, at.weeks(at.day_to_book()))),
            subject: at.subject(),
            ..Want::default()
        })),
        ["work", ..] => Some(work(at)),
        ["desk", "care", ..] => Some(at.desk(DeskOf::Clerks)),
        _ => None,
    }
}

fn work(at: &Address<'_>) -> Result<Want, NotAllowed> {
    if at.actor.carer.is_none() {
        return Err(NotAllowed);
    }
    // Far ahead: what waits for the caregiver's answer is shown whenever it is.
    let visits = Interval { starts: at.weeks(at.day()).starts, ends: at.own.ends };
    Ok(Want { visits: Some(visits), resources: Some(Which::All), about: at.id(), ..Want::default() })
}

/// Whom staff could send to a visit.
pub(crate) fn asks(at: &Address<'_>) -> Option<Asked> {
    match at.parts() {
        ["desk", "care", visit] => Some(("substitutes", json!({ "booking_id": visit }))),
        _ => None,
    }
}

impl Watched for CareMutation {
    fn seldom(&self, _: &Actor) -> Option<Seldom> {
        None
    }

    fn noted(&self) -> Option<Noted> {
        None
    }
}

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &CareMutation,
    Asking { me, mutation, breadth }: Asking<'_>,
) -> Result<(), DbErr> {
    match it {
        CareMutation::Book(args) => {
            let subject = loading.person(args.subject.unwrap_or(me.id)).await?;
            if let Some(subject) = subject.filter(|it| loading.in_reach(mutation, it.community_id)) {
                // Whoever books a room for the household waits: neither sees what the other is about to write.
                let household = Held { alone: &[subject.household_id.0], ..Held::default() };
                loading.hold(household).await?;
                loading.roster(subject.community_id, args.service, args.starts, breadth).await?;
                if let Some(visit) = Interval::lasting(args.starts, args.service.minutes()) {
                    loading.beside(&subject, visit, true).await?;
                }
                loading.visits_of(&subject, args.starts, breadth).await?;
                loading.known_to(subject.id).await?;
                loading.household(&subject, args.starts, Breadth::Narrow).await?;
            }
        }
        CareMutation::Accept(args) | CareMutation::SetOut(args) => {
            drop(loading.booking(args.booking_id).await?);
        }
        CareMutation::NobodyHome(args) => loading.with_family(args.booking_id).await?,
        CareMutation::CheckIn(args) => loading.with_family(args.booking_id).await?,
        CareMutation::Settle(args) => drop(loading.booking(args.booking_id).await?),
        CareMutation::CheckOut(args) => drop(loading.booking(args.booking_id).await?),
        CareMutation::Confirm(args) => drop(loading.booking(args.booking_id).await?),
        CareMutation::Decline(args) => loading.substitutes(args.booking_id).await?,
        CareMutation::Assign(args) => loading.substitutes(args.booking_id).await?,
    }
    Ok(())
}

/// A caregiver's visits, and for the desk those that were missed.
pub(crate) async fn read<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    affairs: &Affairs,
    rows: &mut Rows,
) -> Result<(), DbErr> {
    if let (Some(within), Some(carer)) = (want.visits, reading.actor.carer) {
        reading.bookings(rows, reading.fetch.visits_on(carer, within).await?);
    }
    if want.desk.is_some() && !affairs.desks.is_empty() {
        reading.bookings(rows, reading.fetch.visits_missed(&affairs.desks).await?);
    }
    Ok(())
}

/// The visits of a caregiver whose address opened or closed after `since`: nobody has changed them, only time.
pub(crate) async fn turned<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    since: Instant,
    steps: &mut Steps,
) -> Result<(), DbErr> {
    let Some(carer) = reading.actor.carer else { return Ok(()) };
    let most = |of: fn(&Settings) -> Minutes| reading.communities.values().map(|it| of(&it.settings)).max();
    let before = most(|it| it.care.address_before_minutes).unwrap_or(0);
    let after = most(|it| it.care.address_after_minutes).unwrap_or(0);
    let longest = Service::ALL.map(Service::minutes).into_iter().max().unwrap_or(0);
    let reach = Interval { starts: since.min(reading.now), ends: reading.now.max(since) };
    let near = reach.widened(after + longest, before + 1);
    let turned = |it: &Booking| {
        let community = reading.communities.get(&it.community_id);
        let open = |at| community.is_some_and(|here| address_open(it, &here.settings, at));
        open(since) != open(reading.now)
    };
    let mut visits = reading.fetch.visits_on(carer, near).await?;
    visits.retain(turned);
    let ids: Vec<_> = visits.iter().map(|it| it.id.0).collect();
    reading.bookings(&mut steps.rows, visits);
    steps.settle(&ids, RowKey::Booking);
    Ok(())
}

/// Answers the query `substitutes`.
pub(crate) async fn answer(
    state: &AppState,
    session: &Session,
    name: &str,
    args: &Value,
) -> Option<Result<Value, QueryError>> {
    if name == "substitutes" { Some(find_substitutes(state, session, args).await) } else { None }
}

/// Whom staff could send to a visit, and why the others cannot; `null` when there is no such visit
/// that the reader may send somebody to.
async fn find_substitutes(state: &AppState, session: &Session, args: &Value) -> Result<Value, QueryError> {
    if !session.actor.has(Role::Clerk) {
        return Err(QueryError::NotAllowed);
    }
    let visit = args.get("booking_id").and_then(Value::as_str).and_then(|it| it.parse::<BookingId>().ok());
    let visit = visit.ok_or(QueryError::Unreadable { field: "booking_id" })?;
    let communities = state.places.all(&state.db).await?;
    let fetch = Fetch(state.db.reader()).within(&session.reach);
    let rows = substitutes(fetch, &communities, visit, state.now()).await?;
    let ranking = rows
        .bookings
        .get(&visit)
        .filter(|booking| {
            communities.get(&booking.community_id).is_some_and(|it| {
                let who = Standing::new(&session.actor, it, Some(booking.subject));
                care::may(&who, care::Action::Assign, booking)
            })
        })
        .and_then(|booking| care::roster::substitutes(&rows, booking));
    serde_json::to_value(ranking).map_err(|e| QueryError::Failed(e.into()))
}

/// What says who could be sent to a visit; without it when there is none.
async fn substitutes<C: ConnectionTrait>(
    fetch: Here<'_, C>,
    communities: &Communities,
    visit: BookingId,
    now: Instant,
) -> Result<Rows, DbErr> {
    let mut loading = Loading { fetch, communities, rows: Rows::default(), now, deciding: false };
    loading.substitutes(visit).await?;
    Ok(loading.rows)
}

impl<C: ConnectionTrait> Loading<'_, C> {
    /// The caregivers of a community with this skill, and their taken time of the whole week.
    pub(crate) async fn roster(
        &mut self,
        place: PlaceId,
        service: Service,
        starts: Instant,
        breadth: Breadth,
    ) -> Result<(), DbErr> {
        let Some(community) = self.communities.get(&place) else { return Ok(()) };
        self.hold(Held { alone: &[place.0], ..Held::default() }).await?;
        let all = self.fetch.resources(&[place]).await?;
        let carers: Vec<_> = all
            .into_iter()
            .filter(|it| matches!(&it.nature, Nature::Caregiver(carer) if carer.skills.contains(&service)))
            .collect();
        let ids: Vec<_> = carers.iter().map(|it| it.id).collect();
        self.rows.extend(carers.into_iter().map(Row::Resource));
        let zone = community.zone();
        let monday = monday_of(zone.date(starts));
        let days = if breadth == Breadth::Narrow { 7 } else { 7 + OFFER_DAYS + 7 };
        let weeks = Interval { starts: zone.at(monday, 0), ends: zone.at(plus_days(monday, days), 0) };
        self.busy(place, &ids, weeks.widened(24 * 60, 24 * 60)).await
    }

    /// A person's visits of the week of a start, and those that reach into it: as many as staff may book.
    pub(crate) async fn visits_of(
        &mut self,
        subject: &Member,
        starts: Instant,
        breadth: Breadth,
    ) -> Result<(), DbErr> {
        let Some((community, zone)) = self.communities.zoned(subject.community_id) else { return Ok(()) };
        let settings = &community.settings;
        let most = settings.for_staff(settings.care.visit_week_quota).saturating_add(2);
        let ahead = if breadth == Breadth::Wide { OFFER_DAYS * 24 * 60 } else { 0 };
        let week = zone.week(zone.date(starts)).widened(24 * 60, ahead);
        let mut found = self.fetch.visits_of(subject.id, week, most).await?;
        // Those of the week in which they came are visits of that week, wherever they were.
        if let Some(before) = self.fetch.came_from(subject.id, week.starts).await? {
            found.extend(self.fetch.within(&[before]).visits_of(subject.id, week, most).await?);
        }
        self.rows.extend(found.into_iter().map(Row::Booking));
        Ok(())
    }

    /// Who has been with a person before.
    pub(crate) async fn known_to(&mut self, person: MemberId) -> Result<(), DbErr> {
        let done = self.fetch.visits_done(person).await?;
        self.rows.extend(done.into_iter().map(Row::Booking));
        Ok(())
    }

    /// A visit, and everything that says who else could come.
    pub(crate) async fn substitutes(&mut self, id: BookingId) -> Result<(), DbErr> {
        if let Some(booking) = self.booking(id).await?
            && let Some(visit) = booking.visit()
        {
            self.person(booking.subject).await?;
            self.roster(booking.community_id, visit.service, booking.starts, Breadth::Narrow).await?;
            self.known_to(booking.subject).await?;
            // The story tells who has declined before.
            let story = self.fetch.events(&[booking.id.0]).await?;
            self.rows.extend(story.into_iter().map(Row::Event));
        }
        Ok(())
    }
}
