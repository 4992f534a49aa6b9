//! What syncing promises, against whatever goes wrong: thousands of schedules in memory, and real
//! servers on real databases that are killed, cut off, restarted and restored under phones. `make fault`
//! runs the long versions. What failed is run again by its seed:
//!
//! ```text
//! LINLI_SEED=123 cargo nextest run --workspace --exclude 'linli-frontend*' -E 'binary(fault)'
//! ```

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests that say what they ran"
)]

mod audit;
mod crowd;
mod doubt;
mod killing;
mod many;
mod memory;
mod outage;
mod phone;
mod program;
mod proofs;
mod proxy;
mod restoring;
mod streams;
mod town;
mod wire;
