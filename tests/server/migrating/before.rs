//! Databases of a release before, and of two before, whose servers go on beside the step to this one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use linli_domain::booking::Busy;
use linli_domain::ids::{BookingId, MemberId, PlaceId};
use linli_domain::member::Role;
use linli_domain::time::Instant;
use linli_server::db::{Db, DbError, Fetch, bulk};
use linli_tests::builders::{self, DAUGHTER, ELDER, FAR, HALL, HOME};
use linli_tests::postgres;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use uuid::Uuid;

use super::count;

/// What a server of before says.
struct Before {
    db: DatabaseConnection,
    /// It knows the communities of devices and the directory, and no more than that.
    expanded: bool,
}

impl Before {
    async fn at(url: &str, expanded: bool) -> Self {
        Self { db: Db::one_connection(url).await.unwrap(), expanded }
    }

    fn id(&self, id: Uuid) -> String {
        match self.db.get_database_backend() {
            DbBackend::Postgres => format!("'{id}'::uuid"),
            _ => format!("x'{}'", id.simple()),
        }
    }

    async fn run(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The answers to so many mutations of a new device.
    async fn push(&self, (owner, home): (MemberId, PlaceId), answers: u32) -> Uuid {
        let device = Uuid::now_v7();
        // In one transaction, as every push.
        let statements = self.pushing(device, (owner, home), answers).join("; ");
        self.run(&format!("BEGIN; {statements}; COMMIT")).await;
        device
    }

    fn pushing(&self, device: Uuid, (owner, home): (MemberId, PlaceId), answers: u32) -> Vec<String> {
        let (id, owner, home) = (self.id(device), self.id(owner.0), self.id(home.0));
        let (mid, bytes) = match self.db.get_database_backend() {
            DbBackend::Postgres => ("gen_random_uuid()", "'\\x00'::bytea"),
            _ => ("randomblob(16)", "x'00'"),
        };
        let numbers =
            format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {answers})");
        let answer = "'{\"result\":\"applied\"}', 1 FROM n";
        if self.expanded {
            return vec![
                format!(
                    "INSERT INTO device (id, community_id, member_id, last_n) VALUES ({id}, {home}, {owner}, 0)
                     ON CONFLICT DO NOTHING"
                ),
                format!("SELECT \"outcome\".\"n\" FROM \"outcome\" WHERE \"outcome\".\"mid\" IN ({id})"),
                format!(
                    "{numbers} INSERT INTO outcome (device_id, n, community_id, mid, fingerprint, result, decided)
                     SELECT {id}, i, {home}, {mid}, {bytes}, {answer}"
                ),
                format!(
                    "WITH risen (community, id, n) AS (VALUES ({home}, {id}, {answers}))
                     UPDATE device SET last_n = risen.n FROM risen
                     WHERE device.community_id = risen.community AND device.id = risen.id"
                ),
            ];
        }
        vec![
            format!(
                "INSERT INTO device (id, member_id, last_n) VALUES ({id}, {owner}, 0) ON CONFLICT (id) DO NOTHING"
            ),
            format!(
                "{numbers} INSERT INTO outcome (device_id, n, mid, fingerprint, result, decided)
                 SELECT {id}, i, {mid}, {bytes}, {answer}"
            ),
            format!(
                "INSERT INTO device (id, member_id, last_n) VALUES ({id}, {owner}, {answers})
                 ON CONFLICT (id) DO UPDATE SET last_n = excluded.last_n"
            ),
        ]
    }

    async fn look(&self, owner: MemberId) {
        let owner = self.id(owner.0);
        self.run(&format!("INSERT INTO member_look (member_id, look) VALUES ({owner}, 'zh') ON CONFLICT (member_id) DO UPDATE SET look = excluded.look")).await;
    }

    /// A use of the hall by the elder, an hour later each time, with its story.
    async fn book(&self, n: u32) -> Uuid {
        let id = Uuid::now_v7();
        let starts = AHEAD + i64::from(n) * 3_600_000;
        let (booking, home, elder) = (self.id(id), self.id(HOME.0), self.id(ELDER.0));
        let (hall, event) = (self.id(HALL.0), self.id(Uuid::now_v7()));
        let twice = match self.db.get_database_backend() {
            DbBackend::Postgres => "ON CONFLICT DO NOTHING",
            _ => "",
        };
        let statements = [
            format!("SELECT \"booking\".\"id\" FROM \"booking\" WHERE \"booking\".\"id\" IN ({booking})"),
            format!(
                "INSERT INTO booking (id, community_id, kind, state, subject_id, actor_id, household_id, called,
                    starts, ends, note, reason, made, ver, resource_id, people, why, report, also)
                 VALUES ({booking}, {home}, 'room', 'confirmed', {elder}, {elder}, {elder}, 'Elder', {starts},
                    {starts} + 1800000, '', '', 1, 1, {hall}, 2, '[]', '', FALSE) ON CONFLICT DO NOTHING"
            ),
            format!(
                "INSERT INTO allocation (community_id, resource_id, starts, ends, booking_id)
                 VALUES ({home}, {hall}, {starts}, {starts} + 2400000, {booking}) {twice}"
            ),
            format!(
                "INSERT INTO story_event (id, community_id, about, at, actor_id, actor_called, deed, note)
                 VALUES ({event}, {home}, {booking}, 1, {elder}, 'Elder', 'booked', '')"
            ),
        ];
        self.run(&format!("BEGIN; {}; COMMIT", statements.join("; "))).await;
        id
    }
}

/// When uses of the hall begin in these tests.
const AHEAD: i64 = 1_900_000_000_000;

const ELDERS: (MemberId, PlaceId) = (ELDER, HOME);
const DAUGHTERS: (MemberId, PlaceId) = (DAUGHTER, FAR);

/// That everything is where it belongs.
async fn whole(db: &Db, people: usize) {
    for wrong in [
        "SELECT COUNT(*) FROM device LEFT JOIN member ON member.id = device.member_id
         AND member.community_id = device.community_id WHERE member.id IS NULL",
        "SELECT COUNT(*) FROM outcome LEFT JOIN device ON device.id = outcome.device_id
         AND device.community_id = outcome.community_id WHERE device.id IS NULL",
        "SELECT COUNT(*) FROM member_look LEFT JOIN member ON member.id = member_look.member_id
         AND member.community_id = member_look.community_id WHERE member.id IS NULL",
        "SELECT COUNT(*) FROM member LEFT JOIN member_home ON member_id = id
         AND member_home.community_id = member.community_id
         AND COALESCE(member_home.phone, '') = COALESCE(member.phone, '') WHERE member_id IS NULL",
    ] {
        assert_eq!(count(db, wrong).await, 0, "{wrong}");
    }
    let homes = count(db, "SELECT COUNT(*) FROM member_home").await;
    assert_eq!(usize::try_from(homes), Ok(people));
}

/// How many people there are in the world of these tests.
fn everybody() -> usize {
    builders::people().len() + usize::try_from(builders::CARERS).unwrap()
}

/// A database of two releases before, with people and their answers: where servers of then may run, they are left
/// running, and whoever starts this one is told. Then it becomes one of now.
async fn a_release_was_left_out(url: &str) {
    let old = Db::connect(url).await.unwrap();
    old.migrate_as_before(9).await.unwrap();
    builders::world_before(&old).await;
    let before = Before::at(url, false).await;
    let phone = before.push(ELDERS, 7_000).await;
    before.push(DAUGHTERS, 3).await;
    before.look(ELDER).await;

    let new = Db::connect(url).await.unwrap();
    let beside = old.backend() == DbBackend::Postgres;
    if beside {
        // The first half, while a server of then writes.
        let over = Arc::new(AtomicBool::new(false));
        let (ended, busy) = (Arc::clone(&over), Before::at(url, false).await);
        let writing = tokio::spawn(async move {
            let mut devices = 0;
            while !ended.load(Ordering::Relaxed) {
                busy.push(ELDERS, 2).await;
                devices += 1;
            }
            devices
        });
        let said = new.migrate().await.unwrap_err();
        over.store(true, Ordering::Relaxed);
        let devices: i64 = writing.await.unwrap();
        assert!(matches!(said, DbError::Skipped) && said.to_string().contains("stop them all"), "{said}");
        before.push(DAUGHTERS, 5).await;
        before.look(DAUGHTER).await;
        assert_eq!(count(&new, "SELECT COUNT(*) FROM outcome").await, 7_000 + 3 + 5 + 2 * devices);
        whole(&new, everybody()).await;
    }
    let answers = count(&new, "SELECT COUNT(*) FROM outcome").await;
    new.migrate().await.unwrap();
    assert_eq!(count(&new, "SELECT COUNT(*) FROM outcome").await, answers);
    whole(&new, everybody()).await;
    // One that was not stopped is told no, and spoils nothing.
    let lost = before.pushing(Uuid::now_v7(), DAUGHTERS, 1);
    assert!(before.db.execute_unprepared(&lost[0]).await.is_err());
    let another = builders::member(MemberId(Uuid::now_v7()), "Another", FAR, Role::Resident, FAR);
    bulk::insert(new.reader(), std::slice::from_ref(&another)).await.unwrap();
    whole(&new, everybody() + 1).await;

    // Each device is found where its person lives, and nowhere else.
    let fetch = Fetch(new.reader());
    assert_eq!(fetch.within(&[HOME]).last_n(phone, ELDER).await.unwrap(), Some((HOME, 7_000)));
    assert_eq!(fetch.within(&[HOME]).outcomes(phone, 6_990, 50).await.unwrap().len(), 10);
    assert_eq!(fetch.within(&[FAR]).last_n(phone, ELDER).await.unwrap(), None);
    assert_eq!(fetch.member_by_phone(&another.phone.clone().unwrap()).await.unwrap(), Some(another));
    for db in [old, new] {
        db.reader().clone().close().await.unwrap();
    }
}

/// A database of the release before, whose servers go on while it gets the keys of now, and afterwards.
async fn nothing_is_lost(url: &str) {
    let old = Db::connect(url).await.unwrap();
    old.migrate_as_before(11).await.unwrap();
    builders::world_before(&old).await;
    let before = Before::at(url, true).await;
    let phone = before.push(ELDERS, 3_000).await;
    for n in 0..300 {
        before.book(n).await;
    }
    // A caregiver whom the file has sent from FAR to HOME, where time of theirs still lies.
    let carer = builders::carer(0).0;
    before
        .run(&format!(
            "INSERT INTO allocation (community_id, resource_id, starts, ends, booking_id)
             VALUES ({}, {}, {AHEAD}, {AHEAD} + 1, {})",
            before.id(FAR.0),
            before.id(carer.0),
            before.id(Uuid::now_v7())
        ))
        .await;

    let over = Arc::new(AtomicBool::new(false));
    let (ended, beside) = (Arc::clone(&over), Before::at(url, true).await);
    // SQLite has one server.
    let busy = old.backend() == DbBackend::Postgres;
    let writing = tokio::spawn(async move {
        let mut turns = 0;
        while busy && !ended.load(Ordering::Relaxed) {
            beside.push(ELDERS, 2).await;
            beside.book(1_000 + turns).await;
            turns += 1;
        }
        turns
    });
    let new = Db::connect(url).await.unwrap();
    new.migrate().await.unwrap();
    over.store(true, Ordering::Relaxed);
    let turns = i64::from(writing.await.unwrap());
    // And afterwards; of the directory of SQLite no trigger takes care any more.
    before.push(DAUGHTERS, 5).await;
    let last = before.book(900).await;
    let another = builders::member(MemberId(Uuid::now_v7()), "Another", FAR, Role::Resident, FAR);
    if busy {
        builders::people_before(&before.db, std::slice::from_ref(&another)).await;
    } else {
        bulk::insert(new.reader(), std::slice::from_ref(&another)).await.unwrap();
    }

    assert_eq!(count(&new, "SELECT COUNT(*) FROM outcome").await, 3_000 + 5 + 2 * turns);
    assert_eq!(count(&new, "SELECT COUNT(*) FROM booking").await, 301 + turns);
    assert_eq!(count(&new, "SELECT COUNT(*) FROM allocation").await, 302 + turns);
    assert_eq!(count(&new, "SELECT COUNT(*) FROM story_event").await, 301 + turns);
    whole(&new, everybody() + 1).await;
    let fetch = Fetch(new.reader());
    assert_eq!(fetch.within(&[HOME]).last_n(phone, ELDER).await.unwrap(), Some((HOME, 3_000)));
    assert!(fetch.within(&[HOME]).booking(BookingId(last)).await.unwrap().is_some());
    let there = fetch.within(&[FAR]).resources_by_id(&[carer]).await.unwrap();
    assert!(there[0].retired, "their time of before lies with whom they were there");
    assert!(!fetch.within(&[HOME]).resources_by_id(&[carer]).await.unwrap()[0].retired);
    // What was booked before the step, and beside it, is still nobody else's.
    for (starts, taken) in [(AHEAD, true), (AHEAD + 1_000 * 3_600_000, turns > 0), (AHEAD - 3_600_000, false)]
    {
        let busy = Busy {
            resource_id: HALL,
            booking_id: BookingId(Uuid::now_v7()),
            starts: Instant::from_millis(starts + 1),
            ends: Instant::from_millis(starts + 2),
        };
        let refused = bulk::insert(new.reader(), &[(busy, HOME)]).await.err();
        let refused = refused.is_some_and(|it| it.to_string().contains("booking_overlap"));
        assert_eq!(refused, taken, "{starts}");
    }
    // Once more, as after an end between the step and its note.
    new.reader()
        .execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm013_shards'")
        .await
        .unwrap();
    new.migrate().await.unwrap();
    assert_eq!(count(&new, "SELECT COUNT(*) FROM booking").await, 301 + turns);
    for db in [old, new] {
        db.reader().clone().close().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_of_before_goes_on_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
    nothing_is_lost(&file("old.db")).await;
    a_release_was_left_out(&file("older.db")).await;
}

#[tokio::test]
async fn a_database_of_before_goes_on_without_loss_while_an_old_server_writes() {
    let fresh = postgres::empty().await;
    nothing_is_lost(&fresh.url).await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_database_of_two_releases_before_goes_on_when_its_servers_were_stopped() {
    let fresh = postgres::empty().await;
    a_release_was_left_out(&fresh.url).await;
    fresh.drop().await;
}
