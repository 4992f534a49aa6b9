//! How much one person may have, and what nobody may.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeSet;

use house::may::{Matter, allowed};
use house::*;
use linli_domain::availability::Calendar;
use linli_domain::booking::{Booking, Kind, State};
use linli_domain::care::{Service, Verdict};
use linli_domain::help::{self, Answerer, HelpBody, Stage, Word, readable_help};
use linli_domain::ids::{ExceptionId, HouseholdId, MemberId};
use linli_domain::member::{Gender, Role, RoleGrant};
use linli_domain::mutation::{
    BookingMutation, BookingReason, BookingRef, CareAssign, CareBook, CareCheckIn, CareCheckOut, CareConfirm,
    CareMutation, HelpAsk, HelpCallBack, HelpMutation, HelpNote, HelpRef, HelpTriage, HoursExcept,
    HoursMutation, MemberMutation, MemberRegister, Mutation, RoomBook, RoomDecide, RoomMutation,
};
use linli_domain::policy::readable_story;
use linli_domain::refusal::{
    BookingRefusal, CareRefusal, CommonRefusal, Counted, Field, Refusal, There, Thing,
};
use linli_domain::rows::{Row, Rows, Tally};
use linli_domain::systems::bookings::readable_booking;
use linli_domain::systems::help::HelpDeed;
use linli_domain::time::Instant;
use uuid::Uuid;

const STARTS: &str = "2026-11-26 10:00";

fn quota(limit: usize, of: Counted) -> Result<(), Refusal> {
    Err(CommonRefusal::Quota { limit, of, there: None }.into())
}

fn for_elder(number: u128) -> Mutation {
    let Mutation::Help(HelpMutation::Ask(args)) = ask(number, Answerer::Community) else { unreachable!() };
    Mutation::Help(HelpMutation::Ask(HelpAsk { subject: Some(ELDER), ..args }))
}

fn cancel(number: u128) -> Mutation {
    Mutation::Bookings(BookingMutation::Cancel(BookingReason {
        booking_id: booking_id(number),
        reason: "No more".to_owned(),
        at: None,
    }))
}

fn take(number: u128) -> Mutation {
    Mutation::Help(HelpMutation::Take(HelpRef { help_id: help_id(number) }))
}

fn note(number: u128, text: &str) -> HelpNote {
    HelpNote { help_id: help_id(number), note: text.to_owned() }
}

#[test]
fn h5_a_person_has_five_requests_open() {
    let mut house = House::new();
    for number in 0..5 {
        house.act(if number % 2 == 0 { ELDER } else { DAUGHTER }, &for_elder(number)).unwrap();
    }
    // Whoever of the family asks; and nobody else is held up by it.
    assert_eq!(house.act(ELDER, &for_elder(5)), quota(5, Counted::Helps));
    assert_eq!(house.act(DAUGHTER, &for_elder(5)), quota(5, Counted::Helps));
    house.act(RIVAL, &ask(20, Answerer::Community)).unwrap();
    // The desk is the way out.
    house.act(CLERK, &for_elder(5)).unwrap();
    // One that is over makes room for the next.
    house.act(ELDER, &Mutation::Help(HelpMutation::Withdraw(HelpRef { help_id: help_id(0) }))).unwrap();
    assert_eq!(house.act(ELDER, &for_elder(6)), quota(5, Counted::Helps), "six were open");
    house.act(ELDER, &Mutation::Help(HelpMutation::Withdraw(HelpRef { help_id: help_id(1) }))).unwrap();
    house.act(ELDER, &for_elder(6)).unwrap();
}

#[test]
fn h5_asking_and_withdrawing_ends_with_the_day() {
    let mut house = House::new();
    for number in 0..20 {
        house.act(DAUGHTER, &for_elder(number)).unwrap();
        house
            .act(DAUGHTER, &Mutation::Help(HelpMutation::Withdraw(HelpRef { help_id: help_id(number) })))
            .unwrap();
    }
    assert_eq!(house.act(ELDER, &for_elder(30)), quota(20, Counted::HelpsToday), "for one person");
    // By one person, for whomever.
    let own = house.act(DAUGHTER, &ask(30, Answerer::Community));
    assert_eq!(own, quota(20, Counted::HelpsToday));
    // A clerk writes down what many callers say.
    house.act(CLERK, &for_elder(31)).unwrap();
    house.now = sh("2026-11-25 00:00");
    house.act(ELDER, &for_elder(32)).unwrap();
    house.act(DAUGHTER, &ask(33, Answerer::Community)).unwrap();
}

#[test]
fn h5_what_the_database_counted_counts() {
    let mut house = House::new();
    house.rows.tallies = vec![(Tally::Helps(ELDER), 4)];
    house.act(ELDER, &for_elder(0)).unwrap();
    assert_eq!(house.act(ELDER, &for_elder(1)), quota(5, Counted::Helps));
    for (tally, of) in
        [(Tally::HelpsFor(ELDER), Counted::HelpsToday), (Tally::HelpsBy(ELDER), Counted::HelpsToday)]
    {
        let mut house = House::new();
        house.rows.tallies = vec![(tally, 20)];
        assert_eq!(house.act(ELDER, &for_elder(0)), quota(20, of));
    }
    let mut house = House::new();
    let home = house.rows.members[&ELDER].household_id;
    let week = house.home().zone().week(day("2026-11-26")).starts;
    let book = book_room(1, HALL, span(sh(STARTS), 60));
    house.rows.tallies = vec![(Tally::RoomsHeld(home, week), 2)];
    assert_eq!(house.act(ELDER, &book), quota(2, Counted::Rooms));
    house.act(ELDER, &book_room(1, HALL, span(sh("2026-12-01 10:00"), 60))).unwrap();
    house.rows.tallies = vec![(Tally::NoShows(home), 3)];
    house.act(ELDER, &book_room(2, STUDY, span(sh(STARTS), 60))).unwrap();
    assert_eq!(house.state(booking_id(2)), State::Pending, "who did not come asks first");
    house.rows.tallies = vec![(Tally::Cancelled(home), 10)];
    let again = house.act(ELDER, &book_room(3, STUDY, span(sh("2026-11-27 10:00"), 60)));
    assert_eq!(again, quota(10, Counted::Cancelled));
    // They are the server's notes, and no rows.
    assert_eq!(Rows::from(linli_domain::rows::Patch::from(house.rows)).tallies, []);
}

#[test]
fn h5_a_person_has_one_visit_at_a_time_and_so_many_a_week() {
    let mut house = House::with_carers(4);
    let visit = |number: u128, starts: Instant| book_visit(number, Service::Walking, starts);
    house.act(ELDER, &visit(1, sh(STARTS))).unwrap();
    for starts in ["2026-11-26 10:00", "2026-11-26 10:30", "2026-11-26 09:30"] {
        let there = Some(There::from(house.booking(booking_id(1))));
        let at_once = Err(CommonRefusal::Quota { limit: 1, of: Counted::VisitsAtOnce, there }.into());
        assert_eq!(house.act(ELDER, &visit(2, sh(starts))), at_once, "{starts}");
        let Mutation::Care(CareMutation::Book(args)) = visit(2, sh(starts)) else { unreachable!() };
        let by_clerk = Mutation::Care(CareMutation::Book(CareBook { subject: Some(ELDER), ..args }));
        assert_eq!(house.act(CLERK, &by_clerk), at_once, "nor does staff send two");
    }
    // Times that are offered are none of these.
    let zone = house.home().zone();
    let calendar = Calendar { rows: &house.rows, community: house.home(), zone: &zone, now: house.now };
    let elder = &house.rows.members[&ELDER];
    let free = calendar.visit_starts(Service::Walking, elder, day("2026-11-26"));
    assert!(free.contains(&sh("2026-11-26 11:00")) && free.contains(&sh("2026-11-26 09:00")));
    assert!(!free.contains(&sh("2026-11-26 10:00")) && !free.contains(&sh("2026-11-26 10:30")));
    // Another person at the same time, and the time after it.
    house.act(RIVAL, &visit(3, sh(STARTS))).unwrap();
    house.act(ELDER, &visit(4, sh("2026-11-26 11:00"))).unwrap();
    house.act(ELDER, &cancel(1)).unwrap();
    house.act(ELDER, &visit(5, sh(STARTS))).unwrap();
    house.settings().care.visit_week_quota = 2;
    assert_eq!(house.act(ELDER, &visit(6, sh("2026-11-27 10:00"))), quota(2, Counted::Visits));
    house.act(ELDER, &visit(6, sh("2026-11-30 10:00"))).unwrap();
}

#[test]
fn h5_cancelling_gives_back_the_week_but_not_the_day() {
    let mut house = House::with_carers(2);
    house.settings().bookings.household_cancel_limit = 4;
    for number in 0..4 {
        let book = if number % 2 == 0 {
            book_room(number, HALL, span(sh(STARTS), 60))
        } else {
            book_visit(number, Service::Walking, sh(STARTS))
        };
        house.act(ELDER, &book).unwrap();
        house.act(ELDER, &cancel(number)).unwrap();
    }
    let (room, visit) =
        (book_room(8, HALL, span(sh(STARTS), 60)), book_visit(9, Service::Walking, sh(STARTS)));
    for wish in [&room, &visit] {
        assert_eq!(house.act(ELDER, wish), quota(4, Counted::Cancelled));
    }
    house.act(RIVAL, &book_room(10, STUDY, span(sh(STARTS), 60))).unwrap();
    // The desk books for them, and they for themselves on the next day.
    let Mutation::Rooms(RoomMutation::Book(args)) = room else { unreachable!() };
    house
        .act(CLERK, &Mutation::Rooms(RoomMutation::Book(RoomBook { subject: Some(ELDER), ..args })))
        .unwrap();
    house.now = sh("2026-11-25 00:00");
    let Mutation::Care(CareMutation::Book(args)) = visit else { unreachable!() };
    house.act(ELDER, &Mutation::Care(CareMutation::Book(CareBook { also: true, ..args }))).unwrap();
}

#[test]
fn h6_a_neighbour_has_two_at_once_and_gives_back() {
    let mut house = House::new();
    for (number, who) in [(1, ELDER), (2, RIVAL), (3, ELDER)] {
        house.act(who, &ask(number, Answerer::Neighbour)).unwrap();
    }
    house.act(NEIGHBOUR, &take(1)).unwrap();
    house.act(NEIGHBOUR, &take(2)).unwrap();
    assert_eq!(house.act(NEIGHBOUR, &take(3)), quota(2, Counted::Taken));
    house.act(CLERK, &take(3)).unwrap();
    let blank = house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::GiveBack(note(1, " "))));
    assert_eq!(blank, Err(CommonRefusal::Missing { field: Field::Note }.into()));
    for who in [RIVAL, ELDER, CLERK] {
        let answer = house.act(who, &Mutation::Help(HelpMutation::GiveBack(note(1, "Not mine"))));
        let unknown = Err(CommonRefusal::Unknown { what: Thing::Help }.into());
        assert_eq!(
            answer,
            if who == RIVAL { unknown } else { Err(CommonRefusal::NotAllowed.into()) },
            "{who}"
        );
    }
    let told = house.messages_to(ELDER);
    house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::GiveBack(note(1, "I am ill")))).unwrap();
    let help = house.help(help_id(1)).clone();
    assert_eq!(
        (house.stage(help_id(1)), help.taker, help.taker_called.as_str()),
        (Stage::Received, None, "")
    );
    assert_eq!(house.messages_to(ELDER), told + 1);
    let last = house.rows.story(help_id(1)).last().copied().cloned().unwrap();
    assert_eq!(last.what, HelpDeed::Reopened);
    assert_eq!((last.note.as_str(), last.actor), ("I am ill", Some(NEIGHBOUR)));
    // Nothing of the elder stays with them, and another may take it.
    let read = readable_help(&house.actor(NEIGHBOUR), house.home(), help).unwrap();
    let place = read.body::<HelpBody>().unwrap().place.clone();
    assert_eq!((read.contact, read.subject, place.as_str()), (None, None, ""));
    house.act(RIVAL, &take(1)).unwrap();
    let twice = house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::GiveBack(note(1, "Again"))));
    assert_eq!(twice, Err(CommonRefusal::Unknown { what: Thing::Help }.into()));
}

#[test]
fn h6_the_door_goes_when_the_help_is_done() {
    let mut house = House::new();
    house.act(ELDER, &ask(1, Answerer::Neighbour)).unwrap();
    let door = |house: &House, who: MemberId| {
        let read = readable_help(&house.actor(who), house.home(), house.help(help_id(1)).clone());
        read.is_some_and(|it| it.contact.is_some() || !it.body::<HelpBody>().unwrap().place.is_empty())
    };
    house.act(NEIGHBOUR, &take(1)).unwrap();
    assert!(door(&house, NEIGHBOUR));
    house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::Resolve(note(1, "Done")))).unwrap();
    assert!(!door(&house, NEIGHBOUR) && door(&house, ELDER) && door(&house, CLERK));
    let call_back = |word| {
        Mutation::Help(HelpMutation::CallBack(HelpCallBack {
            help_id: help_id(1),
            word,
            note: String::new(),
        }))
    };
    house.act(ELDER, &call_back(Word::NotSolved)).unwrap();
    assert!(door(&house, NEIGHBOUR), "who goes back needs it");
    house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::Resolve(note(1, "Now")))).unwrap();
    house.act(ELDER, &call_back(Word::Solved)).unwrap();
    assert_eq!(house.stage(help_id(1)), Stage::CalledBack);
    assert!(!door(&house, NEIGHBOUR));
}

#[test]
fn l4_a_request_that_is_opened_again_is_nobodys() {
    let mut house = House::new();
    house.act(ELDER, &ask(1, Answerer::Neighbour)).unwrap();
    house.act(NEIGHBOUR, &take(1)).unwrap();
    house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::Resolve(note(1, "Done")))).unwrap();
    house
        .act(
            CLERK,
            &Mutation::Help(HelpMutation::CallBack(HelpCallBack {
                help_id: help_id(1),
                word: Word::Solved,
                note: String::new(),
            })),
        )
        .unwrap();
    house.act(CLERK, &Mutation::Help(HelpMutation::Close(HelpRef { help_id: help_id(1) }))).unwrap();
    house.now = house.now.plus_days(90);
    house.act(ELDER, &Mutation::Help(HelpMutation::Reopen(note(1, "Dark again")))).unwrap();
    let help = house.help(help_id(1)).clone();
    assert_eq!((house.stage(help_id(1)), help.taker, help.taker_called.as_str()), (Stage::Triaged, None, ""));
    let read = readable_help(&house.actor(NEIGHBOUR), house.home(), help).unwrap();
    assert_eq!((read.contact, read.subject), (None, None));
}

#[test]
fn h6_where_it_is_so_agreed_staff_reads_first() {
    let mut house = House::new();
    house.settings().help.neighbours_after_staff = true;
    house.act(ELDER, &ask(1, Answerer::Neighbour)).unwrap();
    let sees = |house: &House| {
        readable_help(&house.actor(NEIGHBOUR), house.home(), house.help(help_id(1)).clone()).is_some()
    };
    assert!(!sees(&house));
    assert_eq!(house.act(NEIGHBOUR, &take(1)), Err(CommonRefusal::Unknown { what: Thing::Help }.into()));
    let triage = HelpTriage { help_id: help_id(1), answerer: Answerer::Neighbour, owner: String::new() };
    house.act(CLERK, &Mutation::Help(HelpMutation::Triage(triage))).unwrap();
    assert!(sees(&house));
    house.act(NEIGHBOUR, &take(1)).unwrap();
    house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::GiveBack(note(1, "Cannot")))).unwrap();
    assert!(!sees(&house), "staff looks again");
}

#[test]
fn m1_what_nobody_may_is_refused_before_anything_is_read() {
    let house = House::with_carers(1);
    let zone = house.home().zone();
    let nothing = Rows::default();
    let calendar = Calendar { rows: &nothing, community: house.home(), zone: &zone, now: house.now };
    let span = |from: &str, until: &str| linli_domain::time::Interval { starts: at(from), ends: at(until) };
    let except = |on: &str| {
        Mutation::Hours(HoursMutation::Except(HoursExcept {
            exception_id: ExceptionId(Uuid::from_u128(1)),
            resource_id: HALL,
            day: day(on),
            from: None,
            until: None,
            note: String::new(),
        }))
    };
    let wishes = [
        (book_room(1, HALL, span("1970-01-01T00:00:00Z", "2199-01-01T00:00:00Z")), "past"),
        (book_room(1, HALL, span("2026-11-25T02:00:00Z", "2199-01-01T00:00:00Z")), "too_long"),
        (book_room(1, HALL, span("2027-06-01T02:00:00Z", "2027-06-01T03:00:00Z")), "beyond_horizon"),
        (book_room(1, HALL, span("2026-11-25T03:00:00Z", "2026-11-25T02:00:00Z")), "ends_before_starts"),
        (book_visit(1, Service::Meal, at("2199-06-01T02:00:00Z")), "beyond_horizon"),
        (book_visit(1, Service::Meal, at("1999-06-01T02:00:00Z")), "past"),
        (book_visit(1, Service::Meal, house.now.plus_minutes(30)), "too_soon"),
        (except("9999-12-31"), "beyond_horizon"),
        (except("2026-11-23"), "past"),
    ];
    for (wish, code) in &wishes {
        let early = wish.within_reach(calendar).err();
        assert_eq!(early.as_ref().map(Refusal::code), Some(*code), "{wish:?}");
        // The decision says the same, with all rows and with the person's alone.
        let who = if matches!(wish, Mutation::Hours(HoursMutation::Except(_))) { CLERK } else { ELDER };
        assert_eq!(house.decide(who, wish).err(), early, "{wish:?}");
        let mut bare = house.clone();
        bare.rows.busy.clear();
        if who == ELDER {
            bare.rows.resources.clear();
        }
        assert_eq!(bare.decide(who, wish).err(), early, "{wish:?}");
    }
    assert_eq!(book_room(1, HALL, house::span(sh(STARTS), 60)).within_reach(calendar), Ok(()));
    assert_eq!(book_visit(1, Service::Meal, sh(STARTS)).within_reach(calendar), Ok(()));
}

#[test]
fn m1_other_times_are_looked_for_only_when_they_are_asked_for() {
    let mut house = House::with_carers(1);
    house.act(RIVAL, &book_visit(1, Service::Walking, sh(STARTS))).unwrap();
    house.busy(HALL, span(sh(STARTS), 60));
    let actor = house.actor(ELDER);
    for wish in [book_visit(2, Service::Walking, sh(STARTS)), book_room(3, HALL, span(sh(STARTS), 60))] {
        let case = |offers| linli_domain::decide::Case {
            rows: &house.rows,
            actor: &actor,
            called: "",
            now: house.now,
            mid: linli_domain::ids::MutationId(Uuid::from_u128(9)),
            fresh: None,
            base_ver: None,
            offers,
        };
        let offered = |offers| match linli_domain::decide::decide(&wish, case(offers)) {
            Err(
                Refusal::Care(CareRefusal::NoCaregiver { alternatives, .. })
                | Refusal::Bookings(BookingRefusal::Taken { alternatives }),
            ) => alternatives.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(offered(false), 0);
        assert!(offered(true) > 0);
    }
}

#[test]
fn m11_a_note_goes_with_the_door() {
    let mut house = House::with_carers(1);
    let Mutation::Care(CareMutation::Book(args)) = book_visit(1, Service::Meal, sh("2026-11-30 10:00"))
    else {
        unreachable!()
    };
    let secret = "The key lies under the mat";
    house
        .act(ELDER, &Mutation::Care(CareMutation::Book(CareBook { note: secret.to_owned(), ..args })))
        .unwrap();
    let (_, carer) = carer_ids(0);
    house
        .act(carer, &Mutation::Care(CareMutation::Accept(BookingRef { booking_id: booking_id(1), at: None })))
        .unwrap();
    let (home, booking) = (house.home().clone(), house.booking(booking_id(1)).clone());
    let read = |now: &str, who: MemberId| {
        readable_booking(&house.actor(who), &home, booking.clone(), sh(now)).unwrap()
    };
    for (now, open) in [
        ("2026-11-24 09:00", false),
        ("2026-11-29 10:00", true),
        ("2026-11-30 10:30", true),
        ("2026-11-30 12:31", false),
    ] {
        let it = read(now, carer);
        assert_eq!((it.contact.is_some(), it.note == secret), (open, open), "{now}");
        assert!(read(now, ELDER).note == secret && read(now, CLERK).note == secret);
    }
    // What others wrote in its story too, and not what the caregiver wrote.
    let mut event = house.rows.story(booking_id(1))[0].clone();
    event.note = "Ring twice".to_owned();
    let rows_of = |now: &str| {
        let mut rows = Rows::default();
        rows.put(Row::Booking(read(now, carer)));
        rows
    };
    let note = |now: &str, reader| readable_story(&rows_of(now), reader, event.clone()).unwrap().note;
    assert_eq!(note("2026-11-24 09:00", carer), "");
    assert_eq!(note("2026-11-30 10:00", carer), "Ring twice");
    assert_eq!(note("2026-11-24 09:00", ELDER), "Ring twice", "whose words they are");
}

#[test]
fn m13_a_role_at_a_wrong_level_gives_nothing() {
    let house = House::new();
    for (role, wrong) in [
        (Role::Clerk, [STREET, DISTRICT]),
        (Role::Keeper, [STREET, DISTRICT]),
        (Role::Resident, [STREET, DISTRICT]),
        (Role::Supervisor, [HOME, DISTRICT]),
        (Role::Officer, [HOME, STREET]),
    ] {
        for place_id in wrong {
            let mut actor = house.actor(CLERK);
            actor.roles = vec![RoleGrant { role, place_id }];
            let request = help::Target { escalated: true, for_neighbours: true, taker: None };
            let may = allowed(&actor, &Matter::of(Some(ELDER)).with(request));
            assert_eq!(may, BTreeSet::new(), "{role:?} at {place_id}");
        }
    }
}

fn check_in(at: Instant) -> Mutation {
    Mutation::Care(CareMutation::CheckIn(CareCheckIn { booking_id: booking_id(1), at, metres: Some(5) }))
}

#[test]
fn m15_who_was_taken_for_missing_has_three_days_to_say_otherwise() {
    let mut house = House::with_carers(1);
    house.act(ELDER, &book_visit(1, Service::Meal, sh(STARTS))).unwrap();
    let (_, carer) = carer_ids(0);
    let missed = Booking { state: State::NoShow, ..house.booking(booking_id(1)).clone() };
    house.rows.put(Row::Booking(missed));
    // The visit ends at 10:30, is unheard of until 12:30, and 72 hours follow.
    let nobody = Mutation::Care(CareMutation::NobodyHome(BookingRef { booking_id: booking_id(1), at: None }));
    house.now = sh("2026-11-29 12:30");
    for wish in [check_in(sh(STARTS)), nobody] {
        assert_eq!(house.act(carer, &wish), Err(BookingRefusal::WrongState { state: State::NoShow }.into()));
    }
    house.now = sh("2026-11-29 12:29");
    house.act(carer, &check_in(sh(STARTS))).unwrap();
    // The row says both: when it was said to be, and when it was heard.
    let check = house.visit(booking_id(1)).checked_in.unwrap();
    assert_eq!((check.at, check.received), (sh(STARTS), sh("2026-11-29 12:29")));
}

#[test]
fn l1_words_neither_hide_nor_turn_round() {
    let mut house = House::new();
    let Mutation::Help(HelpMutation::Ask(args)) = ask(1, Answerer::Community) else { unreachable!() };
    let what = "\u{2067}a\u{202E}txt.exe\u{AD}\u{3164}\u{2800}\u{E0041}\u{FEFF}b\nnew\u{2028}line \u{1F468}\u{200D}\u{1F469}";
    let place = "gate\n\tdoor\u{2029}3";
    house
        .act(
            ELDER,
            &Mutation::Help(HelpMutation::Ask(HelpAsk {
                what: what.to_owned(),
                place: place.to_owned(),
                ..args
            })),
        )
        .unwrap();
    let help = house.asked(help_id(1));
    assert_eq!(help.what, "atxt.exeb\nnew\nline \u{1F468}\u{200D}\u{1F469}");
    assert_eq!(help.place, "gate door 3");
    for blank in ["\u{2800}\u{3164}", "\u{200D}\u{AD}", "\u{202E}\u{2066}"] {
        let Mutation::Help(HelpMutation::Ask(args)) = ask(2, Answerer::Community) else { unreachable!() };
        let wish = Mutation::Help(HelpMutation::Ask(HelpAsk { what: blank.to_owned(), ..args }));
        assert_eq!(
            house.act(ELDER, &wish),
            Err(CommonRefusal::Missing { field: Field::What }.into()),
            "{blank:?}"
        );
    }
    let register = MemberRegister {
        member_id: MemberId(Uuid::from_u128(0x900)),
        household_id: HouseholdId(Uuid::from_u128(0x901)),
        community_id: HOME,
        name: "王\n管理员\u{202E}".to_owned(),
        phone: None,
        gender: Gender::Male,
        birth_year: 1950,
        address: "Lane 7\r\ndoor 3".to_owned(),
    };
    house.act(CLERK, &Mutation::Members(MemberMutation::Register(register))).unwrap();
    let member = &house.rows.members[&MemberId(Uuid::from_u128(0x900))];
    assert_eq!((member.name.as_str(), member.address.as_str()), ("王 管理员", "Lane 7 door 3"));
}

#[test]
fn l3_other_hours_lie_between_today_and_a_year_beyond_the_horizon() {
    let mut house = House::new();
    let except = |number: u128, on: &str| {
        Mutation::Hours(HoursMutation::Except(HoursExcept {
            exception_id: ExceptionId(Uuid::from_u128(number)),
            resource_id: HALL,
            day: day(on),
            from: None,
            until: None,
            note: String::new(),
        }))
    };
    // 60 days and a year from 2026-11-24.
    let last_day = day("2028-01-23");
    assert_eq!(
        house.act(CLERK, &except(1, "2028-01-24")),
        Err(BookingRefusal::BeyondHorizon { last_day }.into())
    );
    house.act(CLERK, &except(1, "2028-01-23")).unwrap();
    house.act(CLERK, &except(2, "2026-11-25")).unwrap();
    house.act(CLERK, &except(3, "2026-11-26")).unwrap();
    house.now = sh("2026-11-26 09:00");
    house.act(CLERK, &except(4, "2026-12-01")).unwrap();
    let days: Vec<_> = house.resource(HALL).hours.exceptions.iter().map(|it| it.day).collect();
    assert_eq!(days, [day("2026-11-26"), day("2026-12-01"), last_day], "what is over is gone");
}

/// Every text that a mutation carries, longer than any may be.
#[test]
fn h5_every_text_has_a_bound() {
    let mut house = House::with_carers(2);
    let long = "长".repeat(501);
    house.act(ELDER, &book_room(1, STAGE, span(sh("2026-11-28 10:00"), 60))).unwrap();
    house.act(ELDER, &book_visit(2, Service::Meal, sh(STARTS))).unwrap();
    house.act(ELDER, &ask(1, Answerer::Community)).unwrap();
    house.act(RIVAL, &ask(2, Answerer::Community)).unwrap();
    let (carer_1, carer_account) = carer_ids(0);
    let other = if house.visit(booking_id(2)).carers == [carer_1] { carer_ids(1).0 } else { carer_1 };
    let who_comes = if other == carer_1 { carer_ids(1).1 } else { carer_account };
    let reason = BookingReason { booking_id: booking_id(2), reason: long.clone(), at: None };
    let with_note = |number| HelpNote { help_id: help_id(number), note: long.clone() };
    let Mutation::Help(HelpMutation::Ask(asks)) = ask(3, Answerer::Community) else { unreachable!() };
    let call_back = HelpCallBack { help_id: help_id(1), word: Word::Solved, note: long.clone() };
    let register = MemberRegister {
        member_id: MemberId(Uuid::from_u128(0x900)),
        household_id: HouseholdId(Uuid::from_u128(0x901)),
        community_id: HOME,
        name: long.clone(),
        phone: None,
        gender: Gender::Male,
        birth_year: 1950,
        address: String::new(),
    };
    let room = room_book(5, HALL, span(sh("2026-11-26 14:00"), 60));
    let visit = CareBook {
        booking_id: booking_id(6),
        service: Service::Meal,
        starts: sh("2026-11-27 10:00"),
        note: long.clone(),
        subject: None,
        also: false,
    };
    let except = HoursExcept {
        exception_id: ExceptionId(Uuid::from_u128(1)),
        resource_id: HALL,
        day: day("2026-11-30"),
        from: None,
        until: None,
        note: long.clone(),
    };
    let mut wishes = vec![
        (ELDER, Mutation::Rooms(RoomMutation::Book(RoomBook { note: long.clone(), ..room }))),
        (
            CLERK,
            Mutation::Rooms(RoomMutation::Decide(RoomDecide {
                booking_id: booking_id(1),
                approve: true,
                reason: long.clone(),
            })),
        ),
        (ELDER, Mutation::Bookings(BookingMutation::Cancel(reason.clone()))),
        (CLERK, Mutation::Hours(HoursMutation::Except(except))),
        (ELDER, Mutation::Care(CareMutation::Book(visit))),
        (who_comes, Mutation::Care(CareMutation::Decline(reason))),
        (
            CLERK,
            Mutation::Care(CareMutation::Assign(CareAssign {
                booking_id: booking_id(2),
                carer: other,
                second: None,
                reason: long.clone(),
            })),
        ),
        (ELDER, Mutation::Help(HelpMutation::Ask(HelpAsk { what: long.clone(), ..asks.clone() }))),
        (ELDER, Mutation::Help(HelpMutation::Ask(HelpAsk { place: long.clone(), ..asks }))),
        (
            CLERK,
            Mutation::Help(HelpMutation::Triage(HelpTriage {
                help_id: help_id(1),
                answerer: Answerer::Other,
                owner: long.clone(),
            })),
        ),
        (CLERK, Mutation::Help(HelpMutation::Note(with_note(1)))),
        (CLERK, Mutation::Help(HelpMutation::Escalate(with_note(1)))),
        (CLERK, Mutation::Members(MemberMutation::Register(register.clone()))),
        (
            CLERK,
            Mutation::Members(MemberMutation::Register(MemberRegister {
                name: "A".to_owned(),
                address: long.clone(),
                ..register
            })),
        ),
    ];
    let refused = |house: &House, wishes: &[(MemberId, Mutation)]| {
        for (who, wish) in wishes {
            let answer = house.decide(*who, wish);
            assert!(
                matches!(answer, Err(Refusal::Common(CommonRefusal::TooLongText { limit: 500, .. }))),
                "{}: {answer:?}",
                wish.name()
            );
        }
    };
    refused(&house, &wishes);
    house.act(CLERK, &take(1)).unwrap();
    wishes = vec![
        (CLERK, Mutation::Help(HelpMutation::Resolve(with_note(1)))),
        (CLERK, Mutation::Help(HelpMutation::GiveBack(with_note(1)))),
    ];
    refused(&house, &wishes);
    house.act(CLERK, &Mutation::Help(HelpMutation::Resolve(note(1, "Done")))).unwrap();
    refused(&house, &[(ELDER, Mutation::Help(HelpMutation::CallBack(call_back)))]);
    house
        .act(
            ELDER,
            &Mutation::Help(HelpMutation::CallBack(HelpCallBack {
                help_id: help_id(1),
                word: Word::Solved,
                note: String::new(),
            })),
        )
        .unwrap();
    refused(&house, &[(ELDER, Mutation::Help(HelpMutation::Reopen(with_note(1))))]);
    house.now = sh(STARTS);
    house
        .act(
            who_comes,
            &Mutation::Care(CareMutation::CheckIn(CareCheckIn {
                booking_id: booking_id(2),
                at: house.now,
                metres: None,
            })),
        )
        .unwrap();
    let out = |report: String| {
        Mutation::Care(CareMutation::CheckOut(CareCheckOut {
            booking_id: booking_id(2),
            at: sh(STARTS),
            metres: None,
            report,
        }))
    };
    refused(&house, &[(who_comes, out(long.clone()))]);
    house.act(who_comes, &out(String::new())).unwrap();
    let confirm = |verdict| {
        Mutation::Care(CareMutation::Confirm(CareConfirm {
            booking_id: booking_id(2),
            verdict,
            reason: long.clone(),
        }))
    };
    refused(&house, &[(ELDER, confirm(Verdict::Done)), (ELDER, confirm(Verdict::Disputed))]);
    assert!(matches!(house.booking(booking_id(1)).kind, Kind::Room { .. }));
}
