//! What whoever runs linli relies on: one server does the jobs, only by a right clock; readiness tells the
//! truth; servers of two builds work side by side.

use linli_domain::booking::State;
use linli_domain::help::Answerer;
use linli_server::db::DbError;
use linli_server::db::tables::{booking, database_fact, session};
use linli_server::services::clock::Astray;
use linli_server::services::jobs::{self, Turn};
use linli_server::services::readiness;
use linli_server::state::system_clock;
use linli_tests::app::{App, Kind};
use linli_tests::both;
use linli_tests::builders::{self, HALL, ask, book, sh};
use linli_tests::pace::patience;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

const YEAR_MINUTES: i64 = 365 * 24 * 60;

async fn turn(app: &App) -> Turn {
    jobs::turn(&app.state).await.unwrap()
}

/// What `/health/ready` says, once it looks again.
async fn ready(app: &App) -> (u16, String) {
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let answer = app.anonymous().get("/health/ready").await;
    (answer.status.as_u16(), answer.text.trim().to_owned())
}

/// Until it says so.
async fn until(app: &App, wanted: (u16, &str)) {
    let since = std::time::Instant::now();
    loop {
        let (status, said) = ready(app).await;
        if (status, said.as_str()) == wanted {
            return;
        }
        assert!(since.elapsed() < patience(30), "{status} {said}");
    }
}

async fn execute(app: &App, sql: &str) {
    app.behind().execute_unprepared(sql).await.unwrap();
}

both! {
    async fn m16_a_clock_that_jumps_moves_nothing_on_and_ends_nothing(app) {
        app.set_clock(system_clock());
        let app = app.configured(|it| it.clock_jump_seconds = 300);
        app.resident().await;
        let starts = sh("2026-11-26 10:00").max(app.now().plus_days(2));
        let waiting = builders::place_room(app.db(), &builders::people()[0], HALL, starts, State::Confirmed).await;
        assert_eq!(turn(&app).await, Turn::Did { moved: 0 });
        assert_eq!(ready(&app).await, (200, "ready".to_owned()));
        app.pass_minutes(YEAR_MINUTES);
        for _ in 0..2 {
            assert!(matches!(turn(&app).await, Turn::Astray(Astray::Jumped(_) | Astray::Apart(_))));
        }
        let (status, said) = ready(&app).await;
        assert!(status == 503 && said.starts_with("the clock "), "{status} {said}");
        assert_eq!(session::Entity::find().count(app.behind()).await.unwrap(), 1);
        let kept = booking::Entity::find_by_id((waiting.0, builders::HOME.0)).one(app.behind()).await.unwrap().unwrap();
        assert_eq!(kept.state, "confirmed");
        app.pass_minutes(-YEAR_MINUTES);
        assert_eq!(turn(&app).await, Turn::Did { moved: 0 });
        assert_eq!(ready(&app).await, (200, "ready".to_owned()));
        // Set back it is as wrong, also for a server that has just begun.
        app.pass_minutes(-6);
        assert!(matches!(turn(&app).await, Turn::Astray(Astray::Apart(_))));
        let other = app.another_server().await;
        assert!(matches!(turn(&other).await, Turn::Astray(Astray::Apart(_))));
        // Whoever knows better says so.
        let told = other.configured(|it| it.clock_jump_seconds = 0);
        execute(&app, "UPDATE lease SET ends = 0").await;
        assert_eq!(turn(&told).await, Turn::Did { moved: 0 });
    }

    async fn o3_one_of_several_servers_does_the_jobs(app) {
        let other = app.another_server().await;
        assert_eq!(turn(&app).await, Turn::Did { moved: 0 });
        assert_eq!(turn(&other).await, Turn::Others);
        assert_eq!(turn(&app).await, Turn::Did { moved: 0 }, "it goes on");
        jobs::leave(&app.state).await.unwrap();
        assert_eq!(turn(&other).await, Turn::Did { moved: 0 });
        assert_eq!(turn(&app).await, Turn::Others);
        // One that is gone without a word has them no longer than its lease.
        execute(&app, "UPDATE lease SET ends = beat").await;
        app.pass_minutes(1);
        assert_eq!(turn(&app).await, Turn::Did { moved: 0 });
        // Nor has one whose clock was a year ahead.
        execute(&app, "UPDATE lease SET ends = ends + 31536000000, holder = 'somebody'").await;
        assert_eq!(turn(&app).await, Turn::Did { moved: 0 });
    }

    async fn o3_sessions_are_swept_once_an_hour(app) {
        let app = app.configured(|it| it.session_idle_days = 1);
        app.resident().await;
        let kept = async || session::Entity::find().count(app.behind()).await.unwrap();
        turn(&app).await;
        app.pass_minutes(24 * 60);
        turn(&app).await;
        assert_eq!(kept().await, 0);
        app.rival().await;
        execute(&app, "UPDATE session SET expires_at = 0").await;
        app.pass_minutes(59);
        turn(&app).await;
        assert_eq!(kept().await, 1);
        app.pass_minutes(1);
        turn(&app).await;
        assert_eq!(kept().await, 0);
    }

    async fn o2_a_disk_without_room_is_told(app) {
        assert_eq!(ready(&app).await, (200, "ready".to_owned()));
        let wants_more = app.configured(|it| it.disk_free_mib = u64::MAX);
        let (status, said) = ready(&wants_more).await;
        match app.kind {
            Kind::Sqlite => assert!(status == 503 && said.starts_with("the disk is nearly full: "), "{said}"),
            Kind::Postgres => assert_eq!((status, said.as_str()), (200, "ready"), "its disk is another machine's"),
        }
    }

    async fn o2_a_file_that_was_taken_away_is_told(app) {
        if let Some(file) = readiness::file_of(app.db()) {
            assert_eq!(ready(&app).await, (200, "ready".to_owned()));
            let away = file.with_extension("away");
            std::fs::rename(&file, &away).unwrap();
            until(&app, (503, "the database's file is gone")).await;
            std::fs::copy(&away, &file).unwrap();
            until(&app, (503, "the database's file is gone")).await;
            std::fs::rename(&away, &file).unwrap();
            until(&app, (200, "ready")).await;
        }
    }

    async fn o2_a_lane_that_cannot_write_is_told(app) {
        if app.kind == Kind::Sqlite {
                let alone = linli_server::db::Db::one_connection(&app.state.config.database).await.unwrap();
                alone.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
                assert_eq!(ready(&app).await, (503, "writes wait too long".to_owned()));
                alone.execute_unprepared("COMMIT").await.unwrap();
                until(&app, (200, "ready")).await;
                alone.close().await.unwrap();
        }
        execute(&app, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m999_later', 0)").await;
        assert_eq!(ready(&app).await, (200, "ready".to_owned()), "a step that only adds");
        database_fact::set(app.behind(), database_fact::NEEDS, "m999_later").await.unwrap();
        assert_eq!(ready(&app).await, (503, "the schema is of a newer linli".to_owned()));
    }

    async fn o4_an_older_server_works_beside_a_newer_one_and_comes_back(app) {
        // What a newer build would do in a step that only adds.
        execute(&app, "ALTER TABLE booking ADD COLUMN later TEXT").await;
        execute(&app, "CREATE TABLE later (id INTEGER PRIMARY KEY, what TEXT NOT NULL)").await;
        execute(&app, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m998_later', 0)").await;
        // The one that ran, and one that is started again.
        let back = app.another_server().await;
        back.db().migrate().await.unwrap();
        for server in [&app, &back] {
            let elder = app.resident().await.at(server);
            let cursor = elder.pull(None).await.cursor;
            elder.applied(ask(Answerer::Community, None).1).await;
            assert!(!elder.pull(Some(&cursor)).await.patch.is_empty());
            elder.get("/mine").await.is(200);
        }
        let (_, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        app.resident().await.at(&back).applied(wish).await;
        assert_eq!(ready(&back).await.0, 200);
        // A step that takes something away says so, and no older server begins.
        database_fact::set(app.behind(), database_fact::NEEDS, "m998_later").await.unwrap();
        let refused = app.another_server().await.db().migrate().await;
        assert!(matches!(&refused, Err(DbError::NewerSchema(step)) if step == "m998_later"), "{refused:?}");
    }

    async fn m3_a_statement_of_postgresql_has_an_end(app) {
        if app.kind == Kind::Sqlite {
            return;
        }
        let pool = linli_server::db::Pool { readers: 1, lanes: 2, statement: std::time::Duration::from_millis(200), ..Default::default() };
        let db = linli_server::db::Db::connect_with(&app.state.config.database, pool).await.unwrap();
        let said = db.reader().execute_unprepared("SELECT pg_sleep(60)").await.err().unwrap().to_string();
        assert!(said.contains("statement timeout"), "{said}");
        assert_eq!((db.lanes(), db.reader().get_postgres_connection_pool().options().get_max_connections()), (2, 1));
    }

    async fn growth_a_large_retention_goes_in_pieces(app) {
        use linli_server::db::tables::{change, community_head, device};
        let elder = app.resident().await;
        elder.applied(ask(Answerer::Community, None).1).await;
        let before = elder.pull(None).await.cursor;
        let community = builders::HOME.0;
        let head = community_head::Entity::find_by_id(community).one(app.behind()).await.unwrap().unwrap();
        let id = match app.kind {
            Kind::Sqlite => "randomblob(16)",
            Kind::Postgres => "gen_random_uuid()",
        };
        execute(&app, &format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
             INSERT INTO change (community_id, seq, topic, id)
             SELECT community_id, seq + i, 'help', {id} FROM n, community_head WHERE seq = {}", head.seq)).await;
        execute(&app, &format!("UPDATE community_head SET seq = seq + 12000 WHERE seq = {}", head.seq)).await;
        execute(&app, &format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
             INSERT INTO device (id, community_id, member_id, last_n)
             SELECT {id}, community_id, member_id, 0 FROM n, (SELECT community_id, member_id FROM device LIMIT 1) AS one")).await;
        let strict = app.configured(|it| it.change_days = 0);
        linli_server::services::retention::forget(&strict.state).await.unwrap();
        assert_eq!(change::Entity::find().count(app.behind()).await.unwrap(), 0);
        assert_eq!(device::Entity::find().count(app.behind()).await.unwrap(), 1, "the one with an answer");
        assert!(elder.pull(Some(&before)).await.reset);
    }
}
