//! The newest version of a community.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};

use linli_domain::ids::PlaceId;

use crate::db::bulk;
use crate::db::fetch::{Fetch, LIST, uuids};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "community_head")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub seq: i64,
    /// Changes up to this one are no longer kept.
    pub forgotten: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Of a community in which nothing has changed yet.
pub(in crate::db) fn first(community: PlaceId) -> ActiveModel {
    ActiveModel { community_id: Set(community.0), seq: Set(0), forgotten: Set(0) }
}

/// Raises the counters of communities, handed over in the order of their ids, by as many as changed in each. What
/// they are then.
pub(in crate::db) async fn raise<C: ConnectionTrait>(
    tx: &C,
    changed: impl Iterator<Item = (PlaceId, i64)>,
) -> Result<Vec<(PlaceId, i64)>, DbErr> {
    let heads: Vec<_> = changed.map(|(id, many)| ActiveModel { seq: Set(many), ..first(id) }).collect();
    let mut raised = Vec::with_capacity(heads.len());
    for some in bulk::runs(heads) {
        let more = Expr::col((Entity, Column::Seq)).add(Expr::cust("excluded.seq"));
        let raise = OnConflict::column(Column::CommunityId).value(Column::Seq, more).to_owned();
        let heads = Entity::insert_many(some).on_conflict(raise).exec_with_returning(tx).await?;
        raised.extend(heads.into_iter().map(|it| (PlaceId(it.community_id), it.seq)));
    }
    Ok(raised)
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// The newest version of each community, and the one up to which changes are forgotten.
    pub async fn heads(self, communities: &[PlaceId]) -> Result<BTreeMap<PlaceId, (i64, i64)>, DbErr> {
        let mut heads = BTreeMap::new();
        for some in communities.chunks(LIST) {
            let theirs = Column::CommunityId.is_in(uuids(some));
            let found = Entity::find().filter(theirs).all(self.0).await?;
            heads.extend(found.into_iter().map(|it| (PlaceId(it.community_id), (it.seq, it.forgotten))));
        }
        Ok(heads)
    }
}
