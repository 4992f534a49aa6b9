//! What people do from beginning to end, over the API.

use linli_domain::booking::{Booking, CareVisit, Kind, State};
use linli_domain::care::{PlaceCheck, Ranking, Reason, Rule, Service, Verdict};
use linli_domain::help::{Answerer, Stage, Word};
use linli_domain::ids::{BookingId, ExceptionId, HouseholdId, MatterId, MemberId, ResourceId};
use linli_domain::member::{Gender, Role};
use linli_domain::message::{BookingNews, HoursNews, MemberNews, News};
use linli_domain::mutation::{
    BookingMutation, CareAssign, CareCheckIn, CareCheckOut, CareConfirm, CareMutation, HelpAsk, HelpCallBack,
    HelpMutation, HelpTriage, HoursExcept, HoursMutation, MemberMutation, MemberRegister, MemberRenumber,
    MessageMutation, MessageRef, Mutation, RoomDecide, RoomMutation, Settled,
};
use linli_domain::refusal::{
    BookingRefusal, CareRefusal, CommonRefusal, Counted, Field, HelpRefusal, MemberRefusal, Refusal, Thing,
};
use linli_domain::rows::Rows;
use linli_domain::story::{StoryOf, What};
use linli_domain::systems::bookings::BookingDeed;
use linli_tests::app::{App, Kind as Database, run};
use linli_tests::both;
use linli_tests::builders::{
    self, CLERK, DAUGHTER, ELDER, HALL, HOME, NEIGHBOUR, NEXT_DOOR, STAGE, STUDY, ask, asked, because, book,
    carer, help_of, noted, of, room_book, sh, visit,
};
use linli_tests::checks::double_bookings;
use linli_tests::clients::{Client, cookie, patch};
use serde_json::json;
use uuid::Uuid;

async fn state(client: &Client, id: BookingId) -> State {
    client.rows().await.bookings[&id].state
}

async fn stage(client: &Client, id: MatterId) -> Stage {
    asked(&client.rows().await.matters[&id]).stage
}

fn deeds(rows: &Rows, about: impl Into<StoryOf>) -> Vec<What> {
    rows.story(about).iter().map(|it| it.what).collect()
}

fn check_in(booking_id: BookingId, at: linli_domain::time::Instant, metres: Option<u32>) -> Mutation {
    Mutation::Care(CareMutation::CheckIn(CareCheckIn { booking_id, at, metres }))
}

fn check_out(booking_id: BookingId, at: linli_domain::time::Instant) -> Mutation {
    Mutation::Care(CareMutation::CheckOut(CareCheckOut {
        booking_id,
        at,
        metres: None,
        report: "Walked to the park".to_owned(),
    }))
}

fn word(booking_id: BookingId, verdict: Verdict, reason: &str) -> Mutation {
    Mutation::Care(CareMutation::Confirm(CareConfirm { booking_id, verdict, reason: reason.to_owned() }))
}

const SUBSTITUTES: &str = "/api/v1/query/substitutes";

fn assign(booking_id: BookingId, carer: ResourceId, reason: &str) -> Mutation {
    Mutation::Care(CareMutation::Assign(CareAssign {
        booking_id,
        carer,
        second: None,
        reason: reason.to_owned(),
    }))
}

fn call_back(help_id: MatterId, word: Word) -> Mutation {
    Mutation::Help(HelpMutation::CallBack(HelpCallBack { help_id, word, note: String::new() }))
}

fn triage(help_id: MatterId, answerer: Answerer, owner: &str) -> Mutation {
    Mutation::Help(HelpMutation::Triage(HelpTriage { help_id, answerer, owner: owner.to_owned() }))
}

fn register(phone: Option<&str>) -> (MemberId, Mutation) {
    let member_id = MemberId(Uuid::now_v7());
    let args = MemberRegister {
        member_id,
        household_id: HouseholdId(Uuid::now_v7()),
        community_id: HOME,
        name: "Wang Xiuying".to_owned(),
        phone: phone.map(|it| it.parse().unwrap()),
        gender: Gender::Female,
        birth_year: 1940,
        address: "Lane 9".to_owned(),
    };
    (member_id, Mutation::Members(MemberMutation::Register(args)))
}

/// Who of the caregivers has a visit.
async fn sent(app: &App, elder: &Client, id: BookingId) -> Client {
    let chosen = elder.rows().await.bookings[&id].resources()[0];
    let number = (0..3).find(|it| carer(*it).0 == chosen).unwrap();
    app.sign_in(carer(number).1).await
}

/// Both have looked and found that nobody has the number; the database lets one of them have it.
#[test]
fn two_servers_give_a_number_to_one_person() {
    run(Database::Postgres, async |app: App| {
        let other = app.another_server().await;
        let (one, two) = (app.clerk().await, app.other_clerk().await.at(&other));
        for n in 0..20 {
            let phone = format!("139111122{n:02}");
            let (_, first) = register(Some(&phone));
            let (_, mut second) = register(Some(&phone));
            let Mutation::Members(MemberMutation::Register(args)) = &mut second else { unreachable!() };
            args.community_id = NEXT_DOOR;
            let (first, second) = tokio::join!(one.push(first), two.push(second));
            let refused = Settled::Refused { refusal: Refusal::Members(MemberRefusal::PhoneInUse) };
            assert!([&first, &second].contains(&&Settled::Applied), "{first:?} {second:?}");
            assert!([&first, &second].contains(&&refused), "{first:?} {second:?}");
        }
    });
}

both! {
    async fn a_visit_from_booking_to_confirmation(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-25 09:00");
        let (id, wish) = visit(Service::Walking, starts, None);
        elder.applied(wish).await;
        assert_eq!(state(&elder, id).await, State::Assigned);
        let carer = sent(&app, &elder, id).await;
        carer.applied(Mutation::Care(CareMutation::Accept(of(id)))).await;
        assert!(matches!(carer.refused(Mutation::Care(CareMutation::SetOut(of(id)))).await, Refusal::Bookings(BookingRefusal::NotYet { .. })));
        app.set_clock(starts.minus_minutes(20));
        carer.applied(Mutation::Care(CareMutation::SetOut(of(id)))).await;
        assert_eq!(state(&elder, id).await, State::OnTheWay);
        app.set_clock(starts);
        // The phone's clock is a little behind.
        carer.applied(check_in(id, starts.minus_minutes(3), Some(20))).await;
        app.pass_minutes(58);
        carer.applied(check_out(id, app.now())).await;
        let rows = elder.rows().await;
        let done = rows.bookings[&id].visit().unwrap().clone();
        let entered = done.checked_in.unwrap();
        assert_eq!((entered.at, entered.received), (starts.minus_minutes(3), starts));
        assert_eq!(entered.place, PlaceCheck::AtHome);
        assert_eq!(done.checked_out.unwrap().place, PlaceCheck::NotVerified);
        assert_eq!(done.report, "Walked to the park");
        elder.applied(word(id, Verdict::Done, "")).await;
        let rows = elder.rows().await;
        assert_eq!(rows.bookings[&id].state, State::Completed);
        let told = [
            BookingDeed::Booked,
            BookingDeed::Accepted,
            BookingDeed::SetOut,
            BookingDeed::CheckedIn,
            BookingDeed::CheckedOut,
            BookingDeed::Confirmed,
        ];
        let mut story = deeds(&rows, id);
        story.sort_by_key(|it| told.iter().position(|other| *it == *other));
        assert_eq!(story, told);
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn who_was_there_before_comes_again_confirmed_or_not(app) {
        let granny = builders::people().into_iter().find(|it| it.id == ELDER).unwrap();
        let known = carer(2).0;
        builders::place_visit(app.db(), &granny, &[known], sh("2026-11-10 09:00"), State::CheckedOut).await;
        let elder = app.resident().await;
        let (id, wish) = visit(Service::Walking, sh("2026-11-25 09:00"), None);
        elder.applied(wish).await;
        let booked = elder.rows().await.bookings[&id].visit().unwrap().clone();
        assert_eq!((booked.carers, booked.why), (vec![known], vec![Reason::KnowsYou { times: 1 }]));
    }

    async fn the_story_of_a_booking_is_not_had_by_giving_a_request_its_id(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let (id, wish) = visit(Service::Meal, sh("2026-11-26 09:00"), None);
        elder.applied(wish).await;
        // Everybody has the ids of taken time.
        let Mutation::Help(HelpMutation::Ask(asked)) = ask(Answerer::Community, None).1 else { panic!("no request") };
        let same = MatterId(id.0);
        rival.applied(Mutation::Help(HelpMutation::Ask(HelpAsk { help_id: same, ..asked }))).await;
        rival.applied(Mutation::Help(HelpMutation::Note(noted(same, "Untrue")))).await;
        let stories = |rows: &Rows| {
            let of = |deed| rows.events.values().filter(|it| it.what.deed() == deed).count();
            (of("booked"), of("asked"), of("noted"))
        };
        assert_eq!(stories(&rival.rows().await), (0, 1, 1), "only what they wrote");
        assert_eq!(stories(&elder.rows().await), (1, 0, 0), "nothing that others wrote");
        let page = elder.get(&format!("/mine/{id}")).await.is(200).text;
        assert!(!page.contains("Untrue"), "{page}");
    }

    async fn a_phones_clock_is_not_believed_when_it_cannot_be(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-25 09:00");
        let (id, wish) = visit(Service::Meal, starts, None);
        elder.applied(wish).await;
        let carer = sent(&app, &elder, id).await;
        app.set_clock(starts);
        carer.applied(check_in(id, starts.plus_days(365), None)).await;
        app.set_clock(starts.plus_minutes(30));
        carer.applied(check_out(id, starts.plus_days(-365))).await;
        let visit = elder.rows().await.bookings[&id].visit().unwrap().clone();
        assert_eq!((visit.checked_in.unwrap().at, visit.checked_out.unwrap().at), (starts, starts));
    }

    async fn a_dispute_waits_for_staff(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-25 09:00");
        let (id, wish) = visit(Service::Meal, starts, None);
        elder.applied(wish).await;
        let carer = sent(&app, &elder, id).await;
        app.set_clock(starts);
        carer.applied(check_in(id, starts, None)).await;
        carer.applied(check_out(id, starts)).await;
        assert_eq!(carer.refused(word(id, Verdict::Done, "")).await, Refusal::Common(CommonRefusal::NotAllowed));
        let missing = elder.refused(word(id, Verdict::Disputed, "  ")).await;
        assert_eq!(missing, Refusal::Common(CommonRefusal::Missing { field: Field::Reason }));
        elder.applied(word(id, Verdict::Disputed, "Nobody came")).await;
        let clerk = app.clerk().await;
        assert_eq!(state(&clerk, id).await, State::Disputed);
        clerk.applied(word(id, Verdict::Done, "Spoke with both")).await;
        assert_eq!(state(&elder, id).await, State::Completed);
    }

    async fn a_visit_given_back_goes_to_the_next(app) {
        let elder = app.resident().await;
        let (id, wish) = visit(Service::Walking, sh("2026-11-26 09:00"), None);
        elder.applied(wish).await;
        let mut been = Vec::new();
        for _ in 0..3 {
            let carer = sent(&app, &elder, id).await;
            assert!(!been.contains(&carer.who), "sent again to who gave it back");
            been.push(carer.who);
            carer.applied(Mutation::Care(CareMutation::Decline(because(id, "A day off")))).await;
            assert!(!carer.rows().await.bookings.contains_key(&id));
            assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
        }
        assert_eq!(state(&elder, id).await, State::Requested);
        let messages = elder.rows().await.messages;
        assert_eq!(messages.len(), 3);
        // Staff sees it among what waits.
        assert_eq!(state(&app.clerk().await, id).await, State::Requested);
    }

    async fn staff_sends_somebody_to_a_visit_that_lost_its_own(app) {
        let granny = builders::people().into_iter().find(|it| it.id == ELDER).unwrap();
        let starts = sh("2026-11-26 09:00");
        let first = builders::place_visit(app.db(), &granny, &[], starts, State::Requested).await;
        let second = builders::place_visit(app.db(), &granny, &[], starts, State::Requested).await;
        let clerk = app.clerk().await;
        let asked = json!({ "booking_id": first });
        let ranking: Ranking = serde_json::from_value(clerk.post(SUBSTITUTES, &asked).await.is(200).json()).unwrap();
        assert_eq!((ranking.free.len(), ranking.refused.len()), (3, 0));
        for other in [app.resident().await, app.keeper().await, app.caregiver().await] {
            assert_eq!(other.post(SUBSTITUTES, &asked).await.problem(403), "not_allowed");
        }
        assert_eq!(app.other_clerk().await.post(SUBSTITUTES, &asked).await.is(200).json(), json!(null));

        // The same caregiver for both at the same moment: the database lets one of them have her.
        let chosen = ranking.free[0].resource_id;
        let other = app.clerk().await;
        let (one, two) = tokio::join!(
            clerk.push(assign(first, chosen, "")),
            other.push(assign(second, chosen, "")),
        );
        let refused = Settled::Refused { refusal: Refusal::Care(CareRefusal::CannotSend { rule: Rule::Overlap }) };
        let (lost, found) = if one == Settled::Applied { (second, first) } else { (first, second) };
        assert!([&one, &two].contains(&&Settled::Applied) && [one, two.clone()].contains(&refused), "{two:?}");
        let elder = app.resident().await;
        let rows = elder.rows().await;
        assert_eq!((rows.bookings[&found].state, rows.bookings[&lost].state), (State::Assigned, State::Requested));
        assert_eq!(deeds(&rows, found), [BookingDeed::Assigned]);
        assert_eq!(rows.messages.len(), 1);
        let carer = sent(&app, &elder, found).await;
        assert_eq!(carer.rows().await.messages.len(), 1);
        carer.applied(Mutation::Care(CareMutation::Accept(of(found)))).await;

        // She falls ill; her time is free for nobody else's visit until somebody goes in her place.
        let missing = Refusal::Common(CommonRefusal::Missing { field: Field::Reason });
        let next = ranking.free[1].resource_id;
        assert_eq!(clerk.refused(assign(found, next, "")).await, missing);
        clerk.applied(assign(found, next, "Ill")).await;
        clerk.applied(assign(lost, chosen, "")).await;
        assert_eq!(carer.rows().await.bookings.len(), 1);
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn who_set_out_and_was_never_heard_of_is_told(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-25 09:00");
        let (id, wish) = visit(Service::Meal, starts, None);
        elder.applied(wish).await;
        let carer = sent(&app, &elder, id).await;
        app.set_clock(starts);
        carer.applied(Mutation::Care(CareMutation::SetOut(of(id)))).await;
        app.pass_minutes(30 + 119);
        assert_eq!(app.sweep().await, 0);
        app.pass_minutes(1);
        assert_eq!(app.sweep().await, 1);
        assert_eq!(state(&elder, id).await, State::NoShow);
        let told = |rows: Rows| rows.messages.values().any(|it| matches!(it.news, News::Bookings(BookingNews::Changed { state: State::NoShow, .. })));
        assert!(told(elder.rows().await) && told(carer.rows().await));
    }

    async fn a_cancelled_visit_frees_its_caregiver(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-26 09:00");
        let (id, wish) = visit(Service::Bath, starts, None);
        elder.applied(wish).await;
        let rival = app.rival().await;
        let refused = rival.refused(visit(Service::Bath, starts, None).1).await;
        let Refusal::Care(CareRefusal::NoCaregiver { candidates, alternatives }) = refused else { panic!("{refused:?}") };
        assert_eq!((candidates.len(), alternatives.len()), (2, 3));
        elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
        rival.applied(visit(Service::Bath, starts, None).1).await;
        let again = elder.refused(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
        assert_eq!(again, Refusal::Bookings(BookingRefusal::WrongState { state: State::Cancelled }));
        app.set_clock(starts);
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn nobody_home_and_nobody_there(app) {
        let elder = app.resident().await;
        let (first, wish) = visit(Service::Meal, sh("2026-11-25 09:00"), None);
        elder.applied(wish).await;
        let (second, wish) = visit(Service::Meal, sh("2026-11-25 12:00"), None);
        elder.applied(wish).await;
        let carer = sent(&app, &elder, first).await;
        app.set_clock(sh("2026-11-25 09:00"));
        carer.applied(Mutation::Care(CareMutation::NobodyHome(of(first)))).await;
        assert_eq!(state(&elder, first).await, State::NobodyHome);
        app.set_clock(sh("2026-11-25 13:00"));
        assert_eq!(app.sweep().await, 1);
        assert_eq!(state(&elder, second).await, State::NoShow);
        assert_eq!(app.sweep().await, 0);
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn what_stays_as_it_is_does_not_keep_time_from_the_rest(app) {
        let people = builders::people();
        // Visits that nobody checked out of: they have started, and time does not move them.
        let starts = sh("2026-11-20 09:00");
        let open: Vec<_> = (0..1001)
            .map(|n| {
                let visit = CareVisit::new(Service::Walking, Vec::new(), Vec::new());
                let kind = Kind::CareVisit(visit);
                let state = State::CheckedIn;
                Booking { state, also: true, ..builders::blank(&people[0], starts.plus_minutes(n / 900), 60, kind) }
            })
            .collect();
        linli_server::db::bulk::insert(app.behind(), &open).await.unwrap();
        builders::place_room(app.db(), &people[0], HALL, sh("2026-11-24 11:00"), State::Confirmed).await;
        assert_eq!(app.sweep().await, 1);
    }

    async fn a_room_from_booking_to_the_end(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-25 09:00");
        let (id, wish) = book(HALL, starts, 60);
        elder.applied(wish).await;
        assert_eq!(state(&elder, id).await, State::Confirmed);
        let keeper = app.keeper().await;
        assert!(matches!(keeper.refused(Mutation::Rooms(RoomMutation::CheckIn(of(id)))).await, Refusal::Bookings(BookingRefusal::NotYet { .. })));
        app.set_clock(starts.plus_minutes(5));
        keeper.applied(Mutation::Rooms(RoomMutation::CheckIn(of(id)))).await;
        assert_eq!(state(&elder, id).await, State::CheckedIn);
        assert_eq!(elder.refused(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await, Refusal::Bookings(BookingRefusal::WrongState { state: State::CheckedIn }));
        app.set_clock(starts.plus_minutes(60));
        assert_eq!(app.sweep().await, 1);
        assert_eq!(state(&elder, id).await, State::Completed);
    }

    async fn two_rooms_a_week_for_a_household(app) {
        let elder = app.resident().await;
        let (first, wish) = book(HALL, sh("2026-11-25 09:00"), 60);
        elder.applied(wish).await;
        elder.applied(book(HALL, sh("2026-11-29 19:00"), 60).1).await;
        assert_eq!(elder.refused(book(STUDY, sh("2026-11-27 09:00"), 60).1).await, Refusal::Common(CommonRefusal::Quota { limit: 2, of: Counted::Rooms, there: None }));
        // Another week begins on Monday; a cancelled one counts no more.
        elder.applied(book(STUDY, sh("2026-11-30 09:00"), 60).1).await;
        elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(first, "")))).await;
        elder.applied(book(STUDY, sh("2026-11-27 09:00"), 60).1).await;
    }

    async fn a_room_that_needs_a_yes(app) {
        let (elder, keeper) = (app.resident().await, app.keeper().await);
        let (id, wish) = book(STAGE, sh("2026-11-28 09:00"), 60);
        elder.applied(wish).await;
        assert_eq!(state(&elder, id).await, State::Pending);
        // It holds its time while it waits.
        let rival = app.rival().await;
        assert!(matches!(rival.refused(book(STAGE, sh("2026-11-28 09:30"), 60).1).await, Refusal::Bookings(BookingRefusal::Taken { .. })));
        let decide = |approve, reason: &str| {
            Mutation::Rooms(RoomMutation::Decide(RoomDecide { booking_id: id, approve, reason: reason.to_owned() }))
        };
        assert_eq!(elder.refused(decide(true, "")).await, Refusal::Common(CommonRefusal::NotAllowed));
        assert_eq!(keeper.refused(decide(false, "")).await, Refusal::Common(CommonRefusal::Missing { field: Field::Reason }));
        keeper.applied(decide(true, "")).await;
        let rows = elder.rows().await;
        assert_eq!(rows.bookings[&id].state, State::Confirmed);
        assert_eq!(rows.bookings[&id].hold_until, None);
        let message = rows.messages.values().next().unwrap();
        assert!(matches!(&message.news, News::Bookings(BookingNews::Changed { state: State::Confirmed, .. })));
        elder.applied(Mutation::Messages(MessageMutation::Read(MessageRef { message_id: message.id }))).await;
        assert!(elder.rows().await.messages[&message.id].read);
        let unknown = rival.refused(Mutation::Messages(MessageMutation::Read(MessageRef { message_id: message.id }))).await;
        assert_eq!(unknown, Refusal::Common(CommonRefusal::Unknown { what: Thing::Message }));
    }

    async fn a_no_lets_go_of_the_time(app) {
        let (elder, clerk) = (app.resident().await, app.clerk().await);
        let (id, wish) = book(STAGE, sh("2026-11-28 09:00"), 60);
        elder.applied(wish).await;
        let no = RoomDecide { booking_id: id, approve: false, reason: "Fire drill".to_owned() };
        clerk.applied(Mutation::Rooms(RoomMutation::Decide(no))).await;
        let rows = elder.rows().await;
        assert_eq!((rows.bookings[&id].state, rows.bookings[&id].reason.as_str()), (State::Refused, "Fire drill"));
        app.rival().await.applied(book(STAGE, sh("2026-11-28 09:00"), 60).1).await;
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn what_nobody_decides_expires(app) {
        let elder = app.resident().await;
        let (id, wish) = book(STAGE, sh("2026-11-28 09:00"), 60);
        elder.applied(wish).await;
        app.pass_minutes(24 * 60 - 1);
        assert_eq!(app.sweep().await, 0);
        app.pass_minutes(1);
        assert_eq!(app.sweep().await, 1);
        let rows = elder.rows().await;
        assert_eq!(rows.bookings[&id].state, State::Expired);
        assert_eq!(rows.messages.len(), 1);
        assert_eq!(deeds(&rows, id), [BookingDeed::Booked, BookingDeed::Expired]);
        app.rival().await.applied(book(STAGE, sh("2026-11-28 09:00"), 60).1).await;
    }

    async fn who_does_not_come_three_times_must_ask(app) {
        let elder = app.resident().await;
        for day in ["2026-11-25", "2026-11-26", "2026-12-01"] {
            let starts = sh(&format!("{day} 09:00"));
            let (id, wish) = book(HALL, starts, 60);
            elder.applied(wish).await;
            app.set_clock(starts.plus_minutes(14));
            assert_eq!(app.sweep().await, 0);
            app.pass_minutes(1);
            assert_eq!(app.sweep().await, 1);
            assert_eq!(state(&elder, id).await, State::NoShow);
        }
        let (id, wish) = book(HALL, sh("2026-12-03 09:00"), 60);
        elder.applied(wish).await;
        assert_eq!(state(&elder, id).await, State::Pending);
    }

    async fn a_request_for_help_to_its_end(app) {
        let (elder, clerk) = (app.resident().await, app.clerk().await);
        let (id, wish) = ask(Answerer::Community, None);
        elder.applied(wish).await;
        clerk.applied(triage(id, Answerer::Community, "")).await;
        clerk.applied(Mutation::Help(HelpMutation::Take(help_of(id)))).await;
        assert_eq!(stage(&elder, id).await, Stage::Assigned);
        clerk.applied(Mutation::Help(HelpMutation::Note(noted(id, "The electrician comes at three")))).await;
        assert_eq!(stage(&elder, id).await, Stage::InProgress);
        clerk.applied(Mutation::Help(HelpMutation::Resolve(noted(id, "A new lamp")))).await;
        assert_eq!(clerk.refused(Mutation::Help(HelpMutation::Close(help_of(id)))).await, Refusal::Help(HelpRefusal::WrongStage { stage: Stage::Resolved }));
        elder.applied(call_back(id, Word::NotSolved)).await;
        assert_eq!(stage(&elder, id).await, Stage::InProgress);
        clerk.applied(Mutation::Help(HelpMutation::Resolve(noted(id, "And the switch")))).await;
        elder.applied(call_back(id, Word::Solved)).await;
        clerk.applied(Mutation::Help(HelpMutation::Close(help_of(id)))).await;
        let rows = elder.rows().await;
        assert_eq!(asked(&rows.matters[&id]).stage, Stage::Closed);
        assert_eq!(rows.matters[&id].ended, Some(app.now()));
        assert_eq!(deeds(&rows, id).len(), 9);
        elder.applied(Mutation::Help(HelpMutation::Reopen(noted(id, "Dark again")))).await;
        let rows = elder.rows().await;
        assert_eq!((asked(&rows.matters[&id]).stage, rows.matters[&id].ended, rows.matters[&id].taker), (Stage::Triaged, None, None));
    }

    async fn a_neighbour_helps(app) {
        let (elder, neighbour, rival) = (app.resident().await, app.neighbour().await, app.rival().await);
        let (id, wish) = ask(Answerer::Neighbour, None);
        elder.applied(wish).await;
        let seen = neighbour.rows().await.matters[&id].clone();
        assert_eq!((seen.subject, seen.called.as_str(), seen.contact), (None, "", None));
        neighbour.applied(Mutation::Help(HelpMutation::Take(help_of(id)))).await;
        assert_eq!(rival.refused(Mutation::Help(HelpMutation::Take(help_of(id)))).await, Refusal::Help(HelpRefusal::TakenByNeighbour));
        let seen = neighbour.rows().await.matters[&id].clone();
        let contact = seen.contact.unwrap();
        assert_eq!((contact.address.as_str(), contact.risks), ("Lane of Granny", Vec::new()));
        let pulled = neighbour.get("/api/sync/v1/pull").await.is(200).text;
        assert!(!pulled.contains("Dog of Granny"), "what to mind is for who cares for her");
        assert!(!rival.rows().await.matters.contains_key(&id));
        neighbour.applied(Mutation::Help(HelpMutation::Resolve(noted(id, "Done")))).await;
        elder.applied(call_back(id, Word::Solved)).await;
        elder.applied(Mutation::Help(HelpMutation::Close(help_of(id)))).await;
        // What is over is no reason to know the door.
        assert!(neighbour.rows().await.matters.get(&id).is_none_or(|it| it.contact.is_none()));
    }

    async fn the_story_of_a_request_is_not_for_every_neighbour(app) {
        let (elder, neighbour, clerk) = (app.resident().await, app.neighbour().await, app.clerk().await);
        let (id, wish) = ask(Answerer::Neighbour, None);
        elder.applied(wish).await;
        clerk.applied(Mutation::Help(HelpMutation::Note(noted(id, "Rings twice")))).await;
        let page = format!("/help/{id}");
        let secrets = [ELDER.to_string(), "Granny".to_owned(), "Rings twice".to_owned(), CLERK.to_string()];
        let keeps = |text: &str, which: bool| {
            for secret in &secrets {
                assert_eq!(text.contains(secret), which, "{secret}");
            }
        };
        let text = neighbour.get(&page).await.is(200).text;
        assert!(text.contains("The lamp is dark"));
        keeps(&text, false);
        keeps(&clerk.get(&page).await.is(200).text, true);
        // Who took it reads it, while it is open.
        neighbour.applied(Mutation::Help(HelpMutation::Take(help_of(id)))).await;
        keeps(&neighbour.get(&page).await.is(200).text, true);
        let mut kept = Rows::default();
        let pull = neighbour.pull(None).await;
        patch(&mut kept, pull.patch);
        assert!(!kept.story(id).is_empty());
        neighbour.applied(Mutation::Help(HelpMutation::Resolve(noted(id, "Done")))).await;
        elder.applied(call_back(id, Word::Solved)).await;
        elder.applied(Mutation::Help(HelpMutation::Close(help_of(id)))).await;
        keeps(&neighbour.get(&page).await.is(200).text, false);
        patch(&mut kept, neighbour.pull(Some(&pull.cursor)).await.patch);
        assert!(kept.story(id).is_empty(), "{:?}", kept.story(id));
        keeps(&serde_json::to_string(&neighbour.rows().await).unwrap(), false);
    }

    async fn one_of_many_neighbours_takes_it(app) {
        let elder = app.resident().await;
        let (id, wish) = ask(Answerer::Neighbour, None);
        elder.applied(wish).await;
        let mut phones = Vec::new();
        for who in builders::crowd(app.db(), 12).await {
            phones.push(app.signed_in(who, HOME).await);
        }
        let outcomes = futures::future::join_all(phones.iter().map(|it| it.push(Mutation::Help(HelpMutation::Take(help_of(id)))))).await;
        assert_eq!(outcomes.iter().filter(|it| **it == Settled::Applied).count(), 1);
        let late = outcomes.iter().filter(|it| matches!(it, Settled::Refused { refusal: Refusal::Help(HelpRefusal::TakenByNeighbour) }));
        assert_eq!(late.count(), 11);
    }

    async fn escalation_keeps_the_clock_of_the_case(app) {
        let (elder, clerk, street) = (app.resident().await, app.clerk().await, app.supervisor().await);
        let (id, wish) = ask(Answerer::Community, None);
        let opened = app.now();
        elder.applied(wish).await;
        assert!(!street.rows().await.matters.contains_key(&id));
        assert_eq!(street.refused(Mutation::Help(HelpMutation::Take(help_of(id)))).await, Refusal::Common(CommonRefusal::Unknown { what: Thing::Help }));
        app.pass_minutes(90);
        clerk.applied(Mutation::Help(HelpMutation::Escalate(noted(id, "The wiring of the house")))).await;
        for reader in [&elder, &street, &app.officer().await] {
            let help = reader.rows().await.matters[&id].clone();
            assert!(help.escalated);
            assert_eq!((help.opened, help.stage_since), (opened, opened.plus_minutes(90)));
        }
        street.applied(Mutation::Help(HelpMutation::Take(help_of(id)))).await;
        street.applied(Mutation::Help(HelpMutation::Resolve(noted(id, "Rewired")))).await;
        assert_eq!(stage(&elder, id).await, Stage::Resolved);
    }

    async fn a_matter_of_others_is_handed_over(app) {
        let (elder, clerk) = (app.resident().await, app.clerk().await);
        let (id, wish) = ask(Answerer::Community, None);
        elder.applied(wish).await;
        assert_eq!(clerk.refused(triage(id, Answerer::Other, " ")).await, Refusal::Help(HelpRefusal::WhoseMatter));
        clerk.applied(triage(id, Answerer::Other, "The water works")).await;
        let rows = elder.rows().await;
        assert_eq!((asked(&rows.matters[&id]).stage, rows.matters[&id].owner.as_str()), (Stage::HandedOver, "The water works"));
    }

    async fn help_is_withdrawn(app) {
        let (elder, clerk) = (app.resident().await, app.clerk().await);
        let (id, wish) = ask(Answerer::Community, None);
        elder.applied(wish).await;
        elder.applied(Mutation::Help(HelpMutation::Withdraw(help_of(id)))).await;
        assert_eq!(stage(&elder, id).await, Stage::Withdrawn);
        let late = clerk.refused(Mutation::Help(HelpMutation::Take(help_of(id)))).await;
        assert_eq!(late, Refusal::Help(HelpRefusal::WrongStage { stage: Stage::Withdrawn }));
    }

    async fn a_number_that_nobody_has_leads_to_registering(app) {
        let clerk = app.clerk().await;
        let look_up = async |phone: &str| clerk.post_form("/desk/book", &[("phone", phone)]).await;
        let page = look_up("+86 139 9999 9999").await.is(200).text;
        // With the number filled in, and sent to the page of its own.
        assert!(page.contains(r#"action="/desk/register""#) && page.contains(r#"value="139 9999 9999""#), "{page}");
        let page = look_up("1 2").await.is(422).text;
        assert!(page.contains("1 2") && !page.contains("/desk/register\"") , "{page}");
        // Somebody of another community is nobody here.
        assert!(look_up(&builders::phone(DAUGHTER)).await.is(200).text.contains("/desk/register"));
        look_up("").await.is(422);
        let elder = app.resident().await;
        elder.post_form("/desk/book", &[("phone", "13999999999")]).await.is(403);
        app.anonymous().post_form("/desk/book", &[("phone", "13999999999")]).await.is(401);
    }

    async fn numbers_are_not_tried_one_after_another(app) {
        let app = app.configured(|it| it.look_ups = 2);
        let clerk = app.clerk().await;
        let ask = json!({ "phone": builders::phone(ELDER) });
        for _ in 0..2 {
            clerk.post("/api/v1/query/member", &ask).await.is(200);
        }
        let over = clerk.post("/api/v1/query/member", &ask).await;
        assert_eq!(over.problem(429), "too_many");
        // Whoever must wait need not type it again.
        let page = clerk.post_form("/desk/book", &[("phone", "13999999999")]).await.is(429).text;
        assert!(page.contains(r#"name="phone" value="13999999999""#) && page.contains("60 min"), "{page}");
        // Who is known by id is not guessed, and others are counted for themselves.
        clerk.post("/api/v1/query/member", &json!({ "member_id": ELDER })).await.is(200);
        app.pass_minutes(60);
        clerk.post("/api/v1/query/member", &ask).await.is(200);
    }

    async fn a_clerk_books_for_who_is_on_the_phone(app) {
        let clerk = app.clerk().await;
        let found = clerk.post("/api/v1/query/member", &json!({ "phone": builders::phone(ELDER) })).await;
        // No more than it takes to ask whether it is she.
        assert_eq!(found.is(200).json(), json!({ "id": ELDER, "name": "G**", "phone": "138 **** 0256", "birth_year": 1950 }));
        let found = clerk.post_form("/desk/book", &[("phone", &*builders::phone(ELDER))]).await.is(303);
        assert_eq!(found.location(), format!("/desk/book?for={ELDER}"));
        let page = clerk.get(found.location()).await.is(200).text;
        assert!(page.contains("G**") && !page.contains("Granny") && !page.contains("Lane of Granny"), "{page}");
        let same = clerk.post("/api/v1/query/member", &json!({ "member_id": ELDER })).await;
        assert_eq!(same.is(200).json()["name"], json!("G**"));
        let page = clerk.get(&format!("/desk/book?for={ELDER}&new=1")).await.is(200).text;
        assert!(page.contains("G**") && page.contains("Registered") && !page.contains("Lane of Granny"), "{page}");
        let page = clerk.get(&format!("/care/book?service=meal&for={ELDER}")).await.is(200).text;
        assert!(page.contains("Lane of Granny"), "needed now");
        let id = BookingId(Uuid::now_v7());
        let mut wish = room_book(id, HALL, sh("2026-11-25 09:00"), 60);
        wish.subject = Some(ELDER);
        clerk.applied(Mutation::Rooms(RoomMutation::Book(wish))).await;
        let elder = app.resident().await;
        let rows = elder.rows().await;
        let booking = &rows.bookings[&id];
        assert_eq!((booking.subject, booking.actor, booking.called.as_str()), (ELDER, CLERK, "Granny"));
        assert_eq!(rows.messages.len(), 1);
        // Staff cancels with a reason only.
        assert_eq!(clerk.refused(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await, Refusal::Common(CommonRefusal::Missing { field: Field::Reason }));
        clerk.applied(Mutation::Bookings(BookingMutation::Cancel(because(id, "They rang")))).await;
        assert_eq!(state(&elder, id).await, State::Cancelled);
    }

    async fn only_clerks_find_people_and_only_their_own(app) {
        let elder = json!({ "phone": builders::phone(ELDER) });
        assert_eq!(app.other_clerk().await.post("/api/v1/query/member", &elder).await.is(200).json(), json!(null));
        for client in [app.rival().await, app.keeper().await, app.family().await, app.officer().await] {
            assert_eq!(client.post("/api/v1/query/member", &elder).await.problem(403), "not_allowed");
        }
        assert_eq!(app.anonymous().post("/api/v1/query/member", &elder).await.problem(401), "signed_out");
        let clerk = app.clerk().await;
        assert_eq!(clerk.post("/api/v1/query/none", &elder).await.problem(404), "not_found");
        assert_eq!(clerk.post("/api/v1/query/member", &json!({ "phone": "abc" })).await.problem(422), "bad_field");
    }

    async fn family_acts_and_both_are_kept(app) {
        let (daughter, elder) = (app.family().await, app.resident().await);
        let (id, wish) = visit(Service::Walking, sh("2026-11-26 09:00"), Some(ELDER));
        daughter.applied(wish).await;
        for reader in [&daughter, &elder] {
            let booking = reader.rows().await.bookings[&id].clone();
            assert_eq!((booking.subject, booking.actor), (ELDER, DAUGHTER));
        }
        let not_theirs = daughter.refused(visit(Service::Walking, sh("2026-11-26 13:00"), Some(NEIGHBOUR)).1).await;
        assert!(matches!(not_theirs, Refusal::Common(CommonRefusal::NotAllowed | CommonRefusal::Unknown { .. })), "{not_theirs:?}");
        let (help, wish) = ask(Answerer::Community, Some(ELDER));
        daughter.applied(wish).await;
        let help = elder.rows().await.matters[&help].clone();
        assert_eq!((help.subject, help.actor), (Some(ELDER), Some(DAUGHTER)));
        // Without the grant nothing goes on.
        let revoke = "UPDATE member_grant SET revoked = TRUE";
        sea_orm::ConnectionTrait::execute_unprepared(app.behind(), revoke).await.unwrap();
        assert_eq!(
            daughter.refused(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await,
            Refusal::Common(CommonRefusal::Unknown { what: Thing::Booking })
        );
        assert!(!daughter.rows().await.bookings.contains_key(&id));
    }

    async fn what_somebody_may_is_looked_up_for_each_decision(app) {
        // Who is signed in is remembered for an hour; what they may is not.
        let app = app.configured(|it| it.session_cache_seconds = 3_600);
        let (daughter, carer) = (app.family().await, app.caregiver().await);
        let (id, wish) = visit(Service::Walking, sh("2026-11-26 09:00"), Some(ELDER));
        daughter.applied(wish).await;
        let revoke = "UPDATE member_grant SET revoked = TRUE";
        sea_orm::ConnectionTrait::execute_unprepared(app.behind(), revoke).await.unwrap();
        let refusal = daughter.refused(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
        assert_eq!(refusal, Refusal::Common(CommonRefusal::Unknown { what: Thing::Booking }));

        carer.applied(Mutation::Care(CareMutation::Accept(of(id)))).await;
        let dismiss = "UPDATE member SET roles = '[]'";
        sea_orm::ConnectionTrait::execute_unprepared(app.behind(), dismiss).await.unwrap();
        let refusal = carer.refused(Mutation::Care(CareMutation::SetOut(of(id)))).await;
        assert!(matches!(refusal, Refusal::Common(CommonRefusal::Unknown { .. } | CommonRefusal::NotAllowed)), "{refusal:?}");
    }

    async fn staff_registers_who_has_no_account(app) {
        let clerk = app.clerk().await;
        let (id, wish) = register(Some("13911112222"));
        clerk.applied(wish).await;
        assert_eq!(clerk.refused(register(Some("139 1111 2222")).1).await, Refusal::Members(MemberRefusal::PhoneInUse));
        let (without, wish) = register(None);
        clerk.applied(wish).await;
        clerk.applied(register(None).1).await;
        clerk.applied(visit(Service::Meal, sh("2026-11-26 09:00"), Some(without)).1).await;
        // Who has a phone can sign in with it.
        let client = app.anonymous();
        let asked = client.post("/api/v1/session/code", &json!({ "phone": "13911112222" })).await.json();
        let body = json!({ "request_id": asked["request_id"], "code": asked["demo_code"] });
        let me = client.post("/api/v1/session", &body).await.is(200).json();
        assert_eq!((&me["member_id"], &me["called"]), (&json!(id), &json!("Wang Xiuying")));
        assert_eq!(me["roles"], json!([{ "role": Role::Resident, "place_id": HOME }]));
    }

    async fn b20_a_number_that_changes_hands_takes_nobody_with_it(app) {
        let (clerk, elder) = (app.clerk().await, app.resident().await);
        let (old, new) = (builders::phone(ELDER), "139 1111 5555");
        let renumber = |phone: Option<&str>, reason: &str| {
            Mutation::Members(MemberMutation::Renumber(MemberRenumber { member_id: ELDER, phone: phone.map(|it| it.parse().unwrap()), remove: phone.is_none(), reason: reason.to_owned() }))
        };
        elder.applied(book(HALL, sh("2026-11-26 09:00"), 60).1).await;
        // A code is on its way to the old number.
        let client = app.anonymous();
        let ask = async |phone: &str| client.post("/api/v1/session/code", &json!({ "phone": phone })).await.is(202).json();
        let enter = async |asked: &serde_json::Value| {
            client.post("/api/v1/session", &json!({ "request_id": asked["request_id"], "code": asked["demo_code"] })).await
        };
        let on_its_way = ask(&old).await;
        assert_eq!(clerk.refused(renumber(Some(&builders::phone(DAUGHTER)), "x")).await, Refusal::Members(MemberRefusal::PhoneInUse));
        assert_eq!(clerk.refused(renumber(Some(new), "")).await, Refusal::Common(CommonRefusal::Missing { field: Field::Reason }));
        elder.get("/api/v1/session").await.is(200);
        clerk.applied(renumber(Some(new), "Has a new phone")).await;
        // All sessions end at once, and the code is good for nothing.
        assert_eq!(elder.get("/api/v1/session").await.problem(401), "signed_out");
        assert_eq!(enter(&on_its_way).await.problem(422), "code_over");
        assert_eq!(enter(&ask(&old).await).await.problem(422), "no_account");
        // The number's new owner is registered, and is somebody else.
        let (owner, wish) = register(Some(&old));
        clerk.applied(wish).await;
        assert_eq!(enter(&ask(&old).await).await.is(200).json()["member_id"], json!(owner));
        // Who had it signs in with the new one, has everything, and is told why.
        let mut again = app.anonymous();
        let answer = enter(&ask(new).await).await.is(200);
        assert_eq!(answer.json()["member_id"], json!(ELDER));
        again.cookie = Some(cookie(&answer));
        let rows = again.rows().await;
        assert!(rows.bookings.values().any(|it| it.subject == ELDER));
        let told: Vec<_> = rows.messages.values().filter(|it| matches!(it.news, News::Members(MemberNews::Number { .. }))).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].news, News::Members(MemberNews::Number { removed: false, reason: "Has a new phone".to_owned() }));
        again.lang = "en";
        let page = again.get("/messages").await.is(200).text;
        assert!(page.contains("The desk changed the phone number") && page.contains("Has a new phone"), "{page}");
        // Taken away, nobody signs in with it, and it can be given back.
        clerk.applied(renumber(None, "Lost")).await;
        again.get("/api/v1/session").await.problem(401);
        assert_eq!(enter(&ask(new).await).await.problem(422), "no_account");
        clerk.applied(renumber(Some(new), "Found")).await;
        enter(&ask(new).await).await.is(200);
    }

    async fn b20_the_desk_changes_a_number_by_a_plain_form(app) {
        let clerk = app.clerk().await;
        let elder = ELDER.to_string();
        let page = clerk.get(&format!("/desk/number?for={elder}")).await.is(200).text;
        assert!(page.contains("name=\"reason\"") && page.contains("member.renumber@1"), "{page}");
        let send = async |phone: &str, remove: &str, reason: &str| {
            let mid = Uuid::now_v7().to_string();
            let fields = [
                ("mutation", "member.renumber@1"), ("mid", &*mid), ("member_id", &*elder), ("phone", phone), ("remove", remove), ("reason", reason),
                ("next", "/desk/book"),
            ];
            clerk.post_form(&format!("/desk/number?for={elder}"), &fields).await
        };
        let refused = send("", "false", "New phone").await.is(422).text;
        assert!(refused.contains("value=\"New phone\"") && refused.contains("aria-invalid"), "{refused}");
        // As a Chinese keyboard writes it.
        assert_eq!(send("１３９ １１１１ ６６６６", "false", "New phone").await.is(303).location(), "/desk/book");
        let fetch = app.fetch();
        assert_eq!(fetch.member(ELDER).await.unwrap().unwrap().phone.unwrap().as_str(), "+8613911116666");
        assert_eq!(send("", "true", "Gone").await.is(303).location(), "/desk/book");
        assert_eq!(fetch.member(ELDER).await.unwrap().unwrap().phone, None);
        app.keeper().await.get(&format!("/desk/number?for={elder}")).await.is(403);
    }

    async fn what_no_phone_keeps_is_decided_at_once_and_only_once(app) {
        let clerk = app.clerk().await;
        let mid = Uuid::now_v7();
        let renumber = |phone: &str| {
            json!({ "mid": mid, "name": "member.renumber@1", "args": { "member_id": ELDER, "phone": phone, "remove": false, "reason": "New phone" } })
        };
        let send = async |body: &serde_json::Value| clerk.post("/api/sync/v1/now", body).await;
        let said = async |body: &serde_json::Value| send(body).await.is(200).json();
        assert_eq!(said(&renumber("13911117777")).await, json!({ "result": "applied" }));
        let now = async || {
            let member = app.fetch().member(ELDER).await.unwrap().unwrap();
            member.phone.map(|it| it.as_str().to_owned())
        };
        assert_eq!(now().await.as_deref(), Some("+8613911117777"));
        // The answer was lost: the same once more does nothing more. Another one by its id is another's.
        assert_eq!(said(&renumber("13911117777")).await, json!({ "result": "applied" }));
        assert_eq!(said(&renumber("13911118888")).await["refusal"]["code"], "exists");
        assert_eq!(now().await.as_deref(), Some("+8613911117777"));
        let mut other = renumber("13911118888");
        other["mid"] = json!(Uuid::now_v7());
        assert_eq!(app.keeper().await.post("/api/sync/v1/now", &other).await.is(200).json()["refusal"]["code"], "not_allowed");
        assert_eq!(app.anonymous().post("/api/sync/v1/now", &other).await.problem(401), "signed_out");
        let whose = format!("/api/sync/v1/now?member_id={ELDER}");
        assert_eq!(clerk.post(&whose, &other).await.problem(403), "other_member");
        other["name"] = json!("member.sell@1");
        assert_eq!(send(&other).await.problem(422), "bad_field");
        assert_eq!(now().await.as_deref(), Some("+8613911117777"));
    }

    async fn an_id_that_somebody_has_tells_nothing_of_them(app) {
        let clerk = app.clerk().await;
        for (id, phone) in [(ELDER, "13911112222"), (DAUGHTER, "13911112222"), (ELDER, &*builders::phone(DAUGHTER))] {
            let (_, wish) = register(Some(phone));
            let Mutation::Members(MemberMutation::Register(args)) = wish else { unreachable!() };
            let taken = MemberRegister { member_id: id, ..args };
            assert_eq!(clerk.refused(Mutation::Members(MemberMutation::Register(taken))).await, Refusal::Common(CommonRefusal::Changed), "{id} {phone}");
        }
    }

    async fn whoever_registers_asks_for_numbers_too(app) {
        let app = app.configured(|it| it.look_ups = 2);
        let clerk = app.clerk().await;
        let known = builders::phone(DAUGHTER);
        assert_eq!(clerk.refused(register(Some(&known)).1).await, Refusal::Members(MemberRefusal::PhoneInUse));
        let first = clerk.envelope(register(Some("13911112222")).1);
        clerk.push_all(std::slice::from_ref(&first)).await;
        // The same again asks for nothing; one too many is refused by itself, what is behind it is decided.
        clerk.push_all(std::slice::from_ref(&first)).await;
        let (over, without) = (clerk.envelope(register(Some("13911113333")).1), clerk.envelope(register(None).1));
        let results = clerk.push_all(&[over, without]).await.into_iter().map(|it| it.result).collect::<Vec<_>>();
        let refusal = Refusal::Common(CommonRefusal::Quota { limit: 2, of: Counted::LookedUp, there: None });
        assert_eq!(results, [Settled::Refused { refusal }, Settled::Applied]);
        let ask = json!({ "phone": known });
        assert_eq!(clerk.post("/api/v1/query/member", &ask).await.problem(429), "too_many");
        // A form keeps what was typed.
        let (id, house, mid) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let home = HOME.to_string();
        let fields = [
            ("mutation", "member.register@1"), ("mid", &*mid), ("member_id", &*id), ("household_id", &*house), ("community_id", &*home),
            ("name", "Wang Xiuying"), ("phone", "13911114444"), ("gender", "female"), ("birth_year", "1940"),
        ];
        let page = clerk.post_form("/desk/register", &fields).await.is(422).text;
        assert!(page.contains(r#"name="name" value="Wang Xiuying""#), "{page}");
        assert!(page.contains("register without a number"), "{page}");
        app.pass_minutes(60);
        clerk.applied(register(Some("13911113333")).1).await;
    }

    async fn other_hours_tell_the_bookers(app) {
        let (elder, rival, keeper) = (app.resident().await, app.rival().await, app.keeper().await);
        let (hit, wish) = book(HALL, sh("2026-11-26 14:00"), 60);
        elder.applied(wish).await;
        let (spared, wish) = book(HALL, sh("2026-11-26 09:00"), 60);
        rival.applied(wish).await;
        let except = |from, until| {
            Mutation::Hours(HoursMutation::Except(HoursExcept {
                exception_id: ExceptionId(Uuid::now_v7()),
                resource_id: HALL,
                day: "2026-11-26".parse().unwrap(),
                from,
                until,
                note: "Painters".to_owned(),
            }))
        };
        assert_eq!(elder.refused(except(None, None)).await, Refusal::Common(CommonRefusal::NotAllowed));
        assert_eq!(keeper.refused(except(Some(600), Some(600))).await, Refusal::Common(CommonRefusal::EndsBeforeStarts));
        keeper.applied(except(Some(480), Some(720))).await;
        let rows = elder.rows().await;
        let message = rows.messages.values().next().unwrap();
        assert!(matches!(&message.news, News::Hours(HoursNews::Changed { booking_id, note, .. }) if *booking_id == hit && note == "Painters"));
        assert_eq!(rows.bookings[&hit].state, State::Confirmed);
        assert!(deeds(&rows, hit).iter().any(|it| *it == BookingDeed::HoursChanged));
        let rows = rival.rows().await;
        assert!(rows.messages.is_empty() && rows.bookings.contains_key(&spared));
        let closed = app.neighbour().await.refused(book(HALL, sh("2026-11-26 15:00"), 60).1).await;
        assert!(matches!(&closed, Refusal::Bookings(BookingRefusal::Closed { note, alternatives }) if note == "Painters" && !alternatives.is_empty()), "{closed:?}");
    }
}
