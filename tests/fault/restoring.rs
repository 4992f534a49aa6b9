//! The drill of whoever restores: a backup that was made under load takes the database's place, and what was
//! acknowledged after it comes back.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use linli_domain::ids::{BookingId, MutationId};
use linli_domain::mutation::{Mutation, RoomBook, RoomMutation};
use linli_server::db::tables::booking;
use linli_tests::app::Kind;
use linli_tests::builders::room_book;
use linli_tests::pace::patience;
use sea_orm::EntityTrait;
use tokio::time::sleep;
use uuid::Uuid;

use crate::crowd::{self, Crowd};
use crate::phone::Phone;
use crate::program::Program;
use crate::proofs::{Proof, seconds, seed};
use crate::town::{Person, Town};

const PEOPLE: u32 = 6;

/// How many of the slots that were acknowledged after the backup a rival has when their owners return.
const RIVALRY: usize = 5;

/// How long connections of a server that was killed may still be seen by the database, in seconds.
const LEAVING: u64 = 10;

async fn what_came_after_a_backup_comes_back(kind: Kind) {
    let seed = seed();
    let time = seconds(4.0).min(Duration::from_secs(20)) / 4;
    let proof = Proof::begin(format!("backup restored, {kind:?}"));
    let mut town = Town::new(kind, PEOPLE + 1).await;
    let rival = town.people.pop().expect("somebody");
    let mut server = Program::start(&town, "server").await;
    let crowd = Crowd::of(&town, &[server.address], crowd::usual_patience(), seed);
    sleep(time).await;
    let file = town.folder.path().join("a.backup");
    says(&town, "backup", &file, &[]).expect("a backup");
    sleep(time).await;
    let phones = crowd.stop().await;
    server.kill();
    let since = Instant::now();
    while let Err(why) = says(&town, "restore", &file, &["--force"]) {
        assert!(why.contains("stop the servers") && since.elapsed() < patience(LEAVING), "{why}");
        sleep(Duration::from_millis(100)).await;
    }
    // A restore ends all sessions.
    town.sign_in_again(std::slice::from_ref(&rival)).await;
    let gone = gone(&town, &phones).await;
    server.again(&town).await;
    let acknowledged: BTreeSet<_> = phones.iter().flat_map(|it| it.acknowledged.keys().copied()).collect();
    let rival = takes(rival, &server, &gone, seed).await;
    let mut everybody = phones;
    everybody.push(rival);
    let (phones, seen) = crowd::rest(&town, everybody).await;
    drop(server);
    town.remove().await;
    let taken_back: BTreeSet<_> = phones.iter().flat_map(|it| it.taken_back.iter().copied()).collect();
    let back = gone.len() - gone.iter().filter(|(mid, _)| taken_back.contains(mid)).count();
    assert!(back > 0 && !taken_back.is_empty(), "{back} came back, {} did not", taken_back.len());
    proof.made(&format!(
        "seed {seed}, {} acknowledged before, {} bookings of them after the backup: {back} came back, {} \
         mutations refused in words to their owners; {}",
        acknowledged.len(),
        gone.len(),
        taken_back.len(),
        seen.told()
    ));
}

/// Runs a command about a backup; what it says when it fails.
fn says(town: &Town, command: &str, file: &Path, more: &[&str]) -> Result<(), String> {
    let output = town.linli(command).arg(file).args(more).output().expect("it runs");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Bookings that were acknowledged and are not in the database any more.
async fn gone(town: &Town, phones: &[Phone]) -> Vec<(MutationId, RoomBook)> {
    let kept = town.look(async |db| booking::Entity::find().all(db.reader()).await.expect("bookings")).await;
    let kept: BTreeSet<Uuid> = kept.into_iter().map(|it| it.id).collect();
    let made =
        phones.iter().flat_map(|it| it.made.iter().filter(|(mid, _)| it.acknowledged.contains_key(mid)));
    made.filter_map(|(mid, mutation)| match mutation {
        Mutation::Rooms(RoomMutation::Book(args)) if !kept.contains(&args.booking_id.0) => {
            Some((*mid, args.clone()))
        }
        _ => None,
    })
    .collect()
}

/// Somebody who is there first and books what others had.
async fn takes(rival: Person, server: &Program, gone: &[(MutationId, RoomBook)], seed: u64) -> Phone {
    let mut phone = Phone::new(&rival, vec![server.address], seed + u64::from(PEOPLE));
    for (_, args) in gone.iter().take(RIVALRY) {
        let id = BookingId(Uuid::now_v7());
        phone.wants(Mutation::Rooms(RoomMutation::Book(room_book(id, args.resource_id, args.starts, 30))));
    }
    phone.rest(Arc::default()).await
}

#[test]
fn sqlite() {
    crowd::run(what_came_after_a_backup_comes_back(Kind::Sqlite));
}

#[test]
fn postgres() {
    crowd::run(what_came_after_a_backup_comes_back(Kind::Postgres));
}
