//! Limits of requests for help.

use crate::place::limits;
use crate::time::Minutes;

limits! {
    /// Limits of requests for help.
    HelpSettings {
        /// A request for help should leave each stage within this time. Default 2 h.
        help_stage_minutes: Minutes = 2 * 60,
        /// A request for help should be resolved within this time. Default 72 h.
        help_case_minutes: Minutes = 72 * 60,
        /// Requests for help that one person may have open at once. Default 5.
        help_open_limit: usize = 5,
        /// Requests for help for one person, and by one person, on one day. Default 20.
        help_day_limit: usize = 20,
        /// Requests that one neighbour may have taken and not done yet. Default 2.
        neighbour_take_limit: usize = 2,
        /// Whether neighbours read a request only after staff has. Default false: those that are meant for
        /// neighbours reach them at once.
        neighbours_after_staff: bool = false,
    }
}
