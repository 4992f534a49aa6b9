//! What the server forgets by itself, and that nobody misses it.

use linli_domain::rows::Row;
use linli_server::db::tables::{change, device, outcome};
use linli_server::services::retention;
use linli_tests::app::App;
use linli_tests::both;
use linli_tests::builders::{HALL, STUDY, book, sh};
use linli_tests::clients::put;
use sea_orm::{EntityTrait, PaginatorTrait};

async fn forget(app: &App) {
    retention::forget(&app.state).await.unwrap();
}

/// How many changes, answers and devices there are.
async fn kept(app: &App) -> (u64, u64, u64) {
    let from = app.behind();
    (
        change::Entity::find().count(from).await.unwrap(),
        outcome::Entity::find().count(from).await.unwrap(),
        device::Entity::find().count(from).await.unwrap(),
    )
}

both! {
    async fn whose_changes_are_forgotten_fetches_everything_anew(app) {
        let elder = app.resident().await;
        let before = elder.pull(None).await.cursor;
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let after = elder.pull(Some(&before)).await;
        assert!(!after.reset);
        forget(&app.configured(|it| it.change_days = 0)).await;
        assert_eq!(kept(&app).await, (0, 1, 1));
        assert!(elder.pull(Some(&before)).await.reset);
        // Who had seen them all goes on.
        let (id, wish) = book(STUDY, sh("2026-11-27 10:00"), 60);
        elder.applied(wish).await;
        let next = elder.pull(Some(&after.cursor)).await;
        assert!(!next.reset);
        assert!(put(&next.patch).iter().any(|it| matches!(it, Row::Booking(it) if it.id == id)));
        // Once a day is enough.
        let now = kept(&app).await;
        forget(&app.configured(|it| it.change_days = 0)).await;
        assert_eq!(kept(&app).await, now);
    }

    async fn changes_and_answers_go_after_their_days(app) {
        app.resident().await.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let first = kept(&app).await;
        assert!(first.0 > 0);
        for (days, changes, answers) in [(0, first.0, 1), (89, first.0, 1), (2, 0, 1), (308, 0, 1), (2, 0, 0)] {
            app.pass_minutes(days * 24 * 60);
            forget(&app).await;
            assert_eq!(kept(&app).await, (changes, answers, answers), "{}", app.now());
        }
    }
}
