//! When a phone asks again.

use linli_domain::sync::{Act, Event, Fault, Pace};
use linli_domain::time::Instant;

const NOW: Instant = Instant::from_millis(1_795_000_000_000);

/// The milliseconds that a phone rests after a fault of a push behind which more waits.
fn rest(fault: Fault) -> i64 {
    let mut pace = Pace::default();
    assert_eq!(pace.on(Event::Enqueued, NOW, 0), Act::Cycle);
    match pace.on(Event::Done { fault: Some(fault), more: true }, NOW, 0) {
        Act::Wait(until) => until.millis() - NOW.millis(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_day_that_is_over_does_not_keep_the_news_away() {
    for fault in [Fault::DayOver, Fault::ManyDevices, Fault::OtherBuild] {
        assert_eq!(rest(fault), 30_000, "{fault:?}");
    }
    // Whoever is told to wait waits.
    assert_eq!(rest(Fault::TooFast { seconds: 3600 }), 3_600_000);
}

#[test]
fn after_a_day_that_is_over_something_new_is_tried_at_once() {
    let mut pace = Pace::default();
    assert_eq!(pace.on(Event::Enqueued, NOW, 0), Act::Cycle);
    assert!(matches!(pace.on(Event::Done { fault: Some(Fault::DayOver), more: true }, NOW, 0), Act::Wait(_)));
    assert_eq!(pace.on(Event::Enqueued, NOW, 0), Act::Cycle);
}
