//! Loading what a decision looks at, for the systems: each says of its mutations which rows it needs.

use linli_domain::availability::Calendar;
use linli_domain::booking::Booking;
use linli_domain::ids::{BookingId, MemberId, PlaceId, ResourceId};
use linli_domain::member::Member;
use linli_domain::mutation::Mutation;
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval};
use sea_orm::{ConnectionTrait, DbErr};

use super::places::Communities;
use crate::db::{Held, Here};

/// Who asks for what to be decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) me: &'a Member,
    pub(crate) mutation: &'a Mutation,
    pub(crate) breadth: Breadth,
}

/// How much to load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Breadth {
    /// What the decision itself needs. What rules count over is held until the commit.
    Narrow,
    /// Also what it takes to offer other times, which nobody waits for and which holds nothing.
    Wide,
}

/// Whether a mutation is not refused whatever there is. Where the community is not known, what is read is
/// its affair that refuses.
pub(crate) fn in_reach(communities: &Communities, place: PlaceId, mutation: &Mutation, now: Instant) -> bool {
    communities.zoned(place).is_some_and(|(community, zone)| {
        let rows = Rows::default();
        mutation.within_reach(Calendar { rows: &rows, community, zone, now }).is_ok()
    })
}

/// Turnarounds reach beyond the use itself.
pub(crate) fn near(wanted: Interval) -> Interval {
    wanted.widened(24 * 60, 24 * 60)
}

/// What is loaded for one decision, and from where.
pub(crate) struct Loading<'a, C> {
    pub(crate) fetch: Here<'a, C>,
    pub(crate) communities: &'a Communities,
    pub(crate) rows: Rows,
    pub(crate) now: Instant,
    /// For a decision, and not for a page: what rules count over is held until the commit.
    pub(crate) deciding: bool,
}

impl<C: ConnectionTrait> Loading<'_, C> {
    /// Before reading; a page holds nothing.
    pub(crate) async fn hold(&self, held: Held<'_>) -> Result<(), DbErr> {
        if self.deciding { self.fetch.hold(held).await } else { Ok(()) }
    }

    pub(crate) fn in_reach(&self, mutation: &Mutation, place: PlaceId) -> bool {
        in_reach(self.communities, place, mutation, self.now)
    }

    pub(crate) fn place(&mut self, id: PlaceId) {
        if let Some(community) = self.communities.get(&id) {
            self.rows.put(Row::Community(community.clone()));
        }
    }

    pub(crate) async fn person(&mut self, id: MemberId) -> Result<Option<Member>, DbErr> {
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

    pub(crate) async fn resources(&mut self, ids: &[ResourceId]) -> Result<(), DbErr> {
        for resource in self.fetch.resources_by_id(ids).await? {
            self.place(resource.community_id);
            self.rows.put(Row::Resource(resource));
        }
        Ok(())
    }

    pub(crate) async fn busy(
        &mut self,
        place: PlaceId,
        resources: &[ResourceId],
        within: Interval,
    ) -> Result<(), DbErr> {
        let found = self.fetch.busy(&[place], resources, within).await?;
        self.rows.extend(found.into_iter().map(Row::Busy));
        Ok(())
    }

    pub(crate) async fn booking(&mut self, id: BookingId) -> Result<Option<Booking>, DbErr> {
        let found = self.fetch.booking(id).await?;
        if let Some(booking) = &found {
            self.place(booking.community_id);
            self.resources(booking.resources()).await?;
            self.rows.put(Row::Booking(booking.clone()));
        }
        Ok(found)
    }

    /// What a person has at a time: visits, and with `rooms` also uses of rooms.
    pub(crate) async fn beside(&mut self, person: &Member, time: Interval, rooms: bool) -> Result<(), DbErr> {
        let found = self.fetch.bookings_beside(&[(person.community_id, person.id, time)], rooms).await?;
        self.rows.extend(found.into_iter().map(Row::Booking));
        Ok(())
    }

    /// A booking, and of a visit who acts for whom it is for: they are told when it is missed, and when that is
    /// taken back.
    pub(crate) async fn with_family(&mut self, id: BookingId) -> Result<(), DbErr> {
        if let Some(booking) = self.booking(id).await?
            && booking.visit().is_some()
        {
            let grants = self.fetch.grants(booking.subject).await?;
            self.rows.extend(grants.into_iter().map(Row::Grant));
        }
        Ok(())
    }
}
