//! A mutation as a device keeps it.

use crate::as_json;
use crate::ids::{DeviceId, MutationId};
use crate::mutation::{Envelope, Mutation};
use crate::refusal::Refusal;
use crate::time::Instant;

/// A mutation and what became of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    pub envelope: Envelope,
    /// The device that numbered it.
    pub device: DeviceId,
    /// When it was made, by the server's clock as far as the phone knew it.
    pub made: Instant,
    pub fate: Fate,
}

as_json!(struct Entry { envelope, device, made, fate });

/// What became of a mutation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// The server has not answered.
    Waiting,
    /// The server has applied it, and no pull has brought its effects yet.
    Applied,
    /// A pull has brought its effects.
    Covered,
    /// Until the person has seen why.
    Refused { refusal: Refusal },
}

as_json!(enum Fate by "fate" {
    Waiting = "waiting",
    Applied = "applied",
    Covered = "covered",
    Refused = "refused" { refusal },
});

impl Entry {
    /// Whether its effects are not among the base's rows.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.fate, Fate::Waiting | Fate::Applied)
    }

    pub(super) const fn n(&self) -> u64 {
        self.envelope.n
    }
}

/// A mutation that has no number yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    pub mid: MutationId,
    pub base_ver: Option<u64>,
    pub mutation: Mutation,
    /// The device's clock.
    pub client_time: Instant,
    /// The server's clock, as far as the phone knows it.
    pub made: Instant,
    pub build: String,
}
