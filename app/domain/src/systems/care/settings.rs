//! Limits of care at home.

use crate::place::limits;
use crate::time::Minutes;

limits! {
    /// Limits of care at home.
    CareSettings {
        /// Visits that one person may have in one week, Monday to Sunday. Default 14.
        visit_week_quota: usize = 14,
        /// A caregiver's way to a visit, kept free before it. Default 20.
        care_travel_minutes: Minutes = 20,
        /// Kept free after a visit. Default 10.
        care_buffer_minutes: Minutes = 10,
        /// Earliest start of a visit after the moment of booking. Default 60.
        care_notice_minutes: Minutes = 60,
        /// A caregiver's work in one day, ways included. Default 8 h.
        carer_day_minutes: Minutes = 8 * 60,
        /// A caregiver's work in one week, ways included. Default 44 h (Labour Law of the PRC, art. 36).
        carer_week_minutes: Minutes = 44 * 60,
        /// Days that a caregiver works in one week. Default 6, which leaves one day of rest (art. 38).
        carer_week_days: usize = 6,
        /// A caregiver sees address and risks from this long before a visit. Default 24 h.
        address_before_minutes: Minutes = 24 * 60,
        /// … to this long after it. Default 2 h.
        address_after_minutes: Minutes = 2 * 60,
        /// A check-in farther from the home than this is kept as "place not verified". Default 150.
        check_in_radius_metres: u32 = 150,
        /// A caregiver sets out for a visit, and checks in, at the earliest this long before its start.
        /// Default 2 h.
        visit_early_minutes: Minutes = 2 * 60,
        /// A visit nobody set out for this long after its start is closed as a no-show. Default 60.
        visit_no_show_minutes: Minutes = 60,
        /// A visit that somebody set out for and never checked in to is closed as a no-show this long
        /// after its end. Default 2 h, as long as the caregiver sees the address.
        visit_unheard_minutes: Minutes = 2 * 60,
    }
}
