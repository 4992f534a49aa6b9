//! What the story of a booking tells.

use serde::{Deserialize, Serialize};

use crate::as_json;

/// What can happen to a booking, of whatever kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BookingDeed {
    Booked,
    Approved,
    Refused,
    Expired,
    NoShow,
    CheckedIn,
    Accepted,
    Declined,
    Reassigned,
    Assigned,
    SetOut,
    CheckedOut,
    NobodyHome,
    Confirmed,
    Disputed,
    Cancelled,
    HoursChanged,
}

as_json!(
    enum BookingDeed {
        Booked = "booked",
        Approved = "approved",
        Refused = "refused",
        Expired = "expired",
        NoShow = "no_show",
        CheckedIn = "checked_in",
        Accepted = "accepted",
        Declined = "declined",
        Reassigned = "reassigned",
        Assigned = "assigned",
        SetOut = "set_out",
        CheckedOut = "checked_out",
        NobodyHome = "nobody_home",
        Confirmed = "confirmed",
        Disputed = "disputed",
        Cancelled = "cancelled",
        HoursChanged = "hours_changed",
    }
);
