//! The program as an operator runs it: `target/debug/linli`, or the one that `LINLI_BIN` names.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use uuid::Uuid;

fn linli() -> Command {
    let built = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("linli");
    let program = std::env::var_os("LINLI_BIN").map_or(built, PathBuf::from);
    assert!(program.exists(), "{} is missing: cargo build -p linli-server", program.display());
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null());
    command
}

/// A directory of its own with a site of empty files, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("linli-process-{}", Uuid::now_v7()));
        fs::create_dir_all(path.join("site")).unwrap();
        let list =
            json!({ "build": "t", "js": "/a.js", "wasm": "/a.wasm", "css": "/a.css", "boot": "/b.js" });
        fs::write(path.join("site/assets.json"), list.to_string()).unwrap();
        Self(path)
    }

    fn serve(&self, port: u16) -> Command {
        let mut command = linli();
        let at = |name: &str| self.0.join(name).display().to_string();
        command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}"), "--site", &at("site")]);
        command.args(["--database", &format!("sqlite://{}", at("linli.db")), "--log", "warn"]);
        // A test pushes as fast as it can.
        command.args(["--writes-per-session", "1000000"]);
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[track_caller]
fn refuses(command: &mut Command, sentence: &str) {
    let Output { status, stderr, .. } = command.output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert!(!status.success(), "{said}");
    let last = said.trim().lines().last().unwrap_or_default();
    assert!(last.starts_with("linli: ") && last.contains(sentence), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// A running server; killed at the end of the test.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(place: &Place, port: u16) -> Self {
        let child = place.serve(port).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        let since = Instant::now();
        while server.get("/health/ready", "").is_none_or(|it| it.0 != 200) {
            assert!(since.elapsed() < Duration::from_secs(60), "the server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn agent() -> ureq::Agent {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        config.timeout_global(Some(Duration::from_secs(10))).build().into()
    }

    fn get(&self, path: &str, cookie: &str) -> Option<(u16, String)> {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let mut answer = Self::agent().get(&url).header("cookie", cookie).call().ok()?;
        Some((answer.status().as_u16(), answer.body_mut().read_to_string().ok()?))
    }

    /// Status, cookie, body; `None` when the server was gone before it answered.
    fn post(&self, path: &str, cookie: &str, body: &Value) -> Option<(u16, String, Value)> {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let request =
            Self::agent().post(&url).header("cookie", cookie).header("sec-fetch-site", "same-origin");
        let mut answer = request.header("content-type", "application/json").send(body.to_string()).ok()?;
        let set = answer.headers().get("set-cookie").and_then(|it| it.to_str().ok()).unwrap_or_default();
        let set = set.split(';').next().unwrap_or_default().to_owned();
        let text = answer.body_mut().read_to_string().ok()?;
        Some((answer.status().as_u16(), set, serde_json::from_str(&text).ok()?))
    }

    /// Signs in one of the demo's residents; the phone is listed on the sign-in page.
    fn sign_in(&self, phone: &str) -> String {
        let (_, _, asked) = self.post("/api/v1/session/code", "", &json!({ "phone": phone })).unwrap();
        let body = json!({ "request_id": asked["request_id"], "code": asked["demo_code"] });
        let (status, cookie, _) = self.post("/api/v1/session", "", &body).unwrap();
        assert_eq!(status, 200);
        cookie
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The phone number of the first demo account of a role.
fn demo_phone(place: &Place, role: &str) -> String {
    let database = format!("sqlite://{}", place.0.join("linli.db").display());
    let output = linli().args(["demo", "--database", &database]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let line =
        said.lines().find(|it| it.trim_start().starts_with(role)).unwrap_or_else(|| panic!("{role}: {said}"));
    line.split_whitespace().skip(1).take_while(|it| it.chars().all(|c| c.is_ascii_digit())).collect()
}

#[test]
fn help_lists_every_setting() {
    let output = linli().args(["serve", "--help"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    for setting in [
        "listen",
        "database",
        "site",
        "public-url",
        "demo",
        "proxies",
        "sender-url",
        "sender-body",
        "code-minutes",
        "code-tries",
        "codes-per-phone",
        "codes-per-address",
        "reads-per-session",
        "writes-per-session",
        "requests-per-address",
        "session-idle-days",
        "session-limit-days",
        "body-limit-kib",
        "push-limit-kib",
        "request-seconds",
        "drain-seconds",
        "sweep-seconds",
        "log",
        "log-format",
        "config",
    ] {
        assert!(said.contains(&format!("--{setting}")), "{setting}");
        let variable = format!("LINLI_{}", setting.to_uppercase().replace('-', "_"));
        assert!(said.contains(&variable), "{variable}");
    }
}

#[test]
fn it_says_in_one_sentence_why_it_does_not_start() {
    let place = Place::new();
    let at = |name: &str| place.0.join(name).display().to_string();
    let database = format!("sqlite://{}", at("linli.db"));
    refuses(linli().args(["serve", "--demo", "--site", &at("none")]), "make site");
    refuses(linli().args(["serve", "--site", &at("site")]), "sign-in codes");
    refuses(
        linli().args([
            "serve",
            "--sender-url",
            "https://s/{phone}/{code}",
            "--public-url",
            "http://linli.example",
        ]),
        "public-url",
    );
    refuses(linli().args(["migrate", "--database", "mysql://x"]), "sqlite:// or postgres://");
    refuses(linli().args(["migrate", "--config", &at("none.toml")]), "cannot be read");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    refuses(&mut place.serve(taken.local_addr().unwrap().port()), "cannot be listened on");
    fs::write(at("rubbish.db"), "this is no database, though it is long enough to have a header of one hundred bytes or more, as all have").unwrap();
    refuses(
        linli().args(["migrate", "--database", &format!("sqlite://{}", at("rubbish.db"))]),
        "cannot be opened",
    );
    assert!(linli().args(["migrate", "--database", &database]).output().unwrap().status.success());
    let newer = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); \
                 c.execute(\"INSERT INTO seaql_migrations (version, applied_at) VALUES ('m999_later', 1)\"); c.commit()";
    assert!(Command::new("python3").args(["-c", newer, &at("linli.db")]).status().unwrap().success());
    refuses(linli().args(["migrate", "--database", &database]), "newer linli");
}

#[test]
fn it_drains_and_its_sessions_outlive_it() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let port = free_port();
    let mut server = Server::start(&place, port);
    let cookie = server.sign_in(&phone);
    server.signal("-TERM");
    let since = Instant::now();
    let status = server.child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(since.elapsed() < Duration::from_secs(10));
    let server = Server::start(&place, port);
    assert_eq!(server.get("/api/v1/session", &cookie).unwrap().0, 200);
}

/// Killed while it decides: whatever it had acknowledged is there afterwards.
#[test]
fn what_was_acknowledged_outlives_kill_9() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let port = free_port();
    let mut server = Server::start(&place, port);
    let cookie = server.sign_in(&phone);
    let mut acknowledged = Vec::new();
    for round in 0..20 {
        let device = Uuid::now_v7();
        let pusher = {
            let (server, cookie) =
                (Server { child: Command::new("true").spawn().unwrap(), port }, cookie.clone());
            std::thread::spawn(move || {
                let mut kept = Vec::new();
                for n in 1.. {
                    let id = Uuid::now_v7();
                    let args =
                        json!({ "help_id": id, "what": "dark", "answerer": "community", "urgency": "usual" });
                    let envelope = json!({ "mid": Uuid::now_v7(), "n": n, "client_time": "2026-11-24T04:00:00Z", "name": "help.ask@1", "args": args });
                    let push = json!({ "device_id": device, "mutations": [envelope] });
                    match server.post("/api/sync/v1/push", &cookie, &push) {
                        Some((200, _, answer)) if answer["outcomes"][0]["result"] == "applied" => {
                            kept.push(id);
                        }
                        Some((200, _, answer)) => panic!("{answer}"),
                        _ => break,
                    }
                }
                kept
            })
        };
        std::thread::sleep(Duration::from_millis(60 + 11 * round));
        server.signal("-KILL");
        server.child.wait().unwrap();
        acknowledged.extend(pusher.join().unwrap());
        server = Server::start(&place, port);
    }
    assert!(acknowledged.len() > 20, "{}", acknowledged.len());
    let (_, pull) = server.get("/api/sync/v1/pull", &cookie).unwrap();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !pull.contains(&id.to_string())).collect();
    assert!(lost.is_empty(), "{} of {} lost", lost.len(), acknowledged.len());
}
