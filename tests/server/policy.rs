//! Every role, every mutation, here and elsewhere: who may not is told so and changes nothing. What
//! the domain's `may` says is the measure.

use linli_domain::booking::State;
use linli_domain::care::{Service, Verdict};
use linli_domain::help::{Answerer, Stage, Word};
use linli_domain::ids::{ExceptionId, HouseholdId};
use linli_domain::member::Gender;
use linli_domain::mutation::{
    BookingMutation, CareAssign, CareBook, CareCheckIn, CareCheckOut, CareConfirm, CareMutation,
    HelpCallBack, HelpMutation, HelpTriage, HoursExcept, HoursMutation, MemberMutation, MemberRegister,
    MemberRenumber, Mutation, RoomDecide, RoomMutation, Settled,
};
use linli_domain::policy::{Action, Actor, Target, may};
use linli_domain::refusal::Refusal;
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
                let for_person = Target::person(&community, subject);
                let of_room = Target { room: true, ..for_person };
                let of_visit = Target { carers: &here, ..for_person };
                let subject_of = (!own || who != subject).then_some(subject);
                let mut booking = room_book(Uuid::now_v7().into(), room, starts.plus_minutes(180), 60);
                booking.subject = subject_of;
                let check = |booking_id| CareCheckIn { booking_id, at: now, metres: None };
                let wishes = vec![
                    (Action::Book, for_person, Mutation::Rooms(RoomMutation::Book(booking))),
                    (Action::Book, for_person, Mutation::Care(CareMutation::Book(CareBook { booking_id: Uuid::now_v7().into(), service: Service::Meal, starts: starts.plus_minutes(300), note: String::new(), subject: subject_of, also: false }))),
                    (Action::AskHelp, for_person, builders::ask(Answerer::Community, subject_of).1),
                    (Action::DecideRoom, of_room, Mutation::Rooms(RoomMutation::Decide(RoomDecide { booking_id: booked, approve: true, reason: String::new() }))),
                    (Action::CheckInRoom, of_room, Mutation::Rooms(RoomMutation::CheckIn(of(booked)))),
                    (Action::ChangeHours, Target::place(&community), Mutation::Hours(HoursMutation::Except(HoursExcept { exception_id: ExceptionId(Uuid::now_v7()), resource_id: room, day: "2027-01-10".parse().unwrap(), from: None, until: None, note: String::new() }))),
                    (Action::WorkVisit, of_visit, Mutation::Care(CareMutation::Accept(of(seen)))),
                    (Action::WorkVisit, of_visit, Mutation::Care(CareMutation::Decline(because(seen, "no")))),
                    (Action::WorkVisit, of_visit, Mutation::Care(CareMutation::SetOut(of(seen)))),
                    (Action::WorkVisit, of_visit, Mutation::Care(CareMutation::CheckIn(check(seen)))),
                    (Action::WorkVisit, of_visit, Mutation::Care(CareMutation::CheckOut(CareCheckOut { booking_id: seen, at: now, metres: None, report: String::new() }))),
                    (Action::WorkVisit, of_visit, Mutation::Care(CareMutation::NobodyHome(of(seen)))),
                    (Action::AssignCarer, of_visit, Mutation::Care(CareMutation::Assign(CareAssign { booking_id: seen, carer: carer(1).0, second: None, reason: "ill".to_owned() }))),
                    (Action::ConfirmVisit, of_visit, Mutation::Care(CareMutation::Confirm(CareConfirm { booking_id: seen, verdict: Verdict::Done, reason: String::new() }))),
                    (Action::TriageHelp, for_person, Mutation::Help(HelpMutation::Triage(HelpTriage { help_id: help, answerer: Answerer::Community, owner: String::new() }))),
                    (Action::HandleHelp, for_person, Mutation::Help(HelpMutation::Take(help_of(help)))),
                    (Action::SeeHelp, for_person, Mutation::Help(HelpMutation::Note(noted(help, "word")))),
                    (Action::HandleHelp, for_person, Mutation::Help(HelpMutation::Resolve(noted(help, "done")))),
                    (Action::HandleHelp, for_person, Mutation::Help(HelpMutation::GiveBack(noted(help, "ill")))),
                    (Action::JudgeHelp, for_person, Mutation::Help(HelpMutation::CallBack(HelpCallBack { help_id: help, word: Word::Solved, note: String::new() }))),
                    (Action::JudgeHelp, for_person, Mutation::Help(HelpMutation::Close(help_of(help)))),
                    (Action::JudgeHelp, for_person, Mutation::Help(HelpMutation::Reopen(noted(help, "again")))),
                    (Action::TriageHelp, for_person, Mutation::Help(HelpMutation::Escalate(noted(help, "up")))),
                    (Action::AskHelp, for_person, Mutation::Help(HelpMutation::Withdraw(help_of(help)))),
                    (Action::CancelBooking, of_room, Mutation::Bookings(BookingMutation::Cancel(because(booked, "why")))),
                    (Action::KeepMembers, Target::place(&community), Mutation::Members(MemberMutation::Register(MemberRegister { member_id: Uuid::now_v7().into(), household_id: HouseholdId(Uuid::now_v7()), community_id: place, name: "New".to_owned(), phone: None, gender: Gender::Male, birth_year: 1950, address: String::new() }))),
                    (Action::Renumber, Target::account(&community, person), Mutation::Members(MemberMutation::Renumber(MemberRenumber { member_id: subject, phone: Some(person.phone.clone().unwrap()), remove: false, reason: "same".to_owned() }))),
                ];
                let (yes, no): (Vec<_>, Vec<_>) = wishes.into_iter().partition(|(action, target, _)| may(&actor, *action, target));
                let before = everything(app.db()).await;
                let envelopes: Vec<_> = no.iter().map(|(_, _, wish)| client.envelope(wish.clone())).collect();
                for (outcome, (action, ..)) in client.push_all(&envelopes).await.iter().zip(&no) {
                    let told = matches!(&outcome.result, Settled::Refused { refusal: Refusal::NotAllowed | Refusal::Unknown { .. } });
                    assert!(told, "{who} {action:?} in {place}: {:?}", outcome.result);
                    denied += 1;
                }
                assert_eq!(everything(app.db()).await, before, "{who} changed something");
                for (action, _, wish) in yes {
                    let settled = client.push(wish).await;
                    let told = matches!(&settled, Settled::Refused { refusal: Refusal::NotAllowed | Refusal::Unknown { .. } });
                    assert!(!told, "{who} may {action:?} in {place}: {settled:?}");
                    allowed += 1;
                }
            }
        }
        assert!(denied > 300 && allowed > 50, "{denied} {allowed}");
    }
}
