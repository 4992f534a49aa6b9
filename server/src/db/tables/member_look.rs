//! How a person wants the app to look, on whatever device: a text; what it means is the app's.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use linli_domain::ids::{MemberId, PlaceId};

use crate::db::statements::inserted;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_look")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub look: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What this person of a community has chosen, on whatever device.
///
/// # Errors
/// When the database does not answer. So below.
pub async fn of<C: ConnectionTrait>(
    on: &C,
    community: PlaceId,
    member: MemberId,
) -> Result<Option<String>, DbErr> {
    let theirs =
        Entity::find().filter(Column::CommunityId.eq(community.0)).filter(Column::MemberId.eq(member.0));
    Ok(theirs.one(on).await?.map(|it| it.look))
}

/// Keeps it in place of what was chosen before.
pub async fn keep<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    member: MemberId,
    look: String,
) -> Result<(), DbErr> {
    let again = Entity::update_many()
        .col_expr(Column::Look, Expr::value(look.clone()))
        .filter(Column::CommunityId.eq(community.0))
        .filter(Column::MemberId.eq(member.0));
    if again.exec(tx).await?.rows_affected > 0 {
        return Ok(());
    }
    let row = ActiveModel { member_id: Set(member.0), community_id: Set(community.0), look: Set(look) };
    // Another device of theirs may be quicker with the first.
    let first = OnConflict::new().do_nothing().to_owned();
    inserted(Entity::insert(row).on_conflict(first).exec_without_returning(tx).await).map(drop)
}

/// What a person has chosen goes with them to another community.
pub(in crate::db) async fn rehome<C: ConnectionTrait>(
    tx: &C,
    member: MemberId,
    from: PlaceId,
    to: PlaceId,
) -> Result<(), DbErr> {
    let Some(look) = of(tx, from, member).await? else { return Ok(()) };
    keep(tx, to, member, look).await?;
    let before = Entity::delete_many().filter(Column::CommunityId.eq(from.0));
    before.filter(Column::MemberId.eq(member.0)).exec(tx).await.map(drop)
}
