//! Limits of notices.

use crate::place::limits;

limits! {
    /// Limits of notices.
    NoticeSettings {
        /// Longest line that says what a notice is about, in characters. Default 60.
        notice_what_limit: usize = 60,
        /// Longest text of a notice, in characters. Default 2,000.
        notice_text_limit: usize = 2_000,
        /// Notices that are published in the community on one day: whoever is told too much reads nothing. Default 20.
        notice_day_limit: usize = 20,
        /// The last day of a notice lies at most so many days ahead when it is published. Default 90.
        notice_longest_days: i64 = 90,
        /// The fewest days that an announcement stands. Default 5.
        announcement_least_days: i64 = 5,
    }
}
