//! Bookings as life brings them: 47 communities, random rooms and days within the horizon, in a
//! database that holds years of them already. One booking a push, or a whole day's list at once.
//! The server has one processor; a bare writer with the same rows, on the same processor, is what
//! the database alone can do.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Clock};

use anyhow::{Context, Result, bail};
use linli_domain::ids::{BookingId, DeviceId, MemberId, MutationId, PlaceId, ResourceId};
use linli_domain::mutation::{Envelope, Mutation, Push, RoomBook, RoomMutation};
use linli_domain::place::Settings;
use linli_domain::time::{Instant, plus_days};
use linli_server::db::Db;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::bare::{self, Planned};
use super::client::Client;
use super::past;
use super::postgres::Postgres;
use super::report::{Times, line};
use super::server::Server;
use super::world::{self, Resident, World};

const COMMUNITIES: usize = 47;
const ROOMS: usize = 40;
const RESIDENTS: usize = 400;
const WARM: Duration = Duration::from_secs(2);

/// How many bookings there are already; `LINLI_BOOKINGS` has other numbers, apart by commas.
fn sizes() -> Vec<usize> {
    let wanted = std::env::var("LINLI_BOOKINGS").unwrap_or_else(|_| "20000,200000,2000000".to_owned());
    wanted.split(',').filter_map(|it| it.trim().parse().ok()).collect()
}

/// Seconds that each load is measured.
fn seconds() -> u64 {
    std::env::var("LINLI_SECONDS").ok().and_then(|it| it.parse().ok()).unwrap_or(12)
}

/// One use of a room: its community, its place in the list of rooms, its start.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Use {
    place: usize,
    room: usize,
    starts: Instant,
}

/// A world with its past and its future, and what is still free.
pub struct Life {
    world: World,
    /// Free times within the horizon, in random order.
    free: Vec<Use>,
    random: StdRng,
}

impl Life {
    /// Fills an empty database with so many bookings.
    async fn fill(db: &Db, bookings: usize) -> Result<Self> {
        // Few people stand for many here, so none of them may have had their share.
        let mut settings = Settings::default();
        settings.rooms.household_week_quota = 100_000;
        let world = world::fill_with(db, COMMUNITIES, ROOMS, RESIDENTS, &settings).await?;
        let zone = world::zone()?;
        let mut random = StdRng::seed_from_u64(past::SEED);
        let today = zone.date(world::now());
        let days: Vec<_> = (-past::DAYS..=past::AHEAD).filter(|it| *it != 0).collect();
        let starts: Vec<Vec<Instant>> = days
            .iter()
            .map(|day| past::HOURS.map(|hour| zone.at(plus_days(today, *day), hour * 60)).collect())
            .collect();
        let mut uses: Vec<Use> = Vec::with_capacity(COMMUNITIES * ROOMS * days.len() * 13);
        for place in 0..COMMUNITIES {
            for room in 0..ROOMS {
                uses.extend(starts.iter().flatten().map(|at| Use { place, room, starts: *at }));
            }
        }
        uses.shuffle(&mut random);
        let free = uses.split_off(bookings.min(uses.len()));
        let now = world::now();
        let mut life = Self { world, free: free.into_iter().filter(|it| it.starts > now).collect(), random };
        for some in uses.chunks(20_000) {
            let planned = some.iter().map(|it| life.planned(it)).collect::<Result<Vec<_>>>()?;
            past::write(db, &planned).await?;
        }
        Ok(life)
    }

    fn parts(&mut self, use_: &Use) -> Result<(PlaceId, ResourceId, Resident)> {
        let place = *self.world.places.get(use_.place).context("no place")?;
        let room = self.world.rooms.get(use_.place).and_then(|it| it.get(use_.room));
        let people = self.world.residents.get(use_.place).context("no people")?;
        let who = people.get(self.random.random_range(0..people.len())).context("nobody")?;
        Ok((place, *room.context("no room")?, who.clone()))
    }

    /// So many bookings for the bare writer. They come back to be taken: it works on a copy.
    fn plan(&mut self, size: usize) -> Result<Vec<Planned>> {
        let some: Vec<Use> = self.free.iter().take(size).copied().collect();
        some.iter().map(|it| self.planned(it)).collect()
    }

    fn planned(&mut self, use_: &Use) -> Result<Planned> {
        let (place, room, who) = self.parts(use_)?;
        Ok(Planned {
            place: place.0,
            room: room.0,
            member: who.id.0,
            household: who.household.0,
            device: who.device.0,
            starts: use_.starts.millis(),
        })
    }

    /// A push of so many bookings of one person, each in a room of their community, at a free time.
    /// `devices` are those that a phone stands for, with the last number of each.
    fn push(
        &mut self,
        size: usize,
        devices: &mut HashMap<MemberId, (DeviceId, u64)>,
    ) -> Result<(String, String)> {
        let first = self.free.pop().context("no free times are left")?;
        let (_, room, who) = self.parts(&first)?;
        let mut wanted = vec![(room, first.starts)];
        while wanted.len() < size {
            let at = self.free.iter().rposition(|it| it.place == first.place);
            let use_ = self.free.swap_remove(at.context("no free times are left")?);
            wanted.push((self.parts(&use_)?.1, use_.starts));
        }
        let (device, n) = devices.entry(who.id).or_insert_with(|| (DeviceId(Uuid::now_v7()), 0));
        let mutations = wanted.into_iter().map(|(room, starts)| {
            *n += 1;
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
            Envelope {
                mid: MutationId(Uuid::now_v7()),
                n: *n,
                base_ver: None,
                client_time: world::now(),
                build: String::new(),
                mutation: Mutation::Rooms(RoomMutation::Book(args)),
            }
        });
        let mutations = mutations.collect();
        let push = Push { device_id: *device, epoch: None, mutations };
        Ok((who.cookie, serde_json::to_string(&push)?))
    }
}

/// What a load brought: mutations a second, and how long a push took.
struct Load {
    rate: f64,
    times: Times,
    /// Milliseconds of the server's processor for each.
    processor: f64,
}

pub async fn measure() -> Result<()> {
    for size in sizes() {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("life.db");
        let url = format!("sqlite://{}", path.display());
        let mut life = Life::fill(&Db::connect(&url).await?, size).await?;
        println!("\nSQLite, {size} bookings of {COMMUNITIES} communities, server on one core");
        on_sqlite(&mut life, &url, &path, folder.path()).await?;
    }
    let postgres = Postgres::start().await?;
    for size in sizes() {
        let folder = tempfile::tempdir()?;
        let name = format!("life{size}");
        let url = postgres.database(&name)?;
        let mut life = Life::fill(&Db::connect(&url).await?, size).await?;
        println!("\nPostgreSQL, {size} bookings of {COMMUNITIES} communities");
        on_postgres(&mut life, &url, &name, &postgres, folder.path()).await?;
        postgres.drop_database(&name)?;
    }
    Ok(())
}

async fn on_sqlite(life: &mut Life, url: &str, path: &Path, folder: &Path) -> Result<()> {
    let site = super::home::site(folder)?;
    let mut bare = HashMap::new();
    for group in [1, 8, 32] {
        bare.insert(group, bare::measured(&life.plan(40_000)?, path, group, seconds(), folder)?);
    }
    let of = |group: usize| bare.get(&group).copied().unwrap_or_default();
    for (group, it) in [(1, of(1)), (8, of(8)), (32, of(32))] {
        let figure = format!("{:.0}/s, commit {:.1} ms", it.rate, it.commit_ms);
        line(&format!("  bare writer, groups of {group}"), &figure, "", true);
    }
    let server = Server::start_on(url, &site, Some(0)).await?;
    for (phones, least) in [(1, 0.0), (8, 0.5), (32, 0.7)] {
        let mut load = under(life, &server, phones, 1).await?;
        let (base, p95) = (of(phones), load.times.quantile(0.95));
        let ratio = load.rate / base.rate;
        let figure =
            format!("{:.0}/s, median {:.1} ms, p95 {p95:.1} ms", load.rate, load.times.quantile(0.5));
        if phones == 1 {
            let beyond = load.times.quantile(0.5) - base.commit_ms;
            line("  1 phone", &figure, "", true);
            costs(&load, of(phones).processor_ms);
            line("    beyond the bare commit", &format!("{beyond:.2} ms"), "<= 1.5 ms", beyond <= 1.5);
            continue;
        }
        line(&format!("  {phones} phones"), &figure, "", true);
        costs(&load, of(phones).processor_ms);
        line("    of the bare writer", &format!("{ratio:.2}"), &format!(">= {least}"), ratio >= least);
        if phones == 32 {
            let times = p95 / base.commit_ms;
            line("    p95 in commits of the bare writer", &format!("{times:.1}"), "<= 3", times <= 3.0);
        }
    }
    let mut lists = under(life, &server, 8, 50).await?;
    let ratio = lists.rate / of(32).rate;
    let figure = format!("{:.0}/s, median {:.0} ms a list", lists.rate, lists.times.quantile(0.5));
    line("  8 phones, 50 at once", &figure, "", true);
    costs(&lists, of(32).processor_ms);
    line("    of the bare writer", &format!("{ratio:.2}"), ">= 0.8", ratio >= 0.8);
    line("  memory of the server afterwards", &format!("{:.0} MiB", server.memory()?), "", true);
    Ok(())
}

async fn on_postgres(
    life: &mut Life,
    url: &str,
    name: &str,
    postgres: &Postgres,
    folder: &Path,
) -> Result<()> {
    let site = super::home::site(folder)?;
    let bare = bare::on_postgres(&life.plan(100_000)?, url, name, postgres, seconds()).await?;
    line("  pgbench, the bare inserts, 32 clients", &format!("{bare:.0}/s"), "", true);
    let server = Server::start_on(url, &site, None).await?;
    for phones in [1, 8, 32] {
        let mut load = under(life, &server, phones, 1).await?;
        let (median, p95) = (load.times.quantile(0.5), load.times.quantile(0.95));
        let figure = format!("{:.0}/s, median {median:.1} ms, p95 {p95:.1} ms", load.rate);
        line(&format!("  {phones} phones"), &figure, "", true);
        if phones == 32 {
            let ratio = load.rate / bare;
            line("    of the bare inserts", &format!("{ratio:.2}"), ">= 0.8", ratio >= 0.8);
        }
    }
    Ok(())
}

/// So many phones, each with one push on its way, of so many bookings.
async fn under(life: &mut Life, server: &Server, phones: usize, size: usize) -> Result<Load> {
    let seconds = seconds();
    // Lists go three times as fast.
    let most = if size > 1 { 12_000 } else { 4_000 };
    let pushes = usize::try_from(seconds + WARM.as_secs())? * most / size;
    let (counting, stop) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let mut running = Vec::new();
    for _ in 0..phones {
        let mut devices = HashMap::new();
        let made: Result<Vec<_>> = (0..pushes / phones).map(|_| life.push(size, &mut devices)).collect();
        let client = Client::connect(server.address).await?;
        running.push(tokio::spawn(drive(client, made?, size, Arc::clone(&counting), Arc::clone(&stop))));
    }
    tokio::time::sleep(WARM).await;
    counting.store(true, Ordering::Relaxed);
    let (began, before) = (Clock::now(), server.processor()?);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    counting.store(false, Ordering::Relaxed);
    let (took, busy) = (began.elapsed(), server.processor()? - before);
    stop.store(true, Ordering::Relaxed);
    let mut times = Times::default();
    for phone in running {
        times.append(phone.await??);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let (rate, each) = {
        let done = (times.len() * size) as f64;
        (done / took.as_secs_f64(), busy / done)
    };
    Ok(Load { rate, times, processor: each })
}

/// What each booking took of the server's processor, beside that of the bare writer.
fn costs(load: &Load, bare: f64) {
    line("    processor time of each", &format!("{:.2} ms, bare {bare:.2} ms", load.processor), "", true);
}

async fn drive(
    mut client: Client,
    pushes: Vec<(String, String)>,
    size: usize,
    counting: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
) -> Result<Times> {
    let mut times = Times::default();
    for (cookie, body) in pushes {
        if stop.load(Ordering::Relaxed) {
            return Ok(times);
        }
        let began = Clock::now();
        let (status, answer) = client.post("/api/sync/v1/push", &cookie, body).await?;
        let took = began.elapsed();
        let applied = String::from_utf8_lossy(&answer).matches("\"applied\"").count();
        if !status.is_success() || applied != size {
            bail!("{status}: {}", String::from_utf8_lossy(&answer));
        }
        if counting.load(Ordering::Relaxed) {
            times.add(took);
        }
    }
    bail!("a phone has nothing left to send")
}
