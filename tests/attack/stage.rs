//! Where an attack takes place: a folder, a fresh database, and the program under attack.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use linli_server::db::Db;
pub use linli_tests::app::Kind;
use linli_tests::postgres::{self, Fresh};
use linli_tests::program::free_port;
use linli_tests::site;
use sea_orm::{ConnectionTrait, Statement};
use tempfile::TempDir;
use uuid::Uuid;

use crate::gateway::Gateway;
use crate::server::Server;

/// More address space than linli ever needs, and less than would harm the machine (KiB).
const ADDRESS_SPACE: &str = "8000000";

pub struct Stage {
    pub kind: Kind,
    /// A few seconds and a debug build: right answers and memory are looked at, times are not.
    pub short: bool,
    pub url: String,
    pub gateway: Gateway,
    program: PathBuf,
    folder: TempDir,
    fresh: Option<Fresh>,
}

impl Stage {
    pub async fn new(kind: Kind, short: bool, program: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let fresh = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(postgres::empty().await),
        };
        let file = format!("sqlite://{}", folder.path().join("linli.db").display());
        let url = fresh.as_ref().map_or(file, |it| it.url.clone());
        let site = folder.path().join("site");
        site::names_only(&site)?;
        std::fs::write(site.join("robots.txt"), "User-agent: *\nAllow: /\n")?;
        Ok(Self { kind, short, url, gateway: Gateway::start()?, program: program.to_owned(), folder, fresh })
    }

    /// The database is dropped, the folder goes by itself.
    pub async fn leave(self) {
        if let Some(fresh) = self.fresh {
            fresh.drop().await;
        }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// One of two numbers: for the long and for the short form.
    pub const fn of<T: Copy>(&self, long: T, short: T) -> T {
        if self.short { short } else { long }
    }

    /// A command of the program, which can fill its own memory and no more.
    pub fn linli(&self) -> Command {
        let mut command = Command::new("sh");
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .args(["-c", &format!("ulimit -v {ADDRESS_SPACE}; exec \"$0\" \"$@\"")])
            .arg(&self.program)
            .stdin(Stdio::null());
        command
    }

    /// Starts a server with the limits of production: sign-in codes leave by a gateway.
    pub async fn serve(&self, flags: &[&str]) -> Result<Server> {
        self.serve_at(&self.url, flags).await
    }

    pub async fn serve_at(&self, database: &str, flags: &[&str]) -> Result<Server> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
        self.serve_on(address, database, flags).await
    }

    /// Fills the demo district, where it is not there yet, and takes the demo's larger limits away again:
    /// visitors share its few accounts, people do not.
    ///
    /// It is made once for each build of the program, since it takes longer than most attacks in short.
    async fn fill(&self, database: &str) -> Result<()> {
        let file = database.strip_prefix("sqlite://").map(PathBuf::from);
        let model = self.model()?;
        match &file {
            Some(file) if file.exists() => return Ok(()),
            Some(file) if model.exists() => {
                std::fs::copy(&model, file)?;
                return Ok(());
            }
            Some(_) | None => self.run(&["demo", "--database", database])?,
        };
        if let Ok(db) = Db::connect(database).await {
            let usual = "UPDATE place SET settings = '{}' WHERE kind = 'community'";
            // Where there is no such table, the server says what is wrong.
            drop(db.reader().execute_unprepared(usual).await);
            if let Some(file) = &file {
                let whole = "PRAGMA wal_checkpoint(TRUNCATE)";
                db.reader().execute_unprepared(whole).await?;
                // Whole or not at all: others look for it at the same time.
                let half = self.file("model.db");
                std::fs::copy(file, &half)?;
                std::fs::rename(&half, &model).or_else(|_| std::fs::copy(&half, &model).map(drop))?;
            }
        }
        Ok(())
    }

    /// A filled SQLite database of this build of the program.
    fn model(&self) -> Result<PathBuf> {
        let made = std::fs::metadata(&self.program)?.modified()?;
        let stamp = made.duration_since(std::time::UNIX_EPOCH)?.as_millis();
        let folder = self.program.parent().context("the program has no folder")?;
        Ok(folder.join(format!("attack-{stamp}.db")))
    }

    pub async fn serve_on(&self, address: SocketAddr, database: &str, flags: &[&str]) -> Result<Server> {
        self.fill(database).await?;
        let mut command = self.linli();
        command
            .args(["serve", "--demo", "--log", "warn", "--database", database])
            .args(["--listen", &address.to_string(), "--site"])
            .arg(self.file("site"));
        if !flags.contains(&"--sender-url") {
            command.args(["--sender-url", &self.gateway.url]);
        }
        // An empty one asks for the demo's own way: codes are shown. What this linli does not know is
        // left out: attacks are older than some of the settings that they set.
        let known = self.known()?;
        for pair in flags.chunks(2) {
            let [flag, value] = pair else { bail!("{pair:?} is no flag with its value") };
            if value.is_empty() {
                continue;
            }
            if known.contains(&format!("{flag} ")) {
                command.args([flag, value]);
            } else if self.is_own() {
                bail!("linli has no setting {flag}");
            }
        }
        Server::start(command, address, self.file(&format!("log-{}", address.port()))).await
    }

    /// Whether it is the linli that was built with these attacks.
    fn is_own(&self) -> bool {
        std::env::current_exe().is_ok_and(|it| it.parent() == self.program.parent())
    }

    /// What the program says of its settings.
    fn known(&self) -> Result<String> {
        let said = self.run(&["serve", "--help"])?.context("it does not explain itself")?;
        Ok(String::from_utf8_lossy(&said.stdout).into_owned())
    }

    /// Begins to serve the stage's own database in a way that linli must refuse; what it said then, or
    /// nothing when it serves.
    pub fn begin(&self, flags: &[&str]) -> Result<Option<Output>> {
        let site = self.file("site").display().to_string();
        let listen = format!("127.0.0.1:{}", free_port());
        let usual = ["--listen", &listen, "--site", &site, "--database", &self.url, "--log", "warn"];
        self.run(&[&["serve"], flags, &usual].concat())
    }

    /// Runs a command of the program to its end, or for half a minute; nothing when it went on.
    pub fn run(&self, args: &[&str]) -> Result<Option<Output>> {
        let mut command = self.linli();
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("linli does not start")?;
        let began = Instant::now();
        while child.try_wait()?.is_none() {
            if began.elapsed() > Duration::from_secs(30) {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Some(child.wait_with_output()?))
    }

    /// The database beside the server.
    pub async fn database(&self) -> Result<Db> {
        Ok(Db::connect(&self.url).await?)
    }

    /// The one number that a statement asks for.
    pub async fn count(&self, sql: &str) -> Result<i64> {
        let db = self.database().await?;
        let statement = Statement::from_string(db.reader().get_database_backend(), sql.to_owned());
        let row = db.reader().query_one_raw(statement).await?.context("no row")?;
        Ok(row.try_get_by_index(0)?)
    }

    /// How many of these ids are in a column.
    pub async fn kept(&self, table: &str, column: &str, ids: &[Uuid]) -> Result<usize> {
        let db = self.database().await?;
        let mut kept = 0;
        for some in ids.chunks(400) {
            let list: Vec<_> = some.iter().map(|id| self.literal(*id)).collect();
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} IN ({})", list.join(","));
            let ask = Statement::from_string(db.reader().get_database_backend(), sql);
            let count: i64 = db.reader().query_one_raw(ask).await?.context("no row")?.try_get_by_index(0)?;
            kept += usize::try_from(count)?;
        }
        Ok(kept)
    }

    /// An id as this database's SQL has it.
    pub fn literal(&self, id: Uuid) -> String {
        match self.kind {
            Kind::Sqlite => format!("x'{}'", id.simple()),
            Kind::Postgres => format!("'{id}'"),
        }
    }
}
