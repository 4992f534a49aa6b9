//! Limits of bookings of any kind.

use crate::place::limits;
use crate::time::Minutes;

limits! {
    /// Limits of bookings of any kind.
    BookingSettings {
        /// Bookings start and end on this grid, minutes after the wall clock's midnight. Default 30.
        slot_minutes: Minutes = 30,
        /// How many calendar days ahead may be booked. Default 60.
        horizon_days: i64 = 60,
        /// Bookings, of rooms and of visits, that a household may make and cancel on one day; then it books
        /// again the day after. Staff who books for them is not held to it. Default 10.
        household_cancel_limit: usize = 10,
        /// How long after the time at which a visit counts as unheard of a caregiver can still say that they
        /// were there; and how long after the end of a use of a room a keeper can say that people came, or after
        /// a booking's end somebody that they had called it off. Default 72 h.
        late_check_in_minutes: Minutes = 72 * 60,
    }
}
