//! What becomes of what somebody has open in a community when they go to live in another one. What is over stays
//! where it was, as that community's history.

use uuid::Uuid;

use super::{Effect, Work, linli, nobody};
use crate::booking::Booking;
use crate::ids::{MemberId, PlaceId};
use crate::matter::{Kind, Matter};
use crate::rows::{Row, Rows};
use crate::time::Instant;

/// Somebody who goes to live in another community.
#[derive(Clone, Copy, Debug)]
pub struct Mover<'a> {
    pub who: MemberId,
    /// Where they live from now on.
    pub to: PlaceId,
    /// Those who may act for them. Like the person they look at the new community from now on, and at the one
    /// before no more: what is told to them is told there.
    pub family: &'a [MemberId],
    /// Why, for all who hear of it.
    pub why: &'a str,
    pub now: Instant,
    /// Makes the ids of what is told.
    pub fresh: fn() -> Uuid,
}

impl Mover<'_> {
    /// A booking for them is called off, told as any other. Nothing becomes of one that has begun or is over: time
    /// ends it where it is.
    #[must_use]
    pub fn leaves_booking(&self, booking: &Booking, rows: &Rows) -> Vec<Effect> {
        self.effects(booking.community_id, rows, |work| work.booking_left(booking, self.why))
    }

    /// A matter of theirs ends as its kind says, and one that they had taken waits for somebody else.
    #[must_use]
    pub fn leaves_matter(&self, matter: &Matter, rows: &Rows) -> Vec<Effect> {
        self.effects(matter.community_id, rows, |work| match &matter.kind {
            Kind::Help(_) => work.help_left(matter, self.who, self.why),
        })
    }

    fn effects(&self, place: PlaceId, rows: &Rows, leave: impl FnOnce(&mut Work<'_>)) -> Vec<Effect> {
        let nobody = nobody(place);
        let case = linli(rows, &nobody, self.now, self.fresh);
        let mut work = Work { case, effects: Vec::with_capacity(4), ids: 0 };
        leave(&mut work);
        for effect in &mut work.effects {
            if let Effect::Put(row) = effect
                && let Row::Message(message) = &mut **row
                && (message.to == self.who || self.family.contains(&message.to))
            {
                message.community_id = self.to;
            }
        }
        work.effects
    }
}
