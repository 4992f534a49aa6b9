//! Bookings a second: 32 clients, one booking a push, each answered after its commit.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Clock};

use anyhow::{Result, bail};
use linli_domain::ids::{BookingId, MutationId, ResourceId};
use linli_domain::mutation::{Envelope, Mutation, Push, RoomBook, RoomMutation};
use linli_domain::time::{Instant, Zone, monday_of, plus_days, weekday_index};
use linli_server::db::Db;
use uuid::Uuid;

use super::client::Client;
use super::postgres::Postgres;
use super::report::{Times, line};
use super::server::Server;
use super::world::{self, Resident, World};

const CLIENTS: usize = 32;
const COMMUNITIES: usize = 4;
const ROOMS: usize = 96;
/// Residents of each client; with two rooms a week each, more than enough for a day's bookings.
const EACH: usize = 215;
/// Bookings that a client makes for one day.
const A_DAY: usize = 60;
const DAYS: usize = 57;
const TIME: Duration = Duration::from_secs(15);
const WARM: Duration = Duration::from_secs(3);

pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    let (rate, mut times) = against(&url, folder.path()).await?;
    let p95 = times.quantile(0.95);
    line(
        "SQLite: room bookings a second, 32 clients, durable",
        &format!("{rate:.0}/s, median {:.1} ms, p95 {p95:.1} ms", times.quantile(0.5)),
        ">= 1500/s, p95 <= 60 ms",
        rate >= 1500.0 && p95 <= 60.0,
    );
    let postgres = Postgres::start().await?;
    let url = postgres.database("linli")?;
    let (rate, mut times) = against(&url, folder.path()).await?;
    let bare = bare_inserts(&postgres).await?;
    let ratio = rate / bare;
    line(
        "PostgreSQL: room bookings a second, 32 clients",
        &format!("{rate:.0}/s, median {:.1} ms, p95 {:.1} ms", times.quantile(0.5), times.quantile(0.95)),
        "",
        true,
    );
    line("  pgbench, the bare inserts, 32 clients", &format!("{bare:.0}/s"), "", true);
    line("  ratio", &format!("{ratio:.2}"), ">= 0.5", ratio >= 0.5);
    Ok(())
}

async fn against(url: &str, folder: &Path) -> Result<(f64, Times)> {
    let world = {
        let db = Db::connect(url).await?;
        world::fill(&db, COMMUNITIES, ROOMS, EACH * CLIENTS / COMMUNITIES).await?
    };
    let site = super::home::site(folder)?;
    let server = Server::start(url, &site).await?;
    let zone = world::zone()?;
    let (counting, stop) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let mut running = Vec::new();
    for n in 0..CLIENTS {
        let client = Client::connect(server.address).await?;
        let work = Work::of(&world, n, zone.clone());
        running.push(tokio::spawn(drive(client, work, Arc::clone(&counting), Arc::clone(&stop))));
    }
    tokio::time::sleep(WARM).await;
    counting.store(true, Ordering::Relaxed);
    let began = Clock::now();
    tokio::time::sleep(TIME).await;
    counting.store(false, Ordering::Relaxed);
    let took = began.elapsed();
    stop.store(true, Ordering::Relaxed);
    let mut times = Times::default();
    for client in running {
        times.append(client.await??);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = times.len() as f64 / took.as_secs_f64();
    Ok((rate, times))
}

/// What one client books: its own rooms, its own residents, no conflicts.
struct Work {
    rooms: Vec<ResourceId>,
    residents: Vec<(Resident, u64)>,
    zone: Zone,
}

impl Work {
    fn of(world: &World, client: usize, zone: Zone) -> Self {
        let place = client % COMMUNITIES;
        let share = client / COMMUNITIES;
        let rooms = ROOMS * COMMUNITIES / CLIENTS;
        let own = |list: &[ResourceId]| list.iter().skip(share * rooms).take(rooms).copied().collect();
        let people =
            |list: &[Resident]| list.iter().skip(share * EACH).take(EACH).map(|it| (it.clone(), 0)).collect();
        Self {
            rooms: world.rooms.get(place).map_or_else(Vec::new, |it| own(it)),
            residents: world.residents.get(place).map_or_else(Vec::new, |it| people(it)),
            zone,
        }
    }

    /// The push number `k`; `None` when all days are full.
    fn push(&mut self, k: usize) -> Option<(String, String)> {
        let (ahead, i) = (k / A_DAY + 1, k % A_DAY);
        if ahead > DAYS {
            return None;
        }
        let today = self.zone.date(world::now());
        let day = plus_days(today, i64::try_from(ahead).ok()?);
        debug_assert!(monday_of(day) <= day);
        let who = (weekday_index(day) * A_DAY + i) / 2;
        let room = *self.rooms.get(i % self.rooms.len().max(1))?;
        let hour = 8 + i / self.rooms.len().max(1);
        let starts = self.zone.at(day, u16::try_from(hour * 60).ok()?);
        let (resident, n) = self.residents.get_mut(who)?;
        *n += 1;
        let push = book(resident, *n, room, starts);
        Some((resident.cookie.clone(), serde_json::to_string(&push).ok()?))
    }
}

/// A push of one booking of half an hour.
pub fn book(resident: &Resident, n: u64, room: ResourceId, starts: Instant) -> Push {
    let args = RoomBook {
        booking_id: BookingId(Uuid::now_v7()),
        resource_id: room,
        starts,
        ends: starts.plus_minutes(30),
        people: Some(2),
        note: "书法".to_owned(),
        subject: None,
        also: false,
    };
    Push {
        device_id: resident.device,
        epoch: None,
        mutations: vec![Envelope {
            mid: MutationId(Uuid::now_v7()),
            n,
            base_ver: None,
            client_time: world::now(),
            build: String::new(),
            mutation: Mutation::Rooms(RoomMutation::Book(args)),
        }],
    }
}

async fn drive(
    mut client: Client,
    mut work: Work,
    counting: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
) -> Result<Times> {
    let mut times = Times::default();
    let mut k = 0;
    while !stop.load(Ordering::Relaxed) {
        let Some((cookie, body)) = work.push(k) else { bail!("a client has no free slots left") };
        let began = Clock::now();
        let (status, answer) = client.post("/api/sync/v1/push", &cookie, body).await?;
        let took = began.elapsed();
        if !status.is_success() || !contains(&answer, b"\"applied\"") {
            bail!("{status}: {}", String::from_utf8_lossy(&answer));
        }
        if counting.load(Ordering::Relaxed) {
            times.add(took);
        }
        k += 1;
    }
    Ok(times)
}

pub fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|it| it == part)
}

/// The rows of a booking, inserted by pgbench and nothing else: what the database alone can do.
async fn bare_inserts(postgres: &Postgres) -> Result<f64> {
    let url = postgres.database("bare")?;
    let db = Db::connect(&url).await?;
    world::fill(&db, COMMUNITIES, ROOMS, 100).await?;
    let setup = "
        CREATE SEQUENCE bench_n;
        CREATE TABLE bench_room AS SELECT row_number() OVER () - 1 AS i, id, community_id FROM resource;
        CREATE INDEX ON bench_room (i);
        CREATE TABLE bench_member AS SELECT row_number() OVER () - 1 AS i, id, community_id, household_id FROM member;
        CREATE INDEX ON bench_member (i);
        INSERT INTO device SELECT id, id, 0, community_id FROM member;
        ANALYZE";
    for statement in setup.split(';') {
        sea_orm::ConnectionTrait::execute_unprepared(db.reader(), statement).await?;
    }
    let script = "
SELECT nextval('bench_n') AS n, gen_random_uuid() AS id \\gset
\\set room :n % 256
\\set who :n % 400
\\set at 1900000000000 + (:n / 256) * 3600000
BEGIN;
INSERT INTO booking SELECT :id::uuid, r.community_id, 'room', 'confirmed', m.id, m.id, m.household_id, 'Resident', :at::bigint, :at::bigint + 1800000, NULL, 'note', '', :at::bigint, 1, r.id, NULL, 2, NULL, '[]', NULL, NULL, '' FROM bench_room r, bench_member m WHERE r.i = :room::bigint AND m.i = :who::bigint;
INSERT INTO allocation SELECT community_id, id, :at::bigint, :at::bigint + 2400000, :id::uuid FROM bench_room WHERE i = :room::bigint;
INSERT INTO story_event SELECT gen_random_uuid(), community_id, :id::uuid, :at::bigint, id, 'Resident', 'booked', '' FROM bench_member WHERE i = :who::bigint;
INSERT INTO outcome SELECT id, :n::bigint, :id::uuid, '\\x00112233445566778899aabbccddeeff', '{\"result\":\"applied\"}', :at::bigint, community_id FROM bench_member WHERE i = :who::bigint;
INSERT INTO change SELECT community_id, :n::bigint, 'booking', :id::uuid FROM bench_room WHERE i = :room::bigint;
COMMIT;
";
    let path = postgres.folder().join("bare.sql");
    std::fs::write(&path, script)?;
    postgres.pgbench("bare", &path, 32, Duration::from_secs(12))
}
