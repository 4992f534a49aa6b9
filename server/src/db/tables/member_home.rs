//! The directory of people: which community has somebody's row, and whose a phone number is. As long as there
//! are servers that do not know of it, the database itself keeps it as the people are (see the step `m010`).

use sea_orm::entity::prelude::*;

use linli_domain::contact::Phone;
use linli_domain::ids::{MemberId, PlaceId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_home")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    pub community_id: Uuid,
    pub phone: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The community that has a person's row; `None` when there is no such person.
///
/// # Errors
/// When the database does not answer. So below.
pub async fn of<C: ConnectionTrait>(on: &C, member: MemberId) -> Result<Option<PlaceId>, DbErr> {
    Ok(Entity::find_by_id(member.0).one(on).await?.map(|it| PlaceId(it.community_id)))
}

/// Whose a phone number is, and the community that has their row.
pub async fn by_phone<C: ConnectionTrait>(
    on: &C,
    phone: &Phone,
) -> Result<Option<(PlaceId, MemberId)>, DbErr> {
    let found = Entity::find().filter(Column::Phone.eq(phone.as_str())).one(on).await?;
    Ok(found.map(|it| (PlaceId(it.community_id), MemberId(it.member_id))))
}
