//! Pages of a signed-in resident whose community has many rooms and years of bookings: what one
//! processor needs for each.

use std::time::Instant as Clock;

use anyhow::{Context, Result, bail};
use linli_domain::ids::PlaceId;
use linli_domain::member::Member;
use linli_domain::resource::Resource;
use linli_domain::time::plus_days;
use linli_server::db::tables::resource;
use linli_server::db::{Db, Fetch, bulk};
use linli_server::demo;
use linli_tests::builders::resident;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::bare::Planned;
use super::client::Client;
use super::report::{Times, line};
use super::server::Server;
use super::{home, past, world};

const ROOMS: usize = 50;
/// Beside those of the demo district.
const RESIDENTS: usize = 400;
const BOOKINGS: usize = 20_000;
const LOOKS: usize = 300;
const WARM: usize = 30;
/// A resident of the demo district.
const WHO: &str = "13800000001";

/// A page, how many milliseconds it may take, and how many bytes it may have.
const PAGES: [(&str, f64, usize); 4] = [
    ("/", 2.0, usize::MAX),
    ("/rooms", 5.0, 120_000),
    ("/care/book", 4.0, usize::MAX),
    ("/mine", f64::INFINITY, usize::MAX),
];

pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("pages.db").display());
    fill(&url).await?;
    let server = Server::start_on(&url, &home::site(folder.path())?, Some(0)).await?;
    let cookie = home::sign_in(&server, WHO).await?;
    let mut client = Client::connect(server.address).await?;
    println!("\nPages of a community with {ROOMS} rooms and {BOOKINGS} bookings, server on one core");
    for (path, most, bytes) in PAGES {
        let mut times = Times::default();
        let mut size = 0;
        for n in 0..WARM + LOOKS {
            let began = Clock::now();
            let (status, body) = client.get(path, &cookie).await?;
            let took = began.elapsed();
            if !status.is_success() {
                bail!("{path}: {status}");
            }
            size = body.len();
            if n >= WARM {
                times.add(took);
            }
        }
        let median = times.quantile(0.5);
        let figure = format!("{median:.2} ms, p95 {:.2} ms, {size} B", times.quantile(0.95));
        let goal = match (most.is_finite(), bytes) {
            (false, _) => String::new(),
            (true, usize::MAX) => format!("<= {most} ms"),
            (true, bytes) => format!("<= {most} ms, <= {bytes} B"),
        };
        line(&format!("  {path}"), &figure, &goal, median <= most && size <= bytes);
    }
    Ok(())
}

/// The demo district, with many rooms and bookings for the community of its first resident.
async fn fill(url: &str) -> Result<()> {
    let db = Db::connect(url).await?;
    db.migrate().await?;
    demo::fill(&db, 1, 1, world::now()).await?;
    let who = Fetch(db.reader()).member_by_phone(&WHO.parse()?).await?;
    let who = who.context("nobody has that number")?;
    let place = who.community_id.0;
    let here = resource::Entity::find().filter(resource::Column::CommunityId.eq(place));
    let rooms = here.filter(resource::Column::MemberId.is_null()).all(db.reader()).await?;
    let made: Vec<Resource> = (rooms.len()..ROOMS).map(|n| world::room(n, PlaceId(place))).collect();
    bulk::insert(db.reader(), &made).await?;
    let mut people: Vec<Member> = (0..RESIDENTS).map(|n| resident(n, PlaceId(place))).collect();
    bulk::insert(db.reader(), &people).await?;
    people.push(who);
    let mut random = StdRng::seed_from_u64(past::SEED);
    let zone = world::zone()?;
    let today = zone.date(world::now());
    let mut uses: Vec<Planned> = Vec::new();
    for day in (-past::DAYS..=past::AHEAD).filter(|it| *it != 0) {
        for hour in past::HOURS {
            let starts = zone.at(plus_days(today, day), hour * 60).millis();
            for room in &made {
                let who = people.choose(&mut random).context("nobody lives there")?;
                let (member, household) = (who.id.0, who.household_id.0);
                uses.push(Planned { place, room: room.id.0, member, household, device: member, starts });
            }
        }
    }
    uses.shuffle(&mut random);
    uses.truncate(BOOKINGS);
    past::write(&db, &uses).await
}
