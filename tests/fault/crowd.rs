//! Phones that live side by side until a test stops them.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use linli_tests::pace::patience;
use tokio::task::JoinHandle;

use crate::audit::{Found, Told, audit};
use crate::phone::{Counts, Phone, Shared};
use crate::program::panics;
use crate::town::Town;

/// As a phone waits for an answer.
pub fn usual_patience() -> Duration {
    patience(20)
}

/// Running phones.
pub struct Crowd {
    pub shared: Arc<Shared>,
    living: Vec<JoinHandle<Phone>>,
}

/// What phones and the audit saw in the end.
pub struct Seen {
    pub found: Found,
    pub counts: Counts,
    /// From when everything worked again until the last phone was at rest.
    pub rest: Duration,
}

impl Crowd {
    /// Phones of all people of the town, each reaching the servers at these addresses, and waiting so
    /// long for an answer.
    pub fn of(town: &Town, addresses: &[SocketAddr], patience: Duration, seed: u64) -> Self {
        let shared = Arc::<Shared>::default();
        let live = |(person, seed)| {
            let mut phone = Phone::new(person, addresses.to_vec(), seed);
            phone.wire.patience = patience;
            tokio::spawn(phone.live(Arc::clone(&shared)))
        };
        let living = town.people.iter().zip(seed..).map(live).collect();
        Self { shared, living }
    }

    /// Nobody does anything new; what is not sent stays so.
    pub async fn stop(self) -> Vec<Phone> {
        self.shared.stop.store(true, Ordering::Relaxed);
        all(self.living).await
    }
}

async fn all<T>(running: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut ended = Vec::new();
    for one in running {
        ended.push(one.await.expect("it went to its end"));
    }
    ended
}

/// Lets phones come to rest over a network that works, and looks at everything.
///
/// # Panics
/// When a promise was broken.
pub async fn rest(town: &Town, phones: Vec<Phone>) -> (Vec<Phone>, Seen) {
    let began = Instant::now();
    let shared = Arc::<Shared>::default();
    let resting = phones.into_iter().map(|it| tokio::spawn(it.rest(Arc::clone(&shared)))).collect();
    let mut phones = all(resting).await;
    let rest = began.elapsed();
    let mut broken = panics(town);
    let mut counts = Counts::default();
    for phone in &mut phones {
        broken.append(&mut phone.broken);
        broken.extend(phone.differs().await);
        counts.pushes += phone.counts.pushes;
        counts.lost += phone.counts.lost;
        counts.busy += phone.counts.busy;
    }
    let told: Vec<Told> = phones.iter().map(Told::from).collect();
    let mut found = town.look(async |db| audit(db, &told).await).await;
    broken.append(&mut found.broken);
    assert!(broken.is_empty(), "{} promises broken: {:#?}", broken.len(), &broken[..broken.len().min(20)]);
    (phones, Seen { found, counts, rest })
}

impl Seen {
    /// In words.
    pub fn told(&self) -> String {
        let Found { applied, refused, answers_lost, .. } = &self.found;
        let Counts { pushes, lost, busy } = self.counts;
        format!(
            "{pushes} pushes ({lost} unanswered, {busy} told to try again), {applied} mutations applied once, \
             {refused} refused in words, {answers_lost} answers lost after the commit and asked for again, \
             at rest after {:.1} s",
            self.rest.as_secs_f64()
        )
    }
}

/// Runs a test on two cores.
pub fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(test);
}
