//! Half-open stretches of time, against a model that counts minutes one by one.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeSet;

use house::at;
use linli_domain::time::{Instant, Interval};
use proptest::prelude::*;

fn base() -> Instant {
    at("2026-11-24T00:00:00Z")
}

fn span(from: i64, length: i64) -> Interval {
    house::span(base().plus_minutes(from), length)
}

fn minutes(of: Interval) -> BTreeSet<i64> {
    (of.starts.minutes_since(base())..of.ends.minutes_since(base())).collect()
}

#[test]
fn touching_is_not_overlapping() {
    assert!(!span(0, 30).overlaps(span(30, 30)));
    assert!(!span(30, 30).overlaps(span(0, 30)));
    assert!(span(0, 31).overlaps(span(30, 30)));
    assert!(span(0, 30).contains(base()));
    assert!(!span(0, 30).contains(base().plus_minutes(30)));
}

#[test]
fn an_interval_ends_after_it_starts() {
    assert_eq!(Interval::new(base(), base()), None);
    assert_eq!(Interval::new(base().plus_minutes(1), base()), None);
    assert_eq!(Interval::lasting(base(), 0), None);
    assert_eq!(Interval::lasting(base(), -1), None);
    assert_eq!(span(0, 30).common(span(30, 30)), None);
    // Settings are outside data: no number of minutes may leave the calendar.
    let wide = span(0, 30).widened(i64::MAX, i64::MAX);
    assert!(wide.covers(span(0, 30)));
    let _ = span(0, 30).widened(i64::MIN, i64::MIN);
}

proptest! {
    #[test]
    fn rules_agree_with_the_model(a in -50..50_i64, la in 1..40_i64, b in -50..50_i64, lb in 1..40_i64) {
        let (one, two) = (span(a, la), span(b, lb));
        let (mine, theirs) = (minutes(one), minutes(two));
        let both: BTreeSet<i64> = mine.intersection(&theirs).copied().collect();
        prop_assert_eq!(one.overlaps(two), !both.is_empty());
        prop_assert_eq!(two.overlaps(one), one.overlaps(two));
        prop_assert_eq!(one.covers(two), theirs.is_subset(&mine));
        prop_assert_eq!(one.common(two).map(minutes).unwrap_or_default(), both);
        prop_assert_eq!(one.contains(two.starts), mine.contains(&b));
        prop_assert_eq!(one.minutes(), la);
        prop_assert_eq!(minutes(one.widened(lb, 3)).len() as i64, la + lb + 3);
    }
}
