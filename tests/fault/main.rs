//! The protocol of syncing against a hostile world, in memory: phones as they are
//! (`linli_domain::sync`), and a server of a page's length with the same rules. Each schedule is drawn
//! from a seed, so that one that fails can be run again:
//!
//! ```text
//! LINLI_SCHEDULES=10000 cargo nextest run -p linli-tests --test fault
//! LINLI_SEED=123 cargo nextest run -p linli-tests --test fault
//! ```

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests that say what they ran"
)]

mod check;
mod model;
mod world;

use model::Rules;
use world::World;

/// How many schedules run when nobody says.
const FEW: u64 = 500;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Runs schedules; of those that break a promise the seed and what was broken.
fn broken(rules: Rules, schedules: u64) -> impl Iterator<Item = (u64, String)> {
    let seeds = match number("LINLI_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..schedules,
    };
    seeds.filter_map(move |seed| World::new(seed, rules).run().err().map(|broken| (seed, broken)))
}

#[test]
fn every_schedule_keeps_the_promises() {
    let schedules = number("LINLI_SCHEDULES").unwrap_or(FEW);
    if let Some((seed, broken)) = broken(Rules::default(), schedules).next() {
        panic!("LINLI_SEED={seed}: {broken}");
    }
    println!("{schedules} schedules, seeds 0 to {}: every promise kept", schedules - 1);
}

/// A checker that cannot fail proves nothing.
#[test]
fn without_the_rule_against_overlap_it_is_seen() {
    let rules = Rules { overlap: false, ..Rules::default() };
    let (seed, why) = broken(rules, FEW).find(|(_, why)| why.contains("overlap")).expect("an overlap");
    println!("seen at seed {seed}: {why}");
}

#[test]
fn without_idempotency_it_is_seen() {
    let rules = Rules { idempotent: false, ..Rules::default() };
    let (seed, why) = broken(rules, FEW).find(|(_, why)| why.contains("twice")).expect("a second effect");
    println!("seen at seed {seed}: {why}");
}
