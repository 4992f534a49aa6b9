//! Strangers who ask for codes, guess at them, or want to keep somebody out.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::ConnectInfo;
use http::Method;
use linli_domain::contact::Phone;
use linli_server::senders::{CodeSender, SendError};
use linli_tests::both;
use linli_tests::builders::{self, ELDER, NEIGHBOUR, RIVAL};
use linli_tests::clients::{Answer, Client};
use serde_json::{Value, json};

/// The cookie by which a phone is known that has signed in.
pub fn known(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|it| it.to_str().ok());
    let known = set.into_iter().find(|it| it.starts_with("linli-known=")).expect("a known phone");
    assert!(known.contains("HttpOnly") && known.contains("SameSite=Lax"), "{known}");
    known.split(';').next().unwrap_or_default().to_owned()
}

/// Posts from an address.
async fn post(client: &Client, from: &str, path: &str, body: &Value) -> Answer {
    let mut request = client.request(Method::POST, path, "application/json", body.to_string());
    let peer: SocketAddr =
        if from.contains(':') { format!("[{from}]:1") } else { format!("{from}:1") }.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    client.send_as_is(request).await
}

async fn ask(client: &Client, from: &str, phone: &str) -> Answer {
    post(client, from, "/api/v1/session/code", &json!({ "phone": phone })).await
}

async fn try_code(client: &Client, from: &str, asked: &Answer, right: bool) -> Answer {
    let asked = asked.json();
    let other = if asked["demo_code"] == "000000" { "000001" } else { "000000" };
    let code = if right { asked["demo_code"].clone() } else { json!(other) };
    post(client, from, "/api/v1/session", &json!({ "request_id": asked["request_id"], "code": code })).await
}

/// Keeps what it sends.
#[derive(Clone, Default)]
struct Sent(Arc<Mutex<Vec<(String, String)>>>);

#[async_trait::async_trait]
impl CodeSender for Sent {
    async fn send(&self, phone: &Phone, code: &str) -> Result<(), SendError> {
        self.0.lock().unwrap().push((phone.to_string(), code.to_owned()));
        Ok(())
    }
}

impl Sent {
    /// What was sent once so much was.
    async fn after(&self, count: usize) -> Vec<(String, String)> {
        let all = async {
            while self.0.lock().unwrap().len() < count {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), all).await.expect("codes were sent");
        self.0.lock().unwrap().clone()
    }
}

both! {
    async fn h3_what_an_address_is_refused_costs_the_number_nothing(app) {
        let app = app.configured(|it| it.codes_per_address = 4);
        let client = app.anonymous();
        for n in 0..4 {
            ask(&client, "203.0.113.9", &format!("1390000000{n}")).await.is(202);
        }
        for _ in 0..40 {
            assert_eq!(ask(&client, "203.0.113.9", &builders::phone(ELDER)).await.problem(429), "too_many");
        }
        let asked = ask(&client, "198.51.100.7", &builders::phone(ELDER)).await.is(202);
        try_code(&client, "198.51.100.7", &asked, true).await.is(200);
    }

    async fn h3_a_network_that_asks_too_often_for_a_number_leaves_it_to_others(app) {
        let app = app.configured(|it| it.codes_per_phone = 3);
        let client = app.anonymous();
        for _ in 0..3 {
            ask(&client, "203.0.113.9", &builders::phone(ELDER)).await.is(202);
        }
        for _ in 0..10 {
            assert_eq!(ask(&client, "203.0.113.9", &builders::phone(ELDER)).await.problem(429), "too_many");
        }
        // The owner comes from elsewhere: the number rests, but a code is on its way.
        let asked = ask(&client, "198.51.100.7", &builders::phone(ELDER)).await.is(202);
        try_code(&client, "198.51.100.7", &asked, true).await.is(200);
    }

    async fn h3_while_a_number_rests_the_code_that_is_on_its_way_serves(app) {
        let sent = Sent::default();
        let app = app.with(|_| {}, Box::new(sent.clone()));
        let client = app.anonymous();
        let phone = builders::phone(ELDER);
        let mut codes = Vec::new();
        for n in 1..=5 {
            ask(&client, &format!("203.0.113.{n}"), &phone).await.is(202);
            codes = sent.after(n).await;
        }
        // Whoever else asks gets no other code, and the one that came last works for them too, once.
        let owner = ask(&client, "198.51.100.7", &phone).await.is(202).json();
        let stranger = ask(&client, "198.51.100.8", &phone).await.is(202).json();
        assert_eq!(sent.after(5).await.len(), 5);
        let code = &codes.last().unwrap().1;
        // Tries of the stranger at their request are theirs.
        for _ in 0..5 {
            let body = json!({ "request_id": stranger["request_id"], "code": "none" });
            assert_eq!(post(&client, "198.51.100.8", "/api/v1/session", &body).await.problem(422), "wrong_code");
        }
        let body = json!({ "request_id": owner["request_id"], "code": code });
        post(&client, "198.51.100.7", "/api/v1/session", &body).await.is(200);
        assert_eq!(post(&client, "198.51.100.7", "/api/v1/session", &body).await.problem(422), "code_over");
        let answer = ask(&client, "198.51.100.9", &phone).await;
        assert_eq!(answer.problem(429), "too_many", "it was used");
        assert_eq!(answer.header("retry-after"), "600");
        // An unknown number has the same answers.
        for n in 1..=6 {
            ask(&client, &format!("203.0.113.{n}"), "13999999999").await.is(202);
        }
    }

    async fn h3_a_phone_that_has_signed_in_before_is_kept_out_by_nobody(app) {
        let (mut owner, stranger) = (app.anonymous(), app.anonymous());
        let phone = builders::phone(ELDER);
        let asked = ask(&owner, "198.51.100.7", &phone).await.is(202);
        let entered = try_code(&owner, "198.51.100.7", &asked, true).await.is(200);
        owner.cookie = Some(known(&entered));
        // Strangers use up the day's codes and tries, from many networks, for hours.
        let mut refused = 0;
        for n in 0..60_u16 {
            app.pass_minutes(11);
            let from = format!("203.0.113.{n}");
            let asked = ask(&stranger, &from, &phone).await;
            if asked.status != 202 {
                refused += 1;
                continue;
            }
            for _ in 0..5 {
                try_code(&stranger, &from, &asked, false).await;
            }
        }
        assert!(refused > 40, "{refused}");
        assert_eq!(ask(&stranger, "192.0.2.1", &phone).await.problem(429), "too_many");
        // The owner is elsewhere today, with their phone.
        let asked = ask(&owner, "192.0.2.1", &phone).await.is(202);
        try_code(&owner, "192.0.2.1", &asked, false).await.is(422);
        try_code(&owner, "192.0.2.1", &asked, true).await.is(200);
        // The cookie is of one number, and of linli's making.
        let other = ask(&owner, "192.0.2.1", &builders::phone(RIVAL)).await.is(202);
        try_code(&owner, "192.0.2.1", &other, true).await.is(200);
        let made_up = format!("linli-known={}", "A".repeat(64));
        owner.cookie = Some(made_up);
        assert_eq!(ask(&owner, "192.0.2.2", &phone).await.problem(429), "too_many");
    }

    async fn h3_a_community_is_not_kept_out_by_who_knows_its_numbers(app) {
        let sent = Sent::default();
        let app = app.with(|it| it.codes_per_community = 2, Box::new(sent.clone()));
        let client = app.anonymous();
        for n in 1..=2 {
            ask(&client, &format!("203.0.113.{n}"), &builders::phone(NEIGHBOUR)).await.is(202);
        }
        sent.after(2).await;
        // Over its limit a community has no more for numbers that had one today …
        ask(&client, "203.0.113.3", &builders::phone(NEIGHBOUR)).await.is(202);
        // … and the first of the day for everybody else.
        ask(&client, "198.51.100.7", &builders::phone(ELDER)).await.is(202);
        let to = |phone: &str| format!("+86{phone}");
        let told: Vec<String> = sent.after(3).await.into_iter().map(|it| it.0).collect();
        assert_eq!(told.iter().filter(|it| **it == to(&builders::phone(ELDER))).count(), 1);
        assert_eq!(told.iter().filter(|it| **it == to(&builders::phone(NEIGHBOUR))).count(), 2);
    }

    async fn m5_a_number_has_so_many_codes_and_tries_a_day(app) {
        let client = app.anonymous();
        let phone = builders::phone(ELDER);
        let (mut codes, mut wrong) = (0, 0);
        // Two days, in which somebody with many networks asks and guesses every ten minutes.
        for n in 0..288_u16 {
            app.pass_minutes(10);
            let from = format!("10.0.{}.{}", n / 200, n % 200);
            let asked = ask(&client, &from, &phone).await;
            if asked.status != 202 {
                assert_eq!(asked.problem(429), "too_many");
                continue;
            }
            codes += 1;
            for _ in 0..6 {
                wrong += usize::from(try_code(&client, &from, &asked, false).await.json()["code"] == "wrong_code");
            }
        }
        // They touch three days of UTC.
        assert!((15..=30).contains(&codes), "{codes}");
        assert!((60..=90).contains(&wrong), "{wrong}");
    }

    async fn m5_who_guesses_waits_longer_each_time(app) {
        let client = app.anonymous();
        let app = app.configured(|it| (it.code_tries, it.tries_per_phone_day) = (2, 30));
        let client = client.at(&app);
        let asked = ask(&client, "203.0.113.1", &builders::phone(ELDER)).await.is(202);
        for _ in 0..2 {
            assert_eq!(try_code(&client, "203.0.113.1", &asked, false).await.problem(422), "wrong_code");
        }
        let mut waits = Vec::new();
        for _ in 0..4 {
            let asked = ask(&client, "203.0.113.1", &builders::phone(ELDER)).await.is(202);
            let answer = try_code(&client, "203.0.113.1", &asked, false).await;
            assert_eq!(answer.problem(429), "too_many");
            let wait: i64 = answer.header("retry-after").parse().unwrap();
            waits.push(wait);
            app.set_clock(app.now() + Duration::from_secs(u64::try_from(wait).unwrap()));
            assert_eq!(try_code(&client, "203.0.113.1", &asked, false).await.problem(422), "wrong_code");
        }
        assert_eq!(waits, [15, 30, 60, 120]);
        // Others do not wait for them.
        let asked = ask(&client, "198.51.100.7", &builders::phone(ELDER)).await.is(202);
        try_code(&client, "198.51.100.7", &asked, true).await.is(200);
    }

    async fn m6_a_site_of_ipv6_is_one_caller(app) {
        let app = app.configured(|it| (it.codes_per_address, it.codes_per_site) = (2, 5));
        let client = app.anonymous();
        let mut taken = 0;
        for n in 0..20 {
            let from = format!("2001:db8:7:{n:x}::1");
            taken += usize::from(ask(&client, &from, &format!("139000000{n:02}")).await.status == 202);
        }
        assert_eq!(taken, 5);
        ask(&client, "2001:db8:8::1", "13900000099").await.is(202);
        ask(&client, "203.0.113.1", "13900000098").await.is(202);
    }
}
