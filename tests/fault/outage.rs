//! A PostgreSQL that is gone for a while under a server that stays.

use std::time::Duration;

use linli_tests::postgres::Cluster;
use tokio::time::sleep;

use crate::crowd::{self, Crowd};
use crate::program::Program;
use crate::proofs::{Proof, seed};
use crate::town::Town;

const PEOPLE: u32 = 4;
const TIMES: u32 = 2;

async fn a_database_that_is_gone_costs_time_and_nothing_else() {
    let seed = seed();
    let proof = Proof::begin("PostgreSQL crashes and comes up");
    let cluster = tokio::task::spawn_blocking(Cluster::start).await.expect("a server");
    let town = Town::within(&cluster, PEOPLE).await;
    let server = Program::start(&town, "server").await;
    let crowd = Crowd::of(&town, &[server.address], crowd::usual_patience(), seed);
    for _ in 0..TIMES {
        sleep(Duration::from_millis(700)).await;
        cluster.crash();
        sleep(Duration::from_secs(2)).await;
        cluster.come_up();
    }
    sleep(Duration::from_millis(700)).await;
    let phones = crowd.stop().await;
    let (_, seen) = crowd::rest(&town, phones).await;
    drop(server);
    assert!(seen.counts.busy > 0, "nobody was told to try again");
    proof.made(&format!("seed {seed}, {TIMES} crashes; {}", seen.told()));
}

#[test]
fn postgres() {
    crowd::run(a_database_that_is_gone_costs_time_and_nothing_else());
}
