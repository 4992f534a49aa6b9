//! How people want the app to look, as texts; what they mean is the app's.

use linli_domain::ids::MemberId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use super::entities::member_look;

/// What this person has chosen, on whatever device.
///
/// # Errors
/// When the database does not answer. So below.
pub async fn of<C: ConnectionTrait>(on: &C, member: MemberId) -> Result<Option<String>, DbErr> {
    Ok(member_look::Entity::find_by_id(member.0).one(on).await?.map(|it| it.look))
}

/// Keeps it in place of what was chosen before.
pub async fn keep<C: ConnectionTrait>(tx: &C, member: MemberId, look: String) -> Result<(), DbErr> {
    let row = member_look::ActiveModel { member_id: Set(member.0), look: Set(look) };
    let instead =
        OnConflict::column(member_look::Column::MemberId).update_column(member_look::Column::Look).to_owned();
    member_look::Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await.map(drop)
}
