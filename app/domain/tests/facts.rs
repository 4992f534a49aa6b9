//! What happened counts at its own time, however late it is heard of; nobody is in two places at once.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::booking::State;
use linli_domain::care::Service;
use linli_domain::decide::{left_hanging, pass_time};
use linli_domain::help::Answerer;
use linli_domain::ids::GrantId;
use linli_domain::lifecycle::due;
use linli_domain::member::Grant;
use linli_domain::message::{BookingNews, HoursNews, News};
use linli_domain::mutation::{
    BookingMutation, BookingReason, BookingRef, CareAssign, CareBook, CareCheckIn, CareCheckOut,
    CareMutation, HelpMutation, Mutation, RoomBook, RoomMutation,
};
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Counted, Field, Refusal, There, Thing};
use linli_domain::rows::Row;
use linli_domain::story::StoryEvent;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::{Instant, Interval};

const TEN: &str = "2026-11-25 10:00";

fn sweep(house: &mut House, number: u128) -> Option<State> {
    let booking = house.booking(booking_id(number)).clone();
    let passed = due(&booking, &house.home().settings, house.now)?;
    let effects = pass_time(&booking, passed, &house.rows, house.now, uuid::Uuid::now_v7);
    house.rows.apply(effects);
    Some(passed.state())
}

fn came(number: u128, at: Option<Instant>) -> Mutation {
    Mutation::Rooms(RoomMutation::CheckIn(BookingRef { booking_id: booking_id(number), at }))
}

fn of(number: u128, at: Instant) -> BookingRef {
    BookingRef { booking_id: booking_id(number), at: Some(at) }
}

fn cancel(number: u128, at: Option<Instant>, reason: &str) -> Mutation {
    Mutation::Bookings(BookingMutation::Cancel(BookingReason {
        booking_id: booking_id(number),
        reason: reason.to_owned(),
        at,
    }))
}

fn settle(number: u128, done: &str) -> Mutation {
    Mutation::Care(CareMutation::Settle(BookingReason {
        booking_id: booking_id(number),
        reason: done.to_owned(),
        at: None,
    }))
}

fn for_elder(mutation: Mutation, both: bool) -> Mutation {
    match mutation {
        Mutation::Care(CareMutation::Book(args)) => {
            Mutation::Care(CareMutation::Book(CareBook { subject: Some(ELDER), also: both, ..args }))
        }
        Mutation::Rooms(RoomMutation::Book(args)) => {
            Mutation::Rooms(RoomMutation::Book(RoomBook { subject: Some(ELDER), also: both, ..args }))
        }
        other => other,
    }
}

fn story(house: &House, number: u128) -> Vec<&StoryEvent> {
    house.rows.story(booking_id(number))
}

fn told(house: &House, who: linli_domain::ids::MemberId, wanted: State) -> usize {
    let about =
        |news: &News| matches!(news, News::Bookings(BookingNews::Changed { state, .. }) if *state == wanted);
    house.rows.messages.values().filter(|it| it.to == who && about(&it.news)).count()
}

fn grant(house: &mut House) {
    let id = GrantId(uuid::Uuid::from_u128(0x500));
    house.rows.put(Row::Grant(Grant { id, from: ELDER, to: DAUGHTER, expires: None, revoked: false }));
}

fn clash(house: &House, number: u128) -> Option<Refusal> {
    let there = Some(There::from(house.booking(booking_id(number))));
    Some(Refusal::Common(CommonRefusal::Quota { limit: 1, of: Counted::VisitsAtOnce, there }))
}

#[test]
fn b07_an_elder_is_not_visited_twice_at_one_time_unless_both_are_wanted() {
    let mut house = House::with_carers(4);
    house.act(DAUGHTER, &for_elder(book_visit(1, Service::Cleaning, sh(TEN)), false)).unwrap();
    let walk = |both| for_elder(book_visit(2, Service::Walking, sh("2026-11-25 11:00")), both);
    assert_eq!(house.decide(CLERK, &walk(false)).err(), clash(&house, 1));
    assert!(clash(&house, 1).unwrap().holds_on_a_phone());
    assert!(
        house
            .decide(CLERK, &for_elder(book_visit(2, Service::Walking, sh("2026-11-25 12:00")), false))
            .is_ok()
    );
    house.act(CLERK, &walk(true)).unwrap();
    assert!(house.booking(booking_id(2)).also && !house.booking(booking_id(1)).also);
    // Said where nothing else is, it is nothing to keep.
    house.act(CLERK, &for_elder(book_visit(3, Service::Meal, sh("2026-11-26 10:00")), true)).unwrap();
    assert!(!house.booking(booking_id(3)).also);
}

#[test]
fn b07_a_visit_within_a_room_use_and_a_room_use_around_a_visit_are_refused() {
    let mut house = House::with_carers(4);
    let hall = |number, both| for_elder(book_room(number, HALL, span(sh("2026-11-25 09:30"), 90)), both);
    house.act(ELDER, &hall(1, false)).unwrap();
    let walk = |both| for_elder(book_visit(2, Service::Walking, sh(TEN)), both);
    assert_eq!(house.decide(DAUGHTER, &walk(false)).err(), clash(&house, 1));
    house.act(DAUGHTER, &walk(true)).unwrap();
    house.act(ELDER, &cancel(1, None, "")).unwrap();
    assert_eq!(house.decide(DAUGHTER, &hall(3, false)).err(), clash(&house, 2));
    house.act(DAUGHTER, &hall(3, true)).unwrap();
    // Somebody else's visit is in nobody's way.
    let theirs = book_visit(4, Service::Meal, sh(TEN));
    assert!(house.decide(RIVAL, &theirs).is_ok());
}

#[test]
fn b17_a_check_in_in_time_counts_when_it_is_heard_of_late() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh(TEN), 60))).unwrap();
    house.now = sh("2026-11-25 10:20");
    // A phone of before says nothing of when it was, and one that says too much later is no help.
    let missed = Refusal::Bookings(BookingRefusal::WrongState { state: State::NoShow });
    assert_eq!(house.decide(KEEPER, &came(1, None)), Err(missed.clone()));
    for late in ["2026-11-25 10:15", "2026-11-25 10:40", "2027-11-25 10:00"] {
        assert_eq!(house.decide(KEEPER, &came(1, Some(sh(late)))), Err(missed.clone()));
    }
    assert_eq!(sweep(&mut house, 1), Some(State::NoShow));
    assert_eq!(house.rows.busy.len(), 0);
    house.now = sh("2026-11-25 10:21");
    house.act(KEEPER, &came(1, Some(sh("2026-11-25 10:05")))).unwrap();
    assert_eq!(house.state(booking_id(1)), State::CheckedIn);
    assert_eq!(house.rows.busy.len(), 1, "nobody books it from under them");
    assert_eq!(told(&house, ELDER, State::CheckedIn), 1);
    let last = *story(&house, 1).last().unwrap();
    assert_eq!(last.what, BookingDeed::CheckedIn);
    assert_eq!((last.at, last.happened), (house.now, Some(sh("2026-11-25 10:05"))));
    // The sweep lets it run to its end.
    house.now = sh("2026-11-25 11:00");
    assert_eq!(sweep(&mut house, 1), Some(State::Completed));
}

#[test]
fn b17_two_keepers_saw_them_come() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh(TEN), 60))).unwrap();
    house.act(ELDER, &book_room(2, STUDY, span(sh("2026-11-25 11:30"), 60))).unwrap();
    house.act(ELDER, &cancel(2, None, "")).unwrap();
    house.now = sh("2026-11-25 10:06");
    house.act(KEEPER, &came(1, Some(sh("2026-11-25 10:04")))).unwrap();
    house.now = sh("2026-11-25 12:00");
    for (number, state) in [(1, State::CheckedIn), (2, State::Cancelled)] {
        // Not from a phone that says nothing of when: there it is a second press.
        assert_eq!(
            house.decide(KEEPER, &came(number, None)),
            Err(BookingRefusal::WrongState { state }.into())
        );
        house.act(KEEPER, &came(number, Some(sh("2026-11-25 11:40")))).unwrap();
        assert_eq!(house.state(booking_id(number)), state, "it stays as it is");
        let last = *story(&house, number).last().unwrap();
        assert_eq!(last.what, BookingDeed::CheckedIn);
        assert_eq!(last.happened, Some(sh("2026-11-25 11:40")));
    }
}

#[test]
fn b17_the_mark_is_taken_back_and_the_one_who_has_the_room_keeps_it() {
    let mut house = House::new();
    house.rows.communities.get_mut(&HOME).unwrap().settings.rooms.no_show_limit = 1;
    house.act(ELDER, &book_room(1, HALL, span(sh(TEN), 120))).unwrap();
    house.now = sh("2026-11-25 10:20");
    sweep(&mut house, 1);
    house.act(RIVAL, &book_room(2, HALL, span(sh("2026-11-25 11:00"), 60))).unwrap();
    let next = book_room(3, STUDY, span(sh("2026-11-26 10:00"), 60));
    house.act(ELDER, &next).unwrap();
    assert_eq!(house.state(booking_id(3)), State::Pending, "marked");
    house.act(ELDER, &cancel(3, None, "")).unwrap();
    house.act(KEEPER, &came(1, Some(sh("2026-11-25 09:00")))).unwrap();
    assert_eq!(house.state(booking_id(1)), State::CheckedIn);
    let held = |number| {
        let of = move |it: &&linli_domain::booking::Busy| it.booking_id == booking_id(number);
        house.rows.busy.values().find(of).map(|it| it.interval())
    };
    assert_eq!(held(1), Interval::new(sh(TEN), sh("2026-11-25 11:00")), "up to whoever comes next");
    assert_eq!(held(2).unwrap().starts, sh("2026-11-25 11:00"));
    house.act(ELDER, &book_room(4, STUDY, span(sh("2026-11-26 14:00"), 60))).unwrap();
    assert_eq!(house.state(booking_id(4)), State::Confirmed, "no mark");
    // Not before doors open, whatever the phone's clock says.
    let last = story(&house, 1).into_iter().find(|it| it.what == BookingDeed::CheckedIn).unwrap();
    assert_eq!(last.happened, Some(sh("2026-11-25 09:30")));
}

#[test]
fn b17_a_check_in_that_nobody_can_check_any_more_is_no_fact() {
    let mut house = House::new();
    house.act(ELDER, &book_room(1, HALL, span(sh(TEN), 60))).unwrap();
    house.now = sh("2026-11-25 09:29");
    let opens = sh("2026-11-25 09:30");
    assert_eq!(house.decide(KEEPER, &came(1, Some(opens))), Err(BookingRefusal::NotYet { opens }.into()));
    house.now = sh("2026-11-25 11:00").plus_minutes(72 * 60 - 1);
    sweep(&mut house, 1);
    assert!(house.decide(KEEPER, &came(1, Some(sh(TEN)))).is_ok());
    house.now = house.now.plus_minutes(1);
    assert!(house.decide(KEEPER, &came(1, Some(sh(TEN)))).is_err());
}

#[test]
fn b17_what_was_called_off_in_time_is_no_no_show() {
    let mut house = House::with_carers(2);
    grant(&mut house);
    house.act(ELDER, &book_room(1, HALL, span(sh(TEN), 60))).unwrap();
    house.act(ELDER, &book_visit(2, Service::Meal, sh("2026-11-25 15:00"))).unwrap();
    house.now = sh("2026-11-25 17:00");
    for number in [1, 2] {
        assert_eq!(sweep(&mut house, number), Some(State::NoShow));
        house.now = house.now.plus_minutes(1);
        assert_eq!(
            house.decide(ELDER, &cancel(number, None, "")),
            Err(BookingRefusal::WrongState { state: State::NoShow }.into())
        );
        house.act(ELDER, &cancel(number, Some(sh("2026-11-25 09:50")), "Doctor")).unwrap();
        assert_eq!(house.state(booking_id(number)), State::Cancelled);
        let last = *story(&house, number).last().unwrap();
        assert_eq!(last.what, BookingDeed::Cancelled);
        assert_eq!(last.happened, Some(sh("2026-11-25 09:50")));
    }
    assert_eq!(told(&house, DAUGHTER, State::Cancelled), 1, "she was told that nobody came");
    // What began is not called off afterwards.
    house.now = sh(TEN);
    house.act(ELDER, &book_room(3, STUDY, span(sh("2026-11-25 10:30"), 60))).unwrap();
    house.now = sh("2026-11-25 10:40");
    house.act(KEEPER, &came(3, None)).unwrap();
    let checked_in = Err(BookingRefusal::WrongState { state: State::CheckedIn }.into());
    assert_eq!(house.decide(ELDER, &cancel(3, Some(sh(TEN)), "")), checked_in);
}

#[test]
fn b18_a_request_that_comes_in_the_morning_reaches_the_desk_with_its_hour() {
    let mut house = House::new();
    let asked = sh("2026-11-24 22:00");
    house.now = sh("2026-11-25 07:00");
    let wish = |wanted: &str, at| match ask(1, Answerer::Community) {
        Mutation::Help(HelpMutation::Ask(mut args)) => {
            args.wanted = Some(sh(wanted));
            args.at = at;
            Mutation::Help(HelpMutation::Ask(args))
        }
        other => other,
    };
    // A phone of before says nothing of when it was asked.
    assert!(house.decide(ELDER, &wish("2026-11-24 22:30", None)).is_ok());
    // A day that was over when it was asked is a slip.
    assert_eq!(house.decide(ELDER, &wish("2026-11-23 22:30", Some(asked))), Err(CommonRefusal::Past.into()));
    assert_eq!(
        house.decide(ELDER, &wish("2026-11-24 22:30", Some(house.now))),
        Err(CommonRefusal::Past.into())
    );
    house.act(ELDER, &wish("2026-11-24 22:30", Some(asked))).unwrap();
    let help = house.help(help_id(1));
    assert_eq!(
        (help.asked, help.opened, house.asked(help_id(1)).wanted),
        (Some(asked), house.now, Some(sh("2026-11-24 22:30")))
    );
    assert_eq!(house.rows.story(help_id(1))[0].happened, Some(asked));
}

#[test]
fn b19_who_counts_on_what_is_gone_is_told() {
    let mut house = House::with_carers(2);
    house.act(CLERK, &for_elder(book_visit(1, Service::Meal, sh(TEN)), false)).unwrap();
    let effects = left_hanging(house.booking(booking_id(1)), house.now, uuid::Uuid::now_v7);
    house.rows.apply(effects);
    for who in [ELDER, CLERK] {
        let gone = |news: &News| matches!(news, News::Hours(HoursNews::Changed { retired: true, .. }));
        assert!(house.rows.messages.values().any(|it| it.to == who && gone(&it.news)));
    }
    assert_eq!(story(&house, 1).last().unwrap().what, BookingDeed::HoursChanged);
    assert_eq!(house.state(booking_id(1)), State::Assigned);
}

#[test]
fn a_missed_visit_is_told_to_the_family_and_waits_until_somebody_has_seen_to_it() {
    let mut house = House::with_carers(1);
    grant(&mut house);
    let carer = carer_ids(0).1;
    for (number, starts) in [(1, TEN), (2, "2026-11-25 14:00")] {
        house.act(CLERK, &for_elder(book_visit(number, Service::Meal, sh(starts)), false)).unwrap();
    }
    assert!(!house.booking(booking_id(1)).is_missed());
    house.now = sh("2026-11-25 11:00");
    assert_eq!(sweep(&mut house, 1), Some(State::NoShow));
    house.now = sh("2026-11-25 14:05");
    house.act(carer, &Mutation::Care(CareMutation::NobodyHome(of(2, sh("2026-11-25 14:02"))))).unwrap();
    assert_eq!((told(&house, DAUGHTER, State::NoShow), told(&house, DAUGHTER, State::NobodyHome)), (1, 1));
    assert_eq!(told(&house, ELDER, State::NoShow), 1);
    for number in [1, 2] {
        assert!(house.booking(booking_id(number)).is_missed());
        assert_eq!(house.decide(ELDER, &settle(number, "x")), Err(CommonRefusal::NotAllowed.into()));
        assert!(house.decide(carer, &settle(number, "x")).is_err());
        let blank = Err(CommonRefusal::Missing { field: Field::Reason }.into());
        assert_eq!(house.decide(CLERK, &settle(number, " ")), blank);
        house.act(CLERK, &settle(number, "Called her, she is well")).unwrap();
        assert!(!house.booking(booking_id(number)).is_missed());
        assert!(house.booking(booking_id(number)).state.is_missed(), "it stays what it is");
        let last = *story(&house, number).last().unwrap();
        assert_eq!((last.actor, &*last.note), (Some(CLERK), "Called her, she is well"));
        assert_eq!(house.decide(CLERK, &settle(number, "x")), Err(CommonRefusal::Exists.into()));
    }
    // They were there after all: the family hears that, too.
    let at = sh("2026-11-25 10:03");
    let there = CareCheckIn { booking_id: booking_id(1), at, metres: None };
    house.act(carer, &Mutation::Care(CareMutation::CheckIn(there))).unwrap();
    assert_eq!(told(&house, DAUGHTER, State::CheckedIn), 1);
}

#[test]
fn what_a_caregiver_did_is_kept_when_others_were_quicker() {
    let mut house = House::with_carers(1);
    let carer = carer_ids(0).1;
    house.act(ELDER, &book_visit(1, Service::Meal, sh(TEN))).unwrap();
    house.now = sh("2026-11-25 11:00");
    assert_eq!(sweep(&mut house, 1), Some(State::NoShow));
    // All of a morning without a network, in its order.
    house.act(carer, &Mutation::Care(CareMutation::Accept(of(1, sh("2026-11-25 08:00"))))).unwrap();
    house.act(carer, &Mutation::Care(CareMutation::SetOut(of(1, sh("2026-11-25 09:40"))))).unwrap();
    assert_eq!(house.state(booking_id(1)), State::NoShow);
    let at = sh("2026-11-25 10:01");
    let there =
        Mutation::Care(CareMutation::CheckIn(CareCheckIn { booking_id: booking_id(1), at, metres: None }));
    house.act(carer, &there).unwrap();
    assert_eq!(house.state(booking_id(1)), State::CheckedIn);
    let happened: Vec<_> = story(&house, 1).iter().filter_map(|it| it.happened).collect();
    assert_eq!(happened, [sh("2026-11-25 08:00"), sh("2026-11-25 09:40"), at]);
    // Called off while they were on the way without a network: it stays so, and that they were there, too.
    house.act(ELDER, &book_visit(2, Service::Meal, sh("2026-11-25 15:00"))).unwrap();
    house.act(ELDER, &cancel(2, None, "")).unwrap();
    house.now = sh("2026-11-25 16:00");
    let at = sh("2026-11-25 15:00");
    let there =
        Mutation::Care(CareMutation::CheckIn(CareCheckIn { booking_id: booking_id(2), at, metres: None }));
    house.act(carer, &there).unwrap();
    assert_eq!(house.state(booking_id(2)), State::Cancelled);
    assert_eq!(story(&house, 2).last().unwrap().what, BookingDeed::CheckedIn);
}

fn there(number: u128, at: Instant) -> Mutation {
    Mutation::Care(CareMutation::CheckIn(CareCheckIn { booking_id: booking_id(number), at, metres: None }))
}

fn gone(number: u128, at: Instant) -> Mutation {
    let report = "All well".to_owned();
    Mutation::Care(CareMutation::CheckOut(CareCheckOut {
        booking_id: booking_id(number),
        at,
        report,
        metres: None,
    }))
}

fn sent(number: u128, carer: u32) -> Mutation {
    Mutation::Care(CareMutation::Assign(CareAssign {
        booking_id: booking_id(number),
        carer: carer_ids(carer).0,
        second: None,
        reason: "Cannot reach her".to_owned(),
    }))
}

#[test]
fn what_a_caregiver_did_is_kept_although_another_was_sent() {
    let mut house = House::with_carers(3);
    house.act(ELDER, &book_visit(1, Service::Meal, sh(TEN))).unwrap();
    let first = house.visit(booking_id(1)).carers[0];
    let nth = |wanted: bool| (0..3).find(|it| (carer_ids(*it).0 == first) == wanted).unwrap();
    let (before, now) = (nth(true), nth(false));
    house.now = sh("2026-11-25 09:40");
    house.act(CLERK, &sent(1, now)).unwrap();
    let before = carer_ids(before).1;
    // Said at once it is a mistake: somebody else is sent, and the phone knows.
    let unknown = Err(CommonRefusal::Unknown { what: Thing::Booking }.into());
    assert_eq!(house.decide(before, &there(1, house.now)), unknown);
    house.now = sh("2026-11-25 12:00");
    house.act(before, &there(1, sh("2026-11-25 09:35"))).unwrap();
    house.act(before, &gone(1, sh("2026-11-25 10:30"))).unwrap();
    assert_eq!(house.state(booking_id(1)), State::Assigned, "it is the other's now");
    let kept: Vec<_> =
        story(&house, 1).iter().filter(|it| it.actor == Some(before)).map(|it| it.what).collect();
    assert_eq!(kept, [BookingDeed::CheckedIn, BookingDeed::CheckedOut]);
    assert_eq!(story(&house, 1).last().unwrap().note, "All well");
    // Residents and keepers have no such facts, nor has anybody when nobody can check them any more.
    assert_eq!(house.decide(KEEPER, &there(1, sh("2026-11-25 09:35"))), unknown);
    assert_eq!(house.decide(RIVAL, &there(1, sh("2026-11-25 09:35"))), unknown);
    house.now = house.now.plus_days(30);
    assert_eq!(house.decide(before, &there(1, sh("2026-11-25 09:35"))), unknown);
}

#[test]
fn a_door_that_opens_after_all_is_a_visit() {
    let mut house = House::with_carers(1);
    grant(&mut house);
    let carer = carer_ids(0).1;
    house.act(CLERK, &for_elder(book_visit(1, Service::Meal, sh(TEN)), false)).unwrap();
    house.now = sh("2026-11-25 10:02");
    house.act(carer, &Mutation::Care(CareMutation::NobodyHome(of(1, house.now)))).unwrap();
    house.now = sh("2026-11-25 10:10");
    house.act(carer, &there(1, house.now)).unwrap();
    house.act(carer, &gone(1, house.now)).unwrap();
    assert_eq!(house.state(booking_id(1)), State::CheckedOut);
    assert_eq!(told(&house, DAUGHTER, State::CheckedIn), 1, "she was told that nobody opened");
}

#[test]
fn of_two_caregivers_one_may_have_found_nobody() {
    let mut house = House::with_carers(2);
    house.act(ELDER, &book_visit(1, Service::Bath, sh(TEN))).unwrap();
    let (one, other) = (carer_ids(0).1, carer_ids(1).1);
    house.now = sh("2026-11-25 10:05");
    house.act(one, &there(1, house.now)).unwrap();
    house.act(other, &Mutation::Care(CareMutation::NobodyHome(of(1, house.now)))).unwrap();
    assert_eq!(house.state(booking_id(1)), State::CheckedIn);
    assert_eq!(story(&house, 1).last().unwrap().what, BookingDeed::NobodyHome);
}

#[test]
fn what_is_pressed_now_is_no_late_fact() {
    let mut house = House::with_carers(1);
    let carer = carer_ids(0).1;
    house.act(ELDER, &book_visit(1, Service::Meal, sh(TEN))).unwrap();
    house.act(ELDER, &book_room(2, HALL, span(sh("2026-11-25 12:00"), 60))).unwrap();
    for number in [1, 2] {
        house.act(ELDER, &cancel(number, None, "")).unwrap();
    }
    let off = Err(BookingRefusal::WrongState { state: State::Cancelled }.into());
    house.now = sh("2026-11-25 10:00");
    for pressed in [
        there(1, house.now),
        Mutation::Care(CareMutation::NobodyHome(of(1, house.now))),
        Mutation::Care(CareMutation::SetOut(of(1, house.now))),
    ] {
        assert_eq!(house.decide(carer, &pressed), off);
    }
    house.now = sh("2026-11-25 12:00");
    assert_eq!(house.decide(KEEPER, &came(2, Some(house.now))), off);
}

#[test]
fn nobody_begins_a_visit_that_is_over() {
    let mut house = House::with_carers(1);
    let carer = carer_ids(0).1;
    house.act(ELDER, &book_visit(1, Service::Meal, sh(TEN))).unwrap();
    house.now = sh("2026-11-25 13:47");
    assert_eq!(sweep(&mut house, 1), Some(State::NoShow));
    // The desk's card stays: one press hours later takes nothing back.
    let missed = Err(BookingRefusal::WrongState { state: State::NoShow }.into());
    assert_eq!(house.decide(carer, &there(1, house.now)), missed);
    assert_eq!(house.decide(carer, &there(1, house.booking(booking_id(1)).ends)), missed);
    assert!(house.decide(carer, &there(1, sh("2026-11-25 10:20"))).is_ok());
}
