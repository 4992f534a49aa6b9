//! Borrowing rooms, on the server.

use linli_domain::availability::OFFER_DAYS;
use linli_domain::booking::State;
use linli_domain::ids::{BookingId, MemberId, PlaceId, ResourceId};
use linli_domain::member::Member;
use linli_domain::mutation::{Mutation, RoomMutation};
use linli_domain::policy::Actor;
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Noted, Seldom, Watched};
use crate::db::{Batch, Held, HouseholdCount, Wants};
use crate::services::address::{Address, DeskOf, NotAllowed};
use crate::services::loading::{Asking, Breadth, Loading, in_reach, near};
use crate::services::places::Communities;
use crate::services::reading::{Want, Which};

/// Borrowing a room, and the desk's rooms.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    match at.parts() {
        // A use that begins late reaches into the next day. Of the own bookings nothing is shown.
        ["rooms", ..] => Some(Ok(Want {
            resources: Some(Which::Rooms),
            busy: Some((Which::Rooms, at.around(at.day_to_book(), 60, 24 * 60))),
            subject: at.subject(),
            ..Want::default()
        })),
        ["desk", "rooms" | "approvals", ..] => Some(at.desk(DeskOf::All)),
        _ => None,
    }
}

impl Watched for RoomMutation {
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
    it: &RoomMutation,
    Asking { me, mutation, breadth }: Asking<'_>,
) -> Result<(), DbErr> {
    match it {
        RoomMutation::Book(args) => {
            let subject = loading.person(args.subject.unwrap_or(me.id)).await?;
            if let Some(subject) = subject.filter(|it| loading.in_reach(mutation, it.community_id))
                && let Some(wanted) = Interval::new(args.starts, args.ends)
            {
                // Quota and no-shows are counted over the household; the room's hours are not to change.
                let alone = [subject.household_id.0];
                loading.hold(Held { alone: &alone, shared: &[args.resource_id.0] }).await?;
                loading.room(args.resource_id, wanted, breadth).await?;
                loading.beside(&subject, wanted, false).await?;
                loading.household(&subject, args.starts, breadth).await?;
            }
        }
        RoomMutation::Decide(args) => drop(loading.booking(args.booking_id).await?),
        RoomMutation::CheckIn(args) => {
            if let Some(booking) = loading.booking(args.booking_id).await?
                && booking.state == State::NoShow
            {
                // Whether anybody has the room that was let go.
                let near = near(booking.interval());
                loading.busy(booking.community_id, booking.resources(), near).await?;
            }
        }
    }
    Ok(())
}

impl<C: ConnectionTrait> Loading<'_, C> {
    /// A room and its taken time; with the others of the community when other times are wanted.
    pub(crate) async fn room(
        &mut self,
        id: ResourceId,
        wanted: Interval,
        breadth: Breadth,
    ) -> Result<(), DbErr> {
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

    /// What quota, no-show rule and the limit of cancelled bookings count. Other times may lie in the week
    /// after.
    pub(crate) async fn household(
        &mut self,
        subject: &Member,
        starts: Instant,
        breadth: Breadth,
    ) -> Result<(), DbErr> {
        let next = (breadth == Breadth::Wide).then(|| starts.plus_days(OFFER_DAYS));
        let weeks = core::iter::once(starts).chain(next);
        let counts: Vec<_> =
            weeks.filter_map(|at| household_count(self.communities, subject, at, self.now)).collect();
        self.rows.tallies.extend(self.fetch.household_tallies(&counts).await?);
        Ok(())
    }
}

/// The rows that a person's own booking of a room is decided by. They can be named before anything
/// is read, so that those of many bookings are fetched together.
pub struct Foreseen {
    booking: BookingId,
    community: PlaceId,
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
    let Mutation::Rooms(RoomMutation::Book(args)) = mutation else { return None };
    if args.subject.is_some_and(|it| it != me.id) || !in_reach(communities, me.community_id, mutation, now) {
        return None;
    }
    let wanted = Interval::new(args.starts, args.ends)?;
    let household = household_count(communities, me, args.starts, now)?;
    Some(Foreseen {
        booking: args.booking_id,
        community: me.community_id,
        room: args.resource_id,
        wanted,
        household,
        person: me.id,
    })
}

impl Foreseen {
    /// Says what to fetch.
    pub fn want(&self, wants: &mut Wants) {
        // Written together with those of others, which an id that exists would spoil.
        wants.new_booking(self.community, self.booking.0);
        wants.resource(self.community, self.room, near(self.wanted));
        wants.household(self.household);
        wants.visits(self.community, self.person, self.wanted);
    }

    /// Whether the id is in use.
    pub fn exists(&self, batch: &Batch<'_>) -> bool {
        batch.has_booking(self.community, self.booking.0)
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
        community: community.id,
        household: subject.household_id,
        week: zone.week(zone.date(starts)),
        now,
        late: now.minus_minutes(settings.rooms.no_show_minutes),
        since: now.plus_days(settings.rooms.no_show_window_days.saturating_neg()),
        today: zone.day(zone.date(now)).starts,
        most: [
            settings.rooms.household_week_quota,
            settings.rooms.no_show_limit,
            settings.bookings.household_cancel_limit,
        ],
    })
}
