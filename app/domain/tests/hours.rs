//! Zone rules in a row, opening hours, and days with other hours.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::care::Service;
use linli_domain::ids::ExceptionId;
use linli_domain::message::{HoursNews, Message, News};
use linli_domain::mutation::{CareMutation, HoursExcept, HoursMutation, Mutation};
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Refusal};
use linli_domain::resource::{Exception, Hours, OpeningHours};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::Interval;
use proptest::prelude::*;
use rstest::rstest;

#[test]
fn a_community_reads_its_zone_from_its_row() {
    for name in ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"] {
        assert_eq!(community(HOME, name).zone(), zone(name));
    }
}

#[rstest]
#[case::foreign_letter("VFpp*")]
#[case::padding_inside("VF=pZg")]
#[case::half_a_byte("V")]
#[case::no_rules("VFppZg==")]
#[case::nothing("")]
fn without_rules_a_community_is_on_utc(#[case] tzif: &str) {
    let mut home = community(HOME, SHANGHAI);
    home.tzif = tzif.to_owned();
    assert_eq!(home.zone().name(), "UTC");
}

fn sh_span(from: &str, until: &str) -> Interval {
    Interval::new(sh(from), sh(until)).unwrap()
}

fn exception(date: &str, hours: &[(u16, u16)]) -> Exception {
    Exception {
        id: ExceptionId(uuid::Uuid::from_u128(1)),
        day: day(date),
        hours: hours.iter().map(|&(from, until)| Hours { from, until }).collect(),
        note: "Repair".to_owned(),
    }
}

#[rstest]
#[case::inside("2026-11-24 09:00", "2026-11-24 10:00", true)]
#[case::from_opening("2026-11-24 08:00", "2026-11-24 12:00", true)]
#[case::to_closing("2026-11-24 20:00", "2026-11-24 21:00", true)]
#[case::over_noon("2026-11-24 11:30", "2026-11-24 13:30", false)]
#[case::at_noon("2026-11-24 12:00", "2026-11-24 13:00", false)]
#[case::touching_hours_are_one("2026-11-24 17:00", "2026-11-24 18:30", true)]
#[case::too_early("2026-11-24 07:59", "2026-11-24 09:00", false)]
#[case::too_late("2026-11-24 20:30", "2026-11-24 21:01", false)]
#[case::closed_by_exception("2026-11-25 09:00", "2026-11-25 10:00", false)]
#[case::other_hours_of_exception("2026-11-26 22:00", "2026-11-26 23:00", true)]
#[case::usual_hours_void_on_exception("2026-11-26 09:00", "2026-11-26 10:00", false)]
fn split_hours_and_exceptions(#[case] from: &str, #[case] until: &str, #[case] open: bool) {
    // Written in no order on purpose.
    let split = [(1080, 1260), (480, 720), (780, 1080)].map(|(from, until)| Hours { from, until });
    let hours = OpeningHours {
        week: std::array::from_fn(|_| split.to_vec()),
        exceptions: vec![exception("2026-11-25", &[]), exception("2026-11-26", &[(1320, 1440)])],
    };
    assert_eq!(hours.covers(sh_span(from, until), &zone(SHANGHAI)), open);
}

#[test]
fn hours_that_go_on_after_midnight_are_one_stretch() {
    let zone = zone(SHANGHAI);
    let mut always = OpeningHours::daily(0, 1440);
    assert!(always.covers(sh_span("2026-11-24 23:00", "2026-11-25 01:00"), &zone));
    assert!(always.covers(sh_span("2026-11-24 00:00", "2026-11-28 00:00"), &zone));
    // A day closed in the middle breaks it, for whatever touches that day.
    always.exceptions.push(exception("2026-11-26", &[]));
    assert!(!always.covers(sh_span("2026-11-25 23:00", "2026-11-26 01:00"), &zone));
    assert!(!always.covers(sh_span("2026-11-24 12:00", "2026-11-28 00:00"), &zone));
    assert!(always.covers(sh_span("2026-11-25 20:00", "2026-11-26 00:00"), &zone));
    assert!(always.covers(sh_span("2026-11-27 00:00", "2026-11-27 04:00"), &zone));
}

#[test]
fn round_the_clock_holds_over_clock_changes_and_lost_days() {
    let always = OpeningHours::daily(0, 1440);
    for (name, from) in [
        ("America/New_York", "2026-10-31T12:00:00Z"),
        ("America/New_York", "2027-03-13T12:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T00:00:00Z"),
        ("Pacific/Apia", "2011-12-29T00:00:00Z"),
    ] {
        assert!(always.covers(span(at(from), 3 * 1440), &zone(name)), "{name}");
    }
}

#[test]
fn a_gap_shortens_the_hours_that_lie_in_it() {
    let zone = zone("America/New_York");
    let hours = OpeningHours::daily(90, 210);
    let open: Vec<_> = hours.open(day("2027-03-14"), &zone).map(Interval::minutes).collect();
    assert_eq!(open, [60]);
    let lost: Vec<_> = OpeningHours::daily(120, 180).open(day("2027-03-14"), &zone).collect();
    assert_eq!(lost, []);
}

#[test]
fn a_long_interval_over_closed_days_is_answered_at_once() {
    let centuries = Interval::new(at("1970-01-02T00:00:00Z"), at("2199-12-01T00:00:00Z")).unwrap();
    assert!(!OpeningHours::daily(0, 1430).covers(centuries, &zone(SHANGHAI)));
    assert!(!OpeningHours::default().covers(centuries, &zone(SHANGHAI)));
}

proptest! {
    /// Covering, against asking each half hour.
    #[test]
    fn covering_is_being_open_at_each_minute(
        week in prop::collection::vec((0..24_u16, 1..12_u16), 0..4),
        closed in 0..3_i64,
        from in 0..48_i64,
        length in 1..30_i64,
    ) {
        let zone = zone(SHANGHAI);
        let list: Vec<_> =
            week.iter().map(|&(from, long)| Hours { from: from * 60, until: (from * 60 + long * 60).min(1440) }).collect();
        let mut hours = OpeningHours { week: std::array::from_fn(|_| list.clone()), exceptions: Vec::new() };
        let first = day("2026-11-24");
        hours.exceptions.push(Exception { day: linli_domain::time::plus_days(first, closed), ..exception("2026-11-24", &[]) });
        let wanted = span(sh("2026-11-24 00:00").plus_hours(from), length * 60);
        let open_at = |at| {
            let date = zone.date(at);
            hours.open(date, &zone).any(|open| open.contains(at))
        };
        let model = (0..wanted.minutes() / 30).all(|half| open_at(wanted.starts.plus_minutes(half * 30)));
        prop_assert_eq!(hours.covers(wanted, &zone), model);
    }
}

fn except(resource: linli_domain::ids::ResourceId, date: &str, hours: Option<(u16, u16)>) -> Mutation {
    Mutation::Hours(HoursMutation::Except(HoursExcept {
        exception_id: ExceptionId(uuid::Uuid::from_u128(7)),
        resource_id: resource,
        day: day(date),
        from: hours.map(|h| h.0),
        until: hours.map(|h| h.1),
        note: "Repair".to_owned(),
    }))
}

#[test]
fn closing_a_day_keeps_bookings_and_tells_each_booker() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-26 09:00"), 60))).unwrap();
    house.act(RIVAL, &book_room(2, HALL, span(sh("2026-11-26 15:00"), 60))).unwrap();
    house.act(NEIGHBOUR, &book_room(3, HALL, span(sh("2026-11-27 09:00"), 60))).unwrap();
    house.act(KEEPER, &except(HALL, "2026-11-26", Some((14 * 60, 18 * 60)))).unwrap();
    assert!(house.state(booking_id(1)).is_open());
    assert_eq!((house.messages_to(ELDER), house.messages_to(RIVAL), house.messages_to(NEIGHBOUR)), (1, 0, 0));
    assert!(
        house
            .rows
            .messages
            .values()
            .all(|m| matches!(&m.news, News::Hours(HoursNews::Changed { note, .. }) if note == "Repair"))
    );
    assert!(house.rows.story(booking_id(1)).iter().any(|e| e.what == BookingDeed::HoursChanged));
    // What closes is closed for the next, with the reason.
    let late = house.decide(NEIGHBOUR, &book_room(4, HALL, span(sh("2026-11-26 10:00"), 60)));
    assert!(matches!(late, Err(Refusal::Bookings(BookingRefusal::Closed { note, .. })) if note == "Repair"));
    // The last word on a day counts.
    house.act(CLERK, &except(HALL, "2026-11-26", None)).unwrap();
    assert_eq!(house.rows.resources[&HALL].hours.exceptions.len(), 1);
    assert_eq!(house.messages_to(RIVAL), 1);
}

#[test]
fn other_hours_of_a_caregiver_are_told_to_the_elder_and_to_who_booked() {
    let mut house = House::with_carers(1);
    let mut visit = book_visit(1, Service::Meal, sh("2026-11-26 10:00"));
    let Mutation::Care(CareMutation::Book(args)) = &mut visit else { unreachable!() };
    args.subject = Some(ELDER);
    house.act(DAUGHTER, &visit).unwrap();
    let before = (house.messages_to(ELDER), house.messages_to(DAUGHTER));
    house.act(CLERK, &except(carer_ids(0).0, "2026-11-26", None)).unwrap();
    assert_eq!((house.messages_to(ELDER), house.messages_to(DAUGHTER)), (before.0 + 1, before.1 + 1));
    let of_visit =
        |m: &Message| matches!(m.news, News::Hours(HoursNews::Changed { service: Some(Service::Meal), .. }));
    assert_eq!(house.rows.messages.values().filter(|m| of_visit(m)).count(), 2);
}

#[rstest]
#[case(Some((600, 600)), Refusal::Common(CommonRefusal::EndsBeforeStarts))]
#[case(Some((700, 600)), Refusal::Common(CommonRefusal::EndsBeforeStarts))]
#[case(Some((0, 1441)), Refusal::Common(CommonRefusal::EndsBeforeStarts))]
fn hours_must_be_hours(#[case] hours: Option<(u16, u16)>, #[case] why: Refusal) {
    assert_eq!(House::new().decide(CLERK, &except(HALL, "2026-11-26", hours)), Err(why));
}

#[test]
fn hours_of_the_past_and_of_others_stay() {
    let house = House::with_carers(1);
    assert_eq!(house.decide(CLERK, &except(HALL, "2026-11-23", None)), Err(CommonRefusal::Past.into()));
    assert!(house.decide(CLERK, &except(HALL, "2026-11-24", None)).is_ok());
    for who in [ELDER, SUPERVISOR, OFFICER, carer_ids(0).1] {
        assert_eq!(
            house.decide(who, &except(HALL, "2026-11-26", None)),
            Err(CommonRefusal::NotAllowed.into())
        );
    }
    // A keeper keeps rooms, not people.
    let carer = carer_ids(0).0;
    assert_eq!(
        house.decide(KEEPER, &except(carer, "2026-11-26", None)),
        Err(CommonRefusal::NotAllowed.into())
    );
    assert!(house.decide(CLERK, &except(carer, "2026-11-26", None)).is_ok());
}
