//! Answers to mutations as they are kept, and who sent them.

use uuid::Uuid;

use linli_domain::ids::{MemberId, MutationId};
use linli_domain::mutation::Settled;
use linli_domain::time::Instant;

/// The answer to a mutation. Its device and number name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    pub device: Uuid,
    pub n: u64,
    pub mid: MutationId,
    /// Tells the mutation from another under the same id.
    pub fingerprint: Vec<u8>,
    pub result: Settled,
    pub decided: Instant,
}

/// Whose device it is, and the last number that was decided for it; 0 for a new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sender {
    pub owner: MemberId,
    pub last_n: u64,
}
