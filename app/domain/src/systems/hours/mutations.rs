//! What is written of hours.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::availability::Calendar;
use crate::ids::{ExceptionId, ResourceId};
use crate::mutation::{Acts, mutations};
use crate::refusal::{BookingRefusal, CommonRefusal, Refusal};

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

    fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal> {
        match self {
            Self::Except(args) => args.within_reach(calendar),
        }
    }

    fn claims_time(&self) -> bool {
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

impl HoursExcept {
    pub(crate) fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal> {
        let today = calendar.zone.date(calendar.now);
        let last_day = calendar.community.settings.last_day_of_hours(today);
        if self.day < today {
            Err(CommonRefusal::Past.into())
        } else if self.day > last_day {
            Err(BookingRefusal::BeyondHorizon { last_day }.into())
        } else {
            Ok(())
        }
    }
}
