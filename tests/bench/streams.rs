//! Thousands of open streams of events on one server: what they cost, and how soon all are poked.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Clock};

use anyhow::{Context, Result, bail, ensure};
use linli_domain::time::plus_days;
use linli_server::db::Db;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::client::Client;
use super::push::{book, contains};
use super::report::{Times, line};
use super::server::Server;
use super::world::{self, Resident};

const STREAMS: usize = 5_000;
const PUSHES: u64 = 10;

/// Longer than anything here should take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many streams have begun, and how many pokes were heard.
#[derive(Default)]
struct Heard {
    hellos: AtomicUsize,
    pokes: AtomicUsize,
}

pub async fn measure() -> Result<()> {
    // A stream is an open file here and one in the server.
    let more = ["--pid", &std::process::id().to_string(), "--nofile=12000"].map(str::to_owned);
    ensure!(Command::new("prlimit").args(more).status()?.success(), "12,000 files may not be open");
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("streams.db").display());
    let world = {
        let db = Db::connect(&url).await?;
        world::fill(&db, 1, 4, STREAMS).await?
    };
    let (Some(residents), Some(room)) =
        (world.residents.first(), world.rooms.first().and_then(|it| it.first()))
    else {
        bail!("no world")
    };
    let server = Server::start(&url, &super::home::site(folder.path())?).await?;
    let who = residents.first().context("nobody")?;
    let mut client = Client::connect(server.address).await?;
    client.get("/api/sync/v1/pull", &who.cookie).await?;
    let before = server.memory()?;
    let heard = Arc::<Heard>::default();
    let began = Clock::now();
    for resident in residents {
        let socket = open(server.address, resident).await?;
        tokio::spawn(hear(socket, Arc::clone(&heard)));
    }
    until(&heard.hellos, STREAMS).await?;
    let opened = began.elapsed();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after = server.memory()?;
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    let each = (after - before) * 1024.0 / STREAMS as f64;
    line("5,000 streams of events open, each", &format!("{each:.1} KiB"), "<= 20 KiB", each <= 20.0);
    line("  opened one after the other in", &format!("{:.1} s", opened.as_secs_f64()), "", true);

    let zone = world::zone()?;
    let today = zone.date(world::now());
    let mut times = Times::default();
    let mut client = Client::connect(server.address).await?;
    for n in 1..=PUSHES {
        // Each another resident of another household, with numbers of their own.
        let who = residents.get(usize::try_from(n)?).context("nobody")?;
        let starts = zone.at(plus_days(today, i64::try_from(n)?), 9 * 60);
        let body = serde_json::to_string(&book(who, 1, *room, starts))?;
        let known = heard.pokes.load(Ordering::Relaxed);
        let began = Clock::now();
        let (_, answer) = client.post("/api/sync/v1/push", &who.cookie, body).await?;
        ensure!(contains(&answer, b"\"applied\""), "{}", String::from_utf8_lossy(&answer));
        until(&heard.pokes, known + STREAMS).await?;
        times.add(began.elapsed());
    }
    let (median, worst) = (times.quantile(0.5), times.quantile(1.0));
    line(
        "  from a push to the poke of the last",
        &format!("median {median:.0} ms, max {worst:.0} ms"),
        "<= 1000 ms",
        worst <= 1000.0,
    );
    Ok(())
}

async fn open(address: SocketAddr, who: &Resident) -> Result<TcpStream> {
    let mut socket = TcpStream::connect(address).await?;
    let ask =
        format!("GET /api/sync/v1/events HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\n\r\n", who.cookie);
    socket.write_all(ask.as_bytes()).await?;
    Ok(socket)
}

async fn hear(socket: TcpStream, heard: Arc<Heard>) {
    let mut lines = BufReader::new(socket).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match line.as_str() {
            "event: hello" => heard.hellos.fetch_add(1, Ordering::Relaxed),
            "event: poke" => heard.pokes.fetch_add(1, Ordering::Relaxed),
            _ => continue,
        };
    }
}

async fn until(count: &AtomicUsize, wanted: usize) -> Result<()> {
    let began = Clock::now();
    loop {
        let there = count.load(Ordering::Relaxed);
        if there >= wanted {
            return Ok(());
        }
        ensure!(began.elapsed() < PATIENCE, "{there} of {wanted} were heard");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
