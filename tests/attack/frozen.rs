//! The database does not answer: PostgreSQL stands still, SQLite is held by another program.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures::FutureExt;
use linli_server::db::Db;
use linli_tests::postgres::Cluster;
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::disk_full::until;
use crate::found::{Found, counted};
use crate::item::{ATTACKER, Item, Run};
use crate::person::{Person, harmless};
use crate::stage::{Kind, Stage};
use crate::wire::{Answer, Client};

pub const ITEM: Item = Item {
    name: "frozen",
    tried: "the database stands still (kill -STOP; for SQLite somebody holds its lock), and goes on",
    run: Run::Own(|stage| run(stage).boxed()),
};

async fn run(stage: &Stage) -> Result<Found> {
    match stage.kind {
        Kind::Sqlite => held(stage, &stage.url, None).await,
        Kind::Postgres => {
            // Not the one that others share.
            let cluster = tokio::task::spawn_blocking(Cluster::start).await?;
            let url = cluster.database("frozen").await;
            held(stage, &url, Some(&cluster)).await
        }
    }
}

/// Whatever keeps the database from answering.
enum Holder<'a> {
    Lock(DatabaseConnection),
    Frozen(&'a Cluster),
}

impl<'a> Holder<'a> {
    async fn hold(url: &str, cluster: Option<&'a Cluster>) -> Result<Self> {
        if let Some(cluster) = cluster {
            cluster.freeze();
            return Ok(Self::Frozen(cluster));
        }
        let holder = Db::one_connection(url).await?;
        let began = Instant::now();
        while let Err(error) = holder.execute_unprepared("BEGIN IMMEDIATE").await {
            ensure!(began.elapsed() < Duration::from_secs(20), "the lock is not to be had: {error}");
        }
        Ok(Self::Lock(holder))
    }

    async fn let_go(&self) -> Result<()> {
        match self {
            Holder::Lock(connection) => {
                connection.execute_unprepared("ROLLBACK").await?;
            }
            Holder::Frozen(cluster) => cluster.thaw(),
        }
        Ok(())
    }
}

impl Drop for Holder<'_> {
    fn drop(&mut self) {
        if let Self::Frozen(cluster) = self {
            cluster.thaw();
        }
    }
}

async fn held(stage: &Stage, url: &str, cluster: Option<&Cluster>) -> Result<Found> {
    let server = stage.serve_at(url, &["--request-seconds", "6", "--write-seconds", "4"]).await?;
    let mut people = Vec::new();
    for phone in ["13800000001", "13800000002"] {
        people.push(Person::sign_in(&server, &stage.gateway, phone, ATTACKER).await?);
    }
    let holder = Holder::hold(url, cluster).await?;
    let mut first = people.remove(0);
    let (refused, slowest) = until(&server, 503).await?;
    let mut client = Client::new(server.address, ATTACKER);
    let live = client.get("/health/live").await.map_or(0, |it| it.status);
    let mut pushes: Vec<Answer> = Vec::new();
    for _ in 0..3 {
        pushes.push(first.push(&[harmless()]).await.context("a push has no answer")?.answer);
    }
    let statuses: Vec<_> = pushes.iter().map(|it| it.status).collect();
    let words = pushes.iter().all(|it| it.asks_to_wait() && it.json().get("title").is_some());
    let longest = pushes.iter().map(|it| it.took).max().unwrap_or_default();
    holder.let_go().await?;
    let (back, _) = until(&server, 200).await?;
    let mut second = people.remove(0);
    let mut again = 0;
    for _ in 0..20 {
        again = second.push(&[harmless()]).await.map_or(0, |it| it.answer.status);
        if again == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(Found::new(format!(
        "readiness 503: {refused} (slowest answer {} ms); live {live}; pushes {} after {} ms at most; \
         afterwards ready: {back}, push {again}",
        slowest.as_millis(),
        counted(&statuses),
        longest.as_millis()
    ))
    .must(refused, "readiness says so")
    .must(stage.short || slowest <= Duration::from_millis(2_500), "readiness answers within 2 s")
    .must(live == 200, "the process says that it lives")
    .must(words, "writes are refused with words and the time to come again")
    .must(back && again == 200, "it recovers")
    .must(server.is_alive() && server.panics() == 0, "it stays up"))
}
