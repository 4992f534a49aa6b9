//! What is written of bookings of any kind.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::availability::Calendar;
use crate::ids::BookingId;
use crate::mutation::{Acts, mutations};
use crate::refusal::Refusal;
use crate::time::Instant;

mutations! {
    /// What is done with bookings of any kind.
    BookingMutation {
        /// Cancel a booking of any kind.
        Cancel(BookingReason) = "booking.cancel@1" => booking_cancel, TakesAway;
    }
}

impl Acts for BookingMutation {
    fn forget_time(&mut self) {
        match self {
            Self::Cancel(args) => args.at = None,
        }
    }

    fn is_urgent(&self) -> bool {
        false
    }

    fn asks_for_number(&self) -> bool {
        false
    }

    fn within_reach(&self, _: Calendar<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn claims_time(&self) -> bool {
        false
    }
}

/// Arguments that name a booking.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRef {
    pub booking_id: BookingId,
    /// When it was, as the phone knows it; none when that is not said, and then it is now. Never later than
    /// it was heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

as_json!(struct BookingRef { booking_id, at });

/// Arguments that name a booking and say why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingReason {
    pub booking_id: BookingId,
    #[serde(default)]
    pub reason: String,
    /// When it was, as the phone knows it; none when that is not said, and then it is now. Never later than
    /// it was heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

as_json!(struct BookingReason { booking_id, reason: default, at });
