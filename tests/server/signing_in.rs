//! Phone number, code, session.

use std::io::{Read, Write};
use std::net::TcpListener;

use linli_server::config::Config;
use linli_server::senders::Gateway;
use linli_tests::both;
use linli_tests::builders::{self, ELDER, NEIGHBOUR};
use linli_tests::clients::{Answer, Client, cookie};
use linli_tests::pace::{moment, patience};
use serde_json::{Value, json};

async fn ask(client: &Client, phone: &str) -> Value {
    client.post("/api/v1/session/code", &json!({ "phone": phone })).await.is(202).json()
}

fn with(asked: &Value) -> Value {
    json!({ "request_id": asked["request_id"], "code": asked["demo_code"] })
}

/// A code that is not the one that was shown.
fn wrong(asked: &Value) -> Value {
    let code = if asked["demo_code"] == "000000" { "000001" } else { "000000" };
    json!({ "request_id": asked["request_id"], "code": code })
}

both! {
    async fn a_number_and_its_code_sign_in(app) {
        let mut client = app.anonymous();
        assert_eq!(client.get("/api/v1/session").await.problem(401), "signed_out");
        let asked = ask(&client, &builders::phone(ELDER)).await;
        let answer = client.post("/api/v1/session", &with(&asked)).await.is(200);
        let set = answer.header("set-cookie").to_owned();
        for part in ["linli-local=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=15552000"] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains("Secure"));
        assert_eq!(answer.header("cache-control"), "no-store");
        client.cookie = Some(cookie(&answer));
        let me = client.get("/api/v1/session").await.is(200).json();
        assert_eq!(me["member_id"], json!(ELDER));
        assert_eq!(me["called"], "Granny");
    }

    async fn by_https_the_cookie_is_bound_to_host_and_https(app) {
        let app = app.configured(|it| it.public_url = "https://linli.example".to_owned());
        let client = app.anonymous();
        let asked = ask(&client, &builders::phone(ELDER)).await;
        let answer = client.post("/api/v1/session", &with(&asked)).await.is(200);
        let set = answer.header("set-cookie");
        assert!(set.starts_with("__Host-linli=") && set.contains("; Secure") && set.contains("; Path=/"), "{set}");
        assert!(!set.to_lowercase().contains("domain"));
        assert!(answer.header("strict-transport-security").contains("max-age="));
    }

    async fn numbers_are_read_as_people_type_them(app) {
        let client = app.anonymous();
        let bare = builders::phone(ELDER);
        let (a, b, c) = (&bare[..3], &bare[3..7], &bare[7..]);
        for typed in [bare.clone(), format!(" {a} {b} {c} "), format!("+86 {a}-{b}-{c}"), format!("0086{bare}")] {
            let asked = ask(&client, &typed).await;
            let me = client.post("/api/v1/session", &with(&asked)).await.is(200).json();
            assert_eq!(me["member_id"], json!(ELDER), "{typed}");
        }
        for typed in ["", "abc", "138 0000 OOO1", "1380000", "'; DROP TABLE member; --", "+"] {
            let answer = client.post("/api/v1/session/code", &json!({ "phone": typed })).await;
            assert_eq!(answer.problem(422), "bad_phone", "{typed}");
            assert_eq!(answer.json()["field"], "phone");
        }
    }

    async fn an_unknown_number_has_the_same_answer(app) {
        let client = app.anonymous();
        let known = client.post("/api/v1/session/code", &json!({ "phone": builders::phone(ELDER) })).await;
        let unknown = client.post("/api/v1/session/code", &json!({ "phone": "13999999999" })).await;
        assert_eq!(known.status, unknown.status);
        let keys = |it: &Value| it.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&known.json()), keys(&unknown.json()));
        let names = |it: &http::HeaderMap| it.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(&known.headers), names(&unknown.headers));
        // A wrong code too: whether anybody has the number shows only to who has the code.
        for asked in [known.json(), unknown.json()] {
            assert_eq!(client.post("/api/v1/session", &wrong(&asked)).await.problem(422), "wrong_code");
        }
        assert_eq!(client.post("/api/v1/session", &with(&unknown.json())).await.problem(422), "no_account");
    }

    async fn a_code_is_good_once(app) {
        let client = app.anonymous();
        let asked = ask(&client, &builders::phone(ELDER)).await;
        client.post("/api/v1/session", &with(&asked)).await.is(200);
        let again = client.post("/api/v1/session", &with(&asked)).await;
        assert_eq!(again.problem(422), "code_over");
        assert!(!again.headers.contains_key("set-cookie"));
    }

    async fn a_code_used_twice_at_once_signs_in_once(app) {
        let client = app.anonymous();
        let asked = with(&ask(&client, &builders::phone(ELDER)).await);
        let tries = (0..4).map(|_| client.post("/api/v1/session", &asked));
        let answers = futures::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|it| it.status == 200).count(), 1);
    }

    async fn tries_run_out(app) {
        let client = app.anonymous();
        let asked = ask(&client, &builders::phone(ELDER)).await;
        for _ in 0..5 {
            assert_eq!(client.post("/api/v1/session", &wrong(&asked)).await.problem(422), "wrong_code");
        }
        assert_eq!(client.post("/api/v1/session", &with(&asked)).await.problem(422), "code_over");
    }

    async fn tries_at_the_same_moment_count_too(app) {
        let client = app.anonymous();
        let asked = wrong(&ask(&client, &builders::phone(ELDER)).await);
        let answers = futures::future::join_all((0..12).map(|_| client.post("/api/v1/session", &asked))).await;
        let tried = answers.iter().filter(|it| it.json()["code"] == "wrong_code").count();
        assert_eq!(tried, 5);
    }

    async fn a_code_holds_ten_minutes(app) {
        let client = app.anonymous();
        let phone = builders::phone(ELDER);
        let (first, second) = (ask(&client, &phone).await, ask(&client, &phone).await);
        app.pass_minutes(9);
        client.post("/api/v1/session", &with(&first)).await.is(200);
        app.pass_minutes(1);
        assert_eq!(client.post("/api/v1/session", &with(&second)).await.problem(422), "code_over");
    }

    async fn codes_for_one_number_are_limited(app) {
        let client = app.anonymous();
        let phone = json!({ "phone": builders::phone(ELDER) });
        for _ in 0..5 {
            client.post("/api/v1/session/code", &phone).await.is(202);
        }
        let answer = client.post("/api/v1/session/code", &phone).await;
        assert_eq!(answer.problem(429), "too_many");
        let wait: i64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=3601).contains(&wait), "{wait}");
        assert_eq!(answer.json()["retry_after"], wait);
        // Another number, and the same one after that time.
        ask(&client, &builders::phone(NEIGHBOUR)).await;
        app.set_clock(app.now() + std::time::Duration::from_secs(u64::try_from(wait).unwrap()));
        ask(&client, &builders::phone(ELDER)).await;
    }

    async fn codes_and_tries_of_one_address_are_limited(app) {
        let app = app.configured(|it| {
            it.codes_per_address = 3;
            it.tries_per_address = 4;
        });
        let client = app.anonymous();
        let asked = ask(&client, "13900000001").await;
        ask(&client, "13900000002").await;
        ask(&client, "13900000003").await;
        let answer = client.post("/api/v1/session/code", &json!({ "phone": "13900000004" })).await;
        assert_eq!(answer.problem(429), "too_many");
        for _ in 0..4 {
            client.post("/api/v1/session", &wrong(&asked)).await.is(422);
        }
        let answer = client.post("/api/v1/session", &wrong(&asked)).await;
        assert_eq!(answer.problem(429), "too_many");
        assert!(!answer.header("retry-after").is_empty());
    }

    async fn signing_out_ends_the_session(app) {
        let client = app.resident().await;
        let answer = client.send(http::Method::DELETE, "/api/v1/session", "", axum::body::Body::empty()).await.is(204);
        let mut set = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
        assert!(set.any(|it| it.starts_with("linli-local=;") && it.contains("Max-Age=0")));
        assert_eq!(answer.header("clear-site-data"), "\"cache\"");
        client.get("/api/v1/session").await.is(401);
        // Nobody signs out twice wrongly.
        client.send(http::Method::DELETE, "/api/v1/session", "", axum::body::Body::empty()).await.is(204);
    }

    async fn signing_in_again_ends_the_session_before(app) {
        let client = app.resident().await;
        let old = client.cookie.clone();
        let asked = ask(&client, &builders::phone(ELDER)).await;
        let answer = client.post("/api/v1/session", &with(&asked)).await.is(200);
        assert_ne!(Some(cookie(&answer)), old);
        client.get("/api/v1/session").await.is(401);
    }

    async fn a_session_ends_when_it_lies_idle(app) {
        let client = app.resident().await;
        app.pass_minutes(29 * 24 * 60);
        client.get("/api/v1/session").await.is(200);
        // The use was noted beside the answer.
        tokio::time::sleep(moment(300)).await;
        app.pass_minutes(29 * 24 * 60);
        client.get("/api/v1/session").await.is(200);
        tokio::time::sleep(moment(300)).await;
        app.pass_minutes(30 * 24 * 60);
        client.get("/api/v1/session").await.is(401);
    }

    async fn a_session_ends_at_its_limit_in_any_case(app) {
        let client = app.resident().await;
        for _ in 0..9 {
            app.pass_minutes(20 * 24 * 60 - 1);
            client.get("/api/v1/session").await.is(200);
            tokio::time::sleep(moment(200)).await;
        }
        app.pass_minutes(20);
        client.get("/api/v1/session").await.is(401);
    }

    async fn a_made_up_session_is_none(app) {
        let mut client = app.anonymous();
        let mut forged = String::from("linli-local=");
        forged.push_str(&"A".repeat(43));
        for cookie in [forged.as_str(), "linli-local=", "linli-local=%00", "linli-local=a; linli-local=b"] {
            client.cookie = Some(cookie.to_owned());
            assert_eq!(client.get("/api/v1/session").await.problem(401), "signed_out", "{cookie}");
        }
    }

    async fn plain_forms_sign_in_too(app) {
        let app = app.configured(|it| it.code_minutes = 7);
        let mut client = app.anonymous();
        let page = client.post_form("/sign-in", &[("phone", &builders::phone(ELDER)), ("next", "/rooms")]).await.is(200);
        assert!(page.text.contains("good for 7 minutes"), "{}", page.text);
        let (_, rest) = page.text.split_once("name=\"request_id\"").expect("the second step");
        let value = rest.split("value=\"").nth(1).and_then(|it| it.split('"').next()).expect("a value");
        let code = digits_of_six(&page.text);
        let fields = [("request_id", value), ("code", &code), ("next", "/rooms")];
        let answer = client.post_form("/sign-in/code", &fields).await.is(303);
        assert_eq!(answer.location(), "/rooms");
        client.cookie = Some(cookie(&answer));
        client.get("/rooms").await.is(200);
        assert_eq!(client.post_form("/sign-out", &[]).await.is(303).location(), "/sign-in");
        client.get("/rooms").await.is(303);
    }

    async fn b15_a_phone_that_was_left_without_a_network_is_signed_out_by_its_next_request(app) {
        let enter = async || {
            let client = app.anonymous();
            let asked = ask(&client, &builders::phone(ELDER)).await;
            cookie(&client.post("/api/v1/session", &with(&asked)).await.is(200))
        };
        let set = |answer: &Answer| -> Vec<String> {
            let all = answer.headers.get_all("set-cookie").iter();
            all.map(|it| it.to_str().expect("text").to_owned()).collect()
        };
        for path in ["/mine", "/api/v1/session", "/api/sync/v1/pull"] {
            let session = enter().await;
            let mut client = app.anonymous();
            client.cookie = Some(format!("{session}; linli_left=1"));
            let answer = client.get(path).await;
            assert!(matches!(answer.status.as_u16(), 303 | 401), "{path}: {}", answer.status);
            let set = set(&answer);
            for gone in ["linli-local=;", "linli_left=;"] {
                assert!(set.iter().any(|it| it.starts_with(gone) && it.contains("Max-Age=0")), "{path}: {set:?}");
            }
            client.cookie = Some(session);
            assert_eq!(client.get("/api/v1/session").await.problem(401), "signed_out", "{path}");
        }
        // Whoever signs in with the very next request is signed in, and stays so.
        let before = enter().await;
        let mut client = app.anonymous();
        let asked = ask(&client, &builders::phone(ELDER)).await;
        client.cookie = Some(format!("linli_left=1; {before}"));
        let answer = client.post("/api/v1/session", &with(&asked)).await.is(200);
        let set = set(&answer);
        assert!(set.iter().any(|it| it.starts_with("linli_left=;")), "{set:?}");
        assert!(!set.iter().any(|it| it.starts_with("linli-local=;")), "{set:?}");
        client.cookie = set.iter().find_map(|it| it.starts_with("linli-local=").then(|| it.split(';').next().map(str::to_owned))?);
        client.get("/api/v1/session").await.is(200);
        client.cookie = Some(before);
        client.get("/api/v1/session").await.is(401);
    }

    async fn l7_a_borrowed_phone_gets_a_cookie_that_goes_with_the_browser(app) {
        let mut client = app.anonymous();
        let asked = ask(&client, &builders::phone(ELDER)).await;
        let mut body = with(&asked);
        body["borrowed"] = json!(true);
        let answer = client.post("/api/v1/session", &body).await.is(200);
        let set = answer.header("set-cookie").to_owned();
        assert!(set.starts_with("linli-local=") && set.contains("; HttpOnly"), "{set}");
        assert!(!set.contains("Max-Age") && !set.contains("Expires"), "{set}");
        client.cookie = Some(cookie(&answer));
        client.get("/api/v1/session").await.is(200);
        assert!(client.get("/mine").await.is(200).text.contains("\"borrowed\":true"));
        // One's own phone, told or not, is as ever.
        for said in [None, Some(false)] {
            let mut body = with(&ask(&client, &builders::phone(ELDER)).await);
            if let Some(said) = said {
                body["borrowed"] = json!(said);
            }
            let answer = client.post("/api/v1/session", &body).await.is(200);
            assert!(answer.header("set-cookie").contains("; Max-Age=15552000"));
            let mut own = app.anonymous();
            own.cookie = Some(cookie(&answer));
            assert!(own.get("/mine").await.is(200).text.contains("\"borrowed\":false"));
        }
    }

    async fn l7_a_borrowed_phone_signs_out_by_itself(app) {
        let begin = async || {
            let mut client = app.anonymous();
            let mut body = with(&ask(&client, &builders::phone(ELDER)).await);
            body["borrowed"] = json!(true);
            client.cookie = Some(cookie(&client.post("/api/v1/session", &body).await.is(200)));
            client
        };
        // Two hours without use.
        let idle = begin().await;
        app.pass_minutes(119);
        idle.get("/api/v1/session").await.is(200);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        app.pass_minutes(120);
        assert_eq!(idle.get("/api/v1/session").await.problem(401), "signed_out");
        // Twelve in any case.
        let busy = begin().await;
        for _ in 0..11 {
            app.pass_minutes(65);
            busy.get("/api/v1/session").await.is(200);
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        app.pass_minutes(5);
        assert_eq!(busy.get("/api/v1/session").await.problem(401), "signed_out");
    }

    async fn l7_the_plain_form_has_the_choice_and_keeps_it(app) {
        let mut client = app.anonymous();
        let page = client.post_form("/sign-in", &[("phone", &builders::phone(ELDER))]).await.is(200);
        assert!(page.text.contains("name=\"borrowed\""), "{}", page.text);
        let id = value_of(&page.text, "request_id");
        let code = digits_of_six(&page.text);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let typed = [("request_id", &*id), ("code", wrong), ("borrowed", "1")];
        let again = client.post_form("/sign-in/code", &typed).await.is(422).text;
        let (_, choice) = again.split_once("id=\"borrowed-field\"").expect("the choice");
        assert!(choice.split('>').next().unwrap().contains("checked"), "{choice}");
        let fields = [("request_id", id.as_str()), ("code", &code), ("borrowed", "1")];
        let answer = client.post_form("/sign-in/code", &fields).await.is(303);
        let mut set = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
        assert!(!set.find(|it| it.starts_with("linli-local=")).unwrap().contains("Max-Age"));
        client.cookie = Some(cookie(&answer));
        app.pass_minutes(121);
        assert_eq!(client.get("/mine").await.is(303).location(), "/sign-in?next=/mine");
    }

    async fn signing_in_leads_to_no_other_site(app) {
        let client = app.anonymous();
        for evil in ["https://evil.example", "//evil.example", "/\\evil.example"] {
            let asked = ask(&client, &builders::phone(ELDER)).await;
            let (id, code) = (asked["request_id"].as_str().unwrap(), asked["demo_code"].as_str().unwrap());
            let answer = client.post_form("/sign-in/code", &[("request_id", id), ("code", code), ("next", evil)]).await;
            assert_eq!(answer.is(303).location(), "/", "{evil}");
        }
    }

    async fn a_gateway_gets_number_and_code(app) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut part = [0; 4096];
                while !String::from_utf8_lossy(&request).contains("\"code\"") {
                    match stream.read(&mut part).unwrap() {
                        0 => break,
                        read => request.extend_from_slice(&part[..read]),
                    }
                }
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
                tell.send(String::from_utf8(request).unwrap()).unwrap();
            }
        });
        let config = Config {
            sender_url: format!("http://127.0.0.1:{port}/send"),
            sender_body: "{\"to\":\"{phone}\",\"code\":\"{code}\"}".to_owned(),
            sender_authorization: "Bearer secret".to_owned(),
            ..Config::default()
        };
        let app = app.with(|_| {}, Box::new(Gateway::new(&config).unwrap()));
        let client = app.anonymous();
        let asked = ask(&client, &builders::phone(ELDER)).await;
        assert!(asked.get("demo_code").is_none(), "{asked}");
        let wait = patience(20);
        let request = tokio::task::spawn_blocking(move || (told.recv_timeout(wait), told)).await.unwrap();
        let (request, told) = (request.0.unwrap(), request.1);
        assert!(request.starts_with("POST /send HTTP/1.1"), "{request}");
        assert!(request.to_lowercase().contains("authorization: bearer secret"));
        let body: Value = serde_json::from_str(request.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(body["to"], format!("+86{}", builders::phone(ELDER)));
        let with_code = json!({ "request_id": asked["request_id"], "code": body["code"] });
        client.post("/api/v1/session", &with_code).await.is(200);
        // Nothing is sent to a number that nobody has.
        ask(&client, "13999999999").await;
        let silence = tokio::task::spawn_blocking(move || told.recv_timeout(std::time::Duration::from_millis(500)));
        assert!(silence.await.unwrap().is_err());
    }

    async fn a_gateway_that_is_gone_changes_no_answer(app) {
        let config = Config { sender_url: "http://127.0.0.1:9/{phone}/{code}".to_owned(), ..Config::default() };
        let app = app.with(|_| {}, Box::new(Gateway::new(&config).unwrap()));
        ask(&app.anonymous(), &builders::phone(ELDER)).await;
    }
}

/// The code that the demo page shows.
fn digits_of_six(html: &str) -> String {
    value_of(html, "shown_code")
}

fn value_of(html: &str, field: &str) -> String {
    let (_, rest) = html.split_once(&format!("name=\"{field}\"")).expect("the field");
    rest.split("value=\"").nth(1).and_then(|it| it.split('"').next()).expect("a value").to_owned()
}
