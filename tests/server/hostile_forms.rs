//! Forms that somebody sends who does not mean well.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http::Method;
use linli_domain::help::Answerer;
use linli_server::services::rates::Caller;
use linli_tests::both;
use linli_tests::builders::{DAUGHTER, ELDER, ask};
use linli_tests::checks::everything;
use linli_tests::clients::Client;
use uuid::Uuid;

const FORM: &str = "application/x-www-form-urlencoded";

/// A request for help as a plain form, with other fields beside it.
async fn send(client: &Client, page: &str, more: &[(&str, &str)]) -> linli_tests::clients::Answer {
    let (mid, id) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let mut fields = vec![
        ("mutation", "help.ask@1"),
        ("mid", mid.as_str()),
        ("help_id", id.as_str()),
        ("what", "The lamp is dark"),
        ("answerer", "community"),
        ("urgency", "usual"),
    ];
    fields.extend_from_slice(more);
    client.post_form(page, &fields).await
}

/// A body that begins and does not go on.
fn endless(begins: &'static str) -> Body {
    let first =
        futures::stream::once(async move { Ok::<_, std::io::Error>(Bytes::from_static(begins.as_bytes())) });
    Body::from_stream(futures::StreamExt::chain(first, futures::stream::pending()))
}

both! {
    async fn c1_a_next_that_feeds_on_itself_is_refused(app) {
        let elder = app.resident().await;
        let before = everything(app.db()).await;
        let names: Vec<String> = ('a'..='j').map(|it| format!("{it}_id")).collect();
        let mut levels: Vec<(String, String)> =
            names.windows(2).map(|it| (it[0].clone(), format!("{{{}}}", it[1]).repeat(10))).collect();
        levels.push(("j_id".to_owned(), "x".repeat(10)));
        let levels: Vec<_> = levels.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // A value may hold a placeholder of a name that forms do make ids for, too.
        for first in ["/{a_id}", "/{booking_id}"] {
            let mut bomb = vec![("next", first), ("booking_id", "{a_id}{a_id}{a_id}{a_id}")];
            bomb.extend_from_slice(&levels);
            let answer = send(&elder, "/mine", &bomb).await;
            assert!(answer.text.len() < 200_000, "{}", answer.text.len());
            answer.is(422);
        }
        assert_eq!(everything(app.db()).await, before);
        let long = format!("/{}", "a".repeat(512));
        send(&elder, "/mine", &[("next", &long)]).await.is(422);
        let strict = elder.at(&app.configured(|it| it.next_bytes = 20));
        send(&strict, "/mine", &[("next", "/mine?a=123456789012")]).await.is(303);
        send(&strict, "/mine", &[("next", "/mine?a=1234567890123")]).await.is(422);
        assert_eq!(strict.rows().await.matters.len(), 1, "the good one was decided");
    }

    async fn h1_forms_are_taken_on_pages_alone(app) {
        let elder = app.resident().await;
        let before = everything(app.db()).await;
        for path in ["/robots.txt", "/sw.js", "/health/live", "/health/ready", "/health/x", "/no/such/page", "//rooms", "/api"] {
            let answer = send(&elder, path, &[]).await;
            assert!(matches!(answer.status.as_u16(), 404 | 405), "{path}: {}", answer.status);
        }
        assert_eq!(send(&elder, "/api/unknown", &[]).await.problem(404), "not_found");
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
            for path in ["/mine", "/help/ask", "/robots.txt", "/", "/sign-in", "/api/sync/v1/push"] {
                let answer = elder.send(method.clone(), path, FORM, "mutation=help.ask@1").await;
                assert_eq!(answer.status.as_u16(), 405, "{method} {path}");
            }
        }
        elder.send(Method::HEAD, "/mine", "", Body::empty()).await.is(200);
        assert_eq!(everything(app.db()).await, before);
    }

    async fn h4_a_form_has_so_many_fields(app) {
        let nobody = app.anonymous();
        let many = "a=&".repeat(21_800);
        for page in ["/rooms", "/sign-in", "/sign-in/code", "/prefs", "/help/ask"] {
            let answer = nobody.send(Method::POST, page, FORM, many.clone()).await.is(422);
            assert!(answer.text.len() < 10_000, "{page}: {}", answer.text.len());
            assert!(answer.text.contains("more than 100 fields"), "{page}: {}", answer.text);
        }
        let elder = app.resident().await;
        let hundred = "a=&".repeat(100) + "&&&";
        assert!(!elder.send(Method::POST, "/rooms", FORM, hundred).await.is(422).text.contains("more than 100 fields"));
        let strict = elder.at(&app.configured(|it| it.form_fields = 6));
        send(&strict, "/mine", &[]).await.is(303);
        send(&strict, "/mine", &[("next", "/")]).await.is(422);
    }

    async fn h4_a_body_that_does_not_come_is_not_waited_for(app) {
        let signed_in = app.resident().await;
        let app = app.configured(|it| it.body_seconds = 0);
        let elder = signed_in.at(&app);
        let nobody = app.anonymous();
        let slow = async |client: &Client, path: &str, kind: &str| {
            client.send(Method::POST, path, kind, endless("a=b&")).await
        };
        for page in ["/rooms", "/sign-in", "/prefs", "/help/ask"] {
            slow(&nobody, page, FORM).await.is(408);
            slow(&elder, page, FORM).await.is(408);
        }
        let programs = ["/api/sync/v1/push", "/api/sync/v1/now", "/api/v1/session/code", "/api/v1/session"];
        for path in programs.into_iter().chain(["/api/v1/query/member"]) {
            assert_eq!(slow(&elder, path, "application/json").await.problem(408), "slow", "{path}");
        }
    }

    /// Of whoever asks too often nothing is read, so a body that never ends keeps nobody busy.
    async fn h4_of_a_refused_request_no_body_is_read(app) {
        let app = app.configured(|it| (it.requests_per_address, it.body_seconds) = (1, 3_600));
        let nobody = app.anonymous();
        nobody.send(Method::POST, "/rooms", FORM, "a=b").await.is(401);
        let answer = nobody.send(Method::POST, "/rooms", FORM, endless("note=secret"));
        let answer = tokio::time::timeout(Duration::from_secs(60), answer).await.expect("an answer").is(429);
        assert!(!answer.header("retry-after").is_empty() && !answer.text.contains("secret"), "{}", answer.text);
        // Nor of one that says that it is too large.
        let app = app.configured(|it| it.requests_per_address = 1_000);
        for (path, kind) in [("/rooms", FORM), ("/api/v1/session/code", "application/json")] {
            let nobody = app.anonymous();
            let mut request = nobody.request(Method::POST, path, kind, endless("a=b"));
            request.headers_mut().insert("content-length", "1000000000".parse().unwrap());
            let answer = nobody.send_as_is(request);
            tokio::time::timeout(Duration::from_secs(60), answer).await.expect("an answer").is(413);
        }
    }

    async fn m12_a_form_of_somebody_else_is_refused_with_its_words(app) {
        let (elder, daughter) = (app.resident().await, app.family().await);
        let page = elder.get("/help/ask").await.is(200).text;
        let named = format!(r#"name="signed_in" value="{ELDER}""#);
        assert!(page.contains(&named), "{page}");
        let before = everything(app.db()).await;
        let whose = ELDER.to_string();
        let answer = send(&daughter, "/help/ask", &[("signed_in", &whose)]).await.is(403);
        assert!(answer.text.contains("Somebody else is signed in") && answer.text.contains("The lamp is dark"), "{}", answer.text);
        assert!(answer.text.contains(&named) && answer.text.contains(r#"href="/sign-in""#), "{}", answer.text);
        assert_eq!(everything(app.db()).await, before);
        let clerk = app.clerk().await;
        let asked = [("phone", "13900000000"), ("signed_in", whose.as_str())];
        clerk.post_form("/desk/book", &asked).await.is(403);
        send(&elder, "/help/ask", &[("signed_in", &whose)]).await.is(303);
        // A form of the build before names nobody.
        send(&daughter, "/help/ask", &[]).await.is(303);
        send(&daughter, "/help/ask", &[("signed_in", &DAUGHTER.to_string())]).await.is(303);
        send(&daughter, "/help/ask", &[("signed_in", "nobody")]).await.is(403);
    }

    async fn l6_a_form_is_offered_again_on_this_site_alone(app) {
        let nobody = app.anonymous();
        let answer = nobody.send(Method::POST, "//evil.example/help/ask", FORM, "mutation=help.ask@1&what=x").await;
        assert!(!answer.text.contains("evil.example"), "{}", answer.text);
        assert!(matches!(answer.status.as_u16(), 404 | 405), "{}", answer.status);
    }

    async fn m2_a_search_is_for_so_many_letters(app) {
        let (nobody, elder) = (app.anonymous(), app.resident().await);
        let long = format!("/search?q={}", "a+".repeat(10_000));
        let cut = format!("/search?q={}a", "a%20".repeat(29)) + "%20";
        for client in [&nobody, &elder] {
            assert_eq!(client.get(&long).await.is(303).location(), cut);
            client.get(&cut).await.is(200);
        }
        let strict = nobody.at(&app.configured(|it| it.search_characters = 3));
        assert_eq!(strict.get("/search?q=%E4%B9%A6%E7%94%BB%E4%B9%A6%E7%94%BB").await.is(303).location(), "/search?q=%E4%B9%A6%E7%94%BB%E4%B9%A6");
        strict.get("/search?q=%E4%B9%A6%E7%94%BB%E4%B9%A6").await.is(200);
        strict.get("/search?other=abcdefg").await.is(200);
    }

    /// What keeps a form from being decided costs its words nothing, as long as its sender is within
    /// the limits.
    async fn h4_a_form_without_a_decision_comes_back_whole(app) {
        let strict = app.configured(|it| it.pages_at_once = 1);
        let elder = app.resident().await.at(&strict);
        let held = strict.state.pages.take(Caller::Everybody).await.expect("the turn");
        // Decided, and led on without a page.
        send(&elder, "/help/ask", &[]).await.is(303);
        let answer = send(&elder, "/help/ask", &[("answerer", "robot"), ("urgency", "")]).await;
        assert_eq!(answer.status.as_u16(), 303, "the first of two counts");
        let refused = elder.post_form("/help/ask", &[("mutation", "help.ask@1"), ("what", "my lamp")]).await.is(503);
        assert!(refused.text.contains("my lamp") && refused.text.contains(r#"action="/help/ask""#), "{}", refused.text);
        assert_eq!(refused.header("retry-after"), "2");
        drop(held);
        elder.applied(ask(Answerer::Community, None).1).await;
    }
}
