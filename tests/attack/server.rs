//! A linli as a process of its own, watched from outside.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::wire::Client;

/// A running server; ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub async fn start(mut command: Command, address: SocketAddr, log: PathBuf) -> Result<Self> {
        let file = File::create(&log)?;
        let child = command.stdout(file.try_clone()?).stderr(file).stdin(Stdio::null()).spawn()?;
        let server = Self { child, address, log };
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(90) {
            if !server.is_alive() {
                break;
            }
            let mut client = Client::new(address, Ipv4Addr::LOCALHOST);
            if client.get("/health/ready").await.is_ok_and(|it| it.status == 200) {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("linli does not get ready: {}", server.last_words())
    }

    fn proc(&self, file: &str) -> PathBuf {
        Path::new("/proc").join(self.child.id().to_string()).join(file)
    }

    /// Whether the process runs.
    pub fn is_alive(&self) -> bool {
        let stat = std::fs::read_to_string(self.proc("stat")).unwrap_or_default();
        // The state stands behind the name, which is in brackets.
        let state = stat.rsplit(") ").next().and_then(|it| it.chars().next());
        state.is_some_and(|it| !matches!(it, 'Z' | 'X'))
    }

    fn status(&self, line: &str) -> Result<f64> {
        let status = std::fs::read_to_string(self.proc("status"))?;
        let found = status.lines().find(|it| it.starts_with(line)).context("no such line")?;
        let kib: f64 = found.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kib / 1024.0)
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<f64> {
        self.status("VmRSS")
    }

    /// The most that it was since [`forget_peak`](Self::forget_peak), in MiB.
    pub fn peak(&self) -> Result<f64> {
        self.status("VmHWM")
    }

    pub fn forget_peak(&self) {
        // Where the kernel does not let us, the peak is that of the whole life: stricter.
        drop(std::fs::write(self.proc("clear_refs"), "5"));
    }

    /// Processor time that it has used.
    pub fn worked(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(self.proc("stat"))?;
        let after = stat.rsplit(") ").next().context("no state")?;
        let ticks: u64 = after.split(' ').skip(11).take(2).filter_map(|it| it.parse::<u64>().ok()).sum();
        // A hundred ticks a second on every Linux of today (USER_HZ).
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Panics that it has written of.
    pub fn panics(&self) -> usize {
        std::fs::read_to_string(&self.log).map_or(0, |it| it.matches("panicked at").count())
    }

    pub fn last_words(&self) -> String {
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        let mut last: Vec<_> = said.lines().rev().take(3).collect();
        last.reverse();
        last.join(" / ")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
