//! The network between phones and a server, as bad as a test wants it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// A way to one server; closed with this value.
pub struct Proxy {
    pub address: SocketAddr,
    way: Arc<Way>,
    accepting: JoinHandle<()>,
}

struct Way {
    target: SocketAddr,
    rough: AtomicBool,
    cut_off: watch::Sender<bool>,
    /// From when to when nothing came through.
    gaps: Mutex<Vec<(Instant, Option<Instant>)>>,
    harm: Harm,
}

impl Way {
    fn is_rough(&self) -> bool {
        self.rough.load(Ordering::Relaxed)
    }
}

/// What was done to connections.
#[derive(Default)]
struct Harm {
    cut: AtomicU32,
    reset: AtomicU32,
    swallowed: AtomicU32,
    slow: AtomicU32,
}

/// What becomes of a connection some time after it was made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Whole,
    Cut,
    Reset,
    /// The server's next answer is taken and goes nowhere.
    Swallowed,
}

impl Proxy {
    /// Opens a way to a server, smooth until told otherwise.
    pub async fn open(target: SocketAddr, seed: u64) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        let way = Arc::new(Way {
            target,
            rough: AtomicBool::new(false),
            cut_off: watch::Sender::new(false),
            gaps: Mutex::default(),
            harm: Harm::default(),
        });
        let accepting = tokio::spawn(accept(socket, Arc::clone(&way), seed));
        Self { address, way, accepting }
    }

    /// Whether connections made from now on come to harm. When not, those that were to come to harm do
    /// not either.
    pub fn set_rough(&self, rough: bool) {
        self.way.rough.store(rough, Ordering::Relaxed);
    }

    /// Nothing comes through for a while, in either direction; what was sent comes late.
    pub async fn part_for(&self, time: Duration) {
        let gaps = || self.way.gaps.lock().expect("gaps");
        gaps().push((Instant::now(), None));
        self.way.cut_off.send_replace(true);
        sleep(time).await;
        self.way.cut_off.send_replace(false);
        if let Some(last) = gaps().last_mut() {
            last.1 = Some(Instant::now());
        }
    }

    /// Whether nothing came through at some moment between these.
    pub fn was_parted(&self, from: Instant, to: Instant) -> bool {
        let gaps = self.way.gaps.lock().expect("gaps");
        gaps.iter().any(|(begin, end)| *begin <= to && end.is_none_or(|end| from <= end))
    }

    /// Connections that were cut, reset, whose answer was swallowed, that were slow.
    pub fn harm(&self) -> [u32; 4] {
        let Harm { cut, reset, swallowed, slow } = &self.way.harm;
        [cut, reset, swallowed, slow].map(|it| it.load(Ordering::Relaxed))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(socket: TcpListener, way: Arc<Way>, seed: u64) {
    let mut chance = SmallRng::seed_from_u64(seed);
    loop {
        let Ok((client, _)) = socket.accept().await else { continue };
        let (mut fate, mut after, mut delay) = (Fate::Whole, Duration::ZERO, Duration::ZERO);
        if way.is_rough() {
            fate = match chance.random_range(0..10) {
                0..2 => Fate::Cut,
                2..4 => Fate::Reset,
                4..7 => Fate::Swallowed,
                _ => Fate::Whole,
            };
            after = Duration::from_millis(chance.random_range(20..2_000));
            if chance.random_ratio(1, 5) {
                delay = Duration::from_millis(chance.random_range(5..150));
                way.harm.slow.fetch_add(1, Ordering::Relaxed);
            }
        }
        tokio::spawn(carry(client, Arc::clone(&way), fate, after, delay));
    }
}

/// One connection, from its beginning to its end.
async fn carry(client: TcpStream, way: Arc<Way>, fate: Fate, after: Duration, delay: Duration) {
    let Ok(server) = TcpStream::connect(way.target).await else { return };
    for socket in [&client, &server] {
        drop(socket.set_nodelay(true));
    }
    if fate == Fate::Reset {
        // Then closing it sends a reset and not a farewell.
        drop(client.set_zero_linger());
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mute = AtomicBool::new(false);
    let up = async {
        pump(from_client, to_server, &way, delay, None).await;
        // What the server has not read yet would be lost with the connection.
        sleep(Duration::from_millis(100)).await;
    };
    let down = pump(from_server, to_client, &way, delay, Some(&mute));
    let harm = async {
        sleep(after).await;
        match fate {
            _ if !way.is_rough() => std::future::pending().await,
            Fate::Whole => std::future::pending().await,
            Fate::Swallowed => {
                mute.store(true, Ordering::Relaxed);
                std::future::pending::<()>().await;
            }
            Fate::Cut | Fate::Reset => {}
        }
    };
    tokio::select! {
        () = up => {}
        () = down => {}
        () = harm => {
            let count = if fate == Fate::Cut { &way.harm.cut } else { &way.harm.reset };
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Carries what comes until one side is gone, or the answer is to be swallowed.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    way: &Way,
    delay: Duration,
    mute: Option<&AtomicBool>,
) {
    let mut buffer = vec![0; 16 * 1024];
    let mut cut_off = way.cut_off.subscribe();
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        // The sender is in the way itself.
        drop(cut_off.wait_for(|it| !it).await);
        if !delay.is_zero() {
            sleep(delay).await;
        }
        if way.is_rough() && mute.is_some_and(|it| it.load(Ordering::Relaxed)) {
            way.harm.swallowed.fetch_add(1, Ordering::Relaxed);
            return;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
