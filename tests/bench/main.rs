//! Measures linli against its figures: release build, client on the same machine, each database
//! fresh. `make bench` prints the table; name parts (`push`, `life`, `race`, `availability`, `home`, `pages`,
//! `sync`, `streams`) to run only those.

#![expect(clippy::print_stdout, reason = "a command that prints its result")]

mod availability;
mod bare;
mod client;
mod home;
mod life;
mod pages;
mod past;
mod postgres;
mod push;
mod race;
mod report;
mod server;
mod streams;
mod sync;
mod world;

use anyhow::Result;

/// The two databases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

#[tokio::main]
async fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let runs = |part: &str| wanted.is_empty() || wanted.iter().any(|it| it == part);
    if let [command, plan, database, group, seconds] = wanted.as_slice()
        && command == "bare"
    {
        return bare::write(plan.as_ref(), database.as_ref(), group.parse()?, seconds.parse()?);
    }
    report::machine();
    if runs("push") {
        push::measure().await?;
    }
    if runs("life") {
        life::measure().await?;
    }
    if runs("race") {
        race::measure().await?;
    }
    if runs("availability") {
        availability::measure().await?;
    }
    if runs("home") {
        home::measure().await?;
    }
    if runs("pages") {
        pages::measure().await?;
    }
    if runs("sync") {
        sync::measure().await?;
    }
    if runs("streams") {
        streams::measure().await?;
    }
    Ok(())
}
