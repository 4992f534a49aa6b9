//! A server that is killed in the middle of pushes, again and again.

use std::sync::atomic::Ordering;
use std::time::Duration;

use linli_tests::app::Kind;
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tokio::time::sleep;

use crate::crowd::{self, Crowd};
use crate::program::Program;
use crate::proofs::{Proof, number, seed};
use crate::town::Town;

const PEOPLE: u32 = 6;

async fn what_was_acknowledged_outlives_kill_9(kind: Kind) {
    let kills = number("LINLI_KILLS").unwrap_or(3);
    let seed = seed();
    let proof = Proof::begin(format!("kill -9, {kind:?}"));
    let town = Town::new(kind, PEOPLE).await;
    let mut server = Program::start(&town, "server").await;
    let crowd = Crowd::of(&town, &[server.address], crowd::usual_patience(), seed);
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut in_the_middle = 0;
    for _ in 0..kills {
        sleep(Duration::from_millis(chance.random_range(50..800))).await;
        let pushing = crowd.shared.pushing.load(Ordering::Relaxed);
        server.kill();
        in_the_middle += u32::from(pushing > 0);
        server.again(&town).await;
    }
    let phones = crowd.stop().await;
    let (_, seen) = crowd::rest(&town, phones).await;
    drop(server);
    town.remove().await;
    assert!(in_the_middle > 0, "no push was on its way at any kill");
    proof.made(&format!(
        "seed {seed}, {kills} kills, {in_the_middle} of them with a push on its way; {}",
        seen.told()
    ));
}

#[test]
fn sqlite() {
    crowd::run(what_was_acknowledged_outlives_kill_9(Kind::Sqlite));
}

#[test]
fn postgres() {
    crowd::run(what_was_acknowledged_outlives_kill_9(Kind::Postgres));
}
