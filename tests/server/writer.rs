//! What writes in one transaction do to each other.

use futures::future::{BoxFuture, join_all};
use linli_domain::booking::{Booking, State};
use linli_domain::decide::Effect;
use linli_domain::rows::Row;
use linli_server::db::{Applied, Batch, Db, DbError, Fetch, Job};
use linli_tests::both;
use linli_tests::builders::{self, HALL, HOME, sh};
use sea_orm::DbErr;

/// What a job of these tests does.
enum Deed {
    Write(Box<Booking>),
    Fail,
    Panic,
}

impl Job for Deed {
    type Answer = Applied;

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Applied, DbErr>> {
        Box::pin(async move {
            match self {
                Self::Write(booking) => {
                    batch.apply(vec![Effect::Put(Box::new(Row::Booking((**booking).clone())))]).await
                }
                Self::Fail => Err(DbErr::Custom("as wanted".to_owned())),
                Self::Panic => panic!("as wanted"),
            }
        })
    }
}

async fn room_on(db: &Db, hour: u8) -> Booking {
    let starts = sh(&format!("2026-11-26 {hour:02}:00"));
    let id = builders::place_room(db, &builders::people()[0], HALL, starts, State::Confirmed).await;
    Fetch(db.reader()).within(&[HOME]).booking(id).await.unwrap().unwrap()
}

/// The next version of a booking.
fn next(booking: &Booking, reason: &str) -> Booking {
    Booking { ver: booking.ver + 1, reason: reason.to_owned(), ..booking.clone() }
}

async fn reason_of(db: &Db, booking: &Booking) -> String {
    Fetch(db.reader()).within(&[HOME]).booking(booking.id).await.unwrap().unwrap().reason
}

both! {
    /// Two decide on what both have read: the second must read again.
    async fn an_old_version_is_not_written(app) {
        let booking = room_on(app.db(), 10).await;
        let (first, second) = (next(&booking, "first"), next(&booking, "second"));
        assert_eq!(app.db().run(Deed::Write(Box::new(first))).await.unwrap(), Applied::Done);
        assert_eq!(app.db().run(Deed::Write(Box::new(second))).await.unwrap(), Applied::Stale);
        assert_eq!(reason_of(app.db(), &booking).await, "first");
    }

    async fn one_bad_job_spoils_no_other(app) {
        let db = app.db();
        let bookings = [room_on(db, 9).await, room_on(db, 11).await, room_on(db, 13).await];
        let [a, b, c] = &bookings;
        let write = |it: &Booking| Deed::Write(Box::new(next(it, "written")));
        let jobs = [Deed::Fail, write(a), Deed::Panic, write(b), Deed::Fail, write(c), Deed::Panic];
        let answers = join_all(jobs.map(|job| db.run(job))).await;
        let done: Vec<_> = answers.iter().map(|it| matches!(it, Ok(Applied::Done))).collect();
        assert_eq!(done, [false, true, false, true, false, true, false]);
        assert!(answers.iter().all(|it| !matches!(it, Err(DbError::Stopping))));
        for booking in &bookings {
            assert_eq!(reason_of(db, booking).await, "written");
        }
    }
}
