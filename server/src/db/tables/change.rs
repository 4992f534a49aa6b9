//! What changed in a community, in the order of its versions.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, Condition, QuerySelect};

use linli_domain::ids::PlaceId;
use linli_domain::json::Code;

use crate::db::Topic;
use crate::db::fetch::{Fetch, padded};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub topic: String,
    pub id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The change that made a version of a community.
pub(in crate::db) fn noted(community: PlaceId, seq: i64, topic: Topic, id: Uuid) -> ActiveModel {
    ActiveModel {
        community_id: Set(community.0),
        seq: Set(seq),
        topic: Set(topic.code().to_owned()),
        id: Set(id),
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Of changes in communities, in each after a version, the newest of each topic; no topic where only a newer
    /// server knows it.
    pub async fn newest_changes(
        self,
        since: &[(PlaceId, i64)],
    ) -> Result<Vec<(PlaceId, Option<Topic>, i64)>, DbErr> {
        let mut newest = Vec::new();
        // SQLite takes a condition of at most a thousand parts.
        for some in since.chunks(64) {
            let mut any = Condition::any();
            for (community, after) in &padded(some.to_vec()) {
                any = any.add(later(*community, *after));
            }
            let found: Vec<(Uuid, String, i64)> = Entity::find()
                .select_only()
                .columns([Column::CommunityId, Column::Topic])
                .column_as(Column::Seq.max(), "newest")
                .filter(any)
                .group_by(Column::CommunityId)
                .group_by(Column::Topic)
                .into_tuple()
                .all(self.0)
                .await?;
            newest.extend(
                found.into_iter().map(|(place, topic, seq)| (PlaceId(place), Topic::from_code(&topic), seq)),
            );
        }
        Ok(newest)
    }

    /// What changed in communities, in each after a version: topic and id. Of a topic that only a newer
    /// server knows nothing is told here: phones hear of it with the next pull of everything, which begins with each
    /// day and with each build of theirs.
    pub async fn changes(
        self,
        since: &[(PlaceId, i64)],
        limit: u64,
    ) -> Result<Vec<(Option<Topic>, Uuid)>, DbErr> {
        if since.is_empty() {
            return Ok(Vec::new());
        }
        let mut any = Condition::any();
        for (community, after) in since {
            any = any.add(later(*community, *after));
        }
        let found = Entity::find().filter(any).limit(limit).all(self.0).await?;
        Ok(found.into_iter().map(|it| (Topic::from_code(&it.topic), it.id)).collect())
    }
}

fn later(community: PlaceId, after: i64) -> Expr {
    Column::CommunityId.eq(community.0).and(Column::Seq.gt(after))
}
