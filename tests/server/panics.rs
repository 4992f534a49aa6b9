//! A handler that panics costs its own request and nothing else.

use axum::Router;
use axum::routing::{get, post};
use linli_tests::both;
use serde_json::json;

async fn panics() -> &'static str {
    panic!("the secret of the house");
}

both! {
    async fn a_panic_is_an_answer_in_words(app) {
        let routes = Router::new()
            .route("/api/panics", post(panics))
            .route("/panics", get(panics))
            .route("/fine", get(|| async { "fine" }));
        let mut client = app.anonymous();
        client.app.router = linli_server::http::guarded(routes, app.state.clone());
        for (lang, words) in [("en", "The server had a problem."), ("zh-CN", "服务器出了点问题。")] {
            client.lang = lang;
            let answer = client.post("/api/panics", &json!({})).await;
            assert_eq!(answer.problem(500), "broken");
            assert_eq!(answer.json()["title"], words);
            assert_eq!(answer.json()["request_id"], answer.header("x-request-id"));
            let page = client.get("/panics").await.is(500);
            assert!(page.header("content-type").starts_with("text/html") && page.text.contains(words), "{}", page.text);
            for answer in [answer, page] {
                assert!(!answer.text.contains("secret") && !answer.text.contains(".rs"), "{}", answer.text);
                assert!(answer.header("content-security-policy").contains("default-src 'none'"));
                assert_eq!(answer.header("cache-control"), "no-store");
            }
            assert_eq!(client.get("/fine").await.is(200).text, "fine");
        }
        // The rest of the server never noticed.
        app.resident().await.get("/mine").await.is(200);
    }
}
