//! Resources: what is scarce and booked by time, and when it is open.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::care::Service;
use crate::ids::{ExceptionId, MemberId, PlaceId, ResourceId};
use crate::member::Gender;
use crate::name::Name;
use crate::time::{Instant, Interval, Zone, weekday_index};

/// A room or a caregiver, with its opening hours.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resource {
    pub id: ResourceId,
    pub community_id: PlaceId,
    pub name: Name,
    pub hours: OpeningHours,
    /// Taken out of use; kept for its history.
    pub retired: bool,
    #[serde(flatten)]
    pub nature: Nature,
}

as_json!(struct Resource { id, community_id, name, hours, retired } flat nature);

/// What kind of resource it is, with what only that kind has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Nature {
    Room(Room),
    Caregiver(Caregiver),
}

as_json!(enum Nature by "kind" {
    Room = "room" (_),
    Caregiver = "caregiver" (_),
});

/// 活动用房、文化广场、室外健身
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Room {
    /// How many people fit.
    pub seats: u16,
    /// Square metres.
    pub area: u16,
    /// Where it is, such as 二楼 / Second floor.
    pub place: Name,
    /// Whether one gets there without steps.
    pub step_free: bool,
    /// Whether the community approves each booking.
    pub approval: bool,
    pub outdoor: bool,
}

as_json!(struct Room { seats, area, place, step_free, approval, outdoor });

/// 护理员
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Caregiver {
    /// Their account.
    pub member_id: MemberId,
    pub gender: Gender,
    pub skills: Vec<Service>,
    /// The certificate is valid before this instant.
    pub certified_until: Instant,
}

as_json!(struct Caregiver { member_id, gender, skills, certified_until });

/// Weekly hours with dated exceptions. The wall clock is the community's.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpeningHours {
    /// Seven lists, Monday first; none for a closed day.
    pub week: [Vec<Hours>; 7],
    pub exceptions: Vec<Exception>,
}

as_json!(struct OpeningHours { week, exceptions });

/// Open from one wall-clock minute to another, counted from midnight; `until` at most 1440.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    pub from: u16,
    pub until: u16,
}

as_json!(struct Hours { from, until });

/// A day with other hours than its weekday: a holiday, a swapped workday 调休, a repair.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exception {
    pub id: ExceptionId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub day: Date,
    /// Empty: closed all day.
    pub hours: Vec<Hours>,
    /// Shown to people.
    pub note: String,
}

as_json!(struct Exception { id, day, hours, note });

impl OpeningHours {
    /// The same hours on each day of the week.
    #[must_use]
    pub fn daily(from: u16, until: u16) -> Self {
        Self { week: std::array::from_fn(|_| vec![Hours { from, until }]), exceptions: Vec::new() }
    }

    /// The exception that holds on a day.
    #[must_use]
    pub fn exception(&self, day: Date) -> Option<&Exception> {
        self.exceptions.iter().find(|e| e.day == day)
    }

    /// The wall-clock hours of a day.
    #[must_use]
    pub fn hours(&self, day: Date) -> &[Hours] {
        match self.exception(day) {
            Some(exception) => &exception.hours,
            None => self.week.get(weekday_index(day)).map_or(&[], Vec::as_slice),
        }
    }

    /// The stretches of a day in which the resource is open.
    pub fn open(&self, day: Date, zone: &Zone) -> impl Iterator<Item = Interval> {
        self.hours(day).iter().filter_map(move |h| Interval::new(zone.at(day, h.from), zone.at(day, h.until)))
    }

    /// Whether one stretch of opening covers the interval. Hours that end at midnight and go on
    /// with the next day count as one.
    #[must_use]
    pub fn covers(&self, interval: Interval, zone: &Zone) -> bool {
        let first = zone.date(interval.starts);
        let last = zone.date(interval.ends);
        let mut reached = interval.starts;
        let mut day = first;
        while day <= last {
            let mut stretches: Vec<_> = self.open(day, zone).collect();
            stretches.sort_unstable();
            for open in stretches {
                if open.starts <= reached && reached < open.ends {
                    reached = open.ends;
                }
            }
            if reached >= interval.ends {
                return true;
            }
            if reached < zone.day(day).ends {
                return false;
            }
            day = crate::time::plus_days(day, 1);
        }
        false
    }
}
