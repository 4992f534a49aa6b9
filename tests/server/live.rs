//! Streams of events: who is poked, and when a stream ends.

use linli_domain::help::Answerer;
use linli_domain::member::{Role, RoleGrant};
use linli_server::db::Db;
use linli_server::db::tables::member;
use linli_tests::app::{App, Kind, run};
use linli_tests::both;
use linli_tests::builders::{self, HALL, HOME, NEIGHBOUR, NEXT_DOOR, ask, book, sh};
use linli_tests::clients::Client;
use linli_tests::events::Said;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// With a sign of life every second, and a look at the counters only after the test.
fn quick(app: &App) -> App {
    app.configured(|it| (it.heartbeat_seconds, it.poll_seconds) = (1, 3_600))
}

/// Changes something in the reader's community.
async fn change(by: &Client) {
    by.applied(ask(Answerer::Community, None).1).await;
}

both! {
    async fn a_push_pokes_who_sees_the_community_and_nobody_else(app) {
        let _telling = app.tell();
        let (elder, rival, stranger) = (app.resident().await, app.rival().await, app.stranger().await);
        // She acts for the elder, so that she sees two communities.
        let daughter = app.family().await;
        let (mut own, mut theirs, mut far) =
            (rival.listen().await, stranger.listen().await, daughter.listen().await);
        assert_eq!(own.next().await, Said::Hello(vec![(HOME, 0)]));
        assert_eq!(theirs.next().await, Said::Hello(vec![(NEXT_DOOR, 0)]));
        assert_eq!(far.next().await, Said::Hello(vec![(HOME, 0), (builders::FAR, 0)]));
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let Said::Poke(HOME, seq) = own.news().await else { panic!("no poke") };
        assert_eq!(far.news().await, Said::Poke(HOME, seq));
        assert!(seq > 0);
        // Whoever pulls now has it.
        assert!(rival.rows().await.busy.values().any(|it| it.resource_id == HALL));
        assert!(theirs.is_quiet(300).await);
        // A stream that opens now begins with it.
        assert_eq!(rival.listen().await.next().await, Said::Hello(vec![(HOME, seq)]));
        assert!(own.is_quiet(100).await, "and it is news to nobody");
    }

    /// A reader who does not read is poked once, with the newest version.
    async fn pokes_of_the_slow_become_one(app) {
        let _telling = app.tell();
        let (elder, rival) = (app.resident().await, app.rival().await);
        let mut slow = rival.listen_after_hello().await;
        let mut swift = rival.listen_after_hello().await;
        let mut last = 0;
        for _ in 0..5 {
            change(&elder).await;
            let Said::Poke(HOME, seq) = swift.news().await else { panic!("no poke") };
            assert!(seq > last);
            last = seq;
        }
        assert_eq!(slow.news().await, Said::Poke(HOME, last));
        assert!(slow.is_quiet(100).await);
    }

    async fn it_is_never_compressed_and_never_gathered(app) {
        let events = app.resident().await.listen().await;
        let header = |name: &str| events.headers.get(name).map(|it| it.to_str().unwrap().to_owned());
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
        assert_eq!(header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(header("content-encoding"), None);
    }

    async fn it_ends_when_the_session_does(app) {
        let app = quick(&app);
        let rival = app.rival().await;
        let (mut stays, mut ends) = (app.resident().await.listen().await, rival.listen().await);
        for _ in 0..2 {
            assert_ne!(ends.next().await, Said::End);
        }
        rival.send(http::Method::DELETE, "/api/v1/session", "", "").await.is(204);
        assert_eq!(ends.news().await, Said::End);
        assert!(matches!(stays.news().await, Said::Hello(_)));
        assert!(stays.is_quiet(1_500).await);
        // A session's time may run out as well.
        app.pass_minutes(31 * 24 * 60);
        assert_eq!(stays.news().await, Said::End);
    }

    /// So that the phone begins anew, with a pull that resets.
    async fn it_ends_when_what_is_seen_is_another(app) {
        let app = quick(&app);
        let neighbour = app.neighbour().await;
        let before = neighbour.pull(None).await;
        let mut events = neighbour.listen_after_hello().await;
        assert!(events.is_quiet(1_500).await);
        let roles = vec![RoleGrant { role: Role::Resident, place_id: HOME }, RoleGrant { role: Role::Clerk, place_id: NEXT_DOOR }];
        member::Entity::update_many()
            .col_expr(member::Column::Roles, Expr::value(serde_json::to_string(&roles).unwrap()))
            .filter(member::Column::Id.eq(NEIGHBOUR.0))
            .exec(app.behind())
            .await
            .unwrap();
        assert_eq!(events.news().await, Said::End);
        assert!(neighbour.pull(Some(&before.cursor)).await.reset);
        assert_eq!(neighbour.listen().await.next().await, Said::Hello(vec![(HOME, 0), (NEXT_DOOR, 0)]));
    }

    async fn a_session_has_so_many_streams_and_the_newest_stay(app) {
        let app = app.configured(|it| (it.streams_per_session, it.streams) = (2, 3));
        let elder = app.resident().await;
        let mut first = elder.listen_after_hello().await;
        let mut second = elder.listen_after_hello().await;
        let mut third = elder.listen_after_hello().await;
        assert_eq!(first.news().await, Said::End);
        drop(first);
        assert!(second.is_quiet(100).await && third.is_quiet(10).await);
        // And all together no more than may be.
        let _fourth = app.rival().await.listen().await;
        let refused = app.stranger().await.get("/api/sync/v1/events").await;
        assert_eq!(refused.problem(503), "busy");
        assert_eq!(app.state.live.open(), 3);
        drop(second);
        app.stranger().await.listen_after_hello().await;
    }

    async fn at_a_stop_all_end_and_none_begins(app) {
        let elder = app.resident().await;
        let mut events = elder.listen_after_hello().await;
        app.state.live.stop();
        assert_eq!(events.news().await, Said::End);
        assert_eq!(elder.get("/api/sync/v1/events").await.problem(503), "busy");
    }

    async fn opening_one_counts_as_a_read(app) {
        let elder = app.resident().await;
        let strict = app.configured(|it| it.reads_per_session = 2);
        let elder = elder.at(&strict);
        elder.listen().await;
        elder.listen().await;
        assert_eq!(elder.get("/api/sync/v1/events").await.problem(429), "too_fast");
        assert_eq!(strict.anonymous().get("/api/sync/v1/events").await.problem(401), "signed_out");
    }

    async fn the_poll_finds_what_nobody_told_of(app) {
        let listening = app.configured(|it| (it.notify_per_second, it.poll_seconds) = (0, 1));
        let _telling = listening.tell();
        let other = app.another_server().await;
        let mut events = app.rival().await.at(&listening).listen_after_hello().await;
        change(&app.resident().await.at(&other)).await;
        let Said::Poke(HOME, seq) = events.news().await else { panic!("no poke") };
        assert!(seq > 0);
        assert!(events.is_quiet(1_500).await, "it is told once");
    }
}

/// Two servers at one PostgreSQL, neither of which looks at the counters during the test.
#[test]
fn one_server_tells_the_other() {
    run(Kind::Postgres, async |app: App| {
        let one = quick(&app);
        let mut other = one.another_server().await;
        other = quick(&other);
        let _telling = (one.tell(), other.tell());
        let mut events = app.rival().await.at(&other).listen_after_hello().await;
        let elder = app.resident().await.at(&one);
        // The first may come before the other listens at all; whoever changes goes on.
        let mut heard = false;
        for _ in 0..50 {
            change(&elder).await;
            if !events.is_quiet(200).await {
                heard = true;
                break;
            }
        }
        assert!(heard);
    });
}

/// The stream stays while the database is gone, and hears of what is changed afterwards, by either
/// way.
#[test]
fn it_outlives_a_database_that_is_gone_for_a_while() {
    run(Kind::Postgres, async |app: App| {
        let hear = |notify, poll| {
            app.configured(|it| {
                (it.heartbeat_seconds, it.notify_per_second, it.poll_seconds) = (1, notify, poll);
            })
        };
        let (told, looking) = (hear(20, 3_600), hear(0, 1));
        let other = app.another_server().await;
        let _telling = (told.tell(), looking.tell(), other.tell());
        let mut streams = Vec::new();
        for server in [&told, &looking] {
            streams.push(app.rival().await.at(server).listen_after_hello().await);
        }
        let elder = app.resident().await.at(&other);
        let (address, way) = app.state.config.database.split_once('?').unwrap();
        let (server, name) = address.rsplit_once('/').unwrap();
        let admin = Db::one_connection(&format!("{server}/postgres?{way}")).await.unwrap();
        let allow = async |yes: bool| {
            let sql = format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {yes}");
            admin.execute_unprepared(&sql).await.unwrap();
        };
        allow(false).await;
        let leave =
            format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        admin.execute_unprepared(&leave).await.unwrap();
        for events in &mut streams {
            for _ in 0..3 {
                assert_eq!(events.next().await, Said::Beat);
            }
        }
        assert_eq!(elder.get("/health/ready").await.status.as_u16(), 503);
        allow(true).await;
        for (events, way) in streams.iter_mut().zip(["told", "looking"]) {
            let mut heard = false;
            for _ in 0..50 {
                let push = [elder.envelope(ask(Answerer::Community, None).1)];
                while elder.push_raw(&push).await.status.as_u16() == 503 {}
                if !events.is_quiet(300).await {
                    heard = true;
                    break;
                }
            }
            assert!(heard, "{way}");
        }
        admin.close().await.unwrap();
    });
}
