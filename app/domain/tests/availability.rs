//! What is offered is what holds: free times, and decisions on them.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::availability::{Calendar, OFFERS};
use linli_domain::care::Service;
use linli_domain::mutation::{Mutation, RoomMutation};
use linli_domain::refusal::{BookingRefusal, CareRefusal, CommonRefusal, Offer, Refusal};
use linli_domain::resource::{Hours, Nature, OpeningHours};
use linli_domain::time::{Instant, Zone, plus_days};
use proptest::prelude::*;
use rstest::rstest;

fn calendar<'a>(house: &'a House, zone: &'a Zone) -> Calendar<'a> {
    Calendar { rows: &house.rows, community: house.home(), zone, now: house.now }
}

/// A house with random hours and random time taken.
fn houses() -> impl Strategy<Value = House> {
    let zones = prop::sample::select(vec![
        (SHANGHAI, "2026-11-24T00:10:00Z"),
        ("America/New_York", "2027-03-13T15:00:00Z"),
        ("America/New_York", "2026-10-31T15:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T01:00:00Z"),
    ]);
    let hours = prop::collection::vec((0..144_u16, 1..100_u16), 0..3);
    let taken = prop::collection::vec((0..3_u8, 0..600_i64, 1..30_i64), 0..12);
    (zones, hours, taken, prop::sample::select(vec![15_i64, 30, 60]), 0..20_i64).prop_map(
        |((zone, now), hours, taken, slot, turnaround)| {
            let mut house = House::within(zone);
            house.now = at(now);
            house.settings().bookings.slot_minutes = slot;
            house.settings().rooms.turnaround_minutes = turnaround;
            house.settings().rooms.household_week_quota = 99;
            let list: Vec<_> = hours
                .iter()
                .map(|&(from, long)| Hours { from: from * 10, until: (from * 10 + long * 10).min(1440) })
                .collect();
            for id in [HALL, STUDY] {
                house.resource(id).hours =
                    OpeningHours { week: std::array::from_fn(|_| list.clone()), exceptions: Vec::new() };
            }
            for number in 0..2 {
                let mut carer = carer(number);
                carer.hours =
                    OpeningHours { week: std::array::from_fn(|_| list.clone()), exceptions: Vec::new() };
                house.add_carer(carer);
            }
            for (which, from, long) in taken {
                let resource = [HALL, carer_ids(0).0, carer_ids(1).0][usize::from(which)];
                let time = span(house.now.plus_minutes(from * 5), long * 5);
                if house.rows.busy(resource, time).next().is_none() {
                    house.busy(resource, time);
                }
            }
            house
        },
    )
}

/// Every instant of a day on the grid, found minute by minute.
fn on_grid(house: &House, zone: &Zone, date: jiff::civil::Date) -> Vec<Instant> {
    let whole = zone.day(date);
    let step = house.home().settings.bookings.slot_minutes;
    (0..whole.minutes())
        .map(|minute| whole.starts.plus_minutes(minute))
        .filter(|at| {
            let clock = zone.civil(*at);
            (i64::from(clock.hour()) * 60 + i64::from(clock.minute())) % step == 0
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rooms_offered_are_rooms_granted(house in houses(), ahead in 0..3_i64, slots in 1..6_i64) {
        let zone = house.home().zone();
        let date = plus_days(zone.date(house.now), ahead);
        let minutes = slots * house.home().settings.bookings.slot_minutes;
        let offered = calendar(&house, &zone).room_starts(&house.rows.resources[&HALL], date, minutes);
        prop_assert!(offered.is_sorted());
        for at in on_grid(&house, &zone, date) {
            let answer = house.decide(ELDER, &book_room(1, HALL, span(at, minutes)));
            prop_assert_eq!(answer.is_ok(), offered.contains(&at), "{} {:?}", at, answer.err());
        }
    }

    #[test]
    fn visits_offered_are_visits_granted(house in houses(), ahead in 0..2_i64, which in 0..Service::ALL.len()) {
        let zone = house.home().zone();
        let service = Service::ALL[which];
        let date = plus_days(zone.date(house.now), ahead);
        let offered = calendar(&house, &zone).visit_starts(service, &house.rows.members[&ELDER], date);
        prop_assert!(offered.is_sorted());
        for at in &offered {
            prop_assert!(house.decide(ELDER, &book_visit(1, service, *at)).is_ok());
        }
        for at in on_grid(&house, &zone, date).into_iter().step_by(7) {
            if !offered.contains(&at) {
                prop_assert!(house.decide(ELDER, &book_visit(1, service, at)).is_err());
            }
        }
    }

    #[test]
    fn offers_in_refusals_hold(house in houses(), slot in 0..60_i64, slots in 1..4_i64) {
        let step = house.home().settings.bookings.slot_minutes;
        let starts = house.now.plus_minutes(slot * step);
        let minutes = slots * step;
        if let Err(refusal) = house.decide(ELDER, &book_room(1, HALL, span(starts, minutes))) {
            for offer in offers(&refusal) {
                let room = offer.resource_id.unwrap();
                let use_ = span(offer.starts, minutes);
                prop_assert_eq!(use_.ends, offer.ends);
                prop_assert!(house.decide(ELDER, &book_room(1, room, use_)).is_ok());
            }
        }
        if let Err(refusal) = house.decide(ELDER, &book_visit(1, Service::Meal, starts)) {
            for offer in offers(&refusal) {
                prop_assert!(house.decide(ELDER, &book_visit(1, Service::Meal, offer.starts)).is_ok());
            }
        }
    }
}

fn offers(refusal: &Refusal) -> Vec<Offer> {
    let (Refusal::Bookings(
        BookingRefusal::Taken { alternatives } | BookingRefusal::Closed { alternatives, .. },
    )
    | Refusal::Care(CareRefusal::NoCaregiver { alternatives, .. })) = refusal
    else {
        return Vec::new();
    };
    assert!(alternatives.len() <= OFFERS);
    let mut different: Vec<_> = alternatives.iter().map(|o| (o.resource_id, o.starts)).collect();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), alternatives.len(), "each offer once");
    alternatives.clone()
}

#[test]
fn offers_are_the_same_room_soon_another_room_then_and_the_next_day() {
    let mut house = House::new();
    let wanted = span(sh("2026-11-25 10:00"), 60);
    house.act(RIVAL, &book_room(1, HALL, wanted)).unwrap();
    let refusal = house.decide(ELDER, &book_room(2, HALL, wanted)).unwrap_err();
    let got: Vec<_> = offers(&refusal).into_iter().map(|o| (o.resource_id.unwrap(), o.starts)).collect();
    assert_eq!(
        got,
        [(HALL, sh("2026-11-25 08:30")), (STUDY, sh("2026-11-25 10:00")), (HALL, sh("2026-11-26 10:00"))]
    );
}

#[test]
fn no_offer_is_too_small_or_over_the_quota() {
    let mut house = House::new();
    let wanted = span(sh("2026-11-29 10:00"), 60);
    house.act(RIVAL, &book_room(1, HALL, wanted)).unwrap();
    let mut args = room_book(2, HALL, wanted);
    args.people = Some(20);
    let refusal = house.decide(ELDER, &Mutation::Rooms(RoomMutation::Book(args.clone()))).unwrap_err();
    assert!(offers(&refusal).iter().all(|o| o.resource_id == Some(HALL)), "the study has 8 seats");
    // Two rooms held this week: only the week after, which begins the day after, has an offer.
    house.act(ELDER, &book_room(3, STUDY, span(sh("2026-11-25 10:00"), 60))).unwrap();
    house.act(ELDER, &book_room(4, STUDY, span(sh("2026-11-26 10:00"), 60))).unwrap();
    args.people = None;
    let refusal = house.decide(ELDER, &Mutation::Rooms(RoomMutation::Book(args))).unwrap_err();
    let starts: Vec<_> = offers(&refusal).iter().map(|o| o.starts).collect();
    assert_eq!(starts, [sh("2026-11-30 10:00"), sh("2026-12-01 10:00"), sh("2026-12-02 10:00")]);
}

#[test]
fn split_hours_in_any_order_are_offered_once_and_in_order() {
    let mut house = House::new();
    let list = vec![
        Hours { from: 840, until: 960 },
        Hours { from: 540, until: 660 },
        Hours { from: 600, until: 720 },
    ];
    house.resource(HALL).hours.week = std::array::from_fn(|_| list.clone());
    let zone = house.home().zone();
    let starts = calendar(&house, &zone).room_starts(&house.rows.resources[&HALL], day("2026-11-25"), 60);
    let clocks: Vec<_> = starts
        .iter()
        .map(|at| zone.civil(*at).hour() as i64 * 60 + zone.civil(*at).minute() as i64)
        .collect();
    assert_eq!(clocks, [540, 570, 600, 630, 660, 840, 870, 900]);
}

#[test]
fn the_longest_use_ends_at_closing_the_next_booking_or_the_limit() {
    let mut house = House::new();
    let now = house.now;
    house.now = sh("2026-11-24 07:00");
    let zone = house.home().zone();
    house.act(RIVAL, &book_room(1, HALL, span(sh("2026-11-24 15:00"), 60))).unwrap();
    let hall = &house.rows.resources[&HALL];
    let fits = |starts, minutes| calendar(&house, &zone).room_fits(hall, span(starts, minutes)).is_ok();
    let longest =
        |starts: &str| (1..=20).map(|slots| slots * 30).filter(|it| fits(sh(starts), *it)).max().unwrap_or(0);
    assert_eq!(longest("2026-11-24 08:00"), 240);
    assert_eq!(longest("2026-11-24 13:00"), 90);
    assert_eq!(longest("2026-11-24 15:00"), 0);
    assert_eq!(longest("2026-11-24 19:30"), 90);
    assert_eq!(longest("2026-11-24 06:00"), 0);
    assert_eq!(longest("2026-11-24 08:10"), 0);
    assert!(now > house.now);
}

#[test]
fn settings_gone_mad_come_to_an_end() {
    let mut house = House::with_carers(1);
    let zone = house.home().zone();
    for n in [i64::MIN, -7, 0, 1, i64::MAX] {
        let settings = house.settings();
        settings.bookings.slot_minutes = n;
        settings.rooms.room_min_minutes = n;
        settings.rooms.room_max_minutes = n;
        settings.rooms.turnaround_minutes = n;
        settings.bookings.horizon_days = n;
        settings.care.care_travel_minutes = n;
        settings.care.care_buffer_minutes = n;
        settings.care.care_notice_minutes = n;
        let calendar = calendar(&house, &zone);
        let hall = &house.rows.resources[&HALL];
        let _ = calendar.room_starts(hall, day("2026-11-25"), 60);
        let _ = calendar.room_fits(hall, span(sh("2026-11-25 09:00"), 60));
        let _ = calendar.visit_starts(Service::Meal, &house.rows.members[&ELDER], day("2026-11-25"));
    }
}

/// A visit lasts as long as its service; only its start must stand on the grid.
#[rstest]
#[case(Service::Meal, 60)]
#[case(Service::Bath, 45)]
fn a_coarse_grid_does_not_forbid_short_visits(#[case] service: Service, #[case] slot: i64) {
    let mut house = House::with_carers(2);
    house.settings().bookings.slot_minutes = slot;
    house.decide(ELDER, &book_visit(1, service, sh("2026-11-25 09:00"))).unwrap();
}

#[rstest]
#[case(Service::Meal, "2026-11-24 08:30", Some(Refusal::Bookings(BookingRefusal::TooSoon { earliest: sh("2026-11-24 09:00") })))]
#[case(Service::Meal, "2026-11-24 09:00", None)]
#[case(Service::Urgent, "2026-11-24 08:30", None)]
#[case(Service::Urgent, "2026-11-24 08:10", Some(Refusal::Bookings(BookingRefusal::OffGrid { minutes: 30 })))]
#[case(Service::Meal, "2026-11-24 07:30", Some(Refusal::Common(CommonRefusal::Past)))]
#[case(Service::Meal, "2027-01-24 09:00", Some(Refusal::Bookings(BookingRefusal::BeyondHorizon { last_day: day("2027-01-23") })))]
fn a_visit_needs_notice_unless_it_is_urgent(
    #[case] service: Service,
    #[case] starts: &str,
    #[case] refusal: Option<Refusal>,
) {
    let house = House::with_carers(1);
    assert_eq!(house.decide(ELDER, &book_visit(1, service, sh(starts))).err(), refusal);
}

/// The day after has 23 hours, and the offer the same clock all the same.
#[test]
fn visits_are_offered_at_the_same_clock_when_the_clock_changes() {
    let mut house = House::within("America/New_York");
    house.add_carer(carer(0));
    house.now = at("2027-03-12T15:00:00Z");
    let wanted = at("2027-03-13T10:00:00-05:00");
    house.busy(carer_ids(0).0, span(at("2027-03-13T00:00:00-05:00"), 20 * 60));
    let refusal = house.decide(ELDER, &book_visit(1, Service::Meal, wanted)).unwrap_err();
    assert_eq!(offers(&refusal).first().unwrap().starts, at("2027-03-14T10:00:00-04:00"));
}

#[test]
fn rooms_come_by_name_and_only_those_of_the_place() {
    let mut house = House::new();
    house.resource(STAGE).retired = true;
    house.add_carer(carer(0));
    let mut elsewhere = room(linli_domain::ids::ResourceId(uuid::Uuid::from_u128(0x1ff)), "Attic", 5);
    elsewhere.name = name("Attic");
    house.rows.put(linli_domain::rows::Row::Resource(elsewhere.clone()));
    let mut far = elsewhere;
    far.id = linli_domain::ids::ResourceId(uuid::Uuid::from_u128(0x1fe));
    far.community_id = FAR;
    house.rows.put(linli_domain::rows::Row::Resource(far));
    house.resource(HALL).name = name("Zoo");
    let zone = house.home().zone();
    let names: Vec<_> = calendar(&house, &zone).rooms().map(|r| r.name.en.as_str()).collect();
    assert_eq!(names, ["Attic", "Study", "Zoo"]);
    assert!(calendar(&house, &zone).rooms().all(|r| matches!(r.nature, Nature::Room(_))));
}
