//! Many people at once, for what is about load: residents of every community of the demo, each signed
//! in on a phone of their own, and clients that push for them.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linli_domain::ids::MemberId;
use linli_server::db::tables::session;
use linli_server::db::{Fetch, bulk};
use linli_server::state::system_clock;
use linli_tests::builders::resident;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::person::{Person, ask, harmless, is_applied};
use crate::server::Server;
use crate::stage::Stage;
use crate::wire::Client;

/// One client stands for many people, who together ask as often as they like.
pub const FLAGS: [&str; 6] = [
    "--writes-per-session",
    "1000000",
    "--reads-per-session",
    "1000000",
    "--requests-per-address",
    "10000000",
];

/// Mutations of one person before it is the next one's turn, and how many of them ask for help:
/// within what one person may do.
const EACH: usize = 32;
const ASKS: usize = 4;

/// Adds residents to all communities, signed in; their cookies.
pub async fn crowd(stage: &Stage, count: usize) -> Result<Vec<(MemberId, String)>> {
    let db = stage.database().await?;
    let communities = Fetch(db.reader()).communities().await?;
    let now = system_clock().millis();
    let (mut people, mut sessions, mut cookies) = (Vec::new(), Vec::new(), Vec::new());
    for (n, place) in communities.keys().copied().cycle().take(count).enumerate() {
        let one = resident(n, place);
        let id = one.id;
        people.push(one);
        let token: [u8; 32] = rand::random();
        sessions.push(session::ActiveModel {
            id: Set(Uuid::now_v7()),
            token_hash: Set(Sha256::digest(token).to_vec()),
            community_id: Set(place.0),
            member_id: Set(id.0),
            created_at: Set(now),
            seen_at: Set(now),
            expires_at: Set(now + 86_400_000),
            borrowed: Set(false),
        });
        cookies.push((id, format!("linli-local={}", URL_SAFE_NO_PAD.encode(token))));
    }
    for some in people.chunks(500) {
        bulk::insert(db.reader(), some).await?;
    }
    for some in sessions.chunks(500) {
        session::Entity::insert_many(some.to_vec()).exec_without_returning(db.reader()).await?;
    }
    Ok(cookies)
}

/// What a while of load has shown.
#[derive(Default)]
pub struct Measured {
    /// Pushes that were decided, and how long each took.
    pub decided: Vec<Duration>,
    /// Those that were told to wait.
    pub refused: Vec<Duration>,
    /// … without a word until when, or refused otherwise.
    pub wrong: Vec<String>,
    /// No answer at all: turned away, or cut off.
    pub cut_off: usize,
    /// Requests for help that were said to be made.
    pub made: Vec<Uuid>,
    pub took: Duration,
}

impl Measured {
    /// Decisions a second.
    pub fn rate(&self) -> f64 {
        let count = u32::try_from(self.decided.len()).unwrap_or(u32::MAX);
        f64::from(count) / self.took.as_secs_f64().max(0.001)
    }

    fn join(&mut self, other: Self) {
        self.decided.extend(other.decided);
        self.refused.extend(other.refused);
        self.wrong.extend(other.wrong);
        self.cut_off += other.cut_off;
        self.made.extend(other.made);
    }
}

/// Clients that push for shares of a crowd.
pub struct Load {
    drivers: Vec<Driver>,
}

struct Driver {
    address: std::net::SocketAddr,
    from: Ipv4Addr,
    people: Vec<(MemberId, String)>,
    at: usize,
    person: Option<Person>,
    done: usize,
}

impl Load {
    /// So many clients, each with a share of the people and an address of its own.
    pub fn new(server: &Server, people: &[(MemberId, String)], clients: usize) -> Self {
        let drivers = (0..clients).map(|n| {
            let [.., high, low] = n.to_be_bytes();
            Driver {
                address: server.address,
                from: Ipv4Addr::new(127, 1, high, low),
                people: people.iter().skip(n).step_by(clients).cloned().collect(),
                at: 0,
                person: None,
                done: 0,
            }
        });
        Self { drivers: drivers.collect() }
    }

    /// Pushes for a while: as fast as answers come, or so many a second all together.
    pub async fn push(&mut self, time: Duration, a_second: Option<f64>) -> Result<Measured> {
        let stop = Arc::new(AtomicBool::new(false));
        let count = u32::try_from(self.drivers.len())?;
        let every = a_second.map(|it| Duration::from_secs_f64(f64::from(count) / it.max(1.0)));
        let mut running = JoinSet::new();
        for mut driver in self.drivers.drain(..) {
            let stop = Arc::clone(&stop);
            running.spawn(async move {
                let measured = driver.drive(every, &stop).await;
                (driver, measured)
            });
        }
        let began = Instant::now();
        tokio::time::sleep(time).await;
        stop.store(true, Ordering::Relaxed);
        let took = began.elapsed();
        let mut all = Measured { took, ..Measured::default() };
        while let Some(done) = running.join_next().await {
            let (driver, measured) = done?;
            self.drivers.push(driver);
            all.join(measured);
        }
        Ok(all)
    }
}

impl Driver {
    async fn drive(&mut self, every: Option<Duration>, stop: &AtomicBool) -> Measured {
        let mut seen = Measured::default();
        if let Some(every) = every {
            // Not all in the same moment.
            tokio::time::sleep(every.mul_f64(rand::random())).await;
        }
        let mut tick = tokio::time::interval(every.unwrap_or(Duration::from_secs(1)));
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        while !stop.load(Ordering::Relaxed) {
            if every.is_some() {
                tick.tick().await;
            }
            self.one(&mut seen).await;
        }
        seen
    }

    async fn one(&mut self, seen: &mut Measured) {
        let (address, from) = (self.address, self.from);
        if self.person.is_none() || self.done >= EACH {
            let connection = self.person.take();
            let Some((id, cookie)) = self.people.get(self.at % self.people.len().max(1)) else { return };
            // The same connection for the next person, as behind a proxy.
            let mut client = connection.map_or_else(|| Client::new(address, from), |it| it.client);
            client.cookie.clone_from(cookie);
            self.person = Some(Person::with(client, id.0));
            self.at += 1;
            self.done = 0;
        }
        let Some(person) = &mut self.person else { return };
        let asks = self.done.is_multiple_of(EACH / ASKS) && self.at <= self.people.len();
        let mutation = if asks { ask("community") } else { harmless() };
        match person.push(std::slice::from_ref(&mutation)).await {
            Ok(pushed) if pushed.answer.status == 200 => {
                self.done += 1;
                seen.decided.push(pushed.answer.took);
                if asks && pushed.outcomes.first().is_some_and(is_applied) {
                    let id = mutation.1.get("help_id").and_then(Value::as_str);
                    seen.made.extend(id.and_then(|it| it.parse::<Uuid>().ok()));
                }
            }
            Ok(pushed) if pushed.answer.asks_to_wait() => seen.refused.push(pushed.answer.took),
            Ok(pushed) => seen.wrong.push(format!("{} {}", pushed.answer.status, pushed.answer.text())),
            Err(_) => {
                // Decided or not: nobody knows. The next person goes on, after a moment.
                seen.cut_off += 1;
                self.person = None;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
