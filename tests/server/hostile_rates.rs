//! Callers who ask more than they may, and what that costs everybody else.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use futures::future::join_all;
use http::Method;
use linli_server::db::tables::session;
use linli_server::services::rates::Caller;
use linli_tests::both;
use linli_tests::builders::{self, ELDER};
use linli_tests::clients::{Answer, Client};
use sea_orm::EntityTrait;
use serde_json::json;

/// Asks for a page from this address.
async fn from(client: &Client, peer: &str, forwarded: Option<&[u8]>) -> Answer {
    let mut request = client.request(Method::GET, "/sign-in", "", axum::body::Body::empty());
    let peer: SocketAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    if let Some(told) = forwarded {
        request.headers_mut().insert("x-forwarded-for", http::HeaderValue::from_bytes(told).unwrap());
    }
    client.send_as_is(request).await
}

both! {
    async fn h1_every_request_counts_but_files_and_health(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let strict = app.configured(|it| (it.reads_per_session, it.writes_per_session) = (3, 2));
        let (elder, rival) = (elder.at(&strict), rival.at(&strict));
        let post = async |path: &str| elder.post_form(path, &[("mutation", "message.read@1")]).await.status.as_u16();
        assert_eq!([post("/robots.txt").await, post("/health/live").await, post("/mine").await], [405, 405, 429]);
        for path in ["/robots.txt", "/sw.js", "/health/x", "/health/live", "/health/ready", "/nowhere", "/api/nowhere"] {
            assert_eq!(post(path).await, 429, "{path}");
        }
        for path in ["/health/x", "/health/", "/nowhere"] {
            elder.get(path).await.is(404);
        }
        elder.get("/health/x").await.is(429);
        for method in [Method::OPTIONS, Method::HEAD] {
            elder.send(method, "/robots.txt", "", axum::body::Body::empty()).await.is(429);
        }
        for path in ["/health/live", "/health/ready"] {
            elder.get(path).await.is(200);
            elder.send(Method::HEAD, path, "", axum::body::Body::empty()).await.is(200);
        }
        rival.get("/mine").await.is(200);
    }

    async fn m17_a_person_is_counted_with_all_their_sessions(app) {
        let (one, other) = (app.resident().await, app.resident().await);
        let strict = app.configured(|it| (it.reads_per_session, it.writes_per_session) = (2, 1));
        let (one, other) = (one.at(&strict), other.at(&strict));
        one.get("/mine").await.is(200);
        other.get("/mine").await.is(200);
        assert_eq!(one.get("/api/v1/session").await.problem(429), "too_fast");
        assert_eq!(other.get("/api/v1/session").await.problem(429), "too_fast");
        one.post_form("/mine", &[]).await.is(422);
        other.post_form("/mine", &[]).await.is(429);
    }

    async fn m17_a_person_has_so_many_sessions_and_the_newest_stay(app) {
        let app = app.configured(|it| (it.sessions_per_member, it.codes_per_phone, it.codes_per_phone_day) = (3, 100, 100));
        let rival = app.rival().await;
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(app.resident().await);
            app.pass_minutes(61);
        }
        // The first is used again, so the second is the one that lies idle.
        all[0].get("/api/v1/session").await.is(200);
        let touched = async {
            while session_seen(&app).await < app.now().millis() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), touched).await.expect("the use was noted");
        all.push(app.resident().await);
        let mut hold = Vec::new();
        for client in &all {
            hold.push(client.get("/api/v1/session").await.status.as_u16());
        }
        assert_eq!(hold, [200, 401, 200, 200]);
        rival.get("/api/v1/session").await.is(200);
    }

    async fn m4_everything_anew_is_had_so_often_a_minute(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let strict = app.configured(|it| it.full_pulls = 4);
        let (elder, rival) = (elder.at(&strict), rival.at(&strict));
        let cursor = elder.pull(None).await.cursor;
        let get = async |cursor: &str| elder.get(&format!("/api/sync/v1/pull?cursor={cursor}")).await;
        get("").await.is(200);
        get("garbage").await.is(200);
        // A cursor of another database leads to everything anew, too.
        strict.db().renew_epoch().await.unwrap();
        let after = get(&cursor).await.is(200).json();
        assert_eq!(after["reset"], true);
        for refused in ["", "garbage", &cursor] {
            let answer = get(refused).await;
            assert_eq!((answer.problem(429).as_str(), answer.header("retry-after")), ("too_fast", "15"));
        }
        // What changed is had all the same, and by others everything.
        let kept = after["cursor"].as_str().unwrap();
        assert_eq!(get(kept).await.is(200).json()["reset"], false);
        rival.pull(None).await;
        app.pass_minutes(1);
        get("").await.is(200);
    }

    async fn m4_pages_beyond_what_can_be_made_are_refused_at_once(app) {
        let elder = app.resident().await;
        let strict = app.configured(|it| (it.pages_at_once, it.renders) = (2, 1));
        let elder = elder.at(&strict);
        let turn = || strict.state.pages.take(Caller::Everybody);
        let held = (turn().await.expect("a turn"), turn().await.expect("a turn"));
        let answers = join_all((0..20).map(|_| elder.get("/rooms"))).await;
        for answer in answers {
            let answer = answer.is(503);
            assert_eq!(answer.header("retry-after"), "2");
            assert!(answer.text.contains("Too many people at once"), "{}", answer.text);
        }
        // Programs and whoever watches the server are answered.
        elder.get("/health/live").await.is(200);
        elder.get("/health/ready").await.is(200);
        elder.get("/api/v1/session").await.is(200);
        drop(held);
        elder.get("/rooms").await.is(200);
    }

    async fn m4_health_answers_while_all_pages_wait_for_their_turn(app) {
        let elder = app.resident().await;
        let strict = app.configured(|it| it.renders = 1);
        let elder = elder.at(&strict);
        let turn = strict.state.renders.try_acquire().expect("the turn");
        let mut page = Box::pin(elder.get("/rooms"));
        tokio::select! {
            _ = &mut page => panic!("a page was made without a turn"),
            () = async {
                elder.get("/health/ready").await.is(200);
                elder.get("/api/v1/session").await.is(200);
            } => {}
        }
        drop(turn);
        page.await.is(200);
    }

    async fn m7_only_trusted_proxies_say_who_asks(app) {
        let strict = app.configured(|it| {
            it.requests_per_address = 1;
            it.proxies = 1;
            it.trusted_proxies = "127.0.0.1, 10.0.0.0/8".parse().unwrap();
        });
        let nobody = strict.anonymous();
        // Who comes past the proxy is one caller, whatever they say.
        from(&nobody, "203.0.113.5:1", Some(b"198.51.100.1")).await.is(200);
        for n in 2..9 {
            from(&nobody, "203.0.113.5:2", Some(format!("198.51.100.{n}").as_bytes())).await.is(429);
        }
        // What a trusted one appends counts, whatever stands before it.
        from(&nobody, "127.0.0.1:1", Some(b"198.51.100.1")).await.is(200);
        from(&nobody, "10.1.2.3:1", Some(b"9.9.9.9, 198.51.100.1")).await.is(429);
        from(&nobody, "127.0.0.1:1", Some("张三, 198.51.100.1".as_bytes())).await.is(429);
        from(&nobody, "127.0.0.1:1", Some("张三, 198.51.100.2".as_bytes())).await.is(200);
    }

    async fn m6_who_asks_when_many_wait_hears_it_at_once(app) {
        let strict = app.configured(|it| it.codes_per_minute = 2);
        let (mut known, nobody) = (strict.anonymous(), strict.anonymous());
        let phone = json!({ "phone": builders::phone(ELDER) });
        let ask = async |client: &Client, phone: &serde_json::Value| client.post("/api/v1/session/code", phone).await;
        let asked = ask(&known, &phone).await.is(202).json();
        let code = json!({ "request_id": asked["request_id"], "code": asked["demo_code"] });
        let entered = known.post("/api/v1/session", &code).await.is(200);
        known.cookie = Some(crate::hostile_sign_in::known(&entered));
        ask(&nobody, &json!({ "phone": "13900000001" })).await.is(202);
        let answer = ask(&nobody, &json!({ "phone": "13900000002" })).await;
        assert_eq!((answer.problem(503).as_str(), answer.header("retry-after")), ("full", "30"));
        // A phone that has signed in before does not wait for strangers.
        ask(&known, &phone).await.is(202);
        let page = nobody.post_form("/sign-in", &[("phone", "13900000003")]).await.is(503);
        assert!(page.text.contains("please wait 30 s") && page.text.contains("13900000003"), "{}", page.text);
        assert_eq!(page.header("retry-after"), "30");
    }

    async fn m6_nobody_queues_for_long_to_be_hashed(app) {
        let strict = app.configured(|it| it.hashing_queue = 0);
        let nobody = strict.anonymous();
        let asked = nobody.post("/api/v1/session/code", &json!({ "phone": builders::phone(ELDER) })).await.is(202).json();
        let turns = (strict.state.hashing.take(Caller::Everybody).await, strict.state.hashing.take(Caller::Everybody).await);
        let answer = nobody.post("/api/v1/session/code", &json!({ "phone": "13900000002" })).await;
        assert_eq!((answer.problem(503).as_str(), answer.header("retry-after")), ("full", "3"));
        // Who has a code does not wait for those who ask for one.
        let code = json!({ "request_id": asked["request_id"], "code": asked["demo_code"] });
        nobody.post("/api/v1/session", &code).await.is(200);
        drop(turns);
    }
}

/// The newest use of a session of the elder's oldest one.
async fn session_seen(app: &linli_tests::app::App) -> i64 {
    let all = session::Entity::find().all(app.behind()).await.unwrap();
    let own = all.into_iter().filter(|it| it.member_id == ELDER.0).min_by_key(|it| it.created_at);
    own.map_or(0, |it| it.seen_at)
}
