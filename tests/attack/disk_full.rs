//! No room is left on the disk of an SQLite database.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures::FutureExt;

use crate::found::{Found, counted};
use crate::item::{ATTACKER, Item, Run};
use crate::person::{Person, harmless};
use crate::server::Server;
use crate::stage::{Kind, Stage};
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "disk_full",
    tried: "the disk under the database fills up, and is emptied again",
    run: Run::Own(|stage| run(stage).boxed()),
};

/// How long readiness may take to see it, and to see that it is over: looks are remembered for a while.
const SEEN_WITHIN: Duration = Duration::from_secs(20);

async fn run(stage: &Stage) -> Result<Found> {
    if stage.kind == Kind::Postgres {
        return Ok(Found::not_tried("PostgreSQL has a disk of its own: see frozen"));
    }
    let Some(disk) = Disk::new(stage.file("disk")) else {
        return Ok(Found::not_tried("a small disk can be mounted by root alone"));
    };
    let url = format!("sqlite://{}", disk.0.join("linli.db").display());
    // By a process of its own: the log that filling the demo leaves behind would have room for thousands of
    // pushes.
    let filled = stage.run(&["demo", "--database", &url, "--log", "warn"])?.context("it does not end")?;
    ensure!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));
    let server = stage.serve_at(&url, &["--disk-free-mib", "1"]).await?;
    let mut people = Vec::new();
    for phone in ["13800000001", "13800000002", "13800000003"] {
        people.push(Person::sign_in(&server, &stage.gateway, phone, ATTACKER).await?);
    }
    let ballast = disk.fill()?;
    let mut pushes = Vec::new();
    let mut told = true;
    // What lies in the log already may take a few.
    for n in 0..90 {
        let person = people.get_mut(n % 3).context("nobody")?;
        let many: Vec<_> = (0..15).map(|_| harmless()).collect();
        let answer = person.push(&many).await?.answer;
        told &= answer.status == 200 || answer.asks_to_wait();
        pushes.push(answer.status);
        if pushes.iter().filter(|it| **it != 200).count() >= 3 {
            break;
        }
    }
    let (refused, slowest) = until(&server, 503).await?;
    let mut reader = people.remove(0).client;
    let (page, public) = (reader.get("/mine").await?.status, reader.get("/sign-in").await?.status);
    std::fs::remove_file(ballast)?;
    let (back, _) = until(&server, 200).await?;
    let mut last = people.remove(0);
    let mut again = 0;
    for _ in 0..20 {
        again = last.push(&[harmless()]).await?.answer.status;
        if again == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let took = slowest.as_millis();
    Ok(Found::new(format!(
        "pushes {}; readiness 503: {refused} (slowest answer {took} ms); pages {page}, {public}; \
         with room again ready: {back}, push {again}",
        counted(&pushes)
    ))
    .must(pushes.iter().any(|it| *it != 200), "the disk was full")
    .must(told, "writes are refused with the time to come again")
    .must(refused, "readiness says so")
    .must(stage.short || slowest <= Duration::from_millis(2_500), "readiness answers within 2 s")
    .must(page == 200 && public == 200, "what needs no writing goes on")
    .must(back && again == 200, "it recovers")
    .must(server.is_alive() && server.panics() == 0, "it stays up"))
}

/// Asks for readiness until it is this; whether it came, and the slowest answer.
pub async fn until(server: &Server, wanted: u16) -> Result<(bool, Duration)> {
    let began = Instant::now();
    let mut slowest = Duration::ZERO;
    let mut client = Client::new(server.address, std::net::Ipv4Addr::LOCALHOST);
    while began.elapsed() < SEEN_WITHIN {
        let asked = Instant::now();
        let status = client.get("/health/ready").await.map_or(0, |it| it.status);
        slowest = slowest.max(asked.elapsed());
        if status == wanted {
            return Ok((true, slowest));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok((false, slowest))
}

/// A disk of 64 MiB in memory; unmounted with this value.
struct Disk(PathBuf);

impl Disk {
    fn new(at: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&at).ok()?;
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"]).arg(&at).output();
        mount.ok()?.status.success().then_some(Self(at))
    }

    /// Leaves no room; the file that takes it.
    fn fill(&self) -> Result<PathBuf> {
        let path: PathBuf = Path::new(&self.0).join("ballast");
        let mut file = File::create(&path)?;
        let mut written = 0_u64;
        for size in [1 << 20, 1 << 12, 1] {
            let block = vec![7_u8; size];
            while written < 1 << 30 && file.write_all(&block).is_ok() {
                written += u64::try_from(size)?;
            }
        }
        ensure!(written < 1 << 30, "the disk does not fill up");
        Ok(path)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the server may still hold its files for a moment.
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}
