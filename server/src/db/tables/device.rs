//! A phone or browser, and the last mutation of it that was decided.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, IntoActiveModel, QueryOrder, QuerySelect};

use linli_domain::ids::MemberId;

use crate::db::bulk;
use crate::db::fetch::{Fetch, LIST, padded, uuids};
use crate::db::stored::from_number;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub last_n: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Whose device it is, and the last number that was decided for it; 0 for a new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sender {
    pub owner: MemberId,
    pub last_n: u64,
}

impl Model {
    pub(in crate::db) fn sender(&self) -> Sender {
        Sender { owner: MemberId(self.member_id), last_n: from_number(self.last_n) }
    }
}

/// Those of these devices that there are, locked until the commit: always in the order of their ids.
pub(in crate::db) async fn locked<C: ConnectionTrait>(
    tx: &C,
    ids: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Model>, DbErr> {
    let ids: Vec<_> = ids.collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = Entity::find().filter(Column::Id.is_in(padded(ids))).order_by_asc(Column::Id);
    if tx.get_database_backend() == DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    Ok(query.all(tx).await?.into_iter().map(|it| (it.id, it)).collect())
}

/// Makes devices; false when another server was quicker with some of them.
pub(in crate::db) async fn make<C: ConnectionTrait>(tx: &C, new: &[Model]) -> Result<bool, DbErr> {
    let twice = OnConflict::column(Column::Id).do_nothing().to_owned();
    let models = new.iter().map(|it| it.clone().into_active_model());
    match Entity::insert_many(models).on_conflict(twice).exec_without_returning(tx).await {
        Ok(made) => Ok(u64::try_from(new.len()) == Ok(made)),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Raises the last numbers of devices, all of which were made when they were locked.
pub(in crate::db) async fn raise<C: ConnectionTrait>(tx: &C, risen: Vec<Model>) -> Result<(), DbErr> {
    let raise = OnConflict::column(Column::Id).update_column(Column::LastN).to_owned();
    for some in bulk::runs(risen) {
        let models = some.into_iter().map(IntoActiveModel::into_active_model);
        Entity::insert_many(models).on_conflict(raise.clone()).exec_without_returning(tx).await?;
    }
    Ok(())
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// How many devices each of these people has; who has none is not in the answer.
    pub async fn devices_of(self, owners: &[Uuid]) -> Result<BTreeMap<Uuid, usize>, DbErr> {
        let mut counts = BTreeMap::new();
        for some in owners.chunks(LIST) {
            let theirs = Entity::find().select_only().column(Column::MemberId);
            let theirs = theirs.column_as(Column::Id.count(), "many");
            let theirs = theirs.filter(Column::MemberId.is_in(uuids(some)));
            let found: Vec<(Uuid, i64)> = theirs.group_by(Column::MemberId).into_tuple().all(self.0).await?;
            counts.extend(
                found.into_iter().map(|(id, many)| (id, usize::try_from(many).unwrap_or(usize::MAX))),
            );
        }
        Ok(counts)
    }

    /// The last number decided for a person's device; `None` when it is not theirs.
    pub async fn last_n(self, id: Uuid, owner: MemberId) -> Result<Option<u64>, DbErr> {
        let found = Entity::find_by_id(id).one(self.0).await?;
        Ok(found.map(|it| it.sender()).filter(|it| it.owner == owner).map(|it| it.last_n))
    }
}
