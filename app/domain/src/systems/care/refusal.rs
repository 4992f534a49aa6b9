//! Why not, of care at home.

use super::{CandidateRefusal, Rule};
use crate::refusal::{Offer, refusals};

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
