//! Nobody asks more often than a person could.

use linli_domain::help::Answerer;
use linli_tests::both;
use linli_tests::builders::ask;
use serde_json::json;

both! {
    async fn a_session_reads_and_writes_so_often_a_minute(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let strict = app.configured(|it| (it.reads_per_session, it.writes_per_session) = (6, 3));
        let (elder, rival) = (elder.at(&strict), rival.at(&strict));
        for _ in 0..2 {
            elder.get("/api/sync/v1/pull").await.is(200);
            elder.get("/mine").await.is(200);
            let denied = elder.post("/api/v1/query/member", &json!({ "phone": "13800000000" })).await;
            assert_eq!(denied.problem(403), "not_allowed");
        }
        let answer = elder.get("/api/sync/v1/pull").await;
        assert_eq!((answer.problem(429).as_str(), answer.header("retry-after")), ("too_fast", "10"));
        let told = answer.json();
        assert_eq!((&told["retry_after"], &told["title"]), (&json!(10), &json!("Too many requests; please wait 10 s.")));
        let page = elder.get("/mine").await.is(429);
        assert!(page.header("content-type").starts_with("text/html") && page.text.contains("please wait 10 s"));
        assert_eq!(page.header("retry-after"), "10");
        // Writes are counted apart, and so is everybody else; health is not counted.
        for _ in 0..3 {
            elder.applied(ask(Answerer::Community, None).1).await;
        }
        let late = [elder.envelope(ask(Answerer::Community, None).1)];
        assert_eq!(elder.push_raw(&late).await.problem(429), "too_fast");
        let form = elder.post_form("/help/ask", &[("mutation", "help.ask@1")]).await;
        assert_eq!(form.status.as_u16(), 429);
        assert!(!form.text.contains("help.ask@1") && form.text.contains("go back"), "nothing was read: {}", form.text);
        rival.get("/api/sync/v1/pull").await.is(200);
        elder.get("/health/live").await.is(200);
        // What was refused was not decided: the same push goes on after the wait.
        app.set_clock(app.now().plus_minutes(1));
        elder.push_raw(&late).await.is(200);
        elder.get("/mine").await.is(200);
    }

    async fn who_is_not_signed_in_is_counted_by_address(app) {
        let strict = app.configured(|it| it.requests_per_address = 2);
        let (one, other) = (strict.anonymous(), strict.anonymous());
        one.get("/sign-in").await.is(200);
        other.get("/sign-in").await.is(200);
        one.get("/sign-in").await.is(429);
        assert_eq!(other.get("/api/sync/v1/pull").await.problem(429), "too_fast");
    }
}
