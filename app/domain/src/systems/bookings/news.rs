//! News of bookings of any kind.

use serde::Serialize;

use crate::as_json;
use crate::booking::{Booking, State};
use crate::care::Service;
use crate::ids::BookingId;
use crate::time::Instant;

/// What people are told of a booking.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "about")]
pub enum BookingNews {
    /// Somebody else changed a booking of this person.
    #[serde(rename = "booking")]
    Changed {
        booking_id: BookingId,
        state: State,
        starts: Instant,
        /// The room's or the service's name is looked up by these.
        service: Option<Service>,
        reason: String,
    },
}

as_json!(enum BookingNews by "about" {
    Changed = "booking" { booking_id, state, starts, service, reason },
});

impl BookingNews {
    /// Where a booking stands now, and why.
    #[must_use]
    pub fn changed(booking: &Booking, state: State, reason: &str) -> Self {
        Self::Changed {
            booking_id: booking.id,
            state,
            starts: booking.starts,
            service: booking.visit().map(|visit| visit.service),
            reason: reason.trim().to_owned(),
        }
    }
}
