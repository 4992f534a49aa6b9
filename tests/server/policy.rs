//! Every role, every mutation, here and elsewhere: who may not is told so and changes nothing. What
//! `may` says in each system of the domain is the measure.

use linli_domain::booking::{CareVisit, Kind, State};
use linli_domain::care::{self, Service, Verdict};
use linli_domain::help::{self, Answerer, Stage, Word};
use linli_domain::ids::{ExceptionId, HouseholdId};
use linli_domain::member::Gender;
use linli_domain::mutation::{
    BookingMutation, CareAssign, CareBook, CareCheckIn, CareCheckOut, CareConfirm, CareMutation,
    HelpCallBack, HelpMutation, HelpTriage, HoursExcept, HoursMutation, MemberMutation, MemberRegister,
    MemberRenumber, Mutation, RoomDecide, RoomMutation, Settled,
};
use linli_domain::policy::{Actor, Standing};
use linli_domain::refusal::{CommonRefusal, Refusal};
use linli_domain::systems::{bookings, hours, members, rooms};
use linli_tests::both;
use linli_tests::builders::{
    self, DAUGHTER, ELDER, HALL, HOME, NEXT_DOOR, ROOM_NEXT_DOOR, STRANGER, because, carer, help_of, noted,
    of, room_book, sh,
};
use linli_tests::checks::everything;
use uuid::Uuid;

both! {
    async fn every_role_and_every_mutation(app) {
        let people = builders::people();
        let now = app.now();
        let clients = [
            app.resident().await, app.family().await, app.neighbour().await, app.stranger().await,
            app.caregiver().await, app.keeper().await, app.clerk().await, app.other_clerk().await,
            app.supervisor().await, app.officer().await, app.administrator().await,
        ];
        let (mut denied, mut allowed) = (0, 0);
        for (place, subject, room) in [(HOME, ELDER, HALL), (NEXT_DOOR, STRANGER, ROOM_NEXT_DOOR)] {
            let person = people.iter().find(|it| it.id == subject).unwrap();
            let community = builders::community(place);
            let here = if place == HOME { vec![carer(0).0] } else { Vec::new() };
            let mut day = 0;
            for client in &clients {
                let who = client.who.unwrap();
                day += 1;
                let starts = sh("2026-11-26 09:00").plus_days(day);
                let booked = builders::place_room(app.db(), person, room, starts, State::Confirmed).await;
                let seen = builders::place_visit(app.db(), person, &here, starts, State::CheckedOut).await;
                let help = builders::place_help(app.db(), person, Answerer::Community, Stage::Received, false).await;
                let own = who == subject || (who == DAUGHTER && subject == ELDER);
                let row = people.iter().find(|it| it.id == who).cloned().unwrap_or_else(|| {
                    builders::member(who, "Carer0", HOME, linli_domain::member::Role::Caregiver, HOME)
                });
                let acts_for = if who == DAUGHTER { vec![ELDER] } else { Vec::new() };
                let known = (who == carer(0).1).then(|| carer(0).0);
                let actor = Actor { acts_for, ..Actor::new(&row, [], known, now) };
                let (standing, at_desk) = (Standing::new(&actor, &community, Some(subject)), Standing::new(&actor, &community, None));
                let of_room = builders::blank(person, starts, 60, Kind::Room { resource_id: room, people: 3 });
                let of_visit = builders::blank(person, starts, 60, Kind::CareVisit(CareVisit::new(Service::Walking, here.clone(), Vec::new())));
                let nature = builders::rooms().into_iter().find(|it| it.id == room).unwrap().nature;
                let may_book = bookings::may(&standing, bookings::Action::Book, None);
                let may_room = |action| rooms::may(&standing, action, &of_room);
                let may_visit = |action| care::may(&standing, action, &of_visit);
                let may_help = |action| help::may(&standing, action, &help::Target::default());
                let subject_of = (!own || who != subject).then_some(subject);
                let mut booking = room_book(Uuid::now_v7().into(), room, starts.plus_minutes(180), 60);
                booking.subject = subject_of;
                let check = |booking_id| CareCheckIn { booking_id, at: now, metres: None };
                let wishes = vec![
                    (may_book, Mutation::Rooms(RoomMutation::Book(booking))),
                    (may_book, Mutation::Care(CareMutation::Book(CareBook { booking_id: Uuid::now_v7().into(), service: Service::Meal, starts: starts.plus_minutes(300), note: String::new(), subject: subject_of, also: false }))),
                    (may_help(help::Action::Ask), builders::ask(Answerer::Community, subject_of).1),
                    (may_room(rooms::Action::Decide), Mutation::Rooms(RoomMutation::Decide(RoomDecide { booking_id: booked, approve: true, reason: String::new() }))),
                    (may_room(rooms::Action::CheckIn), Mutation::Rooms(RoomMutation::CheckIn(of(booked)))),
                    (hours::may(&at_desk, hours::Action::Change, &nature), Mutation::Hours(HoursMutation::Except(HoursExcept { exception_id: ExceptionId(Uuid::now_v7()), resource_id: room, day: "2027-01-10".parse().unwrap(), from: None, until: None, note: String::new() }))),
                    (may_visit(care::Action::Work), Mutation::Care(CareMutation::Accept(of(seen)))),
                    (may_visit(care::Action::Work), Mutation::Care(CareMutation::Decline(because(seen, "no")))),
                    (may_visit(care::Action::Work), Mutation::Care(CareMutation::SetOut(of(seen)))),
                    (may_visit(care::Action::Work), Mutation::Care(CareMutation::CheckIn(check(seen)))),
                    (may_visit(care::Action::Work), Mutation::Care(CareMutation::CheckOut(CareCheckOut { booking_id: seen, at: now, metres: None, report: String::new() }))),
                    (may_visit(care::Action::Work), Mutation::Care(CareMutation::NobodyHome(of(seen)))),
                    (may_visit(care::Action::Assign), Mutation::Care(CareMutation::Assign(CareAssign { booking_id: seen, carer: carer(1).0, second: None, reason: "ill".to_owned() }))),
                    (may_visit(care::Action::Confirm), Mutation::Care(CareMutation::Confirm(CareConfirm { booking_id: seen, verdict: Verdict::Done, reason: String::new() }))),
                    (may_help(help::Action::Triage), Mutation::Help(HelpMutation::Triage(HelpTriage { help_id: help, answerer: Answerer::Community, owner: String::new() }))),
                    (may_help(help::Action::Handle), Mutation::Help(HelpMutation::Take(help_of(help)))),
                    (may_help(help::Action::See), Mutation::Help(HelpMutation::Note(noted(help, "word")))),
                    (may_help(help::Action::Handle), Mutation::Help(HelpMutation::Resolve(noted(help, "done")))),
                    (may_help(help::Action::Handle), Mutation::Help(HelpMutation::GiveBack(noted(help, "ill")))),
                    (may_help(help::Action::Judge), Mutation::Help(HelpMutation::CallBack(HelpCallBack { help_id: help, word: Word::Solved, note: String::new() }))),
                    (may_help(help::Action::Judge), Mutation::Help(HelpMutation::Close(help_of(help)))),
                    (may_help(help::Action::Judge), Mutation::Help(HelpMutation::Reopen(noted(help, "again")))),
                    (may_help(help::Action::Triage), Mutation::Help(HelpMutation::Escalate(noted(help, "up")))),
                    (may_help(help::Action::Ask), Mutation::Help(HelpMutation::Withdraw(help_of(help)))),
                    (bookings::may(&standing, bookings::Action::Cancel, Some(&of_room)), Mutation::Bookings(BookingMutation::Cancel(because(booked, "why")))),
                    (members::may(&at_desk, members::Action::Keep, None), Mutation::Members(MemberMutation::Register(MemberRegister { member_id: Uuid::now_v7().into(), household_id: HouseholdId(Uuid::now_v7()), community_id: place, name: "New".to_owned(), phone: None, gender: Gender::Male, birth_year: 1950, address: String::new() }))),
                    (members::may(&standing, members::Action::Renumber, Some(person)), Mutation::Members(MemberMutation::Renumber(MemberRenumber { member_id: subject, phone: Some(person.phone.clone().unwrap()), remove: false, reason: "same".to_owned() }))),
                ];
                let (yes, no): (Vec<_>, Vec<_>) = wishes.into_iter().partition(|(may, _)| *may);
                let before = everything(app.db()).await;
                let envelopes: Vec<_> = no.iter().map(|(_, wish)| client.envelope(wish.clone())).collect();
                for (outcome, (_, wish)) in client.push_all(&envelopes).await.iter().zip(&no) {
                    let told = matches!(&outcome.result, Settled::Refused { refusal: Refusal::Common(CommonRefusal::NotAllowed | CommonRefusal::Unknown { .. }) });
                    assert!(told, "{who} {} in {place}: {:?}", wish.name(), outcome.result);
                    denied += 1;
                }
                assert_eq!(everything(app.db()).await, before, "{who} changed something");
                for (_, wish) in yes {
                    let name = wish.name();
                    let settled = client.push(wish).await;
                    let told = matches!(&settled, Settled::Refused { refusal: Refusal::Common(CommonRefusal::NotAllowed | CommonRefusal::Unknown { .. }) });
                    assert!(!told, "{who} may {name} in {place}: {settled:?}");
                    allowed += 1;
                }
            }
        }
        assert!(denied > 300 && allowed > 50, "{denied} {allowed}");
    }
}
