//! What one person may take from all others: so much and no more, said in words, for little.

use linli_domain::booking::{Booking, CareVisit, Kind, State};
use linli_domain::care::Service;
use linli_domain::help::{Answerer, Stage};
use linli_domain::ids::{ExceptionId, HouseholdId, MatterId, MemberId};
use linli_domain::matter::Matter;
use linli_domain::member::Gender;
use linli_domain::mutation::{
    BookingMutation, CareBook, CareMutation, HelpMutation, HoursExcept, HoursMutation, MemberMutation,
    MemberRegister, Mutation, RoomMutation, Settled,
};
use linli_domain::refusal::{BookingRefusal, CareRefusal, CommonRefusal, Counted, Refusal};
use linli_domain::time::Instant;
use linli_server::db::bulk;
use linli_server::db::tables::outcome;
use linli_server::services::retention;
use linli_tests::app::{App, Kind as Database, run};
use linli_tests::both;
use linli_tests::builders::{
    self, ELDER, HALL, HOME, NEIGHBOUR, NOON, RIVAL, STAGE, STUDY, ask, because, blank, book, carer, help_of,
    noted, phone, request, sh, visit,
};
use linli_tests::clients::Client;
use linli_tests::statements::{count, during};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use uuid::Uuid;

fn quota(limit: usize, of: Counted) -> Refusal {
    Refusal::Common(CommonRefusal::Quota { limit, of, there: None })
}

fn person(id: MemberId) -> linli_domain::member::Member {
    builders::people().into_iter().find(|it| it.id == id).unwrap()
}

fn room_of(who: MemberId, state: State, starts: Instant) -> Booking {
    Booking { state, ..blank(&person(who), starts, 60, Kind::Room { resource_id: STAGE, people: 1 }) }
}

async fn add(app: &App, bookings: &[Booking]) {
    bulk::insert(app.behind(), bookings).await.unwrap();
}

fn register(number: u128, phone: Option<&str>) -> Mutation {
    Mutation::Members(MemberMutation::Register(MemberRegister {
        member_id: MemberId(Uuid::from_u128(0xabc_0000 + number)),
        household_id: HouseholdId(Uuid::now_v7()),
        community_id: HOME,
        name: "New".to_owned(),
        phone: phone.map(|it| it.parse().unwrap()),
        gender: Gender::Male,
        birth_year: 1950,
        address: String::new(),
    }))
}

both! {
    async fn h5_requests_are_counted_by_whom_they_are_for(app) {
        let (elder, family, clerk) = (app.resident().await, app.family().await, app.clerk().await);
        // In one push, as a phone in a loop does it.
        let many: Vec<_> = (0..8).map(|_| elder.envelope(ask(Answerer::Neighbour, None).1)).collect();
        let settled: Vec<_> = elder.push_all(&many).await.into_iter().map(|it| it.result).collect();
        let no = Settled::Refused { refusal: quota(5, Counted::Helps) };
        assert_eq!(settled, [vec![Settled::Applied; 5], vec![no; 3]].concat());
        assert_eq!(family.refused(ask(Answerer::Community, Some(ELDER)).1).await, quota(5, Counted::Helps));
        // Nobody else is held up, and the desk is the way out.
        app.rival().await.applied(ask(Answerer::Community, None).1).await;
        for _ in 0..10 {
            clerk.applied(ask(Answerer::Community, Some(ELDER)).1).await;
        }
        // The words say which limit, and what to do.
        let page = elder.post_form("/help/ask", &[
            ("mutation", "help.ask@1"), ("mid", &Uuid::now_v7().to_string()), ("help_id", &Uuid::now_v7().to_string()),
            ("what", "dark"), ("answerer", "community"), ("urgency", "usual"), ("next", "/mine"),
        ]).await.is(422);
        assert!(page.text.contains("There are 5 requests that are not done yet"), "{}", page.text);
        assert!(page.text.contains("call the desk"), "{}", page.text);
    }

    async fn h5_a_day_has_so_many_requests_though_all_are_withdrawn(app) {
        let elder = app.resident().await;
        for _ in 0..20 {
            let (id, wish) = ask(Answerer::Community, None);
            elder.applied(wish).await;
            elder.applied(Mutation::Help(HelpMutation::Withdraw(help_of(id)))).await;
        }
        assert_eq!(elder.refused(ask(Answerer::Community, None).1).await, quota(20, Counted::HelpsToday));
        app.set_clock(sh("2026-11-25 00:00"));
        elder.applied(ask(Answerer::Community, None).1).await;
    }

    async fn h5_visits_of_one_person_neither_meet_nor_fill_the_week(app) {
        let elder = app.resident().await;
        let (id, wish) = visit(Service::Walking, sh("2026-11-26 10:00"), None);
        elder.applied(wish).await;
        let meets = visit(Service::Meal, sh("2026-11-26 10:30"), None).1;
        let at_once = |it: &Refusal| matches!(it, Refusal::Common(CommonRefusal::Quota { limit: 1, of: Counted::VisitsAtOnce, there: Some(there) }) if there.booking_id == id);
        let refusals = [
            elder.refused(meets.clone()).await,
            app.family().await.refused(visit(Service::Meal, sh("2026-11-26 10:30"), Some(ELDER)).1).await,
        ];
        assert!(refusals.iter().all(at_once), "{refusals:?}");
        let here = [carer(0).0];
        let done = |hour: i64| {
            let kind = Kind::CareVisit(CareVisit::new(Service::Meal, here.to_vec(), Vec::new()));
            Booking { state: State::Completed, ..blank(&person(ELDER), sh("2026-11-23 00:00").plus_hours(hour), 30, kind) }
        };
        // Thirteen were there this week already: with this one it is full.
        add(&app, &(0..13).map(done).collect::<Vec<_>>()).await;
        assert_eq!(elder.refused(visit(Service::Meal, sh("2026-11-27 10:00"), None).1).await, quota(14, Counted::Visits));
        app.clerk().await.applied(visit(Service::Meal, sh("2026-11-27 10:00"), Some(ELDER)).1).await;
        elder.applied(visit(Service::Meal, sh("2026-11-30 10:00"), None).1).await;
        elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
    }

    async fn h5_what_was_cancelled_today_counts_today(app) {
        let elder = app.resident().await;
        for n in 0..10 {
            let (id, wish) = book(HALL, sh("2026-11-26 10:00").plus_days(n % 3), 60);
            elder.applied(wish).await;
            elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
        }
        assert_eq!(elder.refused(book(HALL, sh("2026-11-26 10:00"), 60).1).await, quota(10, Counted::Cancelled));
        assert_eq!(elder.refused(visit(Service::Meal, sh("2026-11-26 10:00"), None).1).await, quota(10, Counted::Cancelled));
        app.set_clock(sh("2026-11-25 00:00"));
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
    }

    /// A phone that was long without a network sends what it did, in its order, in one push.
    async fn h5_a_booking_that_is_taken_back_in_the_same_push_counts_no_more(app) {
        let elder = app.resident().await;
        let (first, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        elder.applied(wish).await;
        elder.applied(book(HALL, sh("2026-11-27 10:00"), 60).1).await;
        let push = [
            elder.envelope(Mutation::Bookings(BookingMutation::Cancel(because(first, "")))),
            elder.envelope(book(STUDY, sh("2026-11-26 15:00"), 60).1),
            elder.envelope(book(STUDY, sh("2026-11-28 15:00"), 60).1),
        ];
        let settled: Vec<_> = elder.push_all(&push).await.into_iter().map(|it| it.result).collect();
        let full = Settled::Refused { refusal: quota(2, Counted::Rooms) };
        assert_eq!(settled, [Settled::Applied, Settled::Applied, full]);
    }

    /// What the database counts is what the rules would count over the rows, whatever has been noted of
    /// what time has done.
    async fn m1_the_database_counts_what_the_rules_count(app) {
        let elder = app.resident().await;
        let now = app.now();
        let (past, soon) = (|days: i64| now.plus_days(-days), sh("2026-11-26 10:00"));
        let wish = |days: i64| book(STUDY, sh("2026-11-26 15:00").plus_days(days), 60).1;
        // None of these holds the week of 2026-11-26.
        add(&app, &[
            Booking { hold_until: Some(now), ..room_of(ELDER, State::Pending, soon) },
            room_of(ELDER, State::Confirmed, now.plus_minutes(-15)),
            Booking { ends: now, ..room_of(ELDER, State::CheckedIn, now.plus_minutes(-60)) },
            room_of(ELDER, State::Cancelled, soon),
            room_of(ELDER, State::Completed, now.plus_minutes(-120)),
            room_of(ELDER, State::Confirmed, sh("2026-11-30 00:00")),
            room_of(RIVAL, State::Confirmed, soon),
        ]).await;
        elder.applied(wish(0)).await;
        // The other of two: a pending one whose hold goes on.
        add(&app, &[Booking { hold_until: Some(now.plus_minutes(1)), ..room_of(ELDER, State::Pending, soon) }]).await;
        assert_eq!(elder.refused(wish(1)).await, quota(2, Counted::Rooms));
        // With the one that nobody came to a quarter of an hour ago, and that nobody has noted, three
        // make the next one ask first; what is over ninety days ago does not count.
        add(&app, &[room_of(ELDER, State::NoShow, past(91)), room_of(ELDER, State::NoShow, past(89))]).await;
        let state = async |at: i64| {
            let (id, wish) = book(STUDY, sh("2026-12-07 15:00").plus_days(at), 60);
            elder.applied(wish).await;
            elder.rows().await.bookings[&id].state
        };
        assert_eq!(state(0).await, State::Confirmed);
        add(&app, &[room_of(ELDER, State::NoShow, past(1))]).await;
        assert_eq!(state(1).await, State::Pending);
    }

    async fn m1_refused_wishes_are_offered_other_times_as_before(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        rival.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let envelope = elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1);
        let answer = elder.push_all(std::slice::from_ref(&envelope)).await;
        let Settled::Refused { refusal: Refusal::Bookings(BookingRefusal::Taken { alternatives }) } = &answer[0].result else { panic!("{answer:?}") };
        assert_eq!(alternatives.len(), 3);
        // Sent again, it is not decided again, and is offered the same.
        assert_eq!(elder.push_all(&[envelope]).await, answer);
        let busy: Vec<_> = builders::people().iter().filter(|it| it.community_id == HOME).map(|it| it.id).filter(|id| *id != ELDER).take(3).collect();
        for who in busy {
            let Mutation::Care(CareMutation::Book(wish)) = visit(Service::Walking, sh("2026-11-26 10:00"), Some(who)).1 else { panic!() };
            // Whoever has the hall at that time wants both.
            app.clerk().await.applied(Mutation::Care(CareMutation::Book(CareBook { also: true, ..wish }))).await;
        }
        let refusal = elder.refused(visit(Service::Walking, sh("2026-11-26 10:00"), None).1).await;
        let Refusal::Care(CareRefusal::NoCaregiver { alternatives, candidates }) = refusal else { panic!("{refusal:?}") };
        assert_eq!((alternatives.len(), candidates.len()), (3, 3));
    }

    async fn h5_a_person_writes_so_much_a_day(app) {
        let strict = app.configured(|it| (it.mutations_per_day, it.mutations_per_day_staff) = (5, 8));
        let (elder, clerk) = (app.resident().await.at(&strict), app.clerk().await.at(&strict));
        for n in 0..2 {
            elder.applied(book(HALL, sh("2026-11-26 10:00").plus_days(7 * n), 60).1).await;
        }
        // What comes after the fifth is not decided, and not lost.
        let many: Vec<_> = (0..5).map(|_| elder.envelope(ask(Answerer::Community, None).1)).collect();
        assert_eq!(elder.push_all(&many).await.len(), 3);
        let left = &many[3..];
        let answer = elder.push_raw(left).await;
        assert_eq!((answer.problem(429).as_str(), answer.header("retry-after")), ("day_over", "86400"));
        assert!(answer.json()["title"].as_str().unwrap().contains("At most 5 things"), "{}", answer.text);
        let form = elder.post_form("/help/ask", &[
            ("mutation", "help.ask@1"), ("mid", &Uuid::now_v7().to_string()), ("help_id", &Uuid::now_v7().to_string()),
            ("what", "dark"), ("answerer", "community"), ("urgency", "usual"), ("next", "/mine"),
        ]).await.is(429);
        assert!(form.text.contains(r#"value="help.ask@1""#), "the form is offered again: {}", form.text);
        // Answers to what was decided are still given to a push that was not heard; others go on; staff has
        // more; and a process that starts anew knows it.
        clerk.applied(ask(Answerer::Community, Some(RIVAL)).1).await;
        let anew = app.configured(|it| it.mutations_per_day = 5);
        let elder = elder.at(&anew);
        assert_eq!(elder.push_raw(left).await.problem(429), "day_over");
        app.pass_minutes(24 * 60);
        assert_eq!(elder.push_all(left).await.len(), 2);
    }

    async fn l8_a_person_has_so_many_devices_and_one_that_rested_makes_room(app) {
        let strict = app.configured(|it| it.devices_per_member = 2);
        let old = app.resident().await.at(&strict);
        let wish = old.envelope(ask(Answerer::Community, None).1);
        assert_eq!(old.push_all(std::slice::from_ref(&wish)).await.len(), 1);
        app.pass_minutes(60);
        let usual = app.resident().await.at(&strict);
        usual.applied(ask(Answerer::Community, None).1).await;
        // A third one is not taken, in words of its own; those that are there write on.
        let third = app.resident().await.at(&strict);
        let more = third.envelope(ask(Answerer::Community, None).1);
        let answer = third.push_raw(std::slice::from_ref(&more)).await;
        assert_eq!((answer.problem(429).as_str(), answer.header("retry-after")), ("many_devices", "3600"));
        assert!(answer.json()["title"].as_str().unwrap().contains("2 phones and browsers"), "{}", answer.text);
        usual.applied(ask(Answerer::Community, None).1).await;
        app.pass_minutes(7 * 24 * 60 - 30);
        // The older one has rested for a week, the other one not: it goes, with the answers to what it sent.
        assert_eq!(third.push_all(std::slice::from_ref(&more)).await.len(), 1);
        let kept = outcome::Entity::find().all(app.behind()).await.unwrap();
        assert!(kept.iter().all(|it| it.mid != wish.mid.0), "its answers are there");
        assert!(kept.iter().any(|it| it.mid == more.mid.0));
        usual.applied(ask(Answerer::Community, None).1).await;
        let fourth = app.resident().await.at(&strict);
        let again = fourth.envelope(ask(Answerer::Community, None).1);
        assert_eq!(fourth.push_raw(std::slice::from_ref(&again)).await.problem(429), "many_devices");
    }

    async fn h6_takes_of_a_day_are_counted(app) {
        let strict = app.configured(|it| it.takes_per_day = 2);
        let neighbour = app.neighbour().await.at(&strict);
        let elder = person(ELDER);
        let mut helps = Vec::new();
        for _ in 0..4 {
            helps.push(builders::place_help(app.db(), &elder, Answerer::Neighbour, Stage::Received, false).await);
        }
        for id in &helps[..2] {
            neighbour.applied(Mutation::Help(HelpMutation::Take(help_of(*id)))).await;
            neighbour.applied(Mutation::Help(HelpMutation::GiveBack(noted(*id, "I am ill")))).await;
        }
        assert_eq!(neighbour.refused(Mutation::Help(HelpMutation::Take(help_of(helps[2])))).await, quota(2, Counted::TakenToday));
        // Nothing of the elder is left with them, and the story is the elder's.
        let rows = neighbour.rows().await;
        assert!(rows.matters.values().all(|it| it.contact.is_none() && it.subject.is_none()));
        assert!(rows.events.is_empty(), "{:?}", rows.events);
        let told = app.resident().await.rows().await;
        assert_eq!(told.story(helps[0]).last().unwrap().note, "I am ill");
        // Who handles requests as their work is not counted so.
        let clerk = app.clerk().await.at(&strict);
        for id in &helps {
            clerk.applied(Mutation::Help(HelpMutation::Take(help_of(*id)))).await;
        }
        app.set_clock(NOON.plus_days(1));
        let (other, wish) = ask(Answerer::Neighbour, None);
        app.rival().await.applied(wish).await;
        neighbour.applied(Mutation::Help(HelpMutation::Take(help_of(other)))).await;
    }

    async fn h6_two_at_once_by_the_databases_count(app) {
        let (elder, rival, neighbour) = (app.resident().await, app.rival().await, app.neighbour().await);
        let mut ids: Vec<MatterId> = Vec::new();
        for client in [&elder, &rival, &elder] {
            let (id, wish) = ask(Answerer::Neighbour, None);
            client.applied(wish).await;
            ids.push(id);
        }
        neighbour.applied(Mutation::Help(HelpMutation::Take(help_of(ids[0])))).await;
        neighbour.applied(Mutation::Help(HelpMutation::Take(help_of(ids[1])))).await;
        assert_eq!(neighbour.refused(Mutation::Help(HelpMutation::Take(help_of(ids[2])))).await, quota(2, Counted::Taken));
        neighbour.applied(Mutation::Help(HelpMutation::Resolve(noted(ids[0], "Done")))).await;
        assert!(neighbour.rows().await.matters[&ids[0]].contact.is_none(), "the door goes when it is done");
        neighbour.applied(Mutation::Help(HelpMutation::Take(help_of(ids[2])))).await;
    }

    async fn m14_registering_is_counted_with_a_number_and_without(app) {
        let strict = app.configured(|it| it.registrations_per_day = 2);
        let clerk = app.clerk().await.at(&strict);
        clerk.applied(register(1, None)).await;
        clerk.applied(register(2, Some("13900000001"))).await;
        // It is refused by itself: a queue of other work behind it goes on.
        assert_eq!(clerk.refused(register(3, None)).await, quota(2, Counted::Registered));
        clerk.applied(ask(Answerer::Community, Some(ELDER)).1).await;
        app.set_clock(NOON.plus_days(1));
        app.clerk().await.at(&strict).applied(register(4, None)).await;
    }

    async fn l9_a_day_has_so_many_look_ups_by_number_and_by_id(app) {
        let strict = app.configured(|it| it.look_ups_per_day = 3);
        let clerk = app.clerk().await.at(&strict);
        let by_id = json!({ "member_id": ELDER });
        let by_phone = json!({ "phone": phone(RIVAL) });
        clerk.post("/api/v1/query/member", &by_id).await.is(200);
        clerk.post("/api/v1/query/member", &by_phone).await.is(200);
        clerk.post("/api/v1/query/member", &by_id).await.is(200);
        for args in [&by_id, &by_phone] {
            assert_eq!(clerk.post("/api/v1/query/member", args).await.problem(429), "too_many");
        }
        // Hours later too, and not on the next day.
        app.pass_minutes(180);
        app.sweep().await;
        linli_server::services::session::sweep(&app.state).await.unwrap();
        assert_eq!(clerk.post("/api/v1/query/member", &by_id).await.problem(429), "too_many");
        app.set_clock(NOON.plus_days(1));
        clerk.post("/api/v1/query/member", &by_id).await.is(200);
    }

    async fn h5_refusals_are_kept_for_less_long(app) {
        let elder = app.resident().await;
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        app.rival().await.refused(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let kept = async || outcome::Entity::find().count(app.behind()).await.unwrap();
        for (days, answers) in [(89, 2), (1, 1), (309, 1), (2, 0)] {
            app.pass_minutes(days * 24 * 60);
            retention::forget(&app.state).await.unwrap();
            assert_eq!(kept().await, answers, "{}", app.now());
        }
    }

    /// More than SQLite binds in a statement: each list is read in parts.
    async fn h5_a_desk_with_more_requests_than_a_statement_takes(app) {
        let elder = person(ELDER);
        let many: Vec<Matter> = (0..33_000).map(|_| request(&elder, Answerer::Community, Stage::Received, false)).collect();
        let ids: Vec<_> = many.iter().map(|it| it.id.0).collect();
        for some in many.chunks(500) {
            bulk::insert(app.behind(), some).await.unwrap();
        }
        let fetch = app.fetch();
        assert_eq!(fetch.matters_by_id(&ids).await.unwrap().len(), ids.len());
        assert_eq!(fetch.events(&ids).await.unwrap().len(), 0);
        assert_eq!(fetch.bookings_by_id(&ids).await.unwrap().len(), 0);
        assert_eq!(fetch.busy_of(&ids).await.unwrap().len(), 0);
        assert_eq!(fetch.messages_by_id(&ids).await.unwrap().len(), 0);
        assert_eq!(fetch.outcomes_by_mid(ids.iter().map(|id| (HOME, *id))).await.unwrap().len(), 0);
        // The desk has as many as anybody can look at, the urgent ones first.
        let (urgent, wish) = ask(Answerer::Community, None);
        let Mutation::Help(HelpMutation::Ask(mut wish)) = wish else { unreachable!() };
        wish.urgency = linli_domain::help::Urgency::Urgent;
        app.rival().await.applied(Mutation::Help(HelpMutation::Ask(wish))).await;
        let rows = app.clerk().await.rows().await;
        assert_eq!(rows.matters.len(), 10_000);
        assert!(rows.matters.contains_key(&urgent));
    }
}

/// The statements of a push, where nothing was to be read for it.
async fn cost(app: &App, client: &Client, wish: Mutation) -> (i64, Refusal) {
    let mut refusal = None;
    let ran = during(app, async { refusal = Some(client.refused(wish).await) }).await;
    let looks = ran.keys().filter(|it| it.contains("allocation") || it.contains("\"booking\"")).count();
    assert_eq!(looks, 0, "{ran:?}");
    (count(&ran), refusal.unwrap())
}

/// A wish for a time of another century costs what a refusal costs, however much is held until then.
#[test]
fn m1_what_nobody_may_is_refused_without_a_look_at_what_is_held() {
    run(Database::Postgres, async |app: App| {
        let (elder, clerk) = (app.resident().await, app.clerk().await);
        let starts = |text: &str| text.parse::<Instant>().unwrap();
        let room = |from: &str, until: &str| {
            let Mutation::Rooms(RoomMutation::Book(mut args)) = book(HALL, starts(from), 60).1 else {
                unreachable!()
            };
            args.ends = starts(until);
            Mutation::Rooms(RoomMutation::Book(args))
        };
        let care = |at: &str| {
            Mutation::Care(CareMutation::Book(CareBook {
                booking_id: Uuid::now_v7().into(),
                service: Service::Meal,
                starts: starts(at),
                note: String::new(),
                subject: None,
                also: false,
            }))
        };
        let except = |day: &str| {
            Mutation::Hours(HoursMutation::Except(HoursExcept {
                exception_id: ExceptionId(Uuid::now_v7()),
                resource_id: HALL,
                day: day.parse().unwrap(),
                from: None,
                until: None,
                note: String::new(),
            }))
        };
        // Connections and caches are warm.
        elder.refused(room("1999-01-01T00:00:00Z", "1999-01-01T01:00:00Z")).await;
        clerk.refused(except("2026-11-01")).await;
        for (client, wish, code) in [
            (&elder, room("1970-01-01T00:00:00Z", "2199-01-01T00:00:00Z"), "past"),
            (&elder, room("2026-11-25T02:00:00Z", "2199-01-01T00:00:00Z"), "too_long"),
            (&elder, room("2027-06-01T02:00:00Z", "2027-06-01T03:00:00Z"), "beyond_horizon"),
            (&elder, care("2199-01-01T02:00:00Z"), "beyond_horizon"),
            (&elder, care("1999-01-01T02:00:00Z"), "past"),
            (&clerk, except("9999-12-31"), "beyond_horizon"),
        ] {
            let (statements, refusal) = cost(&app, client, wish).await;
            assert_eq!(refusal.code(), code);
            assert!(statements <= 16, "{code}: {statements}");
        }
    });
}

/// The neighbour of a household with five thousand bookings, and the household itself, cost the same.
#[test]
fn m1_a_household_with_thousands_of_bookings_costs_what_others_cost() {
    run(Database::Postgres, async |app: App| {
        let states = [State::Completed, State::Cancelled, State::NoShow, State::Confirmed];
        let many: Vec<_> = (0..5_000_i64)
            .map(|n| {
                let ahead = n % 4 == 3;
                let starts = NOON.plus_minutes(if ahead { 30 * 24 * 60 + n } else { -(n * 20) - 60 });
                Booking {
                    made: NOON.plus_days(-95),
                    ..room_of(ELDER, states[usize::try_from(n % 4).unwrap()], starts)
                }
            })
            .collect();
        for some in many.chunks(500) {
            add(&app, some).await;
        }
        let (elder, neighbour) = (app.resident().await, app.sign_in(NEIGHBOUR).await);
        let mut at = sh("2026-11-26 10:00");
        let mut costs = Vec::new();
        for client in [&elder, &neighbour, &elder, &neighbour] {
            let wish = book(HALL, at, 60).1;
            at = at.plus_minutes(120);
            costs.push(count(&during(&app, client.applied(wish)).await));
        }
        assert_eq!(costs[2], costs[3], "{costs:?}");
        assert_eq!(
            elder
                .rows()
                .await
                .bookings
                .values()
                .filter(|it| it.subject == ELDER && it.state == State::Pending)
                .count(),
            2,
            "it has missed rooms"
        );
    });
}
