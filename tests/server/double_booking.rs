//! Nobody gets time that somebody else has.

use futures::future::join_all;
use jiff::civil::Date;
use linli_domain::booking::{Busy, State};
use linli_domain::care::Service;
use linli_domain::ids::{BookingId, ExceptionId};
use linli_domain::message::{HoursNews, News};
use linli_domain::mutation::{BookingMutation, HoursExcept, HoursMutation, Mutation, Settled};
use linli_domain::refusal::{BookingRefusal, CareRefusal, Refusal};
use linli_domain::time::plus_days;
use linli_server::db::bulk;
use linli_tests::app::{App, Kind, run};
use linli_tests::both;
use linli_tests::builders::{self, HALL, HOME, ROOM_FAR, STUDY, because, book, carer, sh, visit};
use linli_tests::checks::double_bookings;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Quotas are sums over many rows, which no rule of the database knows: servers decide over one
/// household one after another.
#[test]
fn two_servers_give_a_household_no_more_than_its_quota() {
    run(Kind::Postgres, async |app: App| {
        let servers = [app.clone(), app.another_server().await];
        for who in builders::crowd(app.db(), 20).await {
            let mut phones = Vec::new();
            for server in [0, 1, 0, 1] {
                phones.push(app.signed_in(who, HOME).await.at(&servers[server]));
            }
            let mut starts = (0..4).map(|hour| sh("2026-11-26 09:00").plus_minutes(120 * hour));
            let wishes = phones.iter().map(|it| it.push(book(HALL, starts.next().unwrap(), 60).1));
            let outcomes = join_all(wishes.collect::<Vec<_>>()).await;
            let applied = outcomes.iter().filter(|it| **it == Settled::Applied).count();
            assert_eq!(applied, 2, "{outcomes:?}");
            for phone in &phones {
                for id in phone.rows().await.bookings.into_keys() {
                    drop(phone.push(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await);
                }
            }
        }
    });
}

/// Whoever closes a day and whoever books on it look at the same hours: two who close keep both days,
/// and who booked is told or refused.
#[test]
fn two_servers_close_days_and_book_on_them() {
    run(Kind::Postgres, async |app: App| {
        let other = app.another_server().await;
        let (clerk, keeper) = (app.clerk().await, app.keeper().await.at(&other));
        let (hall, helper) = (HALL, carer(0).0);
        let close = |resource_id, day: Date| {
            let exception_id = ExceptionId(Uuid::now_v7());
            let (from, until, note) = (None, None, "Painters".to_owned());
            Mutation::Hours(HoursMutation::Except(HoursExcept {
                exception_id,
                resource_id,
                day,
                from,
                until,
                note,
            }))
        };
        let first: Date = "2026-11-26".parse().unwrap();
        let crowd = builders::crowd(app.db(), 20).await;
        for (ahead, who) in (0..).zip(crowd) {
            let phone = app.signed_in(who, HOME).await.at(&other);
            let carers = app.signed_in(builders::CLERK, HOME).await;
            let (day, apart) = (plus_days(first, ahead), plus_days(first, ahead + 30));
            let starts = sh("2026-11-26 10:00").plus_days(ahead);
            let (room, wish) = book(hall, starts, 60);
            let (closed, also, booked, off) = tokio::join!(
                clerk.push(close(hall, day)),
                keeper.push(close(hall, apart)),
                phone.push(wish),
                carers.push(close(helper, day)),
            );
            assert_eq!([closed, also, off], [Settled::Applied, Settled::Applied, Settled::Applied]);
            let rows = phone.rows().await;
            let told =
                rows.messages.values().any(|it| matches!(it.news, News::Hours(HoursNews::Changed { .. })));
            match booked {
                Settled::Applied => assert!(told && rows.bookings.contains_key(&room), "{day}"),
                Settled::Refused { refusal } => {
                    assert!(
                        matches!(refusal, Refusal::Bookings(BookingRefusal::Closed { .. })),
                        "{refusal:?}"
                    );
                }
            }
        }
        let resources = clerk.rows().await.resources;
        for (id, days) in [(hall, 40), (helper, 20)] {
            assert_eq!(resources[&id].hours.exceptions.len(), days, "{id}");
        }
    });
}

both! {
    async fn of_64_phones_that_want_one_hour_one_gets_it(app) {
        let starts = sh("2026-11-26 10:00");
        let mut phones = Vec::new();
        for who in builders::crowd(app.db(), 64).await {
            phones.push(app.signed_in(who, HOME).await);
        }
        let outcomes = join_all(phones.iter().map(|it| it.push(book(HALL, starts, 60).1))).await;
        let applied = outcomes.iter().filter(|it| **it == Settled::Applied).count();
        assert_eq!(applied, 1);
        let mut offers = Vec::new();
        for outcome in &outcomes {
            match outcome {
                Settled::Refused { refusal: Refusal::Bookings(BookingRefusal::Taken { alternatives }) } => {
                    assert!((1..=3).contains(&alternatives.len()), "{alternatives:?}");
                    offers.extend(alternatives.clone());
                }
                Settled::Applied => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
        // What is offered can be had.
        offers.sort_by_key(|it| (it.resource_id, it.starts));
        offers.dedup();
        let losers = phones.iter().zip(&outcomes).filter(|(_, it)| **it != Settled::Applied);
        for (offer, (phone, _)) in offers.iter().zip(losers) {
            let minutes = offer.ends.minutes_since(offer.starts);
            phone.applied(book(offer.resource_id.unwrap(), offer.starts, minutes).1).await;
        }
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn neighbouring_times_do_not_meet(app) {
        let (one, other) = (app.resident().await, app.neighbour().await);
        one.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        // Ten minutes of turnaround follow, so that the next half hour begins at 11:30.
        let refused = other.refused(book(HALL, sh("2026-11-26 11:00"), 60).1).await;
        assert!(matches!(refused, Refusal::Bookings(BookingRefusal::Taken { .. })), "{refused:?}");
        other.applied(book(HALL, sh("2026-11-26 11:30"), 60).1).await;
        other.applied(book(HALL, sh("2026-11-26 09:00"), 30).1).await;
        // The database itself lets times touch.
        let touching = |from: &str, to: &str| {
            let busy = Busy { resource_id: STUDY, booking_id: BookingId(Uuid::now_v7()), starts: sh(from), ends: sh(to) };
            (busy, HOME)
        };
        let rows = [touching("2026-11-26 10:00", "2026-11-26 11:00"), touching("2026-11-26 11:00", "2026-11-26 12:00")];
        bulk::insert(app.behind(), &rows).await.unwrap();
        let inside = [touching("2026-11-26 10:59", "2026-11-26 11:01")];
        assert!(bulk::insert(app.behind(), &inside).await.is_err());
    }

    async fn visits_of_two_caregivers_leave_no_half_booking(app) {
        // Three caregivers: of several visits at one hour that need two each, one can be.
        let starts = sh("2026-11-26 10:00");
        let mut phones = Vec::new();
        for who in builders::crowd(app.db(), 12).await {
            phones.push(app.signed_in(who, HOME).await);
        }
        let outcomes = join_all(phones.iter().map(|it| it.push(visit(Service::Bath, starts, None).1))).await;
        assert_eq!(outcomes.iter().filter(|it| **it == Settled::Applied).count(), 1);
        for outcome in outcomes.iter().filter(|it| **it != Settled::Applied) {
            let Settled::Refused { refusal } = outcome else { unreachable!() };
            assert!(matches!(refusal, Refusal::Care(CareRefusal::NoCaregiver { .. }) | Refusal::Bookings(BookingRefusal::Taken { .. })), "{refusal:?}");
        }
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
    }

    async fn a_mixed_crowd_never_overlaps(app) {
        let seed: u64 = rand::random();
        println!("seed {seed}");
        let mut dice = SmallRng::seed_from_u64(seed);
        let mut phones = Vec::new();
        for who in builders::crowd(app.db(), 24).await {
            phones.push(app.signed_in(who, HOME).await);
        }
        let mut applied = 0;
        for _ in 0..4 {
            let wishes: Vec<_> = phones
                .iter()
                .map(|phone| {
                    let starts = sh("2026-11-26 08:00").plus_minutes(30 * dice.random_range(0..20));
                    let (id, wish) = match dice.random_range(0..3) {
                        0 => visit(*[Service::Bath, Service::Walking, Service::Meal].choose(&mut dice).unwrap(), starts, None),
                        _ => book(*[HALL, STUDY].choose(&mut dice).unwrap(), starts, 30 * dice.random_range(1..5)),
                    };
                    let mut envelopes = vec![phone.envelope(wish)];
                    if dice.random_bool(0.4) {
                        envelopes.push(phone.envelope(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))));
                    }
                    (phone, envelopes)
                })
                .collect();
            let outcomes = join_all(wishes.iter().map(|(phone, envelopes)| phone.push_all(envelopes))).await;
            applied += outcomes.iter().flatten().filter(|it| it.result == Settled::Applied).count();
        }
        assert!(applied > 10, "{applied}");
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new(), "seed {seed}");
    }

    /// The check itself: without the database's rule it must see what is wrong.
    async fn the_check_sees_a_double_booking(app) {
        let drop = match app.kind {
            Kind::Sqlite => "DROP TRIGGER allocation_insert",
            Kind::Postgres => "ALTER TABLE allocation DROP CONSTRAINT booking_overlap",
        };
        app.behind().execute_unprepared(drop).await.unwrap();
        let people = builders::people();
        let starts = sh("2026-11-26 10:00");
        builders::place_room(app.db(), &people[0], HALL, starts, State::Confirmed).await;
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
        builders::place_room(app.db(), &people[2], HALL, starts.plus_minutes(30), State::Confirmed).await;
        let wrong = double_bookings(app.db()).await;
        assert!(wrong.iter().any(|it| it.contains("overlap")), "{wrong:?}");
    }

    /// Half a visit, and time of nothing, are seen too.
    async fn the_check_sees_a_half_booking(app) {
        let people = builders::people();
        let (one, two) = (carer(0).0, carer(1).0);
        builders::place_visit(app.db(), &people[0], &[one, two], sh("2026-11-26 10:00"), State::Assigned).await;
        assert_eq!(double_bookings(app.db()).await, Vec::<String>::new());
        let half = "DELETE FROM allocation WHERE resource_id = (SELECT resource_id FROM allocation ORDER BY 1 LIMIT 1)";
        app.behind().execute_unprepared(half).await.unwrap();
        assert!(double_bookings(app.db()).await[0].contains("holds 1 of 2"));
        let nothing = Busy {
            resource_id: ROOM_FAR,
            booking_id: BookingId(Uuid::now_v7()),
            starts: sh("2026-11-26 10:00"),
            ends: sh("2026-11-26 11:00"),
        };
        bulk::insert(app.behind(), &[(nothing, builders::FAR)]).await.unwrap();
        assert_eq!(double_bookings(app.db()).await.len(), 2);
    }
}
