//! Limits of borrowing rooms.

use crate::place::limits;
use crate::time::Minutes;

limits! {
    /// Limits of borrowing rooms.
    RoomSettings {
        /// Shortest use of a room. Default 30.
        room_min_minutes: Minutes = 30,
        /// Longest use of a room. Default 240.
        room_max_minutes: Minutes = 240,
        /// Kept free after each use of a room. Default 10.
        turnaround_minutes: Minutes = 10,
        /// Rooms that one household may hold in one week, Monday to Sunday. Default 2.
        household_week_quota: usize = 2,
        /// How long a booking that waits for approval holds its time. Default 24 h.
        pending_hold_minutes: Minutes = 24 * 60,
        /// It lets go at the latest this long before it starts, unless it was made later than that.
        /// Default 2 h.
        pending_release_minutes: Minutes = 2 * 60,
        /// Not checked in this long after the start: released as a no-show. Default 15.
        no_show_minutes: Minutes = 15,
        /// Check-in opens this long before the start. Default 30.
        check_in_early_minutes: Minutes = 30,
        /// This many no-shows within `no_show_window_days`: the next booking needs approval. Default 3.
        no_show_limit: usize = 3,
        /// See `no_show_limit`. Default 90.
        no_show_window_days: i64 = 90,
    }
}
