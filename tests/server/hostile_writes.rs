//! Pushes of somebody who chooses ids to do harm. Named after the items of the security review.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::join_all;
use linli_domain::care::Service;
use linli_domain::help::Answerer;
use linli_domain::ids::{MatterId, MutationId};
use linli_domain::mutation::{Envelope, Mutation, RoomMutation, Settled};
use linli_domain::refusal::{CommonRefusal, Refusal};
use linli_server::db::tables::device;
use linli_server::db::{Db, DbError, Pool};
use linli_tests::both;
use linli_tests::builders::{HALL, HOME, NEIGHBOUR, STUDY, ask, book, room_book, sh, visit};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tokio::sync::Notify;
use uuid::Uuid;

/// Asks the community for help.
fn lamp() -> (MatterId, Mutation) {
    ask(Answerer::Community, None)
}

both! {
    /// Ids of stories and messages were the mutation's own and a number: whoever chose a mutation's id
    /// so that they met made the whole group of writes fail, and waited inside of it.
    async fn h2_no_id_of_a_mutation_makes_another_fail(app) {
        let elder = app.resident().await;
        let (visit_id, wish) = visit(Service::Cleaning, sh("2026-11-25 10:00"), None);
        let first = elder.envelope(wish);
        elder.push_all(std::slice::from_ref(&first)).await;
        for k in 1..=4_u128 {
            let (help_id, wish) = lamp();
            let mid = MutationId(Uuid::from_u128(first.mid.0.as_u128() + (k << 32)));
            let outcome = elder.push_all(&[Envelope { mid, ..elder.envelope(wish) }]).await;
            assert_eq!(outcome[0].result, Settled::Applied, "{k}");
            let story = app.fetch().events(&[help_id.0]).await.unwrap();
            assert_eq!(story.len(), 1);
        }
        let story = app.fetch().events(&[visit_id.0]).await.unwrap();
        assert_eq!(story.len(), 1, "what was there is there");
    }

    /// The id of somebody's booking, or of an own one that no rule looks at any more, is refused by
    /// name; who books in the same moment does not notice.
    async fn h2_the_id_of_another_booking_is_refused_alone(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let neighbour = app.signed_in(NEIGHBOUR, HOME).await;
        let (visit_id, wish) = visit(Service::Meal, sh("2026-11-25 10:00"), None);
        elder.applied(wish).await;
        let with = |id, at: &str| Mutation::Rooms(RoomMutation::Book(room_book(id, HALL, sh(at), 60)));
        let answers = join_all([
            rival.push(with(visit_id, "2026-11-26 10:00")),
            neighbour.push(book(STUDY, sh("2026-11-26 10:00"), 60).1),
            elder.push(with(visit_id, "2026-11-26 14:00")),
        ]).await;
        let exists = Settled::Refused { refusal: Refusal::Common(CommonRefusal::Exists) };
        assert_eq!(answers, [exists.clone(), Settled::Applied, exists]);
        let kept = app.fetch().booking(visit_id).await.unwrap().unwrap();
        assert!(kept.visit().is_some());
    }

    /// Each push without mutations made a row for a device that nobody has.
    async fn l8_a_device_has_a_row_when_something_was_decided_for_it(app) {
        let elder = app.resident().await;
        let devices = async || device::Entity::find().count(app.behind()).await.unwrap();
        let before = devices().await;
        for _ in 0..20 {
            let empty = json!({ "device_id": Uuid::now_v7(), "mutations": [] });
            elder.post("/api/sync/v1/push", &empty).await.is(200);
        }
        assert_eq!(devices().await, before);
        elder.applied(lamp().1).await;
        assert_eq!(devices().await, before + 1);
    }

    /// Whoever cannot be served soon is told so at once, and what nobody waits for is not done.
    async fn m4_a_full_lane_turns_away_at_once(app) {
        let pool = Pool { queue: 1, group: 1, lanes: 1, ..Pool::default() };
        let db = Db::connect_with(&app.state.config.database, pool).await.unwrap();
        let (started, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let slow = {
            let (db, started, go_on) = (db.clone(), started.clone(), go_on.clone());
            tokio::spawn(async move {
                db.write(move |_| {
                    let (started, go_on) = (started.clone(), go_on.clone());
                    Box::pin(async move {
                        started.notify_one();
                        go_on.notified().await;
                        Ok(())
                    })
                }).await
            })
        };
        started.notified().await;
        let done = Arc::new(AtomicBool::new(false));
        let mut waiting = {
            let done = Arc::clone(&done);
            Box::pin(db.write(move |_| {
                done.store(true, Ordering::SeqCst);
                Box::pin(async { Ok(()) })
            }))
        };
        assert!(futures::poll!(&mut waiting).is_pending(), "it has the one place");
        let nothing = || db.write(|_| Box::pin(async { Ok(()) }));
        assert!(matches!(nothing().await, Err(DbError::Crowded)));
        // Its caller has gone.
        drop(waiting);
        go_on.notify_one();
        slow.await.unwrap().unwrap();
        while nothing().await.is_err() {
            tokio::task::yield_now().await;
        }
        assert!(!done.load(Ordering::SeqCst), "a job was done that nobody waited for");
    }
}
