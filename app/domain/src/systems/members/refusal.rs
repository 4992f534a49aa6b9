//! Why not, of accounts.

use crate::refusal::{Field, Offer, Refuses, refusals};

refusals! {
    /// Why not, of accounts.
    MemberRefusal {
        /// Another account has this phone number.
        PhoneInUse = "phone_in_use", server;
        /// Nobody alive was born in that year; the first and the last that can be.
        BirthYear { first: i16, last: i16 } = "birth_year", phone;
    }
}

impl Refuses for MemberRefusal {
    fn field(&self) -> Option<Field> {
        match self {
            Self::PhoneInUse => Some(Field::Phone),
            Self::BirthYear { .. } => Some(Field::BirthYear),
        }
    }

    fn alternatives(&mut self) -> Option<&mut Vec<Offer>> {
        match self {
            Self::PhoneInUse | Self::BirthYear { .. } => None,
        }
    }
}
