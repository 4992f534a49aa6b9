//! Why not, of accounts.

use crate::refusal::refusals;

refusals! {
    /// Why not, of accounts.
    MemberRefusal {
        /// Another account has this phone number.
        PhoneInUse = "phone_in_use", server, Phone;
        /// Nobody alive was born in that year; the first and the last that can be.
        BirthYear { first: i16, last: i16 } = "birth_year", phone, BirthYear;
    }
}
