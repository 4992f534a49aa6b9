//! What happened counts whenever it is heard of, nobody is visited twice at one time, and what waits for
//! somebody stands at the desk.

use futures::future::join_all;
use linli_domain::booking::{Booking, State};
use linli_domain::care::Service;
use linli_domain::help::Answerer;
use linli_domain::ids::{BookingId, ResourceId};
use linli_domain::message::{BookingNews, HoursNews, News};
use linli_domain::mutation::{
    BookingMutation, BookingReason, BookingRef, CareMutation, HelpMutation, Mutation, RoomMutation, Settled,
};
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Counted, Refusal};
use linli_domain::rows::Rows;
use linli_domain::time::Instant;
use linli_server::db::bulk;
use linli_server::db::founding::{Founding, Plan};
use linli_tests::app::{App, Kind, run};
use linli_tests::both;
use linli_tests::builders::{
    self, CLERK, DAUGHTER, ELDER, FAR, HALL, HOME, STUDY, ask, because, blank, book, carer, of, sh, visit,
};
use linli_tests::checks::double_bookings;
use linli_tests::clients::Client;

async fn state(client: &Client, id: BookingId) -> State {
    client.rows().await.bookings[&id].state
}

fn came(booking_id: BookingId, at: Instant) -> Mutation {
    Mutation::Rooms(RoomMutation::CheckIn(BookingRef { booking_id, at: Some(at) }))
}

fn told(rows: &Rows, id: BookingId, wanted: State) -> bool {
    let about = |news: &News| matches!(news, News::Bookings(BookingNews::Changed { booking_id, state, .. }) if *booking_id == id && *state == wanted);
    rows.messages.values().any(|it| about(&it.news))
}

fn both_wanted(mutation: Mutation) -> Mutation {
    match mutation {
        Mutation::Care(CareMutation::Book(mut args)) => {
            args.also = true;
            Mutation::Care(CareMutation::Book(args))
        }
        Mutation::Rooms(RoomMutation::Book(mut args)) => {
            args.also = true;
            Mutation::Rooms(RoomMutation::Book(args))
        }
        other => other,
    }
}

fn is_clash(refusal: &Refusal, with: BookingId) -> bool {
    matches!(refusal, Refusal::Common(CommonRefusal::Quota { of: Counted::VisitsAtOnce, there: Some(there), .. }) if there.booking_id == with)
}

async fn daughter(app: &App) -> Client {
    app.signed_in(DAUGHTER, FAR).await
}

both! {
    async fn b07_the_daughter_and_the_desk_do_not_book_an_elder_twice(app) {
        let (daughter, clerk) = (daughter(&app).await, app.clerk().await);
        let starts = sh("2026-11-26 10:00");
        let wish = |service| visit(service, starts, Some(ELDER));
        let (first, cleaning) = wish(Service::Cleaning);
        daughter.applied(cleaning).await;
        let (second, walking) = wish(Service::Walking);
        let refusal = clerk.refused(walking.clone()).await;
        assert!(is_clash(&refusal, first), "{refusal:?}");
        // What a phone of before has never heard of is not there; it reads the rest and says its words.
        let text = serde_json::to_value(&refusal).unwrap();
        assert_eq!((&text["code"], &text["of"]), (&"quota".into(), &"visits_at_once".into()));
        clerk.applied(both_wanted(walking)).await;
        let rows = daughter.rows().await;
        assert!(rows.bookings[&second].also && !rows.bookings[&first].also);

        // A room, and a visit within its use; and the other way round.
        let room_at = sh("2026-11-27 09:30");
        let elder = app.resident().await;
        let (room, wish) = book(HALL, room_at, 90);
        elder.applied(wish).await;
        let (_, within) = visit(Service::Walking, sh("2026-11-27 10:00"), Some(ELDER));
        assert!(is_clash(&daughter.refused(within.clone()).await, room));
        daughter.applied(both_wanted(within)).await;
        let (_, around) = book(STUDY, sh("2026-11-26 09:30"), 90);
        assert!(is_clash(&elder.refused(around.clone()).await, first));
        elder.applied(both_wanted(around)).await;
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn b07_of_many_at_the_same_moment_one_has_the_elder(app) {
        let mut phones = vec![daughter(&app).await, app.clerk().await, app.resident().await];
        phones.push(app.signed_in(CLERK, HOME).await);
        let starts = sh("2026-11-26 10:00");
        let services = [Service::Meal, Service::Walking, Service::Visit, Service::Errand];
        let wishes = phones.iter().zip(services).map(|(it, service)| it.push(visit(service, starts, Some(ELDER)).1));
        let outcomes = join_all(wishes).await;
        assert_eq!(outcomes.iter().filter(|it| **it == Settled::Applied).count(), 1, "{outcomes:?}");
    }

    async fn b07_the_database_itself_refuses_two_visits_of_one_elder_at_one_time(app) {
        let people = builders::people();
        let elder = people.iter().find(|it| it.id == ELDER).unwrap();
        let row = |at: &str, also, state| {
            let kind = linli_domain::booking::Kind::CareVisit(linli_domain::booking::CareVisit::new(Service::Walking, Vec::new(), Vec::new()));
            Booking { also, state, ..blank(elder, sh(at), 60, kind) }
        };
        let add = |it: Booking| async { bulk::insert(app.behind(), &[it]).await };
        add(row("2026-11-26 10:00", false, State::Assigned)).await.unwrap();
        let twice = add(row("2026-11-26 10:30", false, State::Requested)).await.unwrap_err();
        assert!(twice.to_string().contains("visit_overlap"), "{twice}");
        add(row("2026-11-26 11:00", false, State::Assigned)).await.unwrap();
        add(row("2026-11-26 10:30", true, State::Assigned)).await.unwrap();
        add(row("2026-11-26 10:30", false, State::Cancelled)).await.unwrap();
    }

    async fn b17_who_was_checked_in_without_a_network_has_come(app) {
        let (elder, keeper, rival) = (app.resident().await, app.keeper().await, app.rival().await);
        for day in ["2026-11-25", "2026-11-26", "2026-12-01"] {
            let starts = sh(&format!("{day} 10:00"));
            let (id, wish) = book(HALL, starts, 60);
            elder.applied(wish).await;
            app.set_clock(starts.plus_minutes(20));
            // Those of the days before are over as well.
            assert!(app.sweep().await > 0);
            assert_eq!(state(&elder, id).await, State::NoShow);
            if day == "2026-11-26" {
                rival.applied(book(HALL, starts.plus_minutes(30), 30).1).await;
            }
            keeper.applied(came(id, starts.plus_minutes(5))).await;
            assert_eq!(state(&elder, id).await, State::CheckedIn);
            assert!(told(&elder.rows().await, id, State::CheckedIn));
            if day != "2026-11-26" {
                let refused = rival.refused(book(HALL, starts.plus_minutes(30), 30).1).await;
                assert!(matches!(refused, Refusal::Bookings(BookingRefusal::Taken { .. })), "{refused:?}");
            }
            let rows = elder.rows().await;
            let last = *rows.story(id).last().unwrap();
            assert_eq!(last.happened, Some(starts.plus_minutes(5)));
        }
        let (id, wish) = book(HALL, sh("2026-12-03 09:00"), 60);
        elder.applied(wish).await;
        assert_eq!(state(&elder, id).await, State::Confirmed, "no mark");
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn b17_what_was_called_off_in_time_is_cancelled(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-25 10:00");
        let (id, wish) = book(HALL, starts, 60);
        elder.applied(wish).await;
        app.set_clock(starts.plus_minutes(30));
        assert_eq!(app.sweep().await, 1);
        let late = BookingReason { at: Some(starts.plus_minutes(-10)), ..because(id, "") };
        elder.applied(Mutation::Bookings(BookingMutation::Cancel(late))).await;
        assert_eq!(state(&elder, id).await, State::Cancelled);
    }

    async fn b18_a_request_asked_last_night_stands_at_the_desk_with_its_hour(app) {
        let elder = app.resident().await;
        app.set_clock(sh("2026-11-25 07:00"));
        let asked = sh("2026-11-24 22:00");
        for at in [None, Some(asked)] {
            let (id, wish) = ask(Answerer::Community, None);
            let Mutation::Help(HelpMutation::Ask(mut args)) = wish else { unreachable!() };
            args.wanted = Some(sh("2026-11-24 22:30"));
            args.at = at;
            let mut envelope = elder.envelope(Mutation::Help(HelpMutation::Ask(args)));
            envelope.client_time = asked;
            let outcomes = elder.push_all(&[envelope]).await;
            assert_eq!(outcomes[0].result, Settled::Applied);
            assert_eq!(app.clerk().await.rows().await.matters[&id].asked, at);
        }
        let page = app.clerk().await.get("/desk").await.is(200).text;
        assert!(page.contains("wanted ") && page.contains("10:30") && page.contains("asked ") && page.contains("10:00"));
    }

    async fn b19_what_hangs_on_who_has_left_stands_at_the_desk(app) {
        let (elder, clerk) = (app.resident().await, app.clerk().await);
        let (booked, wish) = visit(Service::Meal, sh("2026-11-26 10:00"), None);
        elder.applied(wish).await;
        let (room, wish) = book(HALL, sh("2026-11-27 10:00"), 60);
        elder.applied(wish).await;
        let first = elder.rows().await.bookings[&booked].resources()[0];
        let account = (0..3).map(carer).find(|(id, _)| *id == first).unwrap().1;
        app.signed_in(account, HOME).await.applied(Mutation::Care(CareMutation::Accept(of(booked)))).await;
        let named = |id: BookingId| format!("name=\"booking_id\" value=\"{id}\"");
        assert!(!clerk.get("/desk").await.is(200).text.contains(&named(booked)));

        let found = app.fetch().resources_by_id(&[first, HALL]).await.unwrap();
        let gone = found.into_iter().map(|it| linli_domain::resource::Resource { retired: true, ..it });
        let founding = || Founding { plan: Plan { rooms: gone.clone().collect(), ..Plan::default() }, now: app.now() };
        let founded = app.db().run(founding()).await.unwrap().unwrap();
        assert_eq!(founded.hanging.iter().map(|it| it.1).collect::<Vec<_>>(), [1, 1]);
        // Told once, and counted as long as they hang there.
        assert_eq!(app.db().run(founding()).await.unwrap().unwrap().hanging.len(), 2);
        let gone = |news: &News| matches!(news, News::Hours(HoursNews::Changed { retired: true, .. }));
        let rows = elder.rows().await;
        assert_eq!(rows.messages.values().filter(|it| gone(&it.news)).count(), 2);

        let page = clerk.get("/desk").await.is(200).text;
        assert!(page.contains(&format!("/desk/care/{booked}")) && page.contains(&named(room)));
        let others: Vec<ResourceId> = (0..3).map(|it| carer(it).0).filter(|it| *it != first).collect();
        let args = linli_domain::mutation::CareAssign { booking_id: booked, carer: others[0], second: None, reason: "Left".to_owned() };
        clerk.applied(Mutation::Care(CareMutation::Assign(args))).await;
        clerk.applied(Mutation::Bookings(BookingMutation::Cancel(because(room, "The room is gone")))).await;
        let page = clerk.get("/desk").await.is(200).text;
        assert!(!page.contains(&named(booked)) && !page.contains(&named(room)));
    }

    async fn a_missed_visit_stands_at_the_desk_until_somebody_has_seen_to_it(app) {
        let (elder, clerk, daughter) = (app.resident().await, app.clerk().await, daughter(&app).await);
        let starts = sh("2026-11-25 09:00");
        let (id, wish) = visit(Service::Meal, starts, None);
        elder.applied(wish).await;
        app.set_clock(starts.plus_minutes(60));
        assert_eq!(app.sweep().await, 1);
        assert!(told(&daughter.rows().await, id, State::NoShow), "she acts for the elder");
        // Days later, too.
        app.set_clock(sh("2026-12-20 09:00"));
        assert!(clerk.get("/desk").await.is(200).text.contains(&id.to_string()));
        assert!(clerk.rows().await.bookings.contains_key(&id));
        clerk.applied(Mutation::Care(CareMutation::Settle(because(id, "Called her")))).await;
        assert!(!clerk.get("/desk").await.is(200).text.contains(&id.to_string()));
        let rows = elder.rows().await;
        let last = *rows.story(id).last().unwrap();
        assert_eq!((last.actor, &*last.note, last.at), (Some(CLERK), "Called her", app.now()));
        assert_eq!(rows.bookings[&id].state, State::NoShow);
        assert_eq!(clerk.refused(Mutation::Care(CareMutation::Settle(because(id, "Again")))).await, Refusal::Common(CommonRefusal::Exists));
    }
}

/// Two servers at one database: neither has the other's rows in mind.
#[test]
fn b07_two_servers_do_not_book_an_elder_twice() {
    run(Kind::Postgres, async |app: App| {
        let other = app.another_server().await;
        let clerk = app.signed_in(CLERK, HOME).await.at(&other);
        for who in builders::crowd(app.db(), 12).await {
            let own = app.signed_in(who, HOME).await;
            let starts = sh("2026-11-26 10:00");
            let (one, two) = tokio::join!(
                own.push(book(HALL, starts, 60).1),
                clerk.push(visit(Service::Walking, starts, Some(who)).1),
            );
            let applied = [&one, &two].into_iter().filter(|it| **it == Settled::Applied).count();
            assert!(applied <= 1, "{one:?} {two:?}");
            for id in own.rows().await.bookings.into_keys() {
                own.applied(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
            }
        }
    });
}
