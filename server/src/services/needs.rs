//! What a decision looks at: loads the rows that the domain needs for one mutation, and no more.
//! A fixed number of queries each, whatever the amount of data.

use jiff::civil::Date;
use linli_domain::availability::{Calendar, OFFER_DAYS};
use linli_domain::booking::{Booking, State};
use linli_domain::care::Service;
use linli_domain::decide::out_of_reach;
use linli_domain::ids::{BookingId, HelpId, MemberId, PlaceId, ResourceId};
use linli_domain::member::Member;
use linli_domain::mutation::Mutation;
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval, monday_of, plus_days};
use sea_orm::{ConnectionTrait, DbErr};

use super::places::Communities;
use crate::db::{Fetch, Held, HelpCount, HouseholdCount, Wants};

/// How much to load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Breadth {
    /// What the decision itself needs. What rules count over is held until the commit.
    Narrow,
    /// Also what it takes to offer other times, which nobody waits for and which holds nothing.
    Wide,
}

/// Loads the rows.
///
/// # Errors
/// When the database does not answer.
pub async fn load<C: ConnectionTrait>(
    tx: &C,
    communities: &Communities,
    me: &Member,
    mutation: &Mutation,
    breadth: Breadth,
    now: Instant,
) -> Result<Rows, DbErr> {
    let deciding = breadth == Breadth::Narrow;
    let mut loading = Loading { fetch: Fetch(tx), communities, rows: Rows::default(), now, deciding };
    loading.rows.put(Row::Member(me.clone()));
    loading.place(me.community_id);
    match mutation {
        Mutation::RoomBook(args) => {
            let subject = loading.person(args.subject.unwrap_or(me.id)).await?;
            if let Some(subject) = subject.filter(|it| loading.in_reach(mutation, it.community_id))
                && let Some(wanted) = Interval::new(args.starts, args.ends)
            {
                // Quota and no-shows are counted over the household; the room's hours are not to change.
                let alone = [subject.household_id.0];
                loading.hold(Held { alone: &alone, shared: &[args.resource_id.0] }).await?;
                loading.room(args.resource_id, wanted, breadth).await?;
                loading.beside(subject.id, wanted, false).await?;
                loading.household(&subject, args.starts, breadth).await?;
            }
        }
        Mutation::CareBook(args) => {
            let subject = loading.person(args.subject.unwrap_or(me.id)).await?;
            if let Some(subject) = subject.filter(|it| loading.in_reach(mutation, it.community_id)) {
                // Whoever books a room for the household waits: neither sees what the other is about to write.
                let household = Held { alone: &[subject.household_id.0], ..Held::default() };
                loading.hold(household).await?;
                loading.roster(subject.community_id, args.service, args.starts, breadth).await?;
                if let Some(visit) = Interval::lasting(args.starts, args.service.minutes()) {
                    loading.beside(subject.id, visit, true).await?;
                }
                loading.visits_of(&subject, args.starts, breadth).await?;
                loading.known_to(subject.id).await?;
                loading.household(&subject, args.starts, Breadth::Narrow).await?;
            }
        }
        Mutation::RoomDecide(args) => drop(loading.booking(args.booking_id).await?),
        Mutation::RoomCheckIn(args) => {
            if let Some(booking) = loading.booking(args.booking_id).await?
                && booking.state == State::NoShow
            {
                // Whether anybody has the room that was let go.
                let near = near(booking.interval());
                loading.busy(booking.community_id, booking.resources(), near).await?;
            }
        }
        Mutation::CareAccept(args) | Mutation::CareSetOut(args) => {
            drop(loading.booking(args.booking_id).await?);
        }
        Mutation::CareNobodyHome(args) => loading.with_family(args.booking_id).await?,
        Mutation::CareCheckIn(args) => loading.with_family(args.booking_id).await?,
        Mutation::CareSettle(args) => drop(loading.booking(args.booking_id).await?),
        Mutation::CareCheckOut(args) => drop(loading.booking(args.booking_id).await?),
        Mutation::CareConfirm(args) => drop(loading.booking(args.booking_id).await?),
        Mutation::BookingCancel(args) => loading.with_family(args.booking_id).await?,
        Mutation::CareDecline(args) => loading.substitutes(args.booking_id).await?,
        Mutation::CareAssign(args) => loading.substitutes(args.booking_id).await?,
        Mutation::HoursExcept(args) => loading.hours(mutation, args.resource_id, args.day).await?,
        Mutation::HelpAsk(args) => {
            if let Some(subject) = loading.person(args.subject.unwrap_or(me.id)).await? {
                loading.helps_of(&subject, me.id).await?;
            }
        }
        Mutation::HelpTriage(args) => loading.help(args.help_id).await?,
        Mutation::HelpTake(args) => {
            loading.help(args.help_id).await?;
            let limit = communities.get(&me.community_id).map_or(0, |it| it.settings.neighbour_take_limit);
            loading.rows.tallies.extend(loading.fetch.taken_tally(me.id, limit).await?);
        }
        Mutation::HelpClose(args) | Mutation::HelpWithdraw(args) => loading.help(args.help_id).await?,
        Mutation::HelpNote(args)
        | Mutation::HelpGiveBack(args)
        | Mutation::HelpResolve(args)
        | Mutation::HelpReopen(args)
        | Mutation::HelpEscalate(args) => loading.help(args.help_id).await?,
        Mutation::HelpCallBack(args) => loading.help(args.help_id).await?,
        Mutation::MemberRegister(args) => {
            loading.place(args.community_id);
            // Of whatever community: an id that is in use is answered as one.
            let used = loading.fetch.member(args.member_id).await?;
            loading.rows.extend(used.map(Row::Member));
            if let Some(phone) = &args.phone {
                let taken = loading.fetch.member_by_phone(phone).await?;
                loading.rows.extend(taken.map(Row::Member));
            }
        }
        Mutation::MemberRenumber(args) => {
            loading.person(args.member_id).await?;
            if let Some(phone) = &args.phone {
                let taken = loading.fetch.member_by_phone(phone).await?;
                loading.rows.extend(taken.map(Row::Member));
            }
        }
        Mutation::MessageRead(args) => {
            let found = loading.fetch.messages_by_id(&[args.message_id.0]).await?;
            for message in found {
                loading.place(message.community_id);
                loading.rows.put(Row::Message(message));
            }
        }
    }
    Ok(loading.rows)
}

/// The rows that a person's own booking of a room is decided by. They can be named before anything
/// is read, so that those of many bookings are fetched together.
pub struct Foreseen {
    room: ResourceId,
    wanted: Interval,
    household: HouseholdCount,
    person: MemberId,
}

/// The rows of a mutation, when it is one of those. One that asks for what nobody may have is none:
/// nothing is fetched for it.
#[must_use]
pub fn foreseen(
    communities: &Communities,
    me: &Member,
    mutation: &Mutation,
    now: Instant,
) -> Option<Foreseen> {
    let Mutation::RoomBook(args) = mutation else { return None };
    if args.subject.is_some_and(|it| it != me.id) || !in_reach(communities, me.community_id, mutation, now) {
        return None;
    }
    let wanted = Interval::new(args.starts, args.ends)?;
    let household = household_count(communities, me, args.starts, now)?;
    Some(Foreseen { room: args.resource_id, wanted, household, person: me.id })
}

/// Whether a mutation is not refused whatever there is. Where the community is not known, what is read is
/// its affair that refuses.
fn in_reach(communities: &Communities, place: PlaceId, mutation: &Mutation, now: Instant) -> bool {
    communities.zoned(place).is_some_and(|(community, zone)| {
        let rows = Rows::default();
        out_of_reach(mutation, Calendar { rows: &rows, community, zone, now }).is_none()
    })
}

/// What is counted of the household of who books, for the week of a start.
fn household_count(
    communities: &Communities,
    subject: &Member,
    starts: Instant,
    now: Instant,
) -> Option<HouseholdCount> {
    let (community, zone) = communities.zoned(subject.community_id)?;
    let settings = &community.settings;
    Some(HouseholdCount {
        household: subject.household_id,
        week: zone.week(zone.date(starts)),
        now,
        late: now.minus_minutes(settings.no_show_minutes),
        since: now.plus_days(settings.no_show_window_days.saturating_neg()),
        today: zone.day(zone.date(now)).starts,
        most: [settings.household_week_quota, settings.no_show_limit, settings.household_cancel_limit],
    })
}

impl Foreseen {
    /// Says what to fetch.
    pub fn want(&self, wants: &mut Wants) {
        wants.resource(self.room, near(self.wanted));
        wants.household(self.household);
        wants.visits(self.person, self.wanted);
    }

    /// Adds to what was fetched the rows that needed no fetching.
    pub fn complete(&self, communities: &Communities, me: &Member, rows: &mut Rows) {
        rows.put(Row::Member(me.clone()));
        let place = rows.resources.get(&self.room).map(|it| it.community_id);
        for id in [Some(me.community_id), place].into_iter().flatten() {
            if !rows.communities.contains_key(&id)
                && let Some(community) = communities.get(&id)
            {
                rows.put(Row::Community(community.clone()));
            }
        }
    }
}

/// Turnarounds reach beyond the use itself.
fn near(wanted: Interval) -> Interval {
    wanted.widened(24 * 60, 24 * 60)
}

/// What says who could be sent to a visit; without it when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn substitutes<C: ConnectionTrait>(
    tx: &C,
    communities: &Communities,
    visit: BookingId,
    now: Instant,
) -> Result<Rows, DbErr> {
    let mut loading = Loading { fetch: Fetch(tx), communities, rows: Rows::default(), now, deciding: false };
    loading.substitutes(visit).await?;
    Ok(loading.rows)
}

struct Loading<'a, C> {
    fetch: Fetch<'a, C>,
    communities: &'a Communities,
    rows: Rows,
    now: Instant,
    /// For a decision, and not for a page: what rules count over is held until the commit.
    deciding: bool,
}

impl<C: ConnectionTrait> Loading<'_, C> {
    async fn hold(&self, held: Held<'_>) -> Result<(), DbErr> {
        if self.deciding { self.fetch.hold(held).await } else { Ok(()) }
    }

    fn in_reach(&self, mutation: &Mutation, place: PlaceId) -> bool {
        in_reach(self.communities, place, mutation, self.now)
    }

    fn place(&mut self, id: PlaceId) {
        if let Some(community) = self.communities.get(&id) {
            self.rows.put(Row::Community(community.clone()));
        }
    }

    async fn person(&mut self, id: MemberId) -> Result<Option<Member>, DbErr> {
        if let Some(known) = self.rows.members.get(&id) {
            return Ok(Some(known.clone()));
        }
        let found = self.fetch.member(id).await?;
        if let Some(member) = &found {
            self.place(member.community_id);
            self.rows.put(Row::Member(member.clone()));
        }
        Ok(found)
    }

    async fn resources(&mut self, ids: &[ResourceId]) -> Result<(), DbErr> {
        for resource in self.fetch.resources_by_id(ids).await? {
            self.place(resource.community_id);
            self.rows.put(Row::Resource(resource));
        }
        Ok(())
    }

    async fn busy(
        &mut self,
        place: PlaceId,
        resources: &[ResourceId],
        within: Interval,
    ) -> Result<(), DbErr> {
        let found = self.fetch.busy(Some(place), resources, within).await?;
        self.rows.extend(found.into_iter().map(Row::Busy));
        Ok(())
    }

    /// A room and its taken time; with the others of the community when other times are wanted.
    async fn room(&mut self, id: ResourceId, wanted: Interval, breadth: Breadth) -> Result<(), DbErr> {
        self.resources(&[id]).await?;
        let near = near(wanted);
        let Some(place) = self.rows.resources.get(&id).map(|it| it.community_id) else { return Ok(()) };
        if breadth == Breadth::Narrow {
            return self.busy(place, &[id], near).await;
        }
        let rooms: Vec<Resource> = self
            .fetch
            .resources(&[place])
            .await?
            .into_iter()
            .filter(|it| matches!(it.nature, Nature::Room(_)))
            .collect();
        let ids: Vec<_> = rooms.iter().map(|it| it.id).collect();
        self.rows.extend(rooms.into_iter().map(Row::Resource));
        let days = Interval { starts: near.starts, ends: near.ends.plus_days(OFFER_DAYS) };
        self.busy(place, &ids, days).await
    }

    /// A resource whose hours change, and the bookings that a change of this day can hit. Until the
    /// commit nobody else changes its hours, books a room by them, or sends a caregiver.
    async fn hours(&mut self, mutation: &Mutation, id: ResourceId, day: Date) -> Result<(), DbErr> {
        self.resources(&[id]).await?;
        let place = self.rows.resources.get(&id).map(|it| it.community_id);
        let Some(community) = place.and_then(|id| self.communities.get(&id)) else { return Ok(()) };
        if !self.in_reach(mutation, community.id) {
            return Ok(());
        }
        self.hold(Held { alone: &[id.0, community.id.0], ..Held::default() }).await?;
        // Again: now they stay as they are.
        self.resources(&[id]).await?;
        // From the day before, for a booking that runs across midnight.
        let day = community.zone().day(day);
        let near = Interval { starts: day.starts.plus_days(-1), ends: day.ends };
        let hit = self.fetch.bookings_on(id, near).await?;
        self.rows.extend(hit.into_iter().map(Row::Booking));
        Ok(())
    }

    /// What quota, no-show rule and the limit of cancelled bookings count. Other times may lie in the week
    /// after.
    async fn household(&mut self, subject: &Member, starts: Instant, breadth: Breadth) -> Result<(), DbErr> {
        let next = (breadth == Breadth::Wide).then(|| starts.plus_days(OFFER_DAYS));
        let weeks = core::iter::once(starts).chain(next);
        let counts: Vec<_> =
            weeks.filter_map(|at| household_count(self.communities, subject, at, self.now)).collect();
        self.rows.tallies.extend(self.fetch.household_tallies(&counts).await?);
        Ok(())
    }

    /// A person's visits of the week of a start, and those that reach into it: as many as staff may book.
    async fn visits_of(&mut self, subject: &Member, starts: Instant, breadth: Breadth) -> Result<(), DbErr> {
        let Some((community, zone)) = self.communities.zoned(subject.community_id) else { return Ok(()) };
        let settings = &community.settings;
        let most = settings.for_staff(settings.visit_week_quota).saturating_add(2);
        let ahead = if breadth == Breadth::Wide { OFFER_DAYS * 24 * 60 } else { 0 };
        let week = zone.week(zone.date(starts)).widened(24 * 60, ahead);
        let found = self.fetch.visits_of(subject.id, week, most).await?;
        self.rows.extend(found.into_iter().map(Row::Booking));
        Ok(())
    }

    /// What the limits of asking for help count.
    async fn helps_of(&mut self, subject: &Member, actor: MemberId) -> Result<(), DbErr> {
        let Some((community, zone)) = self.communities.zoned(subject.community_id) else { return Ok(()) };
        let settings = &community.settings;
        let most = settings.for_staff(settings.help_open_limit.max(settings.help_day_limit));
        let today = zone.day(zone.date(self.now)).starts;
        let count = HelpCount { subject: subject.id, actor, today, most: most.max(settings.help_day_limit) };
        self.rows.tallies.extend(self.fetch.help_tallies(count).await?);
        Ok(())
    }

    /// The caregivers of a community with this skill, and their taken time of the whole week.
    async fn roster(
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

    /// Who has been with a person before.
    async fn known_to(&mut self, person: MemberId) -> Result<(), DbErr> {
        let done = self.fetch.visits_done(person).await?;
        self.rows.extend(done.into_iter().map(Row::Booking));
        Ok(())
    }

    async fn booking(&mut self, id: BookingId) -> Result<Option<Booking>, DbErr> {
        let found = self.fetch.booking(id).await?;
        if let Some(booking) = &found {
            self.place(booking.community_id);
            self.resources(booking.resources()).await?;
            self.rows.put(Row::Booking(booking.clone()));
        }
        Ok(found)
    }

    /// What a person has at a time: visits, and with `rooms` also uses of rooms.
    async fn beside(&mut self, person: MemberId, time: Interval, rooms: bool) -> Result<(), DbErr> {
        let found = self.fetch.bookings_beside(&[(person, time)], rooms).await?;
        self.rows.extend(found.into_iter().map(Row::Booking));
        Ok(())
    }

    /// A booking, and of a visit who acts for whom it is for: they are told when it is missed, and when that is
    /// taken back.
    async fn with_family(&mut self, id: BookingId) -> Result<(), DbErr> {
        if let Some(booking) = self.booking(id).await?
            && booking.visit().is_some()
        {
            let grants = self.fetch.grants(booking.subject).await?;
            self.rows.extend(grants.into_iter().map(Row::Grant));
        }
        Ok(())
    }

    /// A visit, and everything that says who else could come.
    async fn substitutes(&mut self, id: BookingId) -> Result<(), DbErr> {
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

    async fn help(&mut self, id: HelpId) -> Result<(), DbErr> {
        for help in self.fetch.helps_by_id(&[id.0]).await? {
            self.place(help.community_id);
            self.rows.put(Row::Help(help));
        }
        Ok(())
    }
}
