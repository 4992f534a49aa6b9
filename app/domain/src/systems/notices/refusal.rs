//! Why not, of notices.

use crate::refusal::refusals;

refusals! {
    /// Why not, of notices.
    NoticeRefusal {
        /// It is published, and what people have read is not changed under their eyes.
        Fixed = "notice_fixed", server;
        /// An announcement stands for its whole period; it is corrected by another one beside it.
        Stands = "notice_stands", phone;
        /// Only an announcement that stands is corrected by another; the others are withdrawn and written anew.
        NothingToCorrect = "notice_nothing_to_correct", server;
        /// It has ended, or was withdrawn.
        Over = "notice_over", server;
        /// It does not say what it is about.
        NoWhat = "notice_no_what", phone, What;
        /// The line that says what it is about is too long, in characters.
        WhatTooLong { limit: usize } = "notice_what_too_long", phone, What;
        /// It has no text.
        NoText = "notice_no_text", phone, Note;
        /// Its text is too long, in characters.
        TextTooLong { limit: usize } = "notice_text_too_long", phone, Note;
        /// It would hold for too long, or from too far ahead: so many days from today.
        TooLong { days: i64 } = "notice_too_long", phone;
        /// It would hold for too few days.
        TooShort { days: i64 } = "notice_too_short", phone;
        /// An age that nobody has.
        WhichAge = "notice_which_age", phone;
        /// No building is named.
        WhichBuilding = "notice_which_building", phone;
        /// As many were published today as may be.
        TooMany { limit: usize } = "notice_too_many", server;
    }
}
