//! The program in the hands of whoever runs it.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use linli_server::db::Db;
use linli_server::db::tables::{rate, session, sign_in_request};
use linli_tests::postgres::{self, Cluster, Pooler};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait, TransactionTrait};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::{Calls, Place, Server, demo_phone, free_port, linli, refuses};

/// Longer than anything here should take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until the answer is as wanted.
#[track_caller]
fn until(what: &str, mut ask: impl FnMut() -> bool) {
    let since = Instant::now();
    while !ask() {
        assert!(since.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn says(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// An SMS gateway: hands on the codes that it is asked to send.
pub fn gateway() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/{{phone}}/{{code}}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap();
            let line = String::from_utf8_lossy(&request[..read]).into_owned();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
            let code =
                line.split_whitespace().nth(1).and_then(|it| it.rsplit('/').next()).unwrap_or_default();
            drop(tell.send(code.to_owned()));
        }
    });
    (address, told)
}

/// `linli serve` for people, with a gateway.
pub fn production(place: &Place, port: u16, gateway: &str) -> Command {
    production_on(place, port, gateway, &database(place))
}

fn production_on(place: &Place, port: u16, gateway: &str, database: &str) -> Command {
    let mut command = linli();
    let at = |name: &str| place.0.join(name).display().to_string();
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--site", &at("site")]);
    command.args(["--database", database, "--log", "warn"]);
    command.args(["--public-url", "http://localhost", "--sender-url", gateway]);
    command
}

fn database(place: &Place) -> String {
    format!("sqlite://{}", place.0.join("linli.db").display())
}

#[test]
fn m8_a_demo_and_people_never_share_a_database() {
    let gateway = "http://127.0.0.1:9/{phone}/{code}";
    let made_up = Place::new();
    demo_phone(&made_up, "resident");
    refuses(&mut production(&made_up, free_port(), gateway), "The database is a demo's");
    let real = Place::new();
    let readme = include_str!("../../README.md");
    let example = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let file = real.0.join("district.toml");
    fs::write(&file, example).unwrap();
    says(linli().arg("places").arg(&file).args(["--database", &database(&real)]));
    refuses(&mut real.serve(free_port()), "The database is no demo's");
    // Each serves its own, also the second time.
    for _ in 0..2 {
        drop(Server::start(&made_up, free_port()));
        let port = free_port();
        drop(Server::start_as(production(&real, port, gateway), port));
    }
}

#[test]
fn m9_without_its_own_address_it_serves_nobody() {
    let place = Place::new();
    let mut command = linli();
    command.args(["serve", "--site"]).arg(place.0.join("site")).args(["--database", &database(&place)]);
    command.args(["--sender-url", "https://s/{phone}/{code}"]);
    refuses(&mut command, "set public-url");
}

#[test]
fn revoke_ends_a_persons_sessions_at_once() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let port = free_port();
    let mut command = place.serve(port);
    command.args(["--session-cache-seconds", "1"]);
    let server = Server::start_as(command, port);
    let cookies = [server.sign_in(&phone), server.sign_in(&phone)];
    let other = server.sign_in(&demo_phone_of("clerk"));
    let revoke = |phone: &str| {
        let mut command = linli();
        command.args(["revoke", phone, "--database", &database(&place)]);
        command
    };
    assert!(says(&mut revoke(&phone)).starts_with("2 sessions ended;"));
    for cookie in &cookies {
        until("the session ends", || server.get("/api/v1/session", cookie).unwrap().0 == 401);
    }
    assert_eq!(server.get("/api/v1/session", &other).unwrap().0, 200);
    assert!(says(&mut revoke(&phone)).starts_with("0 sessions ended;"));
    refuses(&mut revoke("13999999999"), "Nobody has this phone number");
    refuses(&mut revoke("12"), "no phone number");
}

#[test]
fn a_person_is_moved_while_a_server_runs() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let server = Server::start(&place, free_port());
    let cookie = server.sign_in(&phone);
    let moving = |phone: &str, to: &str, door: &str| {
        let mut command = linli();
        command.args(["move", phone, "--to", to, "--door", door, "--database", &database(&place)]);
        command
    };
    refuses(&mut moving("12", "丰乐社区", "5-201"), "no phone number");
    refuses(&mut moving("13999999999", "丰乐社区", "5-201"), "nobody has this phone number");
    refuses(&mut moving(&phone, "天上", "5-201"), "There is no community 天上");
    refuses(&mut moving(&phone, "丰乐社区", "  "), "behind which door");
    refuses(&mut moving(&phone, "安平社区", "5-201"), "lives there already");
    refuses(&mut moving(&demo_phone_of("clerk"), "丰乐社区", "5-201"), "--end-roles");
    refuses(&mut moving(&demo_phone_of("caregiver"), "丰乐社区", "5-201"), "is a caregiver");
    let said = says(&mut moving(&phone, "丰乐社区", "丰乐新村 5-201"));
    assert!(said.contains("lives in 丰乐社区") && said.contains("a household of their own"), "{said}");
    // The phone stays signed in, and looks at the new community.
    let (status, rows) = server.get("/api/sync/v1/pull", &cookie).unwrap();
    assert!(status == 200 && rows.contains("丰乐社区") && rows.contains("丰乐新村 5-201"), "{status} {rows}");
    let daughter = linli_server::demo::account_list(1)[1].phone.spoken();
    let said = says(&mut moving(&daughter, "丰乐社区", "丰乐新村 5-201"));
    assert!(said.contains("with the household behind that door"), "{said}");
}

/// As `demo_phone`, of a district that is there already.
fn demo_phone_of(role: &str) -> String {
    let listed = linli_server::demo::account_list(1);
    let account =
        listed.iter().find(|it| serde_json::to_value(it.role.role()).unwrap() == json!(role)).unwrap();
    account.phone.spoken()
}

#[test]
fn l2_nobody_else_reads_the_files_of_a_database() {
    let place = Place::new();
    let server = Server::start(&place, free_port());
    for ending in ["", "-wal", "-shm"] {
        let file = place.0.join(format!("linli.db{ending}"));
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    drop(server);
}

#[test]
fn o1_metrics_have_an_address_of_their_own() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let (port, watched) = (free_port(), free_port());
    let mut command = place.serve(port);
    command.args(["--metrics", &format!("127.0.0.1:{watched}")]);
    let server = Server::start_as(command, port);
    let cookie = server.sign_in(&phone);
    server.get("/mine", &cookie).unwrap();
    let ask =
        json!({ "help_id": Uuid::now_v7(), "what": "dark", "answerer": "community", "urgency": "usual" });
    let past = json!({ "booking_id": Uuid::now_v7(), "resource_id": Uuid::now_v7(), "starts": "2020-01-01T00:00:00Z", "ends": "2020-01-01T01:00:00Z" });
    let envelope = |n: u64, name: &str, args: &serde_json::Value| json!({ "mid": Uuid::now_v7(), "n": n, "client_time": "2026-11-24T04:00:00Z", "name": name, "args": args });
    let body = json!({ "device_id": Uuid::now_v7(), "mutations": [envelope(1, "help.ask@1", &ask), envelope(2, "room.book@1", &past)] });
    assert_eq!(server.post("/api/sync/v1/push", &cookie, &body).unwrap().0, 200);
    let wrong = json!({ "request_id": Uuid::now_v7(), "code": "000000" });
    assert_ne!(server.post("/api/v1/session", "", &wrong).unwrap().0, 200);
    let read = || Calls { port: watched }.get("/metrics", "").unwrap();
    until("the jobs are done", || read().1.contains("linli_leads 1"));
    let (status, text) = read();
    assert_eq!(status, 200);
    for line in [
        r#"linli_requests_total{method="GET",route="/mine",status="200"} 1"#,
        r#"linli_requests_total{method="POST",route="/api/sync/v1/push",status="200"} 1"#,
        r#"linli_mutations_total{result="applied"} 1"#,
        r#"linli_mutations_total{result="refused"} 1"#,
        "linli_pushes_total 1",
        r#"linli_codes_total{step="asked"} 1"#,
        r#"linli_sign_ins_total{result="signed_in"} 1"#,
        r#"linli_sign_ins_total{result="code_over"} 1"#,
        "linli_ready 1",
        "linli_clock_right 1",
        "linli_leads 1",
        "linli_hashing_waiting 0",
        r#"linli_pool_open{pool="reading"} "#,
    ] {
        assert!(text.lines().any(|it| it.starts_with(line)), "{line} is not in {text}");
    }
    let bytes = text.lines().find_map(|it| it.strip_prefix("linli_database_bytes ")).unwrap();
    assert!(bytes.parse::<u64>().unwrap() > 100_000, "{bytes}");
    // No number names a person or a thing of theirs.
    assert!(!text.contains("13800") && !text.contains(body["device_id"].as_str().unwrap()));
    // Where people come there is none; nor is there anything else on the other address.
    assert!(!server.get("/metrics", "").unwrap().1.contains("linli_"));
    assert_eq!(Calls { port: watched }.get("/mine", &cookie).unwrap().0, 404);
}

#[test]
fn o2_while_the_schema_is_made_it_says_so() {
    let place = Place::new();
    let runtime = Runtime::new().unwrap();
    let fresh = runtime.block_on(postgres::fresh());
    let lock = runtime.block_on(async {
        let other = Db::one_connection(&fresh.url).await.unwrap();
        let lock = other.begin().await.unwrap();
        lock.execute_unprepared("SELECT pg_advisory_xact_lock(7161515)").await.unwrap();
        lock
    });
    let port = free_port();
    let mut command = production_on(&place, port, "http://127.0.0.1:9/{phone}/{code}", &fresh.url);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let calls = Calls { port };
    until("it listens", || calls.get("/health/live", "").is_some());
    assert_eq!(calls.get("/health/ready", "").unwrap(), (503, "migrating\n".to_owned()));
    assert_eq!(calls.get("/sign-in", "").unwrap().0, 503);
    runtime.block_on(lock.commit()).unwrap();
    until("it is ready", || calls.get("/health/ready", "").is_some_and(|it| it.0 == 200));
    assert_eq!(calls.get("/sign-in", "").unwrap().0, 200);
    child.kill().unwrap();
    child.wait().unwrap();
    runtime.block_on(fresh.drop());
}

#[test]
fn o2_a_database_that_hangs_is_told_and_found_again() {
    let place = Place::new();
    let runtime = Runtime::new().unwrap();
    let cluster = Cluster::start();
    let url = runtime.block_on(cluster.database("linli"));
    let port = free_port();
    let server = Server::start_as(place.serve_on(port, &url), port);
    cluster.freeze();
    until("not ready", || server.get("/health/ready", "").is_some_and(|it| it.0 == 503));
    let said = server.get("/health/ready", "").unwrap().1;
    assert_eq!(said, "the database does not answer\n");
    assert_eq!(server.get("/health/live", "").unwrap().0, 200);
    cluster.thaw();
    until("ready again", || server.get("/health/ready", "").is_some_and(|it| it.0 == 200));
}

/// On a disk of its own, which only root can make; elsewhere it says so.
#[test]
#[expect(clippy::print_stdout, reason = "why it is passed over")]
fn o2_a_full_disk_is_told_and_found_again() {
    let place = Place::new();
    let disk = place.0.join("disk");
    fs::create_dir_all(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=96m", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|it| it.status.success()) {
        println!("passed over: no disk can be mounted here");
        return;
    }
    let port = free_port();
    let database = format!("sqlite://{}", disk.join("linli.db").display());
    let mut command = place.serve_on(port, &database);
    command.args(["--disk-free-mib", "0"]);
    let server = Server::start_as(command, port);
    let cookie = server.sign_in(&linli_server::demo::account_list(1)[0].phone.spoken());
    // Its log begins anew, so that it has no room of its own left; then to the last byte.
    Runtime::new().unwrap().block_on(async {
        let db = Db::one_connection(&database).await.unwrap();
        db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
        db.close().await.unwrap();
    });
    let mut filler = fs::File::create(disk.join("filler")).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    drop(filler);
    let said = || server.get("/health/ready", "").unwrap();
    until("not ready", || said() == (503, "the database cannot be written\n".to_owned()));
    assert_eq!(server.get("/mine", &cookie).unwrap().0, 200, "what is there is read");
    fs::remove_file(disk.join("filler")).unwrap();
    until("ready again", || said().0 == 200);
    drop(server);
    drop(Command::new("umount").arg(&disk).status());
}

#[test]
fn o4_files_of_another_build_are_served_too() {
    let place = Place::new();
    let other = place.0.join("other");
    linli_tests::site::names_only(&other).unwrap();
    fs::create_dir_all(other.join("pkg")).unwrap();
    let content = "body { color: black }";
    let hash: String = Sha256::digest(content).iter().take(8).map(|it| format!("{it:02x}")).collect();
    fs::write(other.join(format!("pkg/linli-{hash}.css")), content).unwrap();
    // Only what cannot be another file under the same name.
    fs::write(other.join("pkg/plain.js"), "1").unwrap();
    fs::write(other.join("sw.js"), "1").unwrap();
    let name = format!("/pkg/linli-{hash}.css");
    let port = free_port();
    let server = Server::start(&place, port);
    assert_eq!(server.get(&name, "").unwrap().0, 404);
    drop(server);
    let mut none = place.serve(port);
    refuses(none.arg("--also-site").arg(place.0.join("site")), "no files of another build");
    // As an operator brings them there.
    let handed = place.0.join("handed");
    let said = says(linli().arg("site").arg(&handed).arg("--site").arg(&other));
    assert!(said.starts_with("1 files are in "), "{said}");
    let mut command = place.serve(port);
    command.arg("--also-site").arg(&handed);
    let server = Server::start_as(command, port);
    assert_eq!(server.get(&name, "").unwrap(), (200, content.to_owned()));
    for path in ["/pkg/plain.js", "/sw.js"] {
        assert_ne!(server.get(path, "").unwrap().1, "1", "{path}");
    }
}

#[test]
fn o6_a_balancer_is_told_before_the_door_closes() {
    let place = Place::new();
    let port = free_port();
    let mut command = place.serve(port);
    command.args(["--linger-seconds", "4"]);
    let mut server = Server::start_as(command, port);
    server.signal("-TERM");
    until("it says so", || server.get("/health/ready", "").unwrap() == (503, "stopping\n".to_owned()));
    assert_eq!(server.get("/sign-in", "").unwrap().0, 200, "who comes all the same is served");
    assert!(server.child.wait().unwrap().success());
}

#[test]
#[expect(clippy::print_stdout, reason = "why it is passed over")]
fn o5_it_works_behind_pgbouncer() {
    let runtime = Runtime::new().unwrap();
    let cluster = Cluster::start();
    runtime.block_on(cluster.database("linli"));
    let Some(pooler) = Pooler::start(&cluster) else {
        println!("passed over: PgBouncer is not installed");
        return;
    };
    let url = format!("postgres://linli@127.0.0.1:{}/linli", pooler.port);
    let place = Place::new();
    let port = free_port();
    let server = Server::start_as(place.serve_on(port, &url), port);
    let cookie = server.sign_in(&linli_server::demo::account_list(1)[0].phone.spoken());
    assert_eq!(server.get("/mine", &cookie).unwrap().0, 200);
    assert_eq!(server.get("/api/sync/v1/pull", &cookie).unwrap().0, 200);
    runtime.block_on(async {
        let db = Db::connect(&url).await.unwrap();
        for (what, value) in [("lock_timeout", "2s"), ("statement_timeout", "15s")] {
            let ask = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, format!("SHOW {what}"));
            let row = db.reader().query_one_raw(ask).await.unwrap().unwrap();
            assert_eq!(row.try_get_by_index::<String>(0).unwrap(), value);
        }
    });
    assert!(!pooler.log().contains("unsupported startup"), "{}", pooler.log());
}

/// What held for a while when the backup was made must not hold again.
fn forgets(url: &str, empty: &str, runtime: &Runtime, place: &Place) {
    says(linli().args(["demo", "--database", url]));
    let count = async |db: &Db| {
        let from = db.reader();
        (
            session::Entity::find().count(from).await.unwrap(),
            sign_in_request::Entity::find().count(from).await.unwrap(),
            rate::Entity::find().count(from).await.unwrap(),
        )
    };
    let look = |url: &str| {
        runtime.block_on(async {
            let db = Db::connect(url).await.unwrap();
            let found = count(&db).await;
            db.reader().clone().close().await.unwrap();
            found
        })
    };
    runtime.block_on(async {
        let db = Db::one_connection(url).await.unwrap();
        let (id, bytes) = (Uuid::now_v7(), vec![7; 32]);
        let row = session::ActiveModel {
            id: Set(id),
            token_hash: Set(bytes.clone()),
            community_id: Set(id),
            member_id: Set(id),
            created_at: Set(0),
            seen_at: Set(i64::MAX),
            expires_at: Set(i64::MAX),
            borrowed: Set(false),
        };
        session::Entity::insert(row).exec_without_returning(&db).await.unwrap();
        let row = sign_in_request::ActiveModel {
            id: Set(id),
            member_id: Set(None),
            salt: Set(bytes.clone()),
            code_hash: Set(bytes.clone()),
            tries: Set(0),
            expires_at: Set(i64::MAX),
            mark: Set(None),
        };
        sign_in_request::Entity::insert(row).exec_without_returning(&db).await.unwrap();
        let row = rate::ActiveModel { key: Set(bytes), window: Set(0), count: Set(1) };
        rate::Entity::insert(row).exec_without_returning(&db).await.unwrap();
        db.close().await.unwrap();
    });
    let file = place.0.join("m10.backup");
    says(linli().arg("backup").arg(&file).args(["--database", url]).env("PATH", path()));
    let said = says(linli().arg("restore").arg(&file).args(["--database", empty]).env("PATH", path()));
    assert!(
        said.contains("Everybody signs in again. Roles and grants are those of when it was made"),
        "{said}"
    );
    assert_eq!((look(url), look(empty)), ((1, 1, 1), (0, 0, 0)));
}

fn path() -> std::ffi::OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

#[test]
fn m10_a_restore_revives_no_session_sqlite() {
    let place = Place::new();
    let url = |name: &str| format!("sqlite://{}", place.0.join(name).display());
    forgets(&url("full.db"), &url("empty.db"), &Runtime::new().unwrap(), &place);
}

#[test]
fn m10_a_restore_revives_no_session_postgres() {
    let (place, runtime) = (Place::new(), Runtime::new().unwrap());
    let (full, empty) = runtime.block_on(async { (postgres::fresh().await, postgres::fresh().await) });
    forgets(&full.url, &empty.url, &runtime, &place);
    runtime.block_on(async {
        full.drop().await;
        empty.drop().await;
    });
}

#[test]
fn h8_postgresql_is_spoken_to_by_tls() {
    let runtime = Runtime::new().unwrap();
    let (cluster, tls) = Cluster::with_tls();
    for name in ["linli", "copy"] {
        runtime.block_on(cluster.database(name));
    }
    let place = Place::new();
    let url =
        |host: &str, name: &str, mode: &str| format!("postgres://linli@{host}:{}/{name}?{mode}", tls.port);
    let full =
        |authority: &std::path::Path| format!("sslmode=verify-full&sslrootcert={}", authority.display());
    let good = url("localhost", "linli", &full(&tls.authority));
    let run = |command: &str, database: &str| {
        let mut it = linli();
        it.args([command, "--database", database]).env("PATH", path());
        it
    };
    says(&mut run("migrate", &good));
    says(&mut run("migrate", &url("localhost", "linli", "sslmode=require")));
    runtime.block_on(async {
        let db = Db::connect(&good).await.unwrap();
        let ask = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()".to_owned();
        let ask = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, ask);
        let row = db.reader().query_one_raw(ask).await.unwrap().unwrap();
        assert!(row.try_get_by_index::<bool>(0).unwrap());
    });
    // An authority that did not vouch for it, and another name than it was vouched for.
    refuses(&mut run("migrate", &url("localhost", "linli", &full(&tls.stranger))), "certificate");
    refuses(&mut run("migrate", &url("127.0.0.1", "linli", &full(&tls.authority))), "certificate");
    // PostgreSQL's own programs are as careful.
    let file = place.0.join("a.backup");
    says(linli().arg("backup").arg(&file).args(["--database", &good]).env("PATH", path()));
    let copy = url("localhost", "copy", &full(&tls.authority));
    says(linli().arg("restore").arg(&file).args(["--database", &copy]).env("PATH", path()));
    let wrong = url("localhost", "linli", &full(&tls.stranger));
    refuses(
        linli().arg("backup").arg(place.0.join("b")).args(["--database", &wrong]).env("PATH", path()),
        "certificate",
    );
    // A server on it, with all the connections that it has.
    let port = free_port();
    let command = production_on(&place, port, "http://127.0.0.1:9/{phone}/{code}", &good);
    drop(Server::start_as(command, port));
    // Another machine's is not spoken to otherwise.
    for mode in ["", "sslmode=require", "sslmode=verify-ca"] {
        refuses(&mut run("migrate", &url("192.0.2.1", "linli", mode)), "sslmode=verify-full");
    }
}
