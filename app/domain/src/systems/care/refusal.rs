//! Why not, of care at home.

use super::{CandidateRefusal, Rule};
use crate::refusal::{Field, Offer, Refuses, refusals};

refusals! {
    /// Why not, of care at home.
    CareRefusal {
        /// No qualified caregiver is free; why each one is not, and when one is.
        NoCaregiver { candidates: Vec<CandidateRefusal>, alternatives: Vec<Offer> } = "no_caregiver", phone;
        /// This caregiver cannot be sent; the first hard rule that says so.
        CannotSend { rule: Rule } = "cannot_send", server;
        /// Those whom staff wants to send are those who come anyway.
        SameCarers = "same_carers", server;
    }
}

impl Refuses for CareRefusal {
    fn field(&self) -> Option<Field> {
        match self {
            Self::NoCaregiver { .. } | Self::CannotSend { .. } | Self::SameCarers => None,
        }
    }

    fn alternatives(&mut self) -> Option<&mut Vec<Offer>> {
        match self {
            Self::NoCaregiver { alternatives, .. } => Some(alternatives),
            Self::CannotSend { .. } | Self::SameCarers => None,
        }
    }
}
