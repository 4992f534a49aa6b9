//! What is written of rooms.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::availability::Calendar;
use crate::ids::{BookingId, MemberId, ResourceId};
use crate::mutation::{Acts, BookingRef, mutations};
use crate::refusal::{CommonRefusal, Refusal};
use crate::systems::is_false;
use crate::time::{Instant, Interval};

mutations! {
    /// Borrowing rooms.
    RoomMutation {
        /// Borrow a room.
        Book(RoomBook) = "room.book@1" => room_book, Queued;
        /// The community says yes or no to a pending booking.
        Decide(RoomDecide) = "room.decide@1" => room_decide, Queued;
        /// The keeper has seen the people come.
        CheckIn(BookingRef) = "room.check_in@1" => room_check_in, Queued;
    }
}

impl Acts for RoomMutation {
    fn forget_time(&mut self) {
        match self {
            Self::CheckIn(args) => args.at = None,
            Self::Book(_) | Self::Decide(_) => {}
        }
    }

    fn is_urgent(&self) -> bool {
        false
    }

    fn asks_for_number(&self) -> bool {
        false
    }

    fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal> {
        match self {
            Self::Book(args) => args.within_reach(calendar),
            // These name something that there is.
            Self::Decide(_) | Self::CheckIn(_) => Ok(()),
        }
    }

    fn claims_time(&self) -> bool {
        matches!(self, Self::Book(_))
    }
}

/// Arguments of `room.book@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomBook {
    pub booking_id: BookingId,
    pub resource_id: ResourceId,
    pub starts: Instant,
    pub ends: Instant,
    /// How many come; 1 when absent.
    #[serde(default)]
    pub people: Option<u16>,
    /// What for.
    #[serde(default)]
    pub note: String,
    /// For whom, when not for oneself.
    #[serde(default)]
    pub subject: Option<MemberId>,
    /// It may stand beside what else there is of the person at that time. Without it a visit is refused
    /// within another one and within a use of a room of theirs, and such a use around a visit.
    #[serde(default, skip_serializing_if = "is_false")]
    pub also: bool,
}

as_json!(struct RoomBook {
    booking_id, resource_id, starts, ends, people, note: default, subject, also: default,
});

impl RoomBook {
    pub(crate) fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal> {
        calendar.use_fits(Interval::new(self.starts, self.ends).ok_or(CommonRefusal::EndsBeforeStarts)?)
    }
}

/// Arguments of `room.decide@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomDecide {
    pub booking_id: BookingId,
    pub approve: bool,
    /// Needed for a no.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct RoomDecide { booking_id, approve, reason: default });
