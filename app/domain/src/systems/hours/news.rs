//! News of hours that are others than usual.

use serde::Serialize;

use crate::as_json;
use crate::care::Service;
use crate::ids::BookingId;
use crate::time::Instant;

/// What people are told of hours.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "about")]
pub enum HoursNews {
    /// The opening hours of a room, or the working hours of a visit's caregiver, changed under a
    /// booking.
    #[serde(rename = "hours_changed")]
    Changed {
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
}

as_json!(enum HoursNews by "about" {
    Changed = "hours_changed" { booking_id, starts, service, note, retired: default },
});
