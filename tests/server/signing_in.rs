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

/// Asks for a code by the plain form and goes where it leads; the browser has its cookie then.
async fn code_page(client: &mut Client, fields: &[(&str, &str)]) -> Answer {
    let asked = client.post_form("/sign-in", fields).await.is(303);
    assert!(asked.location().starts_with("/sign-in/code"));
    client.cookie = Some(cookie(&asked));
    client.get("/sign-in/code").await.is(200)
}

/// A gateway that says something, and what it was asked.
fn gateway(status: &'static str, says: &'static str) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url =
        format!("http://127.0.0.1:{}/?to={{national}}&code={{code}}", listener.local_addr().unwrap().port());
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut part = [0; 4096];
            let read = stream.read(&mut part).unwrap();
            let length = says.len();
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{says}");
            stream.write_all(answer.as_bytes()).unwrap();
            if tell.send(String::from_utf8_lossy(&part[..read]).into_owned()).is_err() {
                return;
            }
        }
    });
    (url, told)
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
        let page = code_page(&mut client, &[("phone", &builders::phone(ELDER)), ("next", "/rooms")]).await;
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
        let page = code_page(&mut client, &[("phone", &builders::phone(ELDER))]).await;
        assert!(page.text.contains("name=\"borrowed\""), "{}", page.text);
        let id = value_of(&page.text, "request_id");
        let code = digits_of_six(&page.text);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let typed = [("request_id", &*id), ("code", wrong), ("borrowed", "1"), ("next", "/rooms")];
        // Where the browser has the cookie, and where it has lost it.
        let in_place = app.anonymous().post_form("/sign-in/code", &typed).await.is(422).text;
        let again = client.post_form("/sign-in/code", &typed).await.is(303);
        client.cookie = Some(cookie(&again));
        let again = client.get(again.location()).await.is(200).text;
        for page in [in_place, again] {
            let (_, choice) = page.split_once("id=\"borrowed-field\"").expect("the choice");
            assert!(choice.split('>').next().unwrap().contains("checked"), "{choice}");
            assert_eq!(value_of(&page, "next"), "/rooms");
        }
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

    async fn b08_the_step_is_there_again_when_the_page_was_thrown_away(app) {
        let mut client = app.anonymous();
        let phone = builders::phone(ELDER);
        let page = code_page(&mut client, &[("phone", &phone), ("next", "/rooms?day=2026-11-25")]).await;
        let id = value_of(&page.text, "request_id");
        let set = client.post_form("/sign-in", &[("phone", &phone)]).await.is(303);
        let set = set.header("set-cookie").to_owned();
        for part in ["linli-code=", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=600"] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains(&phone), "not in the open");
        // Reloaded, gone back to, opened in another tab.
        for path in ["/sign-in/code", "/sign-in"] {
            let again = client.get(path).await.is(200).text;
            assert_eq!(value_of(&again, "request_id"), id, "{path}");
            assert_eq!(value_of(&again, "next"), "/rooms?day=2026-11-25", "{path}");
            assert!(again.contains(&phone) && again.contains("one-time-code"), "{path}");
        }
        // A page that wants somebody signed in leads on to itself.
        let other = client.get("/sign-in?next=/mine").await.is(200).text;
        assert_eq!((value_of(&other, "request_id"), value_of(&other, "next")), (id.clone(), "/mine".to_owned()));
        // Another number after all: the first step, with what was typed.
        let first = client.get("/sign-in?again=1").await.is(200).text;
        assert!(!first.contains("name=\"request_id\"") && first.contains(&format!("value=\"{phone}\"")), "{first}");
        // Once it is used the browser forgets it, and a restored tab that sends it again goes on.
        let fields = [("request_id", &*id), ("code", &digits_of_six(&page.text)), ("phone", &phone), ("next", "/rooms")];
        let answer = client.post_form("/sign-in/code", &fields).await.is(303);
        let forgotten = answer.headers.get_all("set-cookie").iter().any(|it| {
            let it = it.to_str().unwrap();
            it.starts_with("linli-code=;") && it.contains("Max-Age=0")
        });
        assert!(forgotten, "{:?}", answer.headers);
        client.cookie = Some(cookie(&answer));
        assert_eq!(client.post_form("/sign-in/code", &fields).await.is(303).location(), "/rooms");
        let stranger = app.sign_in(NEIGHBOUR).await;
        stranger.post_form("/sign-in/code", &fields).await.is(422);
    }

    async fn b08_the_step_lasts_as_long_as_the_code_and_holds_no_nonsense(app) {
        let mut client = app.anonymous();
        code_page(&mut client, &[("phone", &builders::phone(ELDER))]).await;
        let kept = client.cookie.clone().unwrap();
        app.pass_minutes(9);
        client.get("/sign-in/code").await.is(200);
        app.pass_minutes(1);
        assert_eq!(client.get("/sign-in/code").await.is(303).location(), "/sign-in");
        assert!(!client.get("/sign-in").await.is(200).text.contains("one-time-code"));
        for nonsense in ["linli-code=", "linli-code=%%%", "linli-code=e30", &kept[..kept.len() - 9], "linli-code=A".repeat(900).as_str()] {
            client.cookie = Some(nonsense.to_owned());
            assert_eq!(client.get("/sign-in/code").await.is(303).location(), "/sign-in", "{nonsense}");
        }
    }

    async fn b08_a_restored_tab_may_send_its_form_again(app) {
        let client = app.anonymous();
        let request = |site: &str, origin: Option<&str>| {
            let body = format!("phone={}", builders::phone(ELDER));
            let mut request = client.request(http::Method::POST, "/sign-in", "application/x-www-form-urlencoded", body);
            request.headers_mut().insert("sec-fetch-site", site.parse().unwrap());
            request.headers_mut().insert("host", "127.0.0.1:3000".parse().unwrap());
            if let Some(origin) = origin {
                request.headers_mut().insert("origin", origin.parse().unwrap());
            }
            request
        };
        client.send_as_is(request("none", Some("http://127.0.0.1:3000"))).await.is(303);
        for (site, origin) in [("none", None), ("none", Some("null")), ("none", Some("https://evil.example")), ("cross-site", Some("http://127.0.0.1:3000"))] {
            client.send_as_is(request(site, origin)).await.is(403);
        }
    }

    async fn b09_whichever_code_of_a_number_comes_first_signs_in(app) {
        let client = app.anonymous();
        let phone = builders::phone(ELDER);
        let (first, second) = (ask(&client, &phone).await, ask(&client, &phone).await);
        let late = |code: &Value| json!({ "request_id": second["request_id"], "code": code });
        // Of another server, which has not made them.
        let other = app.another_server().await.anonymous();
        other.post("/api/v1/session", &late(&first["demo_code"])).await.is(200);
        // All of them are used with it.
        for asked in [&first, &second] {
            assert_eq!(client.post("/api/v1/session", &with(asked)).await.problem(422), "code_over");
        }
        // What the page was made for comes first, a code of somebody else's number never.
        let (mine, theirs) = (ask(&client, &phone).await, ask(&client, &builders::phone(NEIGHBOUR)).await);
        if mine["demo_code"] != theirs["demo_code"] {
            let mixed = json!({ "request_id": mine["request_id"], "code": theirs["demo_code"] });
            assert_eq!(client.post("/api/v1/session", &mixed).await.problem(422), "wrong_code");
        }
        // A code that is too old is good for nothing, though a newer one is under way.
        app.pass_minutes(6);
        let newer = ask(&client, &phone).await;
        app.pass_minutes(5);
        if mine["demo_code"] != newer["demo_code"] {
            let old = json!({ "request_id": newer["request_id"], "code": mine["demo_code"] });
            assert_eq!(client.post("/api/v1/session", &old).await.problem(422), "wrong_code");
        }
        client.post("/api/v1/session", &with(&newer)).await.is(200);
    }

    async fn b09_no_more_than_three_codes_of_a_number_are_tried_at_once(app) {
        let client = app.anonymous();
        let phone = builders::phone(ELDER);
        let mut asked = Vec::new();
        for _ in 0..4 {
            asked.push(ask(&client, &phone).await);
            app.pass_minutes(1);
        }
        let newest = asked[3]["request_id"].clone();
        if asked[1..].iter().all(|it| it["demo_code"] != asked[0]["demo_code"]) {
            let oldest = json!({ "request_id": newest, "code": asked[0]["demo_code"] });
            assert_eq!(client.post("/api/v1/session", &oldest).await.problem(422), "wrong_code");
        }
        let third = json!({ "request_id": newest, "code": asked[1]["demo_code"] });
        client.post("/api/v1/session", &third).await.is(200);
    }

    async fn b15_a_browser_that_keeps_no_cookie_is_told_so(app) {
        let mut client = app.anonymous();
        let asked = client.post_form("/sign-in", &[("phone", &builders::phone(ELDER))]).await.is(303);
        let to = asked.location().to_owned();
        let page = client.get(&to).await.is(422).text;
        assert!(page.contains("cookie") && page.contains("name=\"phone\"") && page.contains("tel:"), "{page}");
        // Whoever has shown one is led to the plain address, where nobody is suspected.
        client.cookie = Some("linli-lang=en".to_owned());
        let asked = client.post_form("/sign-in", &[("phone", &builders::phone(ELDER))]).await.is(303);
        assert_eq!(asked.location(), "/sign-in/code");
        assert_eq!(app.anonymous().get("/sign-in/code").await.is(303).location(), "/sign-in");
    }

    async fn b08_a_wait_keeps_the_code_that_is_under_way(app) {
        let mut client = app.anonymous();
        for slips in [3, 2] {
            let page = code_page(&mut client, &[("phone", &builders::phone(ELDER))]).await;
            let (id, code) = (value_of(&page.text, "request_id"), digits_of_six(&page.text));
            let wrong = if code == "000000" { "000001" } else { "000000" };
            for _ in 0..slips {
                // To an address of its own: whoever goes back from there sends nothing again.
                let typed = [("request_id", &*id), ("code", wrong)];
                let to = client.post_form("/sign-in/code", &typed).await.is(303).location().to_owned();
                let page = client.get(&to).await.is(200).text;
                assert!(page.contains("aria-invalid") && value_of(&page, "request_id") == id, "{page}");
            }
            if slips == 2 {
                // As many slips of a day as make a pause: the right code in it has not come for nothing.
                let right = [("request_id", &*id), ("code", &*code)];
                let page = client.post_form("/sign-in/code", &right).await.is(429).text;
                assert!(page.contains("name=\"code\"") && value_of(&page, "request_id") == id, "{page}");
                app.pass_minutes(1);
                client.post_form("/sign-in/code", &right).await.is(303);
            }
        }
    }

    async fn b10_strangers_do_not_keep_an_owner_out_and_the_words_say_whom_to_call(app) {
        let app = app.configured(|it| {
            (it.codes_per_phone, it.codes_per_phone_day) = (5, 5);
            it.proxies = 1;
            it.trusted_proxies = "0.0.0.0".parse().unwrap();
        });
        let client = app.anonymous();
        let phone = builders::phone(ELDER);
        let from = async |address: &str, path: &str, cookie: Option<&str>| {
            let form = path == "/sign-in";
            let (kind, body) = if form {
                ("application/x-www-form-urlencoded", format!("phone={phone}"))
            } else {
                ("application/json", json!({ "phone": phone }).to_string())
            };
            let mut request = client.request(http::Method::POST, path, kind, body);
            request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
            if let Some(cookie) = cookie {
                request.headers_mut().insert("cookie", cookie.parse().unwrap());
            }
            client.send_as_is(request).await
        };
        // A phone that has signed in with the number.
        let own = ask(&client, &phone).await;
        let entered = client.post("/api/v1/session", &with(&own)).await.is(200);
        let cookies = entered.headers.get_all("set-cookie").iter();
        let known = cookies.map(|it| it.to_str().unwrap()).find(|it| it.starts_with("linli-known=")).unwrap();
        let known = known.split(';').next().unwrap().to_owned();
        for stranger in 1..=12 {
            from(&format!("203.0.113.{stranger}:5000{stranger}"), "/api/v1/session/code", None).await;
        }
        // A new phone has the code that is on its way, as the owner's phone has got it.
        from("198.51.100.7:41234", "/api/v1/session/code", None).await.is(202);
        app.pass_minutes(11);
        // None is on its way any more: a new phone has to wait, and is told whom to call.
        let page = from("198.51.100.7:41235", "/sign-in", None).await.is(429);
        assert!(!page.header("retry-after").is_empty());
        let desk = &builders::community(builders::HOME).phone;
        assert!(page.text.contains(&format!("href=\"tel:{desk}\"")), "{}", page.text);
        // The phone that is known is not kept out.
        from("198.51.100.7:41236", "/api/v1/session/code", Some(&known)).await.is(202);
    }

    async fn b11_a_gateway_that_says_no_is_believed(app) {
        let failures = |why: &str| -> f64 {
            let text = linli_server::metrics::get().text();
            let name = format!("linli_gateway_failures_total{{why=\"{why}\"}} ");
            text.lines().find_map(|it| it.strip_prefix(&name)).map_or(0.0, |it| it.parse().unwrap())
        };
        for (status, says, why) in [
            ("200 OK", "{\"code\":\"30001\",\"msg\":\"no balance\"}", "answer"),
            ("400 Bad Request", "{\"msg\":\"bad number\"}", "status"),
        ] {
            let (sender_url, told) = gateway(status, says);
            let config = Config { sender_url, sender_accepted: "\"code\":0".to_owned(), ..Config::default() };
            let app = app.with(|_| {}, Box::new(Gateway::new(&config).unwrap()));
            let before = failures(why);
            // The answer is the same: it must not tell who has an account.
            ask(&app.anonymous(), &builders::phone(ELDER)).await;
            let wait = patience(20);
            let request = tokio::task::spawn_blocking(move || told.recv_timeout(wait)).await.unwrap().unwrap();
            assert!(request.starts_with(&format!("GET /?to={}&code=", builders::phone(ELDER))), "{request}");
            let counted = async {
                while failures(why) <= before {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            };
            tokio::time::timeout(wait, counted).await.expect("it is counted");
        }
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
