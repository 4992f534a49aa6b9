//! Borrowing rooms: every limit, the household's quota, approval, no-shows, check-in.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::booking::{Kind, State};
use linli_domain::decide::{Effect, pass_time};
use linli_domain::ids::ResourceId;
use linli_domain::lifecycle::{due, hold_until};
use linli_domain::message::{BookingNews, News};
use linli_domain::mutation::{
    BookingMutation, BookingReason, BookingRef, Mutation, RoomBook, RoomDecide, RoomMutation,
};
use linli_domain::place::Settings;
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Counted, Field, Refusal, RoomRefusal, Thing};
use linli_domain::resource::OpeningHours;
use linli_domain::rows::Row;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::Instant;
use rstest::rstest;

fn cancel(number: u128, reason: &str) -> Mutation {
    Mutation::Bookings(BookingMutation::Cancel(BookingReason {
        booking_id: booking_id(number),
        reason: reason.to_owned(),
        at: None,
    }))
}

fn say(number: u128, approve: bool, reason: &str) -> Mutation {
    Mutation::Rooms(RoomMutation::Decide(RoomDecide {
        booking_id: booking_id(number),
        approve,
        reason: reason.to_owned(),
    }))
}

fn check_in(number: u128) -> Mutation {
    Mutation::Rooms(RoomMutation::CheckIn(BookingRef { booking_id: booking_id(number), at: None }))
}

/// What the sweep does to one booking.
fn sweep(house: &mut House, number: u128) -> Option<State> {
    let booking = house.booking(booking_id(number)).clone();
    let passed = due(&booking, &house.home().settings, house.now)?;
    let effects = pass_time(&booking, passed, &house.rows, house.now, uuid::Uuid::now_v7);
    house.rows.apply(effects);
    Some(passed.state())
}

#[rstest]
#[case::now("2026-11-24 08:00", 30, None)]
#[case::earlier("2026-11-24 07:30", 60, Some(Refusal::Common(CommonRefusal::Past)))]
#[case::off_grid("2026-11-24 09:10", 60, Some(Refusal::Bookings(BookingRefusal::OffGrid { minutes: 30 })))]
#[case::ends_off_grid("2026-11-24 09:00", 45, Some(Refusal::Bookings(BookingRefusal::OffGrid { minutes: 30 })))]
#[case::too_short("2026-11-24 09:00", 30, None)]
#[case::longest("2026-11-24 09:00", 240, None)]
#[case::too_long("2026-11-24 09:00", 270, Some(Refusal::Rooms(RoomRefusal::TooLong { minutes: 240 })))]
#[case::last_day("2027-01-23 20:30", 30, None)]
#[case::beyond("2027-01-24 09:00", 30, Some(Refusal::Bookings(BookingRefusal::BeyondHorizon { last_day: day("2027-01-23") })))]
#[case::to_closing("2026-11-24 20:00", 60, None)]
fn a_room_has_limits(#[case] starts: &str, #[case] minutes: i64, #[case] refusal: Option<Refusal>) {
    let answer = House::new().decide(ELDER, &book_room(1, HALL, span(sh(starts), minutes)));
    assert_eq!(answer.err(), refusal);
}

#[test]
fn more_limits() {
    let mut house = House::new();
    let nine = sh("2026-11-25 09:00");
    let with = |change: &dyn Fn(&mut RoomBook)| {
        let mut args = room_book(1, HALL, span(nine, 60));
        change(&mut args);
        Mutation::Rooms(RoomMutation::Book(args))
    };
    let refusal = |house: &House, m: Mutation| house.decide(ELDER, &m).unwrap_err();
    assert_eq!(
        refusal(&house, with(&|a| a.ends = a.starts)),
        Refusal::Common(CommonRefusal::EndsBeforeStarts)
    );
    assert_eq!(
        refusal(&house, with(&|a| a.people = Some(31))),
        Refusal::Rooms(RoomRefusal::TooManyPeople { seats: 30 })
    );
    assert_eq!(
        refusal(&house, with(&|a| a.people = Some(0))),
        Refusal::Common(CommonRefusal::Missing { field: Field::People })
    );
    assert!(house.decide(ELDER, &with(&|a| a.people = Some(30))).is_ok());
    let long = "字".repeat(501);
    assert_eq!(
        refusal(&house, with(&|a| a.note = long.clone())),
        Refusal::Common(CommonRefusal::TooLongText { field: Field::Note, limit: 500 })
    );
    assert!(house.decide(ELDER, &with(&|a| a.note = format!("  {}  ", "字".repeat(500)))).is_ok());
    let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Room });
    assert_eq!(refusal(&house, with(&|a| a.resource_id = ResourceId(uuid::Uuid::nil()))), unknown);
    house.resource(HALL).community_id = NEXT_DOOR;
    assert_eq!(refusal(&house, with(&|_| ())), unknown);
    house.resource(HALL).community_id = HOME;
    house.resource(HALL).retired = true;
    assert_eq!(refusal(&house, with(&|_| ())), unknown);
    house.settings().rooms.room_min_minutes = 60;
    assert_eq!(
        refusal(&house, book_room(2, STUDY, span(nine, 30))),
        Refusal::Rooms(RoomRefusal::TooShort { minutes: 60 })
    );
}

#[test]
fn closed_says_why_and_when_not() {
    let house = House::new();
    let early = house.decide(ELDER, &book_room(1, HALL, span(sh("2026-11-25 07:30"), 60))).unwrap_err();
    let Refusal::Bookings(BookingRefusal::Closed { note, alternatives }) = early else { panic!("{early:?}") };
    assert_eq!((note.as_str(), alternatives.len()), ("", 3));
    assert_eq!(alternatives[0].starts, sh("2026-11-25 08:00"));
}

#[test]
fn a_room_open_to_midnight_can_be_used_to_midnight_and_over_it() {
    let mut house = House::new();
    house.resource(HALL).hours = OpeningHours::daily(0, 1440);
    assert!(house.decide(ELDER, &book_room(1, HALL, span(sh("2026-11-25 22:00"), 120))).is_ok());
    assert!(house.decide(ELDER, &book_room(1, HALL, span(sh("2026-11-25 23:30"), 60))).is_ok());
}

#[test]
fn the_turnaround_is_kept_and_touching_it_is_free() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-25 10:00"), 60))).unwrap();
    let busy: Vec<_> = house.rows.busy.values().copied().collect();
    assert_eq!(
        (busy.len(), busy[0].starts, busy[0].ends),
        (1, sh("2026-11-25 10:00"), sh("2026-11-25 11:10"))
    );
    let taken = |house: &House, from: &str, minutes| {
        matches!(
            house.decide(RIVAL, &book_room(2, HALL, span(sh(from), minutes))),
            Err(Refusal::Bookings(BookingRefusal::Taken { .. }))
        )
    };
    assert!(taken(&house, "2026-11-25 11:00", 30), "turnaround after the first");
    assert!(taken(&house, "2026-11-25 09:00", 60), "turnaround of the second runs into the first");
    assert!(!taken(&house, "2026-11-25 11:30", 30));
    assert!(!taken(&house, "2026-11-25 09:00", 30));
    house.settings().rooms.turnaround_minutes = 0;
    assert!(!taken(&house, "2026-11-25 09:00", 60), "touching is not overlapping");
    // With a grid of ten minutes the end of the turnaround itself can be booked.
    house.settings().bookings.slot_minutes = 10;
    assert!(!taken(&house, "2026-11-25 11:10", 30));
    assert!(taken(&house, "2026-11-25 11:00", 30));
}

#[test]
fn a_booking_of_several_days_blocks_all_of_them() {
    let mut house = House::new();
    house.resource(HALL).hours = OpeningHours::daily(0, 1440);
    house.settings().rooms.room_max_minutes = i64::MAX;
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-25 10:00"), 7 * 1440))).unwrap();
    let last = house.decide(RIVAL, &book_room(2, HALL, span(sh("2026-12-02 09:00"), 60)));
    assert!(matches!(last, Err(Refusal::Bookings(BookingRefusal::Taken { .. }))), "{last:?}");
    let longer = house.decide(RIVAL, &book_room(2, STUDY, span(sh("2026-11-25 10:00"), 9 * 1440)));
    assert!(matches!(longer, Err(Refusal::Rooms(RoomRefusal::TooLong { .. }))));
}

#[test]
fn a_household_holds_two_rooms_a_week() {
    let mut house = House::new();
    // A week that spans two months, Monday 30 November to Sunday 6 December.
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-30 08:00"), 60))).unwrap();
    house.act(ELDER, &book_room(2, HALL, span(sh("2026-12-06 20:00"), 60))).unwrap();
    let third = |starts: &str| house.decide(ELDER, &book_room(3, STUDY, span(sh(starts), 60))).err();
    assert_eq!(
        third("2026-12-02 09:00"),
        Some(Refusal::Common(CommonRefusal::Quota { limit: 2, of: Counted::Rooms, there: None }))
    );
    assert_eq!(third("2026-11-29 20:00"), None, "the week before");
    assert_eq!(third("2026-12-07 08:00"), None, "the week after");
    // The quota is the household's, whoever books for it.
    let mut args = room_book(3, STUDY, span(sh("2026-12-02 09:00"), 60));
    args.subject = Some(ELDER);
    for who in [DAUGHTER, CLERK] {
        let answer = house.decide(who, &Mutation::Rooms(RoomMutation::Book(args.clone())));
        assert_eq!(answer, Err(CommonRefusal::Quota { limit: 2, of: Counted::Rooms, there: None }.into()));
    }
    let household = house.rows.members[&ELDER].household_id;
    house.rows.members.get_mut(&NEIGHBOUR).unwrap().household_id = household;
    let spouse = house.decide(NEIGHBOUR, &book_room(3, STUDY, span(sh("2026-12-02 09:00"), 60)));
    assert_eq!(spouse, Err(CommonRefusal::Quota { limit: 2, of: Counted::Rooms, there: None }.into()));
    // What is cancelled counts no more.
    house.act(ELDER, &cancel(1, "")).unwrap();
    house.act(ELDER, &book_room(3, STUDY, span(sh("2026-12-02 09:00"), 60))).unwrap();
}

#[test]
fn a_booking_that_time_has_ended_frees_the_quota_before_anything_sweeps_it() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-24 09:00"), 60))).unwrap();
    house.act(ELDER, &book_room(2, HALL, span(sh("2026-11-25 09:00"), 60))).unwrap();
    house.now = sh("2026-11-24 09:15");
    assert!(house.decide(ELDER, &book_room(3, STUDY, span(sh("2026-11-26 09:00"), 60))).is_ok());
}

#[test]
fn an_id_in_use_overwrites_nothing() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-25 09:00"), 60))).unwrap();
    let again = house.decide(RIVAL, &book_room(1, STUDY, span(sh("2026-11-26 09:00"), 60)));
    assert_eq!(again, Err(CommonRefusal::Changed.into()));
}

#[test]
fn a_room_that_needs_approval_waits_for_it() {
    let mut house = House::new();
    let use_ = span(sh("2026-11-27 09:00"), 60);
    house.act(ELDER, &book_room(1, STAGE, use_)).unwrap();
    let booking = house.booking(booking_id(1)).clone();
    assert_eq!((booking.state, booking.hold_until), (State::Pending, Some(sh("2026-11-25 08:00"))));
    let rival = house.decide(RIVAL, &book_room(2, STAGE, use_));
    assert!(matches!(rival, Err(Refusal::Bookings(BookingRefusal::Taken { .. }))), "pending holds its time");

    for who in [ELDER, NEIGHBOUR, SUPERVISOR] {
        assert!(house.decide(who, &say(1, true, "")).is_err());
    }
    assert_eq!(
        house.decide(KEEPER, &say(1, false, " ")),
        Err(CommonRefusal::Missing { field: Field::Reason }.into())
    );
    let mut yes = house.clone();
    yes.act(KEEPER, &say(1, true, "")).unwrap();
    assert_eq!((yes.state(booking_id(1)), yes.booking(booking_id(1)).hold_until), (State::Confirmed, None));
    assert_eq!(yes.messages_to(ELDER), 1);
    assert_eq!(yes.rows.story(booking_id(1)).last().unwrap().what, BookingDeed::Approved);
    assert_eq!(
        yes.decide(CLERK, &say(1, true, "")),
        Err(BookingRefusal::WrongState { state: State::Confirmed }.into())
    );

    let mut no = house.clone();
    no.act(CLERK, &say(1, false, "Choir that day")).unwrap();
    assert_eq!(no.state(booking_id(1)), State::Refused);
    assert_eq!(no.booking(booking_id(1)).reason, "Choir that day");
    assert_eq!(no.rows.busy.len(), 0);
    assert!(no.decide(RIVAL, &book_room(2, STAGE, use_)).is_ok());

    let mut late = house.clone();
    late.now = sh("2026-11-25 08:00");
    assert_eq!(
        late.decide(CLERK, &say(1, true, "")),
        Err(BookingRefusal::WrongState { state: State::Expired }.into())
    );
    assert_eq!(sweep(&mut late, 1), Some(State::Expired));
    assert_eq!((late.rows.busy.len(), late.messages_to(ELDER)), (0, 1));
    assert_eq!(late.rows.story(booking_id(1)).last().unwrap().what, BookingDeed::Expired);
    assert_eq!(late.rows.story(booking_id(1)).last().unwrap().actor, None);
}

#[rstest]
#[case::far("2026-11-27 09:00", "2026-11-25 08:00")]
#[case::tomorrow("2026-11-25 09:00", "2026-11-25 07:00")]
#[case::three_hours("2026-11-24 11:00", "2026-11-24 09:00")]
#[case::a_slot_left("2026-11-24 10:30", "2026-11-24 08:30")]
#[case::at_release("2026-11-24 10:00", "2026-11-24 10:00")]
#[case::within_release("2026-11-24 09:00", "2026-11-24 09:00")]
#[case::at_once("2026-11-24 08:00", "2026-11-24 08:15")]
fn no_pending_booking_is_born_expired(#[case] starts: &str, #[case] hold: &str) {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, STAGE, span(sh(starts), 60))).unwrap();
    let booking = house.booking(booking_id(1)).clone();
    assert_eq!(booking.hold_until, Some(sh(hold)));
    assert_eq!(due(&booking, &house.home().settings, house.now), None);
    house.act(CLERK, &say(1, true, "")).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Confirmed);
}

#[test]
fn odd_settings_do_not_break_the_hold() {
    for n in [i64::MIN, -1, 0, i64::MAX] {
        let mut settings = Settings::default();
        settings.bookings.slot_minutes = n;
        settings.rooms.pending_hold_minutes = n;
        settings.rooms.pending_release_minutes = n;
        settings.rooms.no_show_minutes = n;
        let now = sh("2026-11-24 08:00");
        assert!(hold_until(now.plus_hours(30), now, &settings) > now, "{n}");
    }
}

#[test]
fn a_decision_on_an_old_version_is_told_so_but_a_cancellation_wins() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, STAGE, span(sh("2026-11-27 09:00"), 60))).unwrap();
    house.rows.bookings.get_mut(&booking_id(1)).unwrap().ver = 5;
    assert_eq!(house.decide_seeing(CLERK, &say(1, true, ""), Some(4)), Err(CommonRefusal::Changed.into()));
    assert!(house.decide_seeing(CLERK, &say(1, true, ""), Some(5)).is_ok());
    assert!(house.decide_seeing(ELDER, &cancel(1, ""), Some(1)).is_ok(), "cancel beats edit");
}

/// A household with `count` no-shows so many days ago.
fn absent(house: &mut House, count: u128, days: i64) {
    for number in 0..count {
        let made = house.now;
        house.now = house.now.plus_days(-days);
        house.settings().rooms.household_week_quota = 99;
        let use_ = span(house.now.plus_hours(1 + 2 * i64::try_from(number).unwrap()), 60);
        house.act(ELDER, &book_room(100 + number, STUDY, use_)).unwrap();
        house.now = use_.starts.plus_minutes(15);
        assert_eq!(sweep(house, 100 + number), Some(State::NoShow));
        house.now = made;
    }
}

#[rstest]
#[case(2, 10, State::Confirmed)]
#[case(3, 10, State::Pending)]
#[case(3, 89, State::Pending)]
#[case(3, 91, State::Confirmed)]
fn three_no_shows_in_ninety_days_need_approval(#[case] count: u128, #[case] days: i64, #[case] state: State) {
    let mut house = House::new();
    absent(&mut house, count, days);
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-27 09:00"), 60))).unwrap();
    assert_eq!(house.state(booking_id(1)), state);
    house.act(RIVAL, &book_room(2, HALL, span(sh("2026-11-28 09:00"), 60))).unwrap();
    assert_eq!(house.state(booking_id(2)), State::Confirmed, "another household");
}

#[rstest]
#[case("2026-11-25 08:29", Some(Refusal::Bookings(BookingRefusal::NotYet { opens: sh("2026-11-25 08:30") })))]
#[case("2026-11-25 08:30", None)]
#[case("2026-11-25 09:00", None)]
#[case("2026-11-25 09:14", None)]
#[case("2026-11-25 09:15", Some(Refusal::Bookings(BookingRefusal::WrongState { state: State::NoShow })))]
fn check_in_has_a_window(#[case] now: &str, #[case] refusal: Option<Refusal>) {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-25 09:00"), 60))).unwrap();
    house.now = sh(now);
    assert_eq!(house.decide(KEEPER, &check_in(1)).err(), refusal);
    assert_eq!(house.decide(ELDER, &check_in(1)), Err(CommonRefusal::NotAllowed.into()));
    if house.decide(KEEPER, &check_in(1)).is_ok() {
        house.act(KEEPER, &check_in(1)).unwrap();
        assert_eq!(
            house.decide(KEEPER, &check_in(1)),
            Err(BookingRefusal::WrongState { state: State::CheckedIn }.into())
        );
    }
}

#[test]
fn time_alone_moves_a_booking() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-11-24 09:00"), 60))).unwrap();
    house.act(RIVAL, &book_room(2, STUDY, span(sh("2026-11-24 09:00"), 60))).unwrap();
    house.now = sh("2026-11-24 08:50");
    house.act(KEEPER, &check_in(2)).unwrap();
    house.now = sh("2026-11-24 09:14");
    assert_eq!((sweep(&mut house, 1), sweep(&mut house, 2)), (None, None));
    house.now = sh("2026-11-24 09:15");
    assert_eq!(sweep(&mut house, 1), Some(State::NoShow));
    assert!(house.rows.busy(HALL, span(house.now, 600)).next().is_none(), "let go for others");
    assert_eq!(house.messages_to(ELDER), 1);
    house.now = sh("2026-11-24 09:59");
    assert_eq!(sweep(&mut house, 2), None);
    house.now = sh("2026-11-24 10:00");
    assert_eq!(sweep(&mut house, 2), Some(State::Completed));
    assert_eq!(house.messages_to(RIVAL), 0, "no news in a room that was used");
    assert_eq!((sweep(&mut house, 1), sweep(&mut house, 2)), (None, None), "an end is an end");
}

#[test]
fn a_booking_can_be_cancelled_until_it_starts() {
    let mut house = House::new();
    let use_ = span(sh("2026-11-25 09:00"), 60);
    house.act(ELDER, &book_room(1, HALL, use_)).unwrap();
    assert_eq!(
        house.decide(CLERK, &cancel(1, "  ")),
        Err(CommonRefusal::Missing { field: Field::Reason }.into())
    );
    assert_eq!(
        house.decide(RIVAL, &cancel(1, "")),
        Err(CommonRefusal::Unknown { what: Thing::Booking }.into())
    );
    assert_eq!(house.decide(KEEPER, &cancel(1, "x")), Err(CommonRefusal::NotAllowed.into()));
    house.now = sh("2026-11-25 09:00");
    assert_eq!(house.decide(ELDER, &cancel(1, "")), Err(BookingRefusal::Begun.into()));
    house.now = sh("2026-11-25 09:00").plus_minutes(-1);
    let mut staff = house.clone();
    staff.act(CLERK, &cancel(1, "Burst pipe")).unwrap();
    assert_eq!((staff.messages_to(ELDER), staff.state(booking_id(1))), (1, State::Cancelled));
    house.act(DAUGHTER, &cancel(1, "")).unwrap();
    assert_eq!(house.messages_to(ELDER), 1);
    assert_eq!(
        house.decide(ELDER, &cancel(1, "")),
        Err(BookingRefusal::WrongState { state: State::Cancelled }.into())
    );
    house.now = sh("2026-11-25 08:00");
    assert!(house.decide(RIVAL, &book_room(2, HALL, use_)).is_ok(), "its time is free");
}

#[test]
fn who_books_for_another_is_kept_beside_them_and_the_other_is_told() {
    let mut house = House::new();
    for (number, who) in [(1, DAUGHTER), (2, CLERK)] {
        let mut args = room_book(
            number,
            HALL,
            span(sh("2026-11-25 09:00").plus_hours(2 * i64::try_from(number).unwrap()), 60),
        );
        args.subject = Some(ELDER);
        house.act(who, &Mutation::Rooms(RoomMutation::Book(args))).unwrap();
        let booking = house.booking(booking_id(number));
        assert_eq!((booking.subject, booking.actor), (ELDER, who));
        assert_eq!(booking.called, "Granny");
        assert!(matches!(booking.kind, Kind::Room { people: 1, .. }));
    }
    assert_eq!(house.messages_to(ELDER), 2);
    assert!(
        house
            .rows
            .messages
            .values()
            .all(|m| matches!(m.news, News::Bookings(BookingNews::Changed { state: State::Confirmed, .. })))
    );
    let mut args = room_book(3, HALL, span(sh("2026-11-26 09:00"), 60));
    args.subject = Some(ELDER);
    assert_eq!(
        house.decide(RIVAL, &Mutation::Rooms(RoomMutation::Book(args))),
        Err(CommonRefusal::NotAllowed.into())
    );
}

#[test]
fn the_booking_is_written_before_the_time_that_refers_to_it() {
    let effects = House::new().decide(ELDER, &book_room(1, HALL, span(sh("2026-11-25 09:00"), 60))).unwrap();
    let booking =
        effects.iter().position(|e| matches!(e, Effect::Put(row) if matches!(**row, Row::Booking(_))));
    let claim = effects.iter().position(|e| matches!(e, Effect::Claim(..)));
    assert!(booking < claim);
}

#[test]
fn a_day_of_23_or_25_hours_is_booked_by_the_wall_clock() {
    let mut house = House::within("America/New_York");
    house.resource(HALL).hours = OpeningHours::daily(0, 1440);
    house.now = at("2027-03-13T12:00:00Z");
    // 01:30 EST to 03:30 EDT is one hour of use.
    let over_the_gap = span(at("2027-03-14T06:30:00Z"), 60);
    assert!(house.decide(ELDER, &book_room(1, HALL, over_the_gap)).is_ok());
    house.now = at("2027-10-31T12:00:00Z");
    let twice: Vec<Instant> = vec![at("2027-11-07T05:30:00Z"), at("2027-11-07T06:30:00Z")];
    for starts in twice {
        assert!(house.decide(ELDER, &book_room(1, HALL, span(starts, 30))).is_ok(), "01:30 comes twice");
    }
}
