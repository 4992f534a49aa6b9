//! One PostgreSQL server for all tests of a run: made from Debian's packages under `target/tests`,
//! shared by the processes that nextest starts, stopped by a watcher when the last of them is gone.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, UNIX_EPOCH};

use linli_server::db::Db;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use uuid::Uuid;

use crate::pace::patience;

/// A database of its own.
pub struct Fresh {
    pub url: String,
    name: String,
}

/// A server of a test's own, which may go down and come up again. Gone with this value.
pub struct Cluster(Server);

impl Cluster {
    /// Starts one.
    pub fn start() -> Self {
        Self(Server::running(Self::place()))
    }

    /// Starts one that can be reached by TLS, as `localhost`.
    pub fn with_tls() -> (Self, Tls) {
        let root = Self::place();
        let tls = Tls::make(&root.join("tls"));
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres:", &text(&root)]));
        }
        let file = |name: &str| text(&root.join("tls").join(name));
        let more = format!(
            "-c listen_addresses=localhost -c ssl=on -c ssl_cert_file={} -c ssl_key_file={}",
            file("server.crt"),
            file("server.key")
        );
        (Self(Server::running_as(Server { root, port: tls.port, more })), tls)
    }

    fn place() -> PathBuf {
        let name = format!("cluster-{}", &Uuid::new_v4().simple().to_string()[..8]);
        root().with_file_name(name)
    }

    /// Where its socket is.
    pub fn socket(&self) -> String {
        text(&self.0.root)
    }

    /// Stops all its processes where they are, as when its machine hangs.
    pub fn freeze(&self) {
        self.0.signal("-STOP");
    }

    /// They go on.
    pub fn thaw(&self) {
        self.0.signal("-CONT");
    }

    /// A new, empty database; its address.
    pub async fn database(&self, name: &str) -> String {
        let admin = self.0.admin().await;
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("created");
        admin.close().await.expect("closed");
        self.0.url(name)
    }

    /// Ends it at once, as when the machine loses power: no transaction ends, no client is told.
    pub fn crash(&self) {
        run(tool("pg_ctl").args(["-D", &text(&self.0.data()), "-m", "immediate", "stop"]));
    }

    /// Comes up again after a crash.
    pub fn come_up(&self) {
        self.0.start();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = text(&self.0.data());
        drop(tool("pg_ctl").args(["-D", &data, "-m", "immediate", "stop"]).stdout(Stdio::null()).status());
        // All at once for the watcher, which then leaves.
        let gone = self.0.root.with_extension("gone");
        drop(fs::rename(&self.0.root, &gone).and_then(|()| fs::remove_dir_all(&gone)));
    }
}

/// What is needed to reach a server by TLS.
pub struct Tls {
    pub port: u16,
    /// The authority that vouches for it.
    pub authority: PathBuf,
    /// One that does not.
    pub stranger: PathBuf,
}

impl Tls {
    fn make(folder: &Path) -> Self {
        fs::create_dir_all(folder).expect("a folder");
        let openssl = |line: &str| run(Command::new("openssl").current_dir(folder).args(line.split(' ')));
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        for name in ["authority", "stranger"] {
            openssl(&format!("req -x509 {key} -days 30 -subj /CN={name} -keyout {name}.key -out {name}.crt"));
        }
        openssl(&format!("req {key} -subj /CN=localhost -keyout server.key -out server.csr"));
        let says = "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost\n";
        fs::write(folder.join("says"), says).expect("a file");
        openssl(
            "x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 30 \
             -out server.crt -extfile says",
        );
        let file = |name: &str| folder.join(name);
        Self {
            port: crate::program::free_port(),
            authority: file("authority.crt"),
            stranger: file("stranger.crt"),
        }
    }
}

/// A PgBouncer in front of a cluster; gone with this value.
pub struct Pooler {
    child: std::process::Child,
    folder: tempfile::TempDir,
    pub port: u16,
}

impl Pooler {
    /// Starts one that lends whole sessions; `None` where it is not installed.
    pub fn start(cluster: &Cluster) -> Option<Self> {
        let program = Path::new("/usr/sbin/pgbouncer");
        if !program.exists() {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let port = crate::program::free_port();
        let at = |name: &str| text(&folder.path().join(name));
        fs::write(at("users"), "\"linli\" \"\"\n").expect("a file");
        let settings = format!(
            "[databases]\n* = host={} user=linli\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = session\n\
             default_pool_size = 30\nlogfile = {}\n",
            cluster.socket(),
            at("users"),
            at("log"),
        );
        fs::write(at("settings"), settings).expect("a file");
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres:", &text(folder.path())]));
        }
        let child = as_postgres(&text(program))
            .args(["-q", &at("settings")])
            .current_dir("/")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let since = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < Duration::from_secs(60), "PgBouncer does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self { child, folder, port })
    }

    /// What it has written.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Stops the server when no runner of tests is left; leaves when its folder is gone.
const WATCH: &str = r#"
while sleep 3; do
    [ -d "$1/users" ] || exit 0
    alive=
    for file in "$1"/users/*; do
        [ -e "$file" ] || continue
        if [ -d "/proc/${file##*/}" ]; then alive=1; else rm -f "$file"; fi
    done
    if [ -z "$alive" ]; then
        exec flock "$1/lock" "$0" -D "$1/data" -m fast stop
    fi
done
"#;

/// Makes a database with linli's tables.
pub async fn fresh() -> Fresh {
    let server = tokio::task::spawn_blocking(|| Server::running(root())).await.expect("a server");
    let template = server.template().await;
    server.copy(&template).await
}

/// Makes an empty database.
pub async fn empty() -> Fresh {
    let server = tokio::task::spawn_blocking(|| Server::running(root())).await.expect("a server");
    server.copy("template0").await
}

impl Fresh {
    /// Drops the database with whoever is still connected to it.
    pub async fn drop(self) {
        let server = Server::at(root());
        let admin = server.admin().await;
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        admin.execute_unprepared(&drop).await.expect("dropped");
        admin.close().await.expect("closed");
    }
}

struct Server {
    root: PathBuf,
    /// The number in the name of its socket.
    port: u16,
    /// Options beside the usual ones.
    more: String,
}

impl Server {
    fn at(root: PathBuf) -> Self {
        Self { root, port: 5432, more: String::new() }
    }

    fn url(&self, database: &str) -> String {
        let port = if self.port == 5432 { String::new() } else { format!(":{}", self.port) };
        format!("postgres://linli@localhost{port}/{database}?host={}", self.root.display())
    }

    async fn admin(&self) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(self.url("postgres"));
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.expect("the server answers")
    }

    async fn copy(&self, template: &str) -> Fresh {
        let admin = self.admin().await;
        let name = format!("test_{}", Uuid::now_v7().simple());
        insist(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        admin.close().await.expect("closed");
        Fresh { url: self.url(&name), name }
    }

    fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// The server that lives there, started when it is not.
    fn running(root: PathBuf) -> Self {
        Self::running_as(Self::at(root))
    }

    fn running_as(server: Self) -> Self {
        let root = &server.root;
        fs::create_dir_all(root.join("users")).expect("a directory");
        let lock = File::create(root.join("lock")).expect("a lock file");
        lock.lock().expect("the lock");
        fs::write(root.join("users").join(runner().to_string()), "").expect("a mark");
        let data = server.data();
        if is_root() {
            run(Command::new("chown").args(["postgres:", &text(&server.root)]));
        }
        if !data.join("PG_VERSION").exists() {
            run(tool("initdb").args([
                "-U",
                "linli",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-D",
                &text(&data),
            ]));
        }
        let there = tool("pg_ctl").args(["-D", &text(&data), "status"]).stdout(Stdio::null()).status();
        if !there.expect("pg_ctl").success() {
            server.start();
            let mut watch = as_postgres("sh");
            watch.args(["-c", WATCH, &text(&bin("pg_ctl")), &text(&server.root)]);
            watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            // It outlives this process, which nobody waits in.
            drop(watch.current_dir("/").spawn().expect("a watcher"));
        }
        server
    }

    fn start(&self) {
        // Room for the statements of all tests at once: what is pushed out is not counted.
        let options = format!(
            "-k {} -c listen_addresses='' -c max_connections=200 \
             -c shared_preload_libraries=pg_stat_statements -c pg_stat_statements.track=all \
             -c pg_stat_statements.max=50000 -c pg_stat_statements.save=off -c port={} {}",
            self.root.display(),
            self.port,
            self.more
        );
        let (data, log) = (text(&self.data()), text(&self.root.join("log")));
        run(tool("pg_ctl").args(["-D", &data, "-w", "-l", &log, "-o", &options, "start"]));
    }

    /// Sends a signal to the server and to each of its processes.
    fn signal(&self, name: &str) {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).expect("it runs");
        let main = file.lines().next().expect("a process").to_owned();
        let children = fs::read_dir("/proc").expect("/proc").flatten().filter_map(|it| {
            let stat = fs::read_to_string(it.path().join("stat")).ok()?;
            // Behind the name, which is in brackets: the state, and who started it.
            let parent = stat.rsplit(") ").next()?.split(' ').nth(1)?.to_owned();
            (parent == main).then(|| it.file_name().to_string_lossy().into_owned())
        });
        let mut all = vec![main.clone()];
        all.extend(children);
        // One may have ended since.
        drop(as_postgres("kill").arg(name).args(all).stderr(Stdio::null()).status());
    }

    /// The name of the migrated template, made when the migrations are newer than it.
    async fn template(&self) -> String {
        let lock = File::create(self.root.join("template.lock")).expect("a lock file");
        lock.lock().expect("the lock");
        let admin = self.admin().await;
        let name = format!("template_{}", migrations_age());
        let there = format!("SELECT datname FROM pg_database WHERE datname = '{name}'");
        let ask = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, there);
        if admin.query_one_raw(ask).await.expect("an answer").is_none() {
            admin.execute_unprepared("DROP DATABASE IF EXISTS building WITH (FORCE)").await.expect("dropped");
            admin.execute_unprepared("CREATE DATABASE building").await.expect("created");
            let db = Db::connect(&self.url("building")).await.expect("a database");
            db.migrate().await.expect("migrated");
            db.reader().execute_unprepared("CREATE EXTENSION pg_stat_statements").await.expect("statistics");
            // Each copy must have a name of its own, as each database of linli has.
            drop(db);
            let leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'building'";
            admin.execute_unprepared(leave).await.expect("alone");
            insist(&admin, &format!("ALTER DATABASE building RENAME TO {name}")).await;
        }
        admin.close().await.expect("closed");
        name
    }
}

/// Runs a statement that fails as long as somebody else is connected.
async fn insist(admin: &DatabaseConnection, statement: &str) {
    let until = Instant::now() + patience(20);
    while let Err(error) = admin.execute_unprepared(statement).await {
        assert!(Instant::now() < until, "{error}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Where the server lives: under `target`, or where the user `postgres` may go when not there.
fn root() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    fs::create_dir_all(&target).expect("target");
    let target = target.canonicalize().expect("target");
    let reaches = as_postgres("test").arg("-x").arg(&target).status();
    let base = if reaches.is_ok_and(|it| it.success()) { target } else { std::env::temp_dir() };
    base.join("tests/postgres")
}

/// The newest change of a migration.
fn migrations_age() -> u64 {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/db/migrations");
    let files = fs::read_dir(directory).into_iter().flatten().flatten();
    let changed = files.filter_map(|it| it.metadata().ok()?.modified().ok());
    let newest = changed.filter_map(|it| it.duration_since(UNIX_EPOCH).ok()).max().unwrap_or_default();
    u64::try_from(newest.as_millis()).unwrap_or(0)
}

/// Whoever runs the tests: nextest, or this process.
fn runner() -> u32 {
    if std::env::var_os("NEXTEST").is_some() {
        std::os::unix::process::parent_id()
    } else {
        std::process::id()
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0)
}

fn as_postgres(program: &str) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program]);
        command
    } else {
        Command::new(program)
    }
}

fn bin(program: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> =
        versions.map(|it| it.path().join("bin").join(program)).filter(|it| it.exists()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(program))
}

fn tool(program: &str) -> Command {
    let mut command = as_postgres(&text(&bin(program)));
    command.current_dir("/").stdin(Stdio::null());
    command
}

fn run(command: &mut Command) {
    let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(
        done.is_ok_and(|it| it.success()),
        "{command:?} (PostgreSQL is needed: apt-get install postgresql)"
    );
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
