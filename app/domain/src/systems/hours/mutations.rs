//! What is written of hours.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::ids::{ExceptionId, ResourceId};
use crate::mutation::{Acts, mutations};

mutations! {
    /// Hours of a day that are others than usual.
    HoursMutation {
        /// A day with other hours; `hours` empty closes the day.
        Except(HoursExcept) = "hours.except@1" => hours_except, Queued;
    }
}

impl Acts for HoursMutation {
    fn forget_time(&mut self) {
        match self {
            Self::Except(_) => {}
        }
    }

    fn is_urgent(&self) -> bool {
        false
    }

    fn asks_for_number(&self) -> bool {
        false
    }
}

/// Arguments of `hours.except@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursExcept {
    pub exception_id: ExceptionId,
    pub resource_id: ResourceId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub day: Date,
    /// Wall clock minutes after midnight; both absent closes the day.
    #[serde(default)]
    pub from: Option<u16>,
    #[serde(default)]
    pub until: Option<u16>,
    /// Shown to people.
    #[serde(default)]
    pub note: String,
}

as_json!(struct HoursExcept { exception_id, resource_id, day, from, until, note: default });
