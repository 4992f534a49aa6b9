//! The innocent neighbour: another person at another address who reads a page and sends something
//! while the attack goes on. In a thread of their own, so that the attacker's work is not in their way.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::person::{Person, harmless};

/// 陈国华, a resident of 安平.
pub const PHONE: &str = "13800000009";
pub const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 77);

/// What waiting was like.
#[derive(Default)]
pub struct Seen {
    pub pages: Vec<Duration>,
    pub pushes: Vec<Duration>,
    /// Answers that were none of a server that works.
    pub failures: Vec<String>,
}

impl Seen {
    /// The 95th percentile of pages and pushes in milliseconds.
    pub fn p95(&mut self) -> (f64, f64) {
        (p95(&mut self.pages), p95(&mut self.pushes))
    }
}

/// The time that 95 of 100 stayed within, in milliseconds.
pub fn p95(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
    times.get(at).map_or(0.0, |it| it.as_secs_f64() * 1000.0)
}

pub struct Neighbour {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<Seen>>,
}

impl Neighbour {
    /// Begins to live beside the attack.
    pub fn begin(person: Person) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            Ok(runtime.block_on(live(person, &stopped)))
        });
        Self { stop, thread }
    }

    pub fn end(self) -> Result<Seen> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| anyhow!("the neighbour fell over")).context("the neighbour")?
    }
}

async fn live(mut person: Person, stop: &AtomicBool) -> Seen {
    let mut seen = Seen::default();
    while !stop.load(Ordering::Relaxed) {
        match person.client.get("/mine").await {
            Ok(answer) if answer.status == 200 => seen.pages.push(answer.took),
            Ok(answer) => seen.failures.push(format!("page {}", answer.status)),
            Err(error) => seen.failures.push(format!("page: {error:#}")),
        }
        match person.push(&[harmless()]).await {
            Ok(pushed) if pushed.answer.status == 200 => seen.pushes.push(pushed.answer.took),
            Ok(pushed) => seen.failures.push(format!("push {}", pushed.answer.status)),
            Err(error) => seen.failures.push(format!("push: {error:#}")),
        }
        // A minute's amount may come at once, then it comes back evenly: nobody is to be refused here.
        let pause = if seen.pushes.len() < 80 { 50 } else { 700 };
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    seen
}
