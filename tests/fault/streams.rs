//! People who listen to the stream of events of a server, and how soon they hear.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use linli_domain::ids::BookingId;
use linli_server::db::Db;
use linli_server::db::tables::{change, community_head};
use linli_tests::builders::HOME;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::proxy::Proxy;
use crate::town::Person;
use crate::wire::Wire;

/// What was heard on one stream, from its opening to its end.
struct Life {
    heard: Vec<(Instant, i64)>,
    ended: Option<Instant>,
}

/// Somebody who listens to one server and opens the stream again whenever it ends.
pub struct Listener {
    at: SocketAddr,
    lives: Arc<Mutex<Vec<Life>>>,
    listening: JoinHandle<()>,
}

impl Listener {
    pub fn begin(at: SocketAddr, person: &Person) -> Self {
        let lives = Arc::<Mutex<Vec<Life>>>::default();
        let listening = tokio::spawn(listen(Wire::new(at, &person.cookie), Arc::clone(&lives)));
        Self { at, lives, listening }
    }

    /// The newest version that was heard of.
    pub fn newest(&self) -> i64 {
        let lives = self.lives.lock().expect("lives");
        lives.iter().flat_map(|it| &it.heard).map(|(_, seq)| *seq).max().unwrap_or(0)
    }

    /// How long after this moment a version was heard of, by a stream that was open all the time.
    fn heard_after(&self, since: Instant, version: i64) -> Option<Instant> {
        let lives = self.lives.lock().expect("lives");
        let open = |it: &&Life| {
            it.heard.first().is_some_and(|(hello, _)| *hello <= since)
                && it.ended.is_none_or(|end| since < end)
        };
        let life = lives.iter().find(open)?;
        life.heard.iter().find(|(_, seq)| *seq >= version).map(|(at, _)| (*at).max(since))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(mut wire: Wire, lives: Arc<Mutex<Vec<Life>>>) {
    loop {
        if let Ok(mut stream) = wire.listen().await {
            let at = lives.lock().expect("lives").len();
            lives.lock().expect("lives").push(Life { heard: Vec::new(), ended: None });
            while let Some(version) = stream.next().await {
                lives.lock().expect("lives")[at].heard.push((Instant::now(), version));
            }
            lives.lock().expect("lives")[at].ended = Some(Instant::now());
        }
        // Sooner than a phone, which waits a second or more.
        sleep(Duration::from_millis(100)).await;
    }
}

/// Times from an acknowledged push at one server to the poke at another.
#[derive(Default)]
pub struct Pokes {
    times: Vec<Duration>,
    /// Not measured: the stream was not open, or ended before, or the server was cut off.
    left_out: usize,
}

impl Pokes {
    pub async fn measure(
        db: &Db,
        acks: &[(BookingId, SocketAddr, Instant)],
        listeners: &[Listener],
        proxies: &[Proxy],
    ) -> Self {
        let rows =
            change::Entity::find().filter(change::Column::CommunityId.eq(HOME.0)).all(db.reader()).await;
        let mut versions: BTreeMap<BookingId, i64> = BTreeMap::new();
        for it in rows.expect("changes") {
            // The first is the booking, later ones what became of it.
            let version = versions.entry(BookingId(it.id)).or_insert(it.seq);
            *version = it.seq.min(*version);
        }
        let mut pokes = Self::default();
        for (id, at, when) in acks {
            let Some(version) = versions.get(id) else { continue };
            for listener in listeners.iter().filter(|it| it.at != *at) {
                let heard = listener.heard_after(*when, *version);
                let way = proxies.iter().find(|it| it.address == listener.at).expect("its way");
                match heard.filter(|heard| !way.was_parted(*when, *heard)) {
                    Some(heard) => pokes.times.push(heard.duration_since(*when)),
                    None => pokes.left_out += 1,
                }
            }
        }
        pokes.times.sort_unstable();
        pokes
    }

    /// In words.
    pub fn told(&self) -> String {
        let at = |share: usize| {
            let last = self.times.len().saturating_sub(1);
            self.times.get(last * share / 100).map_or(0, Duration::as_millis)
        };
        format!(
            "from an acknowledgement to the poke at another server p50 {} ms, p95 {} ms, max {} ms ({} \
             measured, {} left out, whose stream was cut)",
            at(50),
            at(95),
            at(100),
            self.times.len(),
            self.left_out
        )
    }
}

/// The newest version of the community.
pub async fn head(db: &Db) -> i64 {
    let head = community_head::Entity::find_by_id(HOME.0).one(db.reader()).await.expect("an answer");
    head.expect("a head").seq
}
