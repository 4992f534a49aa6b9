//! The place tree and the settings of a community.

use core::cell::RefCell;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::holiday::Holiday;
use crate::ids::PlaceId;
use crate::name::Name;
use crate::time::{Minutes, Zone, plus_days};

/// The three levels of the tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// 区
    District,
    /// 街道、乡镇
    Subdistrict,
    /// 社区、村
    Community,
}

as_json!(
    enum PlaceKind {
        District = "district",
        Subdistrict = "subdistrict",
        Community = "community",
    }
);

/// A community with all that its rules need.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Community {
    pub id: PlaceId,
    pub subdistrict_id: PlaceId,
    pub district_id: PlaceId,
    pub name: Name,
    pub subdistrict: Name,
    /// The desk's phone number, digits with or without `+`.
    pub phone: String,
    /// IANA name.
    pub zone: String,
    /// The zone's rules, `TZif` (RFC 9636) in base64, so that a phone needs no database of zones.
    pub tzif: String,
    pub settings: Settings,
    /// The calendar that is kept here. Not in the database: every server has it from its own file.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

as_json!(struct Community {
    id, subdistrict_id, district_id, name, subdistrict, phone, zone, tzif, settings, holidays: default,
});

impl Community {
    /// The zone with its rules; UTC when the row carries none that can be read.
    #[must_use]
    pub fn zone(&self) -> Zone {
        ZONES.with_borrow_mut(|known| {
            let same = |it: &&KnownZone| it.name == self.zone && it.tzif == self.tzif;
            if let Some(it) = known.iter().find(same) {
                return it.zone.clone();
            }
            let zone = crate::base64::decode(&self.tzif)
                .and_then(|bytes| Zone::from_tzif(&self.zone, &bytes).ok())
                .unwrap_or_else(Zone::utc);
            if known.len() >= MOST_ZONES {
                known.clear();
            }
            known.push(KnownZone { name: self.zone.clone(), tzif: self.tzif.clone(), zone: zone.clone() });
            zone
        })
    }
}

/// Zones that were read already: every decision asks for one, and reading its rules takes as long as
/// the rest of it.
struct KnownZone {
    name: String,
    tzif: String,
    zone: Zone,
}

const MOST_ZONES: usize = 16;

thread_local! {
    static ZONES: RefCell<Vec<KnownZone>> = const { RefCell::new(Vec::new()) };
}

/// Every limit of a community. Stored as JSON; what a community leaves out has the default, and a
/// limit of a newer build is passed over by an older phone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Settings {
    /// Bookings start and end on this grid, minutes after the wall clock's midnight. Default 30.
    pub slot_minutes: Minutes,
    /// Shortest use of a room. Default 30.
    pub room_min_minutes: Minutes,
    /// Longest use of a room. Default 240.
    pub room_max_minutes: Minutes,
    /// How many calendar days ahead may be booked. Default 60.
    pub horizon_days: i64,
    /// Kept free after each use of a room. Default 10.
    pub turnaround_minutes: Minutes,
    /// Rooms that one household may hold in one week, Monday to Sunday. Default 2.
    pub household_week_quota: usize,
    /// Bookings, of rooms and of visits, that a household may make and cancel on one day; then it books
    /// again the day after. Staff who books for them is not held to it. Default 10.
    pub household_cancel_limit: usize,
    /// Visits that one person may have in one week, Monday to Sunday. Default 14.
    pub visit_week_quota: usize,
    /// How long a booking that waits for approval holds its time. Default 24 h.
    pub pending_hold_minutes: Minutes,
    /// It lets go at the latest this long before it starts, unless it was made later than that.
    /// Default 2 h.
    pub pending_release_minutes: Minutes,
    /// Not checked in this long after the start: released as a no-show. Default 15.
    pub no_show_minutes: Minutes,
    /// Check-in opens this long before the start. Default 30.
    pub check_in_early_minutes: Minutes,
    /// This many no-shows within `no_show_window_days`: the next booking needs approval. Default 3.
    pub no_show_limit: usize,
    /// See `no_show_limit`. Default 90.
    pub no_show_window_days: i64,
    /// A caregiver's way to a visit, kept free before it. Default 20.
    pub care_travel_minutes: Minutes,
    /// Kept free after a visit. Default 10.
    pub care_buffer_minutes: Minutes,
    /// Earliest start of a visit after the moment of booking. Default 60.
    pub care_notice_minutes: Minutes,
    /// A caregiver's work in one day, ways included. Default 8 h.
    pub carer_day_minutes: Minutes,
    /// A caregiver's work in one week, ways included. Default 44 h (Labour Law of the PRC, art. 36).
    pub carer_week_minutes: Minutes,
    /// Days that a caregiver works in one week. Default 6, which leaves one day of rest (art. 38).
    pub carer_week_days: usize,
    /// A caregiver sees address and risks from this long before a visit. Default 24 h.
    pub address_before_minutes: Minutes,
    /// … to this long after it. Default 2 h.
    pub address_after_minutes: Minutes,
    /// A check-in farther from the home than this is kept as "place not verified". Default 150.
    pub check_in_radius_metres: u32,
    /// A caregiver sets out for a visit, and checks in, at the earliest this long before its start.
    /// Default 2 h.
    pub visit_early_minutes: Minutes,
    /// A visit nobody set out for this long after its start is closed as a no-show. Default 60.
    pub visit_no_show_minutes: Minutes,
    /// A visit that somebody set out for and never checked in to is closed as a no-show this long
    /// after its end. Default 2 h, as long as the caregiver sees the address.
    pub visit_unheard_minutes: Minutes,
    /// A request for help should leave each stage within this time. Default 2 h.
    pub help_stage_minutes: Minutes,
    /// A request for help should be resolved within this time. Default 72 h.
    pub help_case_minutes: Minutes,
    /// Requests for help that one person may have open at once. Default 5.
    pub help_open_limit: usize,
    /// Requests for help for one person, and by one person, on one day. Default 20.
    pub help_day_limit: usize,
    /// Staff that asks or books for somebody may do so this many times as often as the person and the
    /// family. Default 10.
    pub staff_times: usize,
    /// Requests that one neighbour may have taken and not done yet. Default 2.
    pub neighbour_take_limit: usize,
    /// Whether neighbours read a request only after staff has. Default false: those that are meant for
    /// neighbours reach them at once.
    pub neighbours_after_staff: bool,
    /// How long after the time at which a visit counts as unheard of a caregiver can still say that they
    /// were there; and how long after the end of a use of a room a keeper can say that people came, or after
    /// a booking's end somebody that they had called it off. Default 72 h.
    pub late_check_in_minutes: Minutes,
    /// Longest text a person may write in one field, in characters. Default 500.
    pub text_limit: usize,
}

as_json!(struct Settings or default {
    slot_minutes, room_min_minutes, room_max_minutes, horizon_days, turnaround_minutes,
    household_week_quota, pending_hold_minutes, pending_release_minutes, no_show_minutes,
    check_in_early_minutes, no_show_limit, no_show_window_days, care_travel_minutes,
    care_buffer_minutes, care_notice_minutes, carer_day_minutes, carer_week_minutes, carer_week_days,
    address_before_minutes, address_after_minutes, check_in_radius_metres, visit_early_minutes,
    visit_no_show_minutes, visit_unheard_minutes, help_stage_minutes, help_case_minutes, text_limit,
    household_cancel_limit, visit_week_quota, help_open_limit, help_day_limit, staff_times,
    neighbour_take_limit, neighbours_after_staff, late_check_in_minutes,
});

impl Settings {
    /// What staff may do of something that a person may do so often.
    #[must_use]
    pub const fn for_staff(&self, limit: usize) -> usize {
        limit.saturating_mul(self.staff_times)
    }

    /// The last day that can have other hours: a year beyond what can be booked.
    #[must_use]
    pub fn last_day_of_hours(&self, today: Date) -> Date {
        plus_days(today, self.horizon_days.saturating_add(365))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            slot_minutes: 30,
            room_min_minutes: 30,
            room_max_minutes: 240,
            horizon_days: 60,
            turnaround_minutes: 10,
            household_week_quota: 2,
            household_cancel_limit: 10,
            visit_week_quota: 14,
            pending_hold_minutes: 24 * 60,
            pending_release_minutes: 2 * 60,
            no_show_minutes: 15,
            check_in_early_minutes: 30,
            no_show_limit: 3,
            no_show_window_days: 90,
            care_travel_minutes: 20,
            care_buffer_minutes: 10,
            care_notice_minutes: 60,
            carer_day_minutes: 8 * 60,
            carer_week_minutes: 44 * 60,
            carer_week_days: 6,
            address_before_minutes: 24 * 60,
            address_after_minutes: 2 * 60,
            check_in_radius_metres: 150,
            visit_early_minutes: 2 * 60,
            visit_no_show_minutes: 60,
            visit_unheard_minutes: 2 * 60,
            help_stage_minutes: 2 * 60,
            help_case_minutes: 72 * 60,
            help_open_limit: 5,
            help_day_limit: 20,
            staff_times: 10,
            neighbour_take_limit: 2,
            neighbours_after_staff: false,
            late_check_in_minutes: 72 * 60,
            text_limit: 500,
        }
    }
}
