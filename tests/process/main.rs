//! The program as an operator runs it.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

mod attack;
mod backup;
mod connections;
mod live;
mod log;
mod operating;

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use linli_domain::resource::Nature;
use linli_domain::rows::Rows;
use linli_domain::sync::Pull;
use linli_domain::time::{Interval, plus_days};
use linli_server::config::SETTINGS;
use linli_server::db::Db;
use linli_server::db::tables::{allocation, booking, matter};
use linli_tests::checks::double_bookings;
use linli_tests::clients::patch;
use linli_tests::pace::{moment, patience};
use linli_tests::program::{free_port, linli};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

/// A directory of its own with a site of empty files, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("linli-process-{}", Uuid::now_v7()));
        linli_tests::site::names_only(&path.join("site")).unwrap();
        Self(path)
    }

    fn serve(&self, port: u16) -> Command {
        self.serve_on(port, &format!("sqlite://{}", self.0.join("linli.db").display()))
    }

    fn serve_on(&self, port: u16, database: &str) -> Command {
        let mut command = linli();
        let at = |name: &str| self.0.join(name).display().to_string();
        command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}"), "--site", &at("site")]);
        command.args(["--database", database, "--log", "warn"]);
        // A test pushes as fast as it can.
        command.args(["--writes-per-session", "1000000", "--mutations-per-day", "1000000000"]);
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
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
        Self::start_as(place.serve(port), port)
    }

    fn start_as(mut command: Command, port: u16) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        let since = Instant::now();
        while server.get("/health/ready", "").is_none_or(|it| it.0 != 200) {
            assert!(since.elapsed() < patience(60), "the server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn get(&self, path: &str, cookie: &str) -> Option<(u16, String)> {
        Calls { port: self.port }.get(path, cookie)
    }

    fn post(&self, path: &str, cookie: &str, body: &Value) -> Option<(u16, String, Value)> {
        Calls { port: self.port }.post(path, cookie, body)
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

/// Requests to whatever listens on a port.
struct Calls {
    port: u16,
}

impl Calls {
    fn agent() -> ureq::Agent {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        config.timeout_global(Some(patience(20))).build().into()
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

/// Each with its default and its name in the environment, under its own flag.
#[test]
fn help_lists_every_setting() {
    let output = linli().args(["serve", "--help"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for setting in SETTINGS {
        let flag = format!(" --{} ", setting.name.replace('_', "-"));
        let after = words.split(&flag).nth(1).unwrap_or_else(|| panic!("{flag} is not there: {said}"));
        let (about, rest) = after.split_once("[env: ").unwrap_or_default();
        let own = format!("{about}[env: {}]", rest.split(']').next().unwrap_or_default());
        for part in [
            setting.about,
            &format!("Default: {}.", setting.default),
            &format!("[env: {}]", setting.variable),
        ] {
            assert!(own.contains(part), "{part} is not said of {flag}: {own}");
        }
    }
}

/// Only who serves has all settings to look through; the others take them all the same, from a
/// server's environment and file.
#[test]
fn other_commands_list_what_they_use_and_take_all() {
    let said = |command: &mut Command| {
        let Output { status, stdout, stderr } = command.output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    };
    assert_eq!(said(linli().arg("--version")).0.trim(), format!("linli {}", env!("CARGO_PKG_VERSION")));
    assert!(!said(linli().arg("--help")).0.contains("--database"));
    for command in ["migrate", "places", "demo", "backup", "verify", "restore", "epoch", "revoke", "move"] {
        let help = said(linli().args([command, "--help"])).0;
        assert!(help.contains("--database") && help.contains("--log "), "{help}");
        assert!(!help.contains("--code-tries") && help.lines().count() < 60, "{help}");
    }
    let place = Place::new();
    let at = |name: &str| place.0.join(name).display().to_string();
    fs::write(at("linli.toml"), "code_tries = 3\nlisten = \"0.0.0.0:80\"\n").unwrap();
    let mut migrate = linli();
    migrate.args(["migrate", "--config", &at("linli.toml"), "--streams", "5"]);
    migrate.args(["--database", &format!("sqlite://{}", at("linli.db"))]);
    migrate.env("LINLI_CODE_MINUTES", "7").env("LINLI_LISTNE", "0.0.0.0:80");
    let told = said(&mut migrate).1;
    let sentence =
        "linli: the environment has LINLI_LISTNE, which is no setting of linli; is LINLI_LISTEN meant?";
    assert_eq!(told.trim(), sentence);
}

#[test]
fn it_says_in_one_sentence_why_it_does_not_start() {
    let place = Place::new();
    let at = |name: &str| place.0.join(name).display().to_string();
    let database = format!("sqlite://{}", at("linli.db"));
    refuses(linli().args(["serve", "--demo", "--site", &at("none")]), "make site");
    refuses(
        linli().args(["serve", "--site", &at("site"), "--public-url", "http://localhost"]),
        "sign-in codes",
    );
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
    for wrong in ["localhost:3000", "3000"] {
        let output = linli().args(["serve", "--listen", wrong]).output().unwrap();
        assert!(String::from_utf8(output.stderr).unwrap().contains("such as 127.0.0.1:3000"), "{wrong}");
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    refuses(&mut place.serve(taken.local_addr().unwrap().port()), "cannot be listened on");
    fs::write(at("rubbish.db"), "this is no database, though it is long enough to have a header of one hundred bytes or more, as all have").unwrap();
    refuses(
        linli().args(["migrate", "--database", &format!("sqlite://{}", at("rubbish.db"))]),
        "cannot be opened",
    );
    assert!(linli().args(["migrate", "--database", &database]).output().unwrap().status.success());
    let newer = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); \
                 c.execute(\"INSERT INTO seaql_migrations (version, applied_at) VALUES ('m999_later', 1)\"); \
                 c.execute(\"UPDATE database_fact SET value = 'm999_later' WHERE name = 'needs_step'\"); c.commit()";
    assert!(Command::new("python3").args(["-c", newer, &at("linli.db")]).status().unwrap().success());
    refuses(linli().args(["migrate", "--database", &database]), "newer linli");
}

/// The page shows the codes to everybody, so that whoever looks around signs in as often as they like.
#[test]
fn a_demo_locks_no_visitor_out_unless_told_to() {
    let place = Place::new();
    let asks = |server: &Server, phone: &str| {
        let answer = server.post("/api/v1/session/code", "", &json!({ "phone": phone }));
        answer.unwrap().0
    };
    let phone = demo_phone(&place, "resident");
    let server = Server::start(&place, free_port());
    for _ in 0..20 {
        server.sign_in(&phone);
    }
    drop(server);
    let port = free_port();
    let mut command = place.serve(port);
    command.args(["--codes-per-phone", "2"]);
    let server = Server::start_as(command, port);
    assert_eq!([(); 3].map(|()| asks(&server, "13999999999")), [202, 202, 429]);
}

/// As the README says, from nothing to a clerk at the desk.
#[test]
fn a_file_makes_places_and_who_works_there() {
    let place = Place::new();
    let at = |name: &str| place.0.join(name).display().to_string();
    let readme = include_str!("../../README.md");
    let example = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    fs::write(at("district.toml"), example).unwrap();
    let places = |file: &str| {
        let mut command = linli();
        command.args(["places", &at(file), "--database", &format!("sqlite://{}", at("linli.db"))]);
        command.args(["--log", "warn"]);
        command
    };
    for sentence in [
        "It is as the file says: 9 made, 0 changed, 0 as they were.",
        "It is as the file says: 0 made, 0 changed, 9 as they were.",
    ] {
        let output = places("district.toml").output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), sentence);
    }
    fs::write(at("wrong.toml"), example.replace("community = \"anping\"", "community = \"anpin\"")).unwrap();
    refuses(
        &mut places("wrong.toml"),
        "wrong.toml cannot be used: room \"hall\" names the community \"anpin\"",
    );
    refuses(&mut places("none.toml"), "none.toml cannot be read");
    let (gateway, codes) = operating::gateway();
    let port = free_port();
    let server = Server::start_as(operating::production(&place, port, &gateway), port);
    let phone = json!({ "phone": "13800000101" });
    let (_, _, asked) = server.post("/api/v1/session/code", "", &phone).unwrap();
    let code = codes.recv_timeout(Duration::from_secs(60)).unwrap();
    let body = json!({ "request_id": asked["request_id"], "code": code });
    let (status, cookie, _) = server.post("/api/v1/session", "", &body).unwrap();
    assert_eq!(status, 200);
    assert_eq!(server.get("/desk", &cookie).unwrap().0, 200);
    let (status, rows) = server.get("/desk/rooms", &cookie).unwrap();
    assert!(status == 200 && rows.contains("多功能厅"), "{rows}");
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
    assert!(since.elapsed() < patience(10));
    let server = Server::start(&place, port);
    assert_eq!(server.get("/api/v1/session", &cookie).unwrap().0, 200);
}

/// What was pushed and, when the server lived long enough, what it answered.
struct Pushed {
    body: Value,
    answer: Option<Value>,
}

/// Books rooms one after the other until the server is gone: each push one booking and one request
/// for help.
fn push_until_it_is_gone(
    port: u16,
    cookie: &str,
    mut slots: impl Iterator<Item = (Value, Value, Value)>,
) -> Vec<Pushed> {
    let server = Calls { port };
    let device = Uuid::now_v7();
    let mut all = Vec::new();
    for n in 0.. {
        let (room, starts, ends) = slots.next().unwrap();
        let book = json!({ "booking_id": Uuid::now_v7(), "resource_id": room, "starts": starts, "ends": ends, "also": true });
        let ask =
            json!({ "help_id": Uuid::now_v7(), "what": "dark", "answerer": "community", "urgency": "usual" });
        let envelope = |n: u64, name: &str, args: Value| json!({ "mid": Uuid::now_v7(), "n": n, "client_time": "2026-11-24T04:00:00Z", "name": name, "args": args });
        let mutations = [envelope(2 * n + 1, "room.book@1", book), envelope(2 * n + 2, "help.ask@1", ask)];
        let body = json!({ "device_id": device, "mutations": mutations });
        let answer = match server.post("/api/sync/v1/push", cookie, &body) {
            Some((200, _, answer)) => Some(answer["outcomes"].clone()),
            Some((status, _, answer)) => panic!("{status} {answer}"),
            None => None,
        };
        let gone = answer.is_none();
        all.push(Pushed { body, answer });
        if gone {
            break;
        }
    }
    all
}

/// Half hours of the rooms in the weeks to come, all of which may be had; each once.
fn free_half_hours(rows: &Rows) -> Vec<(Value, Value, Value)> {
    let rooms: Vec<_> = rows.resources.values().filter(|it| matches!(it.nature, Nature::Room(_))).collect();
    let zone = rows.communities.values().next().unwrap().zone();
    let (now, mut slots) = (linli_domain::time::Instant::from_millis(wall_clock()), Vec::new());
    for day in 1..50 {
        for room in &rooms {
            for open in room.hours.open(plus_days(zone.date(now), day), &zone) {
                let mut starts = open.starts;
                // With the turnaround two uses are an hour apart.
                while starts.plus_minutes(60) <= open.ends {
                    let use_of_it = Interval { starts, ends: starts.plus_minutes(30) };
                    if rows.busy(room.id, use_of_it.widened(30, 30)).next().is_none() {
                        slots.push((json!(room.id), json!(starts), json!(use_of_it.ends)));
                    }
                    starts = starts.plus_minutes(60);
                }
            }
        }
    }
    slots
}

fn wall_clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// Lets one household borrow as often as this test does.
fn without_quota(place: &Place) {
    let sql = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); \
               c.execute(\"UPDATE place SET settings = json_set(settings, '$.household_week_quota', 100000, '$.help_open_limit', 100000, '$.help_day_limit', 100000) WHERE kind = 'community'\"); c.commit()";
    let database = place.0.join("linli.db");
    assert!(Command::new("python3").args(["-c", sql]).arg(database).status().unwrap().success());
}

/// Killed while it decides, again and again: whatever it had acknowledged is there afterwards, and
/// once; whatever is sent again has the answer that it had, and no second effect.
#[test]
fn what_was_acknowledged_outlives_kill_9() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    without_quota(&place);
    let port = free_port();
    let mut server = Server::start(&place, port);
    let cookie = server.sign_in(&phone);
    let (_, text) = server.get("/api/sync/v1/pull", &cookie).unwrap();
    let pull: Pull = serde_json::from_str(&text).unwrap();
    let mut rows = Rows::default();
    patch(&mut rows, pull.patch);
    let mut slots = free_half_hours(&rows).into_iter();
    let mut settled: Vec<(Value, Value)> = Vec::new();
    for round in 0..20 {
        let pusher = {
            let (cookie, slots) = (cookie.clone(), slots.clone());
            std::thread::spawn(move || push_until_it_is_gone(port, &cookie, slots))
        };
        std::thread::sleep(moment(60 + 11 * round));
        server.signal("-KILL");
        server.child.wait().unwrap();
        let pushed = pusher.join().unwrap();
        slots.by_ref().take(pushed.len()).for_each(drop);
        server = Server::start(&place, port);
        // The newest are those that a crash could have taken; of the last nobody knows.
        let newest = pushed.len().saturating_sub(8);
        for (at, Pushed { body, answer }) in pushed.into_iter().enumerate() {
            let again = (at >= newest).then(|| {
                let (status, _, again) = server.post("/api/sync/v1/push", &cookie, &body).unwrap();
                assert_eq!(status, 200, "{again}");
                again["outcomes"].clone()
            });
            if let (Some(before), Some(again)) = (&answer, &again) {
                assert_eq!(before, again, "{body}");
            }
            settled.push((body, answer.or(again).unwrap()));
        }
    }
    drop(server);
    let mut wanted: Vec<_> = Vec::new();
    for (body, outcomes) in &settled {
        for (sent, outcome) in body["mutations"].as_array().unwrap().iter().zip(outcomes.as_array().unwrap())
        {
            assert_eq!(outcome["mid"], sent["mid"]);
            assert_eq!(outcome["result"], "applied", "{sent}: {outcome}");
        }
        wanted.push(body["mutations"][0]["args"].clone());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::connect(&format!("sqlite://{}", place.0.join("linli.db").display())).await.unwrap();
        assert_eq!(double_bookings(&db).await, [""; 0]);
        let held = allocation::Entity::find().all(db.reader()).await.unwrap();
        let bookings = booking::Entity::find().all(db.reader()).await.unwrap();
        for args in &wanted {
            let id: Uuid = serde_json::from_value(args["booking_id"].clone()).unwrap();
            let starts: linli_domain::time::Instant = serde_json::from_value(args["starts"].clone()).unwrap();
            let room: Uuid = serde_json::from_value(args["resource_id"].clone()).unwrap();
            // Those of the demo that were cancelled hold no time any more.
            let holds = |it: &booking::Model| held.iter().any(|claim| claim.booking_id == it.id);
            let there = bookings
                .iter()
                .filter(|it| it.resource_id == Some(room) && it.starts == starts.millis() && holds(it));
            assert_eq!(there.map(|it| it.id).collect::<Vec<_>>(), [id], "{args}");
            assert_eq!(held.iter().filter(|it| it.booking_id == id).count(), 1, "{args}");
        }
        let asked: BTreeSet<_> = settled
            .iter()
            .map(|(body, _)| body["mutations"][1]["args"]["help_id"].as_str().unwrap())
            .collect();
        let helps = matter::Entity::find().all(db.reader()).await.unwrap();
        let found = helps.iter().filter(|it| asked.contains(it.id.to_string().as_str())).count();
        assert_eq!((asked.len(), found), (settled.len(), settled.len()));
    });
    assert!(settled.len() > 40, "{}", settled.len());
}
