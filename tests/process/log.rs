//! What the log of a real server says, and what it must not.

use std::fs;
use std::time::Instant;

use serde_json::{Value, json};

use super::{Duration, Place, Server, Stdio, demo_phone, free_port, linli};

#[test]
fn v16_who_gets_in_who_does_not_and_who_is_denied_is_noted_without_a_name_or_number() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let port = free_port();
    let at = |name: &str| place.0.join(name);
    let mut command = linli();
    command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}"), "--log-format", "json"]);
    command.arg("--site").arg(at("site"));
    command.args(["--database", &format!("sqlite://{}", at("linli.db").display())]);
    let child = command.stdout(fs::File::create(at("log")).unwrap()).stderr(Stdio::null()).spawn().unwrap();
    let server = Server { child, port };
    let since = Instant::now();
    while server.get("/health/ready", "").is_none_or(|it| it.0 != 200) {
        assert!(since.elapsed() < Duration::from_secs(60), "the server does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
    let (_, _, asked) = server.post("/api/v1/session/code", "", &json!({ "phone": phone })).unwrap();
    let wrong = json!({ "request_id": asked["request_id"], "code": "nonsense" });
    assert_eq!(server.post("/api/v1/session", "", &wrong).unwrap().0, 422);
    let cookie = server.sign_in(&phone);
    assert_eq!(server.get("/desk", &cookie).unwrap().0, 403);
    let (_, me) = server.get("/api/v1/session", &cookie).unwrap();
    let me: Value = serde_json::from_str(&me).unwrap();
    let text = fs::read_to_string(at("log")).unwrap();
    let lines: Vec<Value> = text.lines().filter_map(|it| serde_json::from_str(it).ok()).collect();
    let said = |target: &str, what: &str| {
        let found = lines.iter().find(|it| it["target"] == target && it["message"] == what);
        found.unwrap_or_else(|| panic!("{target} {what}: {text}")).clone()
    };
    assert_eq!(said("linli::audit", "signing in was refused")["from"], "127.0.0.0");
    assert_eq!(said("linli::audit", "signed in")["member"], me["member_id"]);
    let denied = said("linli::audit", "denied");
    assert_eq!((&denied["who"], &denied["code"]), (&me["member_id"], &json!("not_allowed")));
    let asked_as = |it: &&Value| it["target"] == "linli::access" && it["who"] == me["member_id"];
    assert!(lines.iter().find(asked_as).is_some_and(|it| it["from"] == "127.0.0.0"), "{text}");
    for secret in [phone.trim_start_matches("+86"), me["name"].as_str().unwrap()] {
        let told = lines.iter().find(|it| it.to_string().contains(secret));
        assert!(told.is_none(), "{secret}: {told:?}");
    }
}
