//! A PostgreSQL server for the time of a measurement, durable as in production.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

pub struct Postgres {
    folder: tempfile::TempDir,
    bin: PathBuf,
    port: u16,
}

impl Postgres {
    pub async fn start() -> Result<Self> {
        let mut versions: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
            .context("PostgreSQL is missing: make testkit")?
            .filter_map(|it| it.ok().map(|it| it.path().join("bin")))
            .filter(|it| it.join("initdb").is_file())
            .collect();
        versions.sort();
        let bin = versions.pop().context("PostgreSQL has no initdb")?;
        let folder = tempfile::tempdir()?;
        let free = std::net::TcpListener::bind("127.0.0.1:0")?;
        let port = free.local_addr()?.port();
        drop(free);
        let it = Self { folder, bin, port };
        run(Command::new("chown").arg("postgres").arg(it.folder.path()))?;
        run(it.command("initdb").args(["--auth=trust", "--no-locale", "-E", "UTF8", "-D"]).arg(it.data()))?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c max_connections=100 -c shared_buffers=256MB -k {}",
            it.folder.path().display()
        );
        run(it
            .command("pg_ctl")
            .arg("-D")
            .arg(it.data())
            .args(["-w", "-l"])
            .arg(it.folder.path().join("log"))
            .args(["-o", &options, "start"]))?;
        Ok(it)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of its programs, as the user that it insists on.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
            .arg(self.bin.join(name))
            .current_dir("/")
            .stdout(Stdio::null());
        command
    }

    /// A new, empty database; its address.
    pub fn database(&self, name: &str) -> Result<String> {
        run(self.command("createdb").args(["-h", "127.0.0.1", "-p", &self.port.to_string(), name]))?;
        Ok(format!("postgres://postgres@127.0.0.1:{}/{name}", self.port))
    }

    /// Removes a database that nobody uses any more.
    pub fn drop_database(&self, name: &str) -> Result<()> {
        run(self.command("dropdb").args(["--force", "-h", "127.0.0.1", "-p", &self.port.to_string(), name]))
    }

    /// Transactions a second of a script, with so many clients for so long.
    pub fn pgbench(&self, database: &str, script: &Path, clients: u32, time: Duration) -> Result<f64> {
        let output = self
            .command("pgbench")
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-n", "-M", "prepared", "-j", "2"])
            .args(["-c", &clients.to_string(), "-T", &time.as_secs().to_string(), "-f"])
            .arg(script)
            .arg(database)
            .stdout(Stdio::piped())
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text
            .lines()
            .find(|it| it.starts_with("tps"))
            .with_context(|| format!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)))?;
        let number = line.split_whitespace().nth(2).context("no tps")?;
        Ok(number.parse()?)
    }

    /// A folder that its user can read.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.command("pg_ctl").arg("-D").arg(self.data()).args(["-m", "immediate", "stop"]).status());
    }
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    if output.status.success() {
        Ok(())
    } else {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))
    }
}
