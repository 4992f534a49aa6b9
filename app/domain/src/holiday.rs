//! Public holidays, and the days of a weekend that are worked for them (调休).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::name::Name;

/// One holiday of one year.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub name: Name,
    /// The first day off.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub first: Date,
    /// The last day off.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub last: Date,
    /// Saturdays and Sundays that are worked for it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub worked: Vec<Date>,
}

as_json!(struct Holiday { name, first, last, worked: default });

/// What a day is by the calendar of holidays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayOff<'a> {
    /// 休: off, for this holiday.
    Off(&'a Name),
    /// 班: a day of a weekend that is worked for this holiday.
    Worked(&'a Name),
}

/// What `day` is; none for a day as any other.
#[must_use]
pub fn day_off(holidays: &[Holiday], day: Date) -> Option<DayOff<'_>> {
    let off = holidays.iter().find(|it| (it.first..=it.last).contains(&day));
    off.map(|it| DayOff::Off(&it.name))
        .or_else(|| holidays.iter().find(|it| it.worked.contains(&day)).map(|it| DayOff::Worked(&it.name)))
}
