//! Three servers at one PostgreSQL, behind a network that does everything that networks do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use linli_tests::app::Kind;
use linli_tests::pace::patience;
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tokio::time::{Instant, sleep};

use crate::crowd::{self, Crowd};
use crate::program::Program;
use crate::proofs::{Proof, seconds, seed};
use crate::proxy::Proxy;
use crate::streams::{Listener, Pokes, head};
use crate::town::Town;

const SERVERS: u64 = 3;
const PEOPLE: u32 = 8;

/// Shorter than most partitions, so that what was sent into one comes late, behind what was sent
/// around it; in seconds.
const PATIENCE: u64 = 1;

/// How long a stream may take to tell of the last change, in seconds.
const TOLD: u64 = 10;

async fn all_come_to_the_same(kind: Kind) {
    let seed = seed();
    let time = seconds(5.0);
    let proof = Proof::begin("three servers behind a bad network");
    let town = Town::new(kind, PEOPLE).await;
    let (mut servers, mut proxies) = (Vec::new(), Vec::new());
    for n in 0..SERVERS {
        let server = Program::start(&town, &format!("server-{n}")).await;
        proxies.push(Proxy::open(server.address, seed + n).await);
        servers.push(server);
    }
    let addresses: Vec<SocketAddr> = proxies.iter().map(|it| it.address).collect();
    let listeners: Vec<_> =
        addresses.iter().zip(&town.people).map(|(at, person)| Listener::begin(*at, person)).collect();
    proxies.iter().for_each(|it| it.set_rough(true));
    let crowd = Crowd::of(&town, &addresses, patience(PATIENCE), seed);
    let shared = Arc::clone(&crowd.shared);

    let mut chance = SmallRng::seed_from_u64(seed);
    let until = Instant::now() + time;
    let (mut partitions, mut parted) = (0, Duration::ZERO);
    while Instant::now() < until {
        sleep(time / 6).await;
        let cut_off = Duration::from_millis(chance.random_range(500..4_000)).min(time / 3);
        proxies[chance.random_range(0..proxies.len())].part_for(cut_off).await;
        partitions += 1;
        parted += cut_off;
    }

    proxies.iter().for_each(|it| it.set_rough(false));
    let phones = crowd.stop().await;
    let (_, seen) = crowd::rest(&town, phones).await;
    let newest = town.look(head).await;
    let since = Instant::now();
    while let Some(deaf) = listeners.iter().find(|it| it.newest() < newest) {
        assert!(
            since.elapsed() < patience(TOLD),
            "a stream has heard of {} and not of {newest}",
            deaf.newest()
        );
        sleep(Duration::from_millis(20)).await;
    }
    let acks = std::mem::take(&mut *shared.acks.lock().expect("acks"));
    let pokes = town.look(async |db| Pokes::measure(db, &acks, &listeners, &proxies).await).await;
    let mut harm = [0; 4];
    for proxy in &proxies {
        harm.iter_mut().zip(proxy.harm()).for_each(|(sum, one)| *sum += one);
    }
    drop((listeners, proxies, servers));
    town.remove().await;
    let [cut, reset, swallowed, slow] = harm;
    proof.made(&format!(
        "seed {seed}, {} s, connections: {cut} cut, {reset} reset, {swallowed} with the answer swallowed, \
         {slow} slow; {partitions} partitions of {:.1} s in all; {}; {}",
        time.as_secs(),
        parted.as_secs_f64(),
        seen.told(),
        pokes.told()
    ));
}

#[test]
fn postgres() {
    crowd::run(all_come_to_the_same(Kind::Postgres));
}
