//! People as those who act.

use linli_domain::contact::Phone;
use linli_domain::ids::MemberId;
use linli_domain::member::{Grant, Member, Role};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};

use crate::db::{Db, Fetch};

/// The person with this number.
///
/// # Errors
/// When the database does not answer.
pub async fn by_phone(db: &Db, phone: &Phone) -> Result<Option<Member>, DbErr> {
    Fetch(db.reader()).member_by_phone(phone).await
}

/// A person, and what decides what they may.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(db: &Db, id: MemberId, now: Instant) -> Result<Option<(Member, Actor)>, DbErr> {
    let fetch = Fetch(db.reader());
    let Some(member) = fetch.member(id).await? else { return Ok(None) };
    let (actor, _) = of(fetch, &member, now).await?;
    Ok(Some((member, actor)))
}

/// What decides what a person may, with the grants that they gave or were given.
///
/// # Errors
/// When the database does not answer.
pub async fn of<C: ConnectionTrait>(
    fetch: Fetch<'_, C>,
    member: &Member,
    now: Instant,
) -> Result<(Actor, Vec<Grant>), DbErr> {
    let mut grants = fetch.grants(member.id).await?;
    // The database gives them in any order, and another order is no change.
    grants.sort_unstable_by_key(|it| it.id);
    let carer = if member.has(Role::Caregiver) { fetch.carer_of(member.id).await? } else { None };
    Ok((Actor::new(member, &grants, carer, now), grants))
}
