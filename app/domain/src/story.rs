//! Stories: what happened to a booking or a request, told to all who may read it.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::ids::{BookingId, EventId, HelpId, MemberId, PlaceId};
use crate::time::Instant;

/// One entry of a story: append-only, the same for all who may read it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoryEvent {
    pub id: EventId,
    pub community_id: PlaceId,
    /// The booking or the request.
    pub about: uuid::Uuid,
    pub at: Instant,
    /// Who did it; none when linli itself did.
    pub actor: Option<MemberId>,
    /// How the actor is greeted.
    pub actor_called: String,
    pub deed: Deed,
    pub note: String,
    /// When it was, by the phone of who did it, where it was heard of later; `at` is when that was.
    #[serde(default)]
    pub happened: Option<Instant>,
}

as_json!(struct StoryEvent { id, community_id, about, at, actor, actor_called, deed, note, happened });

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Deed {
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
    Asked,
    Triaged,
    HandedOver,
    Taken,
    Noted,
    Resolved,
    Solved,
    NotSolved,
    NotReached,
    Closed,
    Reopened,
    Escalated,
    Withdrawn,
}

as_json!(
    enum Deed {
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
        Asked = "asked",
        Triaged = "triaged",
        HandedOver = "handed_over",
        Taken = "taken",
        Noted = "noted",
        Resolved = "resolved",
        Solved = "solved",
        NotSolved = "not_solved",
        NotReached = "not_reached",
        Closed = "closed",
        Reopened = "reopened",
        Escalated = "escalated",
        Withdrawn = "withdrawn",
    }
);

/// What a story is of. Ids are made on phones, so that somebody may give a request the id of another
/// person's booking; what happened tells which of the two is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoryOf {
    Booking(BookingId),
    Help(HelpId),
}

impl From<BookingId> for StoryOf {
    fn from(id: BookingId) -> Self {
        Self::Booking(id)
    }
}

impl From<HelpId> for StoryOf {
    fn from(id: HelpId) -> Self {
        Self::Help(id)
    }
}

impl StoryEvent {
    /// What it happened to.
    #[must_use]
    pub fn of(&self) -> StoryOf {
        if self.deed.is_of_help() {
            StoryOf::Help(self.about.into())
        } else {
            StoryOf::Booking(self.about.into())
        }
    }
}

impl Deed {
    /// Whether it happens to requests for help; the others happen to bookings.
    #[must_use]
    pub const fn is_of_help(self) -> bool {
        match self {
            Self::Booked
            | Self::Approved
            | Self::Refused
            | Self::Expired
            | Self::NoShow
            | Self::CheckedIn
            | Self::Accepted
            | Self::Declined
            | Self::Reassigned
            | Self::Assigned
            | Self::SetOut
            | Self::CheckedOut
            | Self::NobodyHome
            | Self::Confirmed
            | Self::Disputed
            | Self::Cancelled
            | Self::HoursChanged => false,
            Self::Asked
            | Self::Triaged
            | Self::HandedOver
            | Self::Taken
            | Self::Noted
            | Self::Resolved
            | Self::Solved
            | Self::NotSolved
            | Self::NotReached
            | Self::Closed
            | Self::Reopened
            | Self::Escalated
            | Self::Withdrawn => true,
        }
    }
}
