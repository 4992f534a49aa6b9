//! A linli of this build as a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// A running server; ends with this value.
pub struct Server {
    child: Child,
    pub address: std::net::SocketAddr,
}

/// The binary beside this one.
pub fn binary() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let path = here.parent().context("no folder")?.join("linli");
    if path.is_file() {
        Ok(path)
    } else {
        bail!("{} is missing: cargo build --release -p linli-server", path.display())
    }
}

impl Server {
    /// Starts one and waits until it is ready.
    pub async fn start(database: &str, site: &Path) -> Result<Self> {
        Self::start_on(database, site, None).await
    }

    /// As [`Server::start`], on one processor alone.
    pub async fn start_on(database: &str, site: &Path, processor: Option<u32>) -> Result<Self> {
        let free = std::net::TcpListener::bind("127.0.0.1:0")?;
        let address = free.local_addr()?;
        drop(free);
        let mut command = alone(&binary()?, processor);
        let child = command
            .args(["serve", "--demo", "--demo-scale", "1", "--log", "error", "--database", database])
            // One client stands for many people.
            .args(["--reads-per-session", "10000000", "--writes-per-session", "10000000"])
            .args(["--mutations-per-day", "1000000000", "--mutations-per-day-staff", "1000000000"])
            .args(["--requests-per-address", "10000000"])
            .arg("--listen")
            .arg(address.to_string())
            .arg("--site")
            .arg(site)
            // What this program is told is nothing to it.
            .env_remove("LINLI_BOOKINGS")
            .env_remove("LINLI_SECONDS")
            .stdout(Stdio::null())
            .spawn()
            .context("linli does not start")?;
        let server = Self { child, address };
        for _ in 0..600 {
            // It listens before it is ready.
            let ready = tokio::task::spawn_blocking(move || {
                ureq::get(format!("http://{address}/health/ready")).call().is_ok()
            });
            if ready.await? {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("linli does not get ready")
    }

    /// Processor time that it has had, in milliseconds.
    pub fn processor(&self) -> Result<f64> {
        processor(&self.child.id().to_string())
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|it| it.starts_with("VmRSS")).context("no VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Processor time that a process (`self`: this one) has had, in milliseconds. What other programs and other
/// machines on the same metal take changes it less than it changes the time on the clock.
pub fn processor(process: &str) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // Behind the name, which may have anything in it; both in hundredths of a second.
    let (_, behind) = stat.rsplit_once(')').context("no name")?;
    let ticks: Vec<f64> =
        behind.split_whitespace().skip(11).take(2).filter_map(|it| it.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() * 10.0)
}

/// A program, held to one processor where one is named.
pub fn alone(program: &Path, processor: Option<u32>) -> Command {
    let Some(processor) = processor else { return Command::new(program) };
    let mut command = Command::new("taskset");
    command.args(["-c", &processor.to_string()]).arg(program);
    command
}
