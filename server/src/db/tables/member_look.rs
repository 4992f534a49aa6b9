//! How a person wants the app to look, on whatever device: a text; what it means is the app's.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use linli_domain::ids::MemberId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_look")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    pub look: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What this person has chosen, on whatever device.
///
/// # Errors
/// When the database does not answer. So below.
pub async fn of<C: ConnectionTrait>(on: &C, member: MemberId) -> Result<Option<String>, DbErr> {
    Ok(Entity::find_by_id(member.0).one(on).await?.map(|it| it.look))
}

/// Keeps it in place of what was chosen before.
pub async fn keep<C: ConnectionTrait>(tx: &C, member: MemberId, look: String) -> Result<(), DbErr> {
    let row = ActiveModel { member_id: Set(member.0), look: Set(look) };
    let instead = OnConflict::column(Column::MemberId).update_column(Column::Look).to_owned();
    Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await.map(drop)
}
