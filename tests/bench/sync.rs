//! Pulls of a resident of a large community: the first, one of nothing, one after a long time away.

use std::time::Instant as Clock;

use anyhow::{Context, Result, bail, ensure};
use linli_domain::booking::{Booking, Busy, Kind, State};
use linli_domain::help::{Answerer, HelpBody, Stage, Urgency};
use linli_domain::ids::{BookingId, HouseholdId, MatterId, MemberId, PlaceId, ResourceId};
use linli_domain::json::Code;
use linli_domain::matter::Matter;
use linli_domain::sync::Pull;
use linli_domain::time::plus_days;
use linli_server::db::tables::{change, community_head};
use linli_server::db::{Db, Topic, bulk};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::client::Client;
use super::report::{Times, line};
use super::server::Server;
use super::world::{self, Resident, World};

const MEMBERS: usize = 10_000;
const ROOMS: usize = 40;
/// From a week ago to the end of what a phone sees.
const DAYS: core::ops::Range<i64> = -7..60;
/// Uses of each room each day.
const A_DAY: u16 = 5;
const OPEN_REQUESTS: usize = 100;
/// As many as a pull brings one by one; with more it brings everything anew.
const CHANGES: usize = 5_000;
const ROUNDS: usize = 40;

pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("sync.db").display());
    let db = Db::connect(&url).await?;
    let world = world::fill(&db, 1, ROOMS, MEMBERS).await?;
    let (Some(place), Some(residents), Some(rooms)) =
        (world.places.first(), world.residents.first(), world.rooms.first())
    else {
        bail!("no world")
    };
    let booked = furnish(&db, *place, residents, rooms).await?;
    let server = Server::start(&url, &super::home::site(folder.path())?).await?;
    let mut client = Client::connect(server.address).await?;
    first(&mut client, residents).await?;
    let cursor = idle(&mut client, &world).await?;
    note_changes(&db, *place, &booked).await?;
    let who = residents.first().context("nobody")?;
    catch_up(&mut client, who, &cursor).await
}

/// Fills the days: rooms that are taken by everybody in turn, and requests that neighbours may see.
async fn furnish(
    db: &Db,
    place: PlaceId,
    residents: &[Resident],
    rooms: &[ResourceId],
) -> Result<Vec<BookingId>> {
    let zone = world::zone()?;
    let today = zone.date(world::now());
    let (mut bookings, mut held) = (Vec::new(), Vec::new());
    let mut people = residents.iter().map(|it| it.id).cycle();
    for day in DAYS {
        for room in rooms {
            for n in 0..A_DAY {
                let starts = zone.at(plus_days(today, day), 8 * 60 + n * 150);
                let who = people.next().context("nobody")?;
                // What is over is no more for the server to look after.
                let state = if day > 0 { State::Confirmed } else { State::Completed };
                let booking = Booking { state, ..booking(place, who, *room, starts) };
                let busy = Busy {
                    resource_id: *room,
                    booking_id: booking.id,
                    starts,
                    ends: booking.ends.plus_minutes(10),
                };
                if state.holds_time() {
                    held.push((busy, place));
                }
                bookings.push(booking);
            }
        }
    }
    let helps: Vec<_> = people.take(OPEN_REQUESTS).map(|who| request(place, who)).collect();
    bulk::insert(db.reader(), &bookings).await?;
    bulk::insert(db.reader(), &held).await?;
    bulk::insert(db.reader(), &helps).await?;
    Ok(bookings.into_iter().map(|it| it.id).collect())
}

fn booking(
    place: PlaceId,
    who: MemberId,
    resource_id: ResourceId,
    starts: linli_domain::time::Instant,
) -> Booking {
    Booking {
        id: BookingId(Uuid::now_v7()),
        community_id: place,
        subject: who,
        actor: who,
        household_id: HouseholdId(who.0),
        called: "王阿姨".to_owned(),
        contact: None,
        starts,
        ends: starts.plus_minutes(90),
        state: State::Confirmed,
        hold_until: None,
        also: false,
        settled: None,
        note: "书法班，自带笔墨".to_owned(),
        reason: String::new(),
        made: world::now(),
        ver: 1,
        kind: Kind::Room { resource_id, people: 12 },
    }
}

fn request(place: PlaceId, who: MemberId) -> Matter {
    let body = HelpBody {
        what: "楼道灯坏了，晚上看不清台阶".to_owned(),
        place: "三号楼二单元".to_owned(),
        wanted: None,
        answerer: Answerer::Neighbour,
        urgency: Urgency::Usual,
        stage: Stage::Received,
    };
    Matter {
        id: MatterId(Uuid::now_v7()),
        community_id: place,
        subject: Some(who),
        actor: Some(who),
        called: "王阿姨".to_owned(),
        contact: None,
        taker: None,
        taker_called: String::new(),
        escalated: false,
        owner: String::new(),
        opened: world::now(),
        asked: None,
        stage_since: world::now(),
        ended: None,
        ver: 1,
        kind: body.into(),
    }
}

fn path(who: &Resident, cursor: &str) -> String {
    format!("/api/sync/v1/pull?device_id={}&cursor={cursor}", who.device)
}

async fn first(client: &mut Client, residents: &[Resident]) -> Result<()> {
    let mut sizes = [0, 0];
    for (size, encoding) in sizes.iter_mut().zip(["gzip", "identity"]) {
        let mut times = Times::default();
        for who in residents.iter().take(ROUNDS) {
            let began = Clock::now();
            let body = client.pull(&path(who, ""), &who.cookie, encoding).await?;
            times.add(began.elapsed());
            *size = body.len().max(*size);
        }
        let (median, p95) = (times.quantile(0.5), times.quantile(0.95));
        line(
            &format!("First pull among 10,000 members, {encoding}"),
            &format!("median {median:.0} ms, p95 {p95:.0} ms"),
            "",
            true,
        );
    }
    let [gzip, plain] = sizes;
    line("  bytes, gzip", &format!("{gzip} B"), "<= 2 MB", gzip <= 2_000_000);
    line("  bytes, plain", &format!("{plain} B"), "", true);
    Ok(())
}

/// A pull of nothing; the cursor that it asked with.
async fn idle(client: &mut Client, world: &World) -> Result<String> {
    let who = world.residents.first().and_then(|it| it.first()).context("nobody")?;
    let body = client.pull(&path(who, ""), &who.cookie, "identity").await?;
    let Pull { cursor, .. } = serde_json::from_slice(&body)?;
    let (mut times, mut bytes) = (Times::default(), 0);
    for _ in 0..ROUNDS * 5 {
        let began = Clock::now();
        let body = client.pull(&path(who, &cursor), &who.cookie, "gzip").await?;
        times.add(began.elapsed());
        bytes = body.len().max(bytes);
    }
    let (median, p95) = (times.quantile(0.5), times.quantile(0.95));
    line(
        "A pull of nothing",
        &format!("median {median:.1} ms, p95 {p95:.1} ms"),
        "median <= 5 ms",
        median <= 5.0,
    );
    line("  bytes", &format!("{bytes} B"), "<= 1 KiB", bytes <= 1024);
    Ok(cursor)
}

/// As if so many bookings had been made since.
async fn note_changes(db: &Db, place: PlaceId, booked: &[BookingId]) -> Result<()> {
    let rows: Vec<_> = (1..)
        .zip(booked.iter().take(CHANGES))
        .map(|(seq, id)| change::ActiveModel {
            community_id: Set(place.0),
            seq: Set(seq),
            topic: Set(Topic::Booking.code().to_owned()),
            id: Set(id.0),
        })
        .collect();
    for some in rows.chunks(500) {
        change::Entity::insert_many(some.to_vec()).exec_without_returning(db.reader()).await?;
    }
    community_head::Entity::update_many()
        .col_expr(community_head::Column::Seq, Expr::value(i64::try_from(rows.len())?))
        .filter(community_head::Column::CommunityId.eq(place.0))
        .exec(db.reader())
        .await?;
    Ok(())
}

async fn catch_up(client: &mut Client, who: &Resident, cursor: &str) -> Result<()> {
    let (mut times, mut bytes) = (Times::default(), 0);
    for _ in 0..ROUNDS / 2 {
        let began = Clock::now();
        let body = client.pull(&path(who, cursor), &who.cookie, "gzip").await?;
        times.add(began.elapsed());
        bytes = body.len();
    }
    let plain = client.pull(&path(who, cursor), &who.cookie, "identity").await?;
    let pull: Pull = serde_json::from_slice(&plain)?;
    ensure!(!pull.reset && pull.patch.len() > CHANGES, "everything anew");
    let (median, p95) = (times.quantile(0.5), times.quantile(0.95));
    line(
        &format!("Catching up with {CHANGES} changes"),
        &format!("median {median:.0} ms, p95 {p95:.0} ms"),
        "",
        true,
    );
    line("  bytes, gzip", &format!("{bytes} B"), "", true);
    Ok(())
}
