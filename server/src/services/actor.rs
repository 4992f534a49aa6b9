//! People as those who act.

use linli_domain::contact::Phone;
use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::{Grant, Member, Role};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};

use crate::db::{Acting, Db, Fetch};

/// The person with this number.
///
/// # Errors
/// When the database does not answer.
pub async fn by_phone(db: &Db, phone: &Phone) -> Result<Option<Member>, DbErr> {
    Fetch(db.reader()).member_by_phone(phone).await
}

/// A person, wherever they live, and what decides what they may.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(db: &Db, id: MemberId, now: Instant) -> Result<Option<Acting>, DbErr> {
    let fetch = Fetch(db.reader());
    let Some(member) = fetch.anybody(id).await? else { return Ok(None) };
    let (actor, _, homes) = of(fetch, &member, now).await?;
    Ok(Some(Acting { member, actor, homes }))
}

/// What decides what a person may, with the grants that they gave or were given, and the communities of all whom
/// these are between.
///
/// # Errors
/// When the database does not answer.
pub async fn of<C: ConnectionTrait>(
    fetch: Fetch<'_, C>,
    member: &Member,
    now: Instant,
) -> Result<(Actor, Vec<Grant>, Vec<PlaceId>), DbErr> {
    let (mut grants, mut homes) = fetch.grants_at_home(member.id).await?;
    // The database gives them in any order, and another order is no change.
    grants.sort_unstable_by_key(|it| it.id);
    homes.push(member.community_id);
    let carer = if member.has(Role::Caregiver) {
        let works = member.roles.iter().map(|it| it.place_id);
        let places: Vec<_> = works.chain([member.community_id]).collect();
        fetch.within(&places).carer_of(member.id).await?
    } else {
        None
    };
    Ok((Actor::new(member, &grants, carer, now), grants, homes))
}
