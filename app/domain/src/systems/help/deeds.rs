//! What the story of a request tells.

use serde::{Deserialize, Serialize};

use crate::as_json;

/// What can happen to a request for help.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HelpDeed {
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
    enum HelpDeed {
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
