//! The protocol of syncing against a hostile world, in memory: phones as they are
//! (`linli_domain::sync`), and a server of a page's length with the same rules. Each schedule is drawn
//! from a seed, so that one that fails can be run again.

mod check;
mod late;
mod model;
mod world;

use crate::proofs::{Proof, number};
use model::Rules;
use world::World;

/// How many schedules run when nobody says.
const FEW: u64 = 500;

/// Runs schedules; of those that break a promise the seed and what was broken.
fn broken(rules: Rules, seeds: core::ops::Range<u64>) -> impl Iterator<Item = (u64, String)> {
    seeds.filter_map(move |seed| World::new(seed, rules).run().err().map(|broken| (seed, broken)))
}

/// Runs schedules on two cores; the seed and what was broken of one that broke a promise.
fn first_broken(seeds: core::ops::Range<u64>) -> Option<(u64, String)> {
    let middle = seeds.start.midpoint(seeds.end);
    let half = std::thread::spawn(move || broken(Rules::default(), middle..seeds.end).next());
    let other = broken(Rules::default(), seeds.start..middle).next();
    other.or(half.join().expect("a half"))
}

#[test]
fn every_schedule_keeps_the_promises() {
    let proof = Proof::begin("in memory");
    let seeds = match number("LINLI_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LINLI_SCHEDULES").unwrap_or(FEW),
    };
    if let Some((seed, broken)) = first_broken(seeds.clone()) {
        panic!("LINLI_SEED={seed}: {broken}");
    }
    let (count, last) = (seeds.end - seeds.start, seeds.end - 1);
    proof.made(&format!("{count} schedules, seeds {} to {last}, every promise kept", seeds.start));
}

/// Facts that arrive hours late in any order.
#[test]
fn b17_nothing_that_happened_is_lost() {
    let proof = Proof::begin("late facts");
    let seeds = match number("LINLI_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LINLI_SCHEDULES").unwrap_or(FEW),
    };
    let mut kept = late::Kept::default();
    for seed in seeds.clone() {
        match late::run(seed, true) {
            Ok(more) => kept.add(more),
            Err(lost) => panic!("LINLI_SEED={seed}: {lost}"),
        }
    }
    let (count, facts) = (seeds.end - seeds.start, kept.facts);
    proof.made(&format!(
        "{count} schedules, {facts} facts up to two days late, {} no-shows taken back",
        kept.taken_back
    ));
}

#[test]
fn without_its_own_time_a_fact_is_lost_and_it_is_seen() {
    let lost = (0..FEW).find_map(|seed| late::run(seed, false).err()).expect("a lost fact");
    assert!(lost.contains("came"), "{lost}");
}

/// A checker that cannot fail proves nothing.
#[test]
fn without_the_rule_against_overlap_it_is_seen() {
    let rules = Rules { overlap: false, ..Rules::default() };
    let (seed, why) = broken(rules, 0..FEW).find(|(_, why)| why.contains("overlap")).expect("an overlap");
    println!("seen at seed {seed}: {why}");
}

#[test]
fn without_idempotency_it_is_seen() {
    let rules = Rules { idempotent: false, ..Rules::default() };
    let (seed, why) = broken(rules, 0..FEW).find(|(_, why)| why.contains("twice")).expect("a second effect");
    println!("seen at seed {seed}: {why}");
}
