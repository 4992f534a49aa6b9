//! Messages to one person: what changed without their doing.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::booking::State;
use crate::care::Service;
use crate::ids::{BookingId, MatterId, MemberId, MessageId, PlaceId};
use crate::time::Instant;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    pub id: MessageId,
    pub community_id: PlaceId,
    pub to: MemberId,
    pub at: Instant,
    pub read: bool,
    pub ver: u64,
    pub news: News,
}

as_json!(struct Message { id, community_id, to, at, read, ver, news });

/// What a message says; the words are the interface's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum News {
    /// Somebody else changed a booking of this person.
    Booking {
        booking_id: BookingId,
        state: State,
        starts: Instant,
        /// The room's or the service's name is looked up by these.
        service: Option<Service>,
        reason: String,
    },
    /// The opening hours of a room, or the working hours of a visit's caregiver, changed under a
    /// booking.
    HoursChanged {
        booking_id: BookingId,
        starts: Instant,
        /// Of a visit.
        #[serde(default)]
        service: Option<Service>,
        note: String,
        /// The room, or the caregiver, is not there at all any more; phones of before speak of hours.
        #[serde(default)]
        retired: bool,
    },
    /// A request for help moved on.
    Help { help_id: MatterId, stage: crate::help::Stage },
    /// The desk gave this person another phone number, or took theirs away. All their sessions ended with
    /// it, so that whoever reads it has come by a page that knows it.
    Number {
        removed: bool,
        #[serde(default)]
        reason: String,
    },
}

as_json!(enum News by "about" {
    Booking = "booking" { booking_id, state, starts, service, reason },
    HoursChanged = "hours_changed" { booking_id, starts, service, note, retired: default },
    Help = "help" { help_id, stage },
    Number = "number" { removed, reason: default },
});
