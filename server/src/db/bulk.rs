//! Writing many rows at once, without decisions: for the demo district, tests and benchmarks. Within
//! a transaction all of it is written, or nothing.

use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use linli_domain::booking::{Booking, Busy};
use linli_domain::help::Help;
use linli_domain::ids::PlaceId;
use linli_domain::member::{Grant, Member};
use linli_domain::message::Message;
use linli_domain::name::Name;
use linli_domain::place::{Community, PlaceKind};
use linli_domain::resource::Resource;
use linli_domain::story::StoryEvent;

use super::entities::{
    allocation, booking, community_head, help, member, member_grant, message, place, resource, story_event,
};
use super::{Db, convert};

/// The most rows that one statement writes; SQLite takes at most 32,766 values.
const ROWS: usize = 512;

/// Cuts rows into runs whose lengths are powers of two, the longest first: a database prepares a
/// statement anew for each number of rows, and there are only ten of them so.
pub(super) fn runs<T>(mut rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    core::iter::from_fn(move || {
        let length = ROWS.min(1 << rows.len().checked_ilog2()?);
        let rest = rows.split_off(length);
        Some(core::mem::replace(&mut rows, rest))
    })
}

/// Inserts rows, in several statements when they are many.
pub(super) async fn insert<E, C>(db: &C, rows: Vec<E::ActiveModel>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    C: ConnectionTrait,
{
    for some in runs(rows) {
        E::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}

/// A node above the communities.
#[derive(Clone, Debug)]
pub struct Region {
    pub id: PlaceId,
    pub parent: Option<PlaceId>,
    pub kind: PlaceKind,
    pub name: Name,
}

pub(super) fn region_model(it: &Region) -> place::Model {
    place::Model {
        id: it.id.0,
        parent_id: it.parent.map(|p| p.0),
        kind: convert::word(&it.kind),
        name_zh: it.name.zh.clone(),
        name_en: it.name.en.clone(),
        subdistrict_id: None,
        district_id: it.parent.map(|p| p.0),
        phone: String::new(),
        zone: String::new(),
        settings: "{}".to_owned(),
    }
}

/// Whether the database has no place yet.
///
/// # Errors
/// When the database does not answer.
pub async fn is_empty(db: &Db) -> Result<bool, DbErr> {
    Ok(place::Entity::find().one(db.reader()).await?.is_none())
}

/// Districts and subdistricts, parents first; then communities.
///
/// # Errors
/// When the database refuses a row. So for all below.
pub async fn places<C: ConnectionTrait>(
    db: &C,
    regions: &[Region],
    communities: &[Community],
) -> Result<(), DbErr> {
    let upper = regions.iter().map(|it| region_model(it).into_active_model());
    insert::<place::Entity, _>(db, upper.collect()).await?;
    let lower = communities.iter().map(|it| convert::community_model(it).into_active_model());
    insert::<place::Entity, _>(db, lower.collect()).await?;
    let heads = communities
        .iter()
        .map(|it| community_head::Model { community_id: it.id.0, seq: 0, forgotten: 0 }.into_active_model());
    insert::<community_head::Entity, _>(db, heads.collect()).await
}

pub async fn members<C: ConnectionTrait>(db: &C, rows: &[Member]) -> Result<(), DbErr> {
    insert::<member::Entity, _>(
        db,
        rows.iter().map(|it| convert::member_model(it).into_active_model()).collect(),
    )
    .await
}

/// Grants, each with the community of the elder who gave it.
pub async fn grants<C: ConnectionTrait>(db: &C, rows: &[(Grant, PlaceId)]) -> Result<(), DbErr> {
    let models = rows.iter().map(|(it, place)| convert::grant_model(it, *place).into_active_model());
    insert::<member_grant::Entity, _>(db, models.collect()).await
}

pub async fn resources<C: ConnectionTrait>(db: &C, rows: &[Resource]) -> Result<(), DbErr> {
    insert::<resource::Entity, _>(
        db,
        rows.iter().map(|it| convert::resource_model(it).into_active_model()).collect(),
    )
    .await
}

pub async fn bookings<C: ConnectionTrait>(db: &C, rows: &[Booking]) -> Result<(), DbErr> {
    insert::<booking::Entity, _>(
        db,
        rows.iter().map(|it| convert::booking_model(it).into_active_model()).collect(),
    )
    .await
}

/// Held time, each with its community.
pub async fn allocations<C: ConnectionTrait>(db: &C, rows: &[(Busy, PlaceId)]) -> Result<(), DbErr> {
    let models = rows.iter().map(|(it, place)| convert::busy_model(it, *place).into_active_model());
    insert::<allocation::Entity, _>(db, models.collect()).await
}

pub async fn helps<C: ConnectionTrait>(db: &C, rows: &[Help]) -> Result<(), DbErr> {
    insert::<help::Entity, _>(db, rows.iter().map(|it| convert::help_model(it).into_active_model()).collect())
        .await
}

pub async fn events<C: ConnectionTrait>(db: &C, rows: &[StoryEvent]) -> Result<(), DbErr> {
    insert::<story_event::Entity, _>(db, rows.iter().map(convert::event_model).collect()).await
}

pub async fn messages<C: ConnectionTrait>(db: &C, rows: &[Message]) -> Result<(), DbErr> {
    insert::<message::Entity, _>(
        db,
        rows.iter().map(|it| convert::message_model(it).into_active_model()).collect(),
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_powers_of_two_and_leave_nothing_out() {
        for count in [0, 1, 2, 3, 31, 32, 33, 500, 512, 1_300] {
            let lengths: Vec<_> = runs((0..count).collect()).map(|it| it.len()).collect();
            assert!(lengths.iter().all(|it| it.is_power_of_two() && *it <= ROWS), "{count}: {lengths:?}");
            let all: Vec<_> = runs((0..count).collect()).flatten().collect();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }
}
