//! People as those who act.

use linli_domain::ids::MemberId;
use linli_domain::member::{Member, Phone, Role};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use sea_orm::DbErr;

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
    let grants = fetch.grants(id).await?;
    let carer = if member.has(Role::Caregiver) { fetch.carer_of(id).await? } else { None };
    let actor = Actor::new(&member, &grants, carer, now);
    Ok(Some((member, actor)))
}
