//! News of requests for help.

use serde::Serialize;

use crate::as_json;
use crate::help::Stage;
use crate::ids::MatterId;

/// What people are told of a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "about")]
pub enum HelpNews {
    /// A request for help moved on.
    #[serde(rename = "help")]
    Moved { help_id: MatterId, stage: Stage },
}

as_json!(enum HelpNews by "about" {
    Moved = "help" { help_id, stage },
});
