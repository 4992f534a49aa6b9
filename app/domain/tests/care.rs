//! Care at home: who may be sent, who is, and a visit from booking to the elder's word.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::booking::State;
use linli_domain::care::{PlaceCheck, Reason, Rule, Service, Verdict};
use linli_domain::decide::pass_time;
use linli_domain::ids::{MutationId, ResourceId};
use linli_domain::lifecycle::{Passed, due};
use linli_domain::member::Gender;
use linli_domain::mutation::{
    BookingReason, BookingRef, CareAssign, CareCheckIn, CareCheckOut, CareConfirm, CareMutation, Mutation,
};
use linli_domain::refusal::{BookingRefusal, CareRefusal, CommonRefusal, Field, Refusal, Thing};
use linli_domain::resource::OpeningHours;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::systems::bookings::readable_booking;
use linli_domain::time::Instant;
use rstest::rstest;

const STARTS: &str = "2026-11-25 10:00";

fn carer_id(number: u32) -> ResourceId {
    carer_ids(number).0
}

fn accept(number: u128) -> Mutation {
    Mutation::Care(CareMutation::Accept(BookingRef { booking_id: booking_id(number), at: None }))
}

fn set_out(number: u128) -> Mutation {
    Mutation::Care(CareMutation::SetOut(BookingRef { booking_id: booking_id(number), at: None }))
}

fn decline(number: u128) -> Mutation {
    Mutation::Care(CareMutation::Decline(BookingReason {
        booking_id: booking_id(number),
        reason: "Fever".to_owned(),
        at: None,
    }))
}

fn assign(number: u128, carers: &[u32], reason: &str) -> Mutation {
    Mutation::Care(CareMutation::Assign(CareAssign {
        booking_id: booking_id(number),
        carer: carer_id(carers[0]),
        second: carers.get(1).map(|it| carer_id(*it)),
        reason: reason.to_owned(),
    }))
}

fn check_in(number: u128, at: Instant, metres: Option<u32>) -> Mutation {
    Mutation::Care(CareMutation::CheckIn(CareCheckIn { booking_id: booking_id(number), at, metres }))
}

fn check_out(number: u128, at: Instant) -> Mutation {
    Mutation::Care(CareMutation::CheckOut(CareCheckOut {
        booking_id: booking_id(number),
        at,
        metres: Some(10),
        report: " Ate well ".to_owned(),
    }))
}

fn nobody_home(number: u128) -> Mutation {
    Mutation::Care(CareMutation::NobodyHome(BookingRef { booking_id: booking_id(number), at: None }))
}

fn confirm(number: u128, verdict: Verdict, reason: &str) -> Mutation {
    Mutation::Care(CareMutation::Confirm(CareConfirm {
        booking_id: booking_id(number),
        verdict,
        reason: reason.to_owned(),
    }))
}

/// The rule that the only caregiver fails for a meal at the usual time.
fn failed(house: &House) -> Option<Rule> {
    match house.decide(ELDER, &book_visit(1, Service::Meal, sh(STARTS))) {
        Ok(_) => None,
        Err(Refusal::Care(CareRefusal::NoCaregiver { candidates, .. })) => {
            assert_eq!(candidates.len(), 1);
            assert_eq!(candidates[0].resource_id, carer_id(0));
            Some(candidates[0].rule)
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// A change to the house, and the hard rule that it breaks.
type Breaks = (&'static str, fn(&mut House), Option<Rule>);

const RULES: [Breaks; 25] = [
    ("nothing", |_| (), None),
    ("other skill", |h| h.caregiver(0).skills = vec![Service::Bath], Some(Rule::Skill)),
    (
        "certificate ends within",
        |h| h.caregiver(0).certified_until = sh("2026-11-25 10:29"),
        Some(Rule::Certificate),
    ),
    ("certificate ends with it", |h| h.caregiver(0).certified_until = sh("2026-11-25 10:30"), None),
    ("at work later", |h| h.resource(carer_id(0)).hours = OpeningHours::daily(630, 1200), Some(Rule::Hours)),
    ("home too soon", |h| h.resource(carer_id(0)).hours = OpeningHours::daily(480, 629), Some(Rule::Hours)),
    ("just at work", |h| h.resource(carer_id(0)).hours = OpeningHours::daily(600, 630), None),
    ("busy then", |h| h.busy(carer_id(0), span(sh("2026-11-25 10:10"), 5)), Some(Rule::Overlap)),
    ("no time for the way", |h| h.busy(carer_id(0), span(sh("2026-11-25 09:00"), 41)), Some(Rule::Overlap)),
    ("time for the way", |h| h.busy(carer_id(0), span(sh("2026-11-25 09:00"), 40)), None),
    ("next too soon", |h| h.busy(carer_id(0), span(sh("2026-11-25 10:39"), 30)), Some(Rule::Overlap)),
    ("next in time", |h| h.busy(carer_id(0), span(sh("2026-11-25 10:40"), 30)), None),
    ("other gender wished", |h| h.elder().carer_gender = Some(Gender::Male), Some(Rule::Gender)),
    ("same gender wished", |h| h.elder().carer_gender = Some(Gender::Female), None),
    ("blocked", |h| h.elder().blocked_carers = vec![carer_id(0)], Some(Rule::Blocked)),
    ("herself", |h| h.caregiver(0).member_id = ELDER, Some(Rule::Blocked)),
    // The visit takes 60 minutes with way and buffer.
    ("day full", |h| h.busy(carer_id(0), span(sh("2026-11-25 12:00"), 421)), Some(Rule::DayLimit)),
    ("day just full", |h| h.busy(carer_id(0), span(sh("2026-11-25 12:00"), 420)), None),
    (
        "night before counts for its own day",
        |h| h.busy(carer_id(0), span(sh("2026-11-24 18:00"), 7 * 60)),
        None,
    ),
    ("week full", |h| week(h, 646), Some(Rule::WeekLimit)),
    ("week just full", |h| week(h, 645), None),
    ("no rest day", |h| days(h, &[23, 24, 26, 27, 28, 29]), Some(Rule::RestDay)),
    ("one rest day", |h| days(h, &[23, 24, 26, 27, 28]), None),
    ("sixth day is a day of work already", |h| days(h, &[23, 24, 25, 26, 27, 28]), None),
    // Sunday's work that ends on Monday belongs to both weeks, each its part.
    (
        "from the week before",
        |h| {
            days(h, &[24, 26, 27, 28]);
            h.busy(carer_id(0), span(sh("2026-11-22 23:00"), 120));
        },
        None,
    ),
];

fn days(house: &mut House, days: &[u8]) {
    for day in days {
        house.busy(carer_id(0), span(sh(&format!("2026-11-{day} 14:00")), 30));
    }
}

/// Four long days of so many minutes each.
fn week(house: &mut House, minutes: i64) {
    for day in [23, 24, 26, 27] {
        house.busy(carer_id(0), span(sh(&format!("2026-11-{day} 08:00")), minutes));
    }
}

#[test]
fn each_hard_rule_holds_at_its_edge() {
    for (what, change, rule) in RULES {
        let mut house = House::with_carers(1);
        change(&mut house);
        assert_eq!(failed(&house), rule, "{what}");
    }
}

#[test]
fn every_hard_rule_has_its_row() {
    for rule in [
        Rule::Skill,
        Rule::Certificate,
        Rule::Hours,
        Rule::Overlap,
        Rule::Gender,
        Rule::Blocked,
        Rule::DayLimit,
        Rule::WeekLimit,
        Rule::RestDay,
    ] {
        assert!(RULES.iter().any(|(_, _, breaks)| *breaks == Some(rule)), "{rule:?}");
    }
}

#[test]
fn retired_caregivers_and_those_of_other_places_are_not_candidates() {
    let mut house = House::with_carers(2);
    house.resource(carer_id(0)).retired = true;
    house.resource(carer_id(1)).community_id = NEXT_DOOR;
    let refusal = house.decide(ELDER, &book_visit(1, Service::Meal, sh(STARTS))).unwrap_err();
    assert!(
        matches!(refusal, Refusal::Care(CareRefusal::NoCaregiver { candidates, alternatives }) if candidates.is_empty() && alternatives.is_empty())
    );
}

#[test]
fn who_has_been_there_comes_again_then_who_has_least_to_do() {
    let mut house = House::with_carers(3);
    let chosen = |house: &House| {
        let mut house = house.clone();
        house.act(ELDER, &book_visit(50, Service::Meal, sh(STARTS))).unwrap();
        (house.visit(booking_id(50)).carers[0], house.visit(booking_id(50)).why[0])
    };
    assert_eq!(chosen(&house), (carer_id(0), Reason::LeastBusy { minutes: 0 }), "the same at every try");
    house.busy(carer_id(0), span(sh("2026-11-24 10:00"), 60));
    house.busy(carer_id(1), span(sh("2026-11-27 10:00"), 90));
    house.busy(carer_id(2), span(sh("2026-11-27 10:00"), 30));
    assert_eq!(chosen(&house), (carer_id(2), Reason::LeastBusy { minutes: 30 }));
    // A visit that is done counts, confirmed or not; one that was not is none.
    house.past_visit(1, carer_id(1), State::CheckedOut);
    house.past_visit(2, carer_id(0), State::NobodyHome);
    assert_eq!(chosen(&house), (carer_id(1), Reason::KnowsYou { times: 1 }));
    house.past_visit(3, carer_id(0), State::Completed);
    house.past_visit(4, carer_id(0), State::Completed);
    assert_eq!(chosen(&house), (carer_id(0), Reason::KnowsYou { times: 2 }));
    house.elder().blocked_carers = vec![carer_id(0), carer_id(1)];
    assert_eq!(chosen(&house), (carer_id(2), Reason::OnlyOne));
}

#[test]
fn a_bath_takes_two() {
    let mut house = House::with_carers(1);
    let bath = book_visit(1, Service::Bath, sh(STARTS));
    assert!(matches!(house.decide(ELDER, &bath), Err(Refusal::Care(CareRefusal::NoCaregiver { .. }))));
    house.add_carer(carer(1));
    house.act(ELDER, &bath).unwrap();
    assert_eq!(house.visit(booking_id(1)).carers, [carer_id(0), carer_id(1)]);
    assert_eq!(house.visit(booking_id(1)).why, [Reason::OnlyOne, Reason::OnlyOne]);
    let held: Vec<_> = house.rows.busy.values().map(|b| (b.resource_id, b.starts, b.ends)).collect();
    let (from, until) = (sh("2026-11-25 09:40"), sh("2026-11-25 11:10"));
    assert_eq!(held, [(carer_id(0), from, until), (carer_id(1), from, until)]);
    for number in 0..2 {
        assert_eq!(house.messages_to(carer_ids(number).1), 1);
    }
}

/// Moves the clock to the visit, in good time to set out.
fn booked(carers: u32, service: Service) -> House {
    let mut house = House::with_carers(carers);
    house.act(ELDER, &book_visit(1, service, sh(STARTS))).unwrap();
    house
}

#[test]
fn a_visit_goes_its_way_to_the_elders_word() {
    let mut house = booked(1, Service::Meal);
    let (_, carer) = carer_ids(0);
    house.act(carer, &accept(1)).unwrap();
    let opens = sh("2026-11-25 08:00");
    house.now = opens.plus_minutes(-1);
    assert_eq!(house.decide(carer, &set_out(1)), Err(BookingRefusal::NotYet { opens }.into()));
    assert_eq!(
        house.decide(carer, &check_in(1, house.now, None)),
        Err(BookingRefusal::NotYet { opens }.into())
    );
    house.now = opens;
    // Changing how long the address is shown moves neither.
    house.settings().care.address_after_minutes = 0;
    house.act(carer, &set_out(1)).unwrap();
    house.now = sh("2026-11-25 10:02");
    let device = house.now.plus_minutes(-1);
    house.act(carer, &check_in(1, device, Some(151))).unwrap();
    let check = house.visit(booking_id(1)).checked_in.unwrap();
    assert_eq!(
        (check.at, check.received, check.place, check.by),
        (device, house.now, PlaceCheck::NotVerified, carer)
    );
    house.now = sh("2026-11-25 10:31");
    house.act(carer, &check_out(1, house.now)).unwrap();
    assert_eq!(house.visit(booking_id(1)).report, "Ate well");
    assert_eq!(house.visit(booking_id(1)).checked_out.unwrap().place, PlaceCheck::AtHome);
    assert_eq!(house.decide(carer, &confirm(1, Verdict::Done, "")), Err(CommonRefusal::NotAllowed.into()));
    house.act(ELDER, &confirm(1, Verdict::Done, "")).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Completed);
    let deeds: Vec<_> = house.rows.story(booking_id(1)).iter().map(|e| e.what).collect();
    assert_eq!(
        deeds,
        [
            BookingDeed::Booked,
            BookingDeed::Accepted,
            BookingDeed::SetOut,
            BookingDeed::CheckedIn,
            BookingDeed::CheckedOut,
            BookingDeed::Confirmed
        ]
    );
    assert_eq!(
        house.decide(ELDER, &confirm(1, Verdict::Disputed, "x")),
        Err(BookingRefusal::WrongState { state: State::Completed }.into())
    );
}

#[test]
fn a_dispute_needs_words_and_staff_ends_it_and_says_so() {
    let mut house = booked(1, Service::Meal);
    let (_, carer) = carer_ids(0);
    house.now = sh(STARTS);
    house.act(carer, &check_in(1, house.now, None)).unwrap();
    house.act(carer, &check_out(1, house.now)).unwrap();
    assert_eq!(
        house.decide(DAUGHTER, &confirm(1, Verdict::Disputed, " ")),
        Err(CommonRefusal::Missing { field: Field::Reason }.into())
    );
    house.act(DAUGHTER, &confirm(1, Verdict::Disputed, "Only ten minutes")).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Disputed);
    let told = house.messages_to(ELDER);
    house.act(CLERK, &confirm(1, Verdict::Done, "Talked to both")).unwrap();
    assert_eq!((house.state(booking_id(1)), house.messages_to(ELDER)), (State::Completed, told + 1));
}

#[test]
fn nobody_confirms_their_own_work() {
    let mut house = booked(1, Service::Meal);
    house.now = sh(STARTS);
    let (_, carer) = carer_ids(0);
    house.act(carer, &check_in(1, house.now, None)).unwrap();
    house.act(carer, &check_out(1, house.now)).unwrap();
    let mut both = house.actor(carer);
    both.acts_for = vec![ELDER];
    let case = linli_domain::decide::Case {
        rows: &house.rows,
        actor: &both,
        called: "Carer",
        now: house.now,
        mid: MutationId(uuid::Uuid::from_u128(1)),
        fresh: None,
        base_ver: None,
        offers: true,
    };
    let answer = linli_domain::decide::decide(&confirm(1, Verdict::Done, ""), case);
    assert_eq!(answer, Err(CommonRefusal::NotAllowed.into()));
}

#[test]
fn only_its_caregiver_works_a_visit() {
    let house = booked(2, Service::Meal);
    assert_eq!(
        house.decide(carer_ids(1).1, &accept(1)),
        Err(CommonRefusal::Unknown { what: Thing::Booking }.into())
    );
    assert_eq!(house.decide(ELDER, &accept(1)), Err(CommonRefusal::NotAllowed.into()));
    assert_eq!(house.decide(CLERK, &check_in(1, house.now, None)), Err(CommonRefusal::NotAllowed.into()));
}

#[test]
fn words_are_read_only_of_who_may_tell_of_the_visit() {
    let house = booked(2, Service::Meal);
    let blank = BookingReason { booking_id: booking_id(1), reason: " ".to_owned(), at: None };
    let mut long = check_out(1, house.now);
    if let Mutation::Care(CareMutation::CheckOut(it)) = &mut long {
        it.report = "好".repeat(100_000);
    }
    for told in [Mutation::Care(CareMutation::Decline(blank)), long] {
        let from = |who| house.decide(who, &told);
        assert_eq!(
            from(carer_ids(1).1),
            Err(CommonRefusal::Unknown { what: Thing::Booking }.into()),
            "{told:?}"
        );
        assert_eq!(from(RIVAL), Err(CommonRefusal::Unknown { what: Thing::Booking }.into()), "{told:?}");
        assert_eq!(from(ELDER), Err(CommonRefusal::NotAllowed.into()), "{told:?}");
        assert!(
            matches!(
                from(carer_ids(0).1),
                Err(Refusal::Common(CommonRefusal::Missing { .. } | CommonRefusal::TooLongText { .. }))
            ),
            "{told:?}"
        );
    }
}

#[test]
fn a_visit_given_back_goes_to_another_and_never_back_to_who_declined() {
    let mut house = booked(3, Service::Meal);
    let blank = Mutation::Care(CareMutation::Decline(BookingReason {
        booking_id: booking_id(1),
        reason: " ".to_owned(),
        at: None,
    }));
    assert_eq!(
        house.decide(carer_ids(0).1, &blank),
        Err(CommonRefusal::Missing { field: Field::Reason }.into())
    );
    for number in 0..2 {
        house.act(carer_ids(number).1, &decline(1)).unwrap();
        assert_eq!(house.visit(booking_id(1)).carers, [carer_id(number + 1)]);
        assert_eq!(house.state(booking_id(1)), State::Assigned);
        assert_eq!(house.rows.busy.len(), 1);
        assert_eq!(house.messages_to(carer_ids(number + 1).1), 1);
    }
    // The last one: the visit waits, holds nobody's time, and the elder knows.
    house.act(carer_ids(2).1, &decline(1)).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Requested);
    assert_eq!((house.visit(booking_id(1)).carers.len(), house.rows.busy.len()), (0, 0));
    assert_eq!(house.messages_to(ELDER), 3);
    let deeds: Vec<_> = house.rows.story(booking_id(1)).iter().map(|e| e.what).collect();
    assert_eq!(
        deeds,
        [BookingDeed::Booked, BookingDeed::Reassigned, BookingDeed::Reassigned, BookingDeed::Declined]
    );
}

#[test]
fn the_other_of_two_stays_although_the_visit_itself_takes_their_time() {
    let mut house = booked(3, Service::Bath);
    // Soft rules alone would now send others.
    house.past_visit(7, carer_id(2), State::Completed);
    house.busy(carer_id(1), span(sh("2026-11-27 10:00"), 60));
    house.act(carer_ids(0).1, &decline(1)).unwrap();
    assert_eq!(house.visit(booking_id(1)).carers, [carer_id(1), carer_id(2)]);
    assert_eq!(house.messages_to(carer_ids(1).1), 1, "nothing new for who stays");
    assert_eq!(house.messages_to(carer_ids(2).1), 1);
    // Nobody else: who would have come is told that it is off for now.
    house.act(carer_ids(2).1, &decline(1)).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Requested);
    assert_eq!(house.messages_to(carer_ids(1).1), 2);
}

#[test]
fn nobody_is_sent_who_cannot_be_there_in_time() {
    let mut house = booked(2, Service::Meal);
    house.now = sh("2026-11-25 09:41");
    house.act(carer_ids(0).1, &decline(1)).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Requested);
}

#[test]
fn the_second_of_two_may_take_each_step_too() {
    let mut house = booked(2, Service::Bath);
    let (one, two) = (carer_ids(0).1, carer_ids(1).1);
    house.now = sh("2026-11-25 09:30");
    house.act(one, &accept(1)).unwrap();
    house.act(two, &accept(1)).unwrap();
    house.act(one, &set_out(1)).unwrap();
    house.act(two, &set_out(1)).unwrap();
    house.now = sh(STARTS);
    house.act(one, &check_in(1, house.now, None)).unwrap();
    house.act(two, &check_in(1, house.now, None)).unwrap();
    assert_eq!(house.visit(booking_id(1)).checked_in.unwrap().by, one);
    house.act(one, &check_out(1, house.now)).unwrap();
    let mut more = CareCheckOut {
        booking_id: booking_id(1),
        at: house.now,
        metres: None,
        report: " Skin is dry ".to_owned(),
    };
    house.act(two, &Mutation::Care(CareMutation::CheckOut(more.clone()))).unwrap();
    assert_eq!(house.state(booking_id(1)), State::CheckedOut);
    // What each of them wrote is kept.
    let story = house.rows.story(booking_id(1));
    let reports: Vec<_> =
        story.iter().filter(|it| it.what == BookingDeed::CheckedOut).map(|it| it.note.as_str()).collect();
    assert_eq!((story.len(), reports), (9, vec!["Ate well", "Skin is dry"]));
    let limit = house.home().settings.common.text_limit;
    more.report = "x".repeat(limit + 1);
    let long = Refusal::Common(CommonRefusal::TooLongText { field: Field::Report, limit });
    assert_eq!(house.decide(two, &Mutation::Care(CareMutation::CheckOut(more))), Err(long));
    // Alone on a visit the same is a mistake.
    let mut house = booked(1, Service::Meal);
    house.act(one, &accept(1)).unwrap();
    assert_eq!(
        house.decide(one, &accept(1)),
        Err(BookingRefusal::WrongState { state: State::Accepted }.into())
    );
}

#[test]
fn care_done_without_a_network_is_kept_although_it_arrives_late() {
    for late in [check_in(1, sh(STARTS), Some(20)), nobody_home(1)] {
        let mut house = booked(1, Service::Meal);
        house.now = sh("2026-11-25 11:00");
        let booking = house.booking(booking_id(1)).clone();
        let passed = due(&booking, &house.home().settings, house.now).unwrap();
        assert_eq!(passed, Passed::NoShow);
        let effects = pass_time(&booking, passed, &house.rows, house.now, uuid::Uuid::now_v7);
        house.rows.apply(effects);
        assert_eq!((house.messages_to(ELDER), house.messages_to(carer_ids(0).1)), (1, 2));
        house.now = sh("2026-11-25 13:00");
        // Rows have changed meanwhile; care is not an edit.
        assert!(house.decide_seeing(carer_ids(0).1, &late, Some(1)).is_ok());
        house.act(carer_ids(0).1, &late).unwrap();
        assert_eq!(house.messages_to(ELDER), 2, "the elder was told the contrary before");
    }
}

#[test]
fn nobody_home_is_for_the_time_of_the_visit() {
    let mut house = booked(1, Service::Meal);
    let opens = sh(STARTS);
    house.now = opens.plus_minutes(-1);
    assert_eq!(house.decide(carer_ids(0).1, &nobody_home(1)), Err(BookingRefusal::NotYet { opens }.into()));
    house.now = opens;
    house.act(carer_ids(0).1, &nobody_home(1)).unwrap();
    assert_eq!((house.state(booking_id(1)), house.rows.busy.len()), (State::NobodyHome, 0));
    assert_eq!(house.messages_to(ELDER), 1);
}

#[rstest]
#[case::too_early("2026-11-24 09:59", false)]
#[case::a_day_before("2026-11-24 10:00", true)]
#[case::at_the_door("2026-11-25 10:00", true)]
#[case::soon_after("2026-11-25 12:29", true)]
#[case::too_late("2026-11-25 12:30", false)]
fn a_caregiver_has_the_door_and_the_risks_around_the_visit(#[case] now: &str, #[case] shown: bool) {
    let house = booked(1, Service::Meal);
    let booking = house.booking(booking_id(1)).clone();
    let read = |who, booking| readable_booking(&house.actor(who), house.home(), booking, sh(now));
    let seen = read(carer_ids(0).1, booking.clone()).unwrap();
    assert_eq!(seen.contact.is_some(), shown);
    let json = serde_json::to_string(&seen).unwrap();
    for secret in ["Lane of", "Dog of", "13800000256"] {
        assert_eq!(json.contains(secret), shown, "{secret}");
    }
    // Those at the door when nobody opens, or whom linli takes for missing, still need it.
    for (state, has) in [(State::NobodyHome, shown), (State::NoShow, shown), (State::Cancelled, false)] {
        let mut booking = booking.clone();
        booking.state = state;
        assert_eq!(read(carer_ids(0).1, booking).unwrap().contact.is_some(), has, "{state:?}");
    }
    for who in [ELDER, DAUGHTER, CLERK] {
        assert!(read(who, booking.clone()).unwrap().contact.is_some());
    }
    for who in [NEIGHBOUR, KEEPER, SUPERVISOR, OFFICER, ADMINISTRATOR] {
        assert_eq!(read(who, booking.clone()), None);
    }
}

#[test]
fn a_keeper_knows_whom_to_call_but_not_where_they_live() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh(STARTS), 60))).unwrap();
    let booking = house.booking(booking_id(1)).clone();
    let seen = readable_booking(&house.actor(KEEPER), house.home(), booking, house.now).unwrap();
    let contact = seen.contact.unwrap();
    assert!(contact.phone.is_some());
    assert_eq!(contact.address, "");
}

/// A visit that its only caregiver has given back, and two others who have come since.
fn given_back() -> House {
    let mut house = House::with_carers(1);
    house.act(ELDER, &book_visit(1, Service::Meal, sh(STARTS))).unwrap();
    house.act(carer_ids(0).1, &decline(1)).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Requested);
    house.add_carer(carer(1));
    house.add_carer(carer(2));
    house
}

#[test]
fn staff_sends_somebody_to_a_visit_that_lost_its_own() {
    let mut house = given_back();
    let (before, to) = (house.messages_to(ELDER), carer_ids(2).1);
    assert_eq!(house.act(ELDER, &assign(1, &[2], "")), Err(CommonRefusal::NotAllowed.into()));
    house.act(CLERK, &assign(1, &[2], "")).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Assigned);
    assert_eq!(house.visit(booking_id(1)).carers, [carer_id(2)]);
    // Another had as little to do, so the choice was staff's.
    assert_eq!(house.visit(booking_id(1)).why, [Reason::Staff]);
    assert!(house.rows.busy(carer_id(2), span(sh(STARTS), 30)).next().is_some());
    assert_eq!((house.messages_to(ELDER), house.messages_to(to)), (before + 1, 1));
    let story = house.rows.story(booking_id(1));
    assert!(story.iter().any(|it| it.what == BookingDeed::Assigned && it.actor == Some(CLERK)));
    house.act(to, &accept(1)).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Accepted);
}

#[test]
fn the_hard_rules_hold_for_staff_too() {
    let told = |house: &House, carers: &[u32]| house.decide(CLERK, &assign(1, carers, "")).err();
    let unfit = |rule| Some(Refusal::Care(CareRefusal::CannotSend { rule }));
    let mut house = given_back();
    assert_eq!(told(&house, &[0]), unfit(Rule::Declined));
    assert_eq!(told(&house, &[7]), Some(Refusal::Common(CommonRefusal::Unknown { what: Thing::Caregiver })));
    house.busy(carer_id(1), span(sh(STARTS), 30));
    assert_eq!(told(&house, &[1]), unfit(Rule::Overlap));
    house.elder().blocked_carers = vec![carer_id(2)];
    assert_eq!(told(&house, &[2]), unfit(Rule::Blocked));
    house.caregiver(2).skills = vec![Service::Bath];
    assert_eq!(told(&house, &[2]), unfit(Rule::Skill));
    house.now = sh(STARTS);
    assert_eq!(told(&house, &[2]), Some(Refusal::Common(CommonRefusal::Past)));
}

#[test]
fn a_caregiver_who_falls_ill_is_replaced() {
    let mut house = House::with_carers(3);
    house.act(ELDER, &book_visit(1, Service::Meal, sh(STARTS))).unwrap();
    let was = house.visit(booking_id(1)).carers[0];
    let (first, second) = (0..3).map(|it| (it, (it + 1) % 3)).find(|(it, _)| carer_id(*it) == was).unwrap();
    house.act(carer_ids(first).1, &accept(1)).unwrap();
    let missing = Refusal::Common(CommonRefusal::Missing { field: Field::Reason });
    assert_eq!(house.act(CLERK, &assign(1, &[second], " ")), Err(missing));
    assert_eq!(house.act(CLERK, &assign(1, &[first], "Ill")), Err(CareRefusal::SameCarers.into()));
    let stale = Some(house.booking(booking_id(1)).ver - 1);
    let late = house.decide_seeing(CLERK, &assign(1, &[second], "Ill"), stale);
    assert_eq!(late.err(), Some(Refusal::Common(CommonRefusal::Changed)));
    house.act(CLERK, &assign(1, &[second], "Ill")).unwrap();
    // The one waits to be answered, the other's time is free again, and both were told.
    assert_eq!(house.state(booking_id(1)), State::Assigned);
    assert!(house.rows.busy(was, span(sh(STARTS), 30)).next().is_none());
    assert_eq!(house.messages_to(carer_ids(first).1), 2);
    assert_eq!(house.messages_to(carer_ids(second).1), 1);
}

#[test]
fn of_two_caregivers_one_is_replaced_and_the_other_stays() {
    let mut house = House::with_carers(3);
    house.act(ELDER, &book_visit(1, Service::Bath, sh(STARTS))).unwrap();
    assert_eq!(house.visit(booking_id(1)).carers, [carer_id(0), carer_id(1)]);
    // Who stays is not asked again, even when the rules would no longer send them.
    house.resource(carer_id(1)).hours = OpeningHours::default();
    let alone = Err(CommonRefusal::Missing { field: Field::Second }.into());
    assert_eq!(house.act(CLERK, &assign(1, &[2], "Ill")), alone);
    assert_eq!(house.act(CLERK, &assign(1, &[2, 2], "Ill")), alone);
    house.act(CLERK, &assign(1, &[2, 1], "Ill")).unwrap();
    assert_eq!(house.visit(booking_id(1)).carers, [carer_id(2), carer_id(1)]);
    assert_eq!(house.rows.busy.len(), 2);
    assert_eq!(house.messages_to(carer_ids(1).1), 1);
}

#[test]
fn who_stays_of_two_keeps_how_far_they_have_come() {
    let (gone, stays, comes) = (carer_ids(0).1, carer_ids(1).1, carer_ids(2).1);
    let assigned = assign(1, &[2, 1], "Ill");
    for (who, change) in [(gone, decline(1)), (CLERK, assigned)] {
        let mut house = booked(3, Service::Bath);
        house.now = sh("2026-11-25 09:20");
        assert_eq!(house.visit(booking_id(1)).carers, [carer_id(0), carer_id(1)]);
        house.act(stays, &accept(1)).unwrap();
        house.act(stays, &set_out(1)).unwrap();
        let told = house.messages_to(stays);
        house.act(who, &change).unwrap();
        assert_eq!(house.state(booking_id(1)), State::OnTheWay);
        assert_eq!(house.messages_to(stays), told, "nothing has changed for who stays");
        // The newcomer takes the same steps.
        house.act(comes, &accept(1)).unwrap();
        house.act(comes, &set_out(1)).unwrap();
        assert_eq!(house.state(booking_id(1)), State::OnTheWay);
        // What only the one who goes had done is not the other's word.
        let mut house = booked(3, Service::Bath);
        house.act(gone, &accept(1)).unwrap();
        house.act(who, &change).unwrap();
        assert_eq!(house.state(booking_id(1)), State::Assigned);
    }
}

#[test]
fn who_set_out_has_the_visit_and_a_while_to_be_heard() {
    let mut house = House::with_carers(1);
    house.act(ELDER, &book_visit(1, Service::Meal, sh(STARTS))).unwrap();
    house.now = sh(STARTS).minus_minutes(20);
    house.act(carer_ids(0).1, &set_out(1)).unwrap();
    let settings = house.home().settings.clone();
    let over = house.booking(booking_id(1)).ends.plus_minutes(settings.care.visit_unheard_minutes);
    let booking = house.booking(booking_id(1)).clone();
    assert_eq!(due(&booking, &settings, over.plus_minutes(-1)), None);
    assert_eq!(due(&booking, &settings, over), Some(Passed::NoShow));
    let effects = pass_time(&booking, Passed::NoShow, &house.rows, over, uuid::Uuid::now_v7);
    house.rows.apply(effects);
    // The elder hears of it, and a check-in that comes later still counts.
    assert_eq!(house.state(booking_id(1)), State::NoShow);
    house.now = over.plus_minutes(5);
    house.act(carer_ids(0).1, &check_in(1, sh(STARTS), None)).unwrap();
    assert_eq!(house.state(booking_id(1)), State::CheckedIn);
}
