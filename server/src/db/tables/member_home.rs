//! The directory of people: which community has somebody's row, and whose a phone number is. It is written with
//! the people, before them, and says no to a number that somebody has already. PostgreSQL keeps it besides, by a
//! trigger of the step `m010`, for servers of before that do not write it.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use linli_domain::contact::Phone;
use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::Member;

use crate::db::bulk;
use crate::db::fetch::uuids;
use crate::db::statements::inserted;

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

fn entry(of: &Member) -> ActiveModel {
    let phone = of.phone.as_ref().map(|it| it.as_str().to_owned());
    Model { member_id: of.id.0, community_id: of.community_id.0, phone }.into_active_model()
}

/// Enters somebody new; false when somebody has the id or the number.
pub(super) async fn enter<C: ConnectionTrait>(tx: &C, of: &Member) -> Result<bool, DbErr> {
    let any = OnConflict::new().do_nothing().to_owned();
    inserted(Entity::insert(entry(of)).on_conflict(any).exec_without_returning(tx).await)
}

/// Enters people of whom nobody is there.
pub(super) async fn enter_all<C: ConnectionTrait>(tx: &C, people: &[Member]) -> Result<(), DbErr> {
    bulk::insert_models::<Entity, _>(tx, people.iter().map(entry).collect()).await
}

/// Whether the person is there and has the number from now on, which nobody may have.
pub(super) async fn renumber<C: ConnectionTrait>(
    tx: &C,
    of: MemberId,
    phone: Option<&Phone>,
) -> Result<bool, DbErr> {
    let change = ActiveModel { phone: Set(phone.map(|it| it.as_str().to_owned())), ..Default::default() };
    let its = Entity::update_many().set(change).filter(Column::MemberId.eq(of.0));
    Ok(its.exec(tx).await?.rows_affected > 0)
}

/// The person's row is another community's from now on.
pub(in crate::db) async fn rehome<C: ConnectionTrait>(tx: &C, it: &Member) -> Result<(), DbErr> {
    let phone = Set(it.phone.as_ref().map(|it| it.as_str().to_owned()));
    let change = ActiveModel { community_id: Set(it.community_id.0), phone, ..Default::default() };
    let its = Entity::update_many().set(change).filter(Column::MemberId.eq(it.id.0));
    its.exec(tx).await.map(drop)
}

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

/// The communities that have the rows of these people, each with who it is.
pub async fn of_all<C: ConnectionTrait>(
    on: &C,
    people: &[MemberId],
) -> Result<Vec<(PlaceId, MemberId)>, DbErr> {
    let found = Entity::find().filter(Column::MemberId.is_in(uuids(people))).all(on).await?;
    Ok(found.into_iter().map(|it| (PlaceId(it.community_id), MemberId(it.member_id))).collect())
}
