//! A message to one person.

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect, Statement};

use linli_domain::ids::{MemberId, MessageId, PlaceId};
use linli_domain::message::Message;
use linli_domain::time::Instant;

use super::{Named, Table};
use crate::db::fetch::Here;
use crate::db::stored::{from_json, from_number, number, to_json};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub to_id: Uuid,
    pub at: i64,
    pub is_read: bool,
    pub ver: i64,
    pub news: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Message {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[Column::IsRead, Column::Ver];

    fn model(&self) -> ActiveModel {
        let model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            to_id: self.to.0,
            at: self.at.millis(),
            is_read: self.read,
            ver: number(self.ver),
            news: to_json(&self.news),
        };
        model.into_active_model()
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: MessageId(it.id),
            community_id: PlaceId(it.community_id),
            to: MemberId(it.to_id),
            at: Instant::from_millis(it.at),
            read: it.is_read,
            ver: from_number(it.ver),
            news: from_json(&it.news)?,
        })
    }
}

impl Named for Message {
    fn own(&self) -> Condition {
        Condition::all().add(Column::CommunityId.eq(self.community_id.0)).add(Column::Id.eq(self.id.0))
    }
}

/// What a person was told goes with them to another community.
pub(in crate::db) async fn rehome<C: ConnectionTrait>(
    tx: &C,
    to: MemberId,
    from: PlaceId,
    community: PlaceId,
) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let all = "INSERT INTO message (id, community_id, to_id, at, is_read, ver, news)
         SELECT id, $1, to_id, at, is_read, ver, news FROM message WHERE community_id = $2 AND to_id = $3
         ON CONFLICT DO NOTHING";
    let values = [community.0.into(), from.0.into(), to.0.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, all, values)).await?;
    let before = Entity::delete_many().filter(Column::CommunityId.eq(from.0));
    before.filter(Column::ToId.eq(to.0)).exec(tx).await.map(drop)
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// A person's newest messages.
    pub async fn messages(self, to: MemberId, limit: u64) -> Result<Vec<Message>, DbErr> {
        let theirs = Entity::find().filter(Column::ToId.eq(to.0)).filter(self.of(Column::CommunityId));
        self.all(theirs.order_by_desc(Column::At).limit(limit)).await
    }

    pub async fn messages_by_id(self, ids: &[Uuid]) -> Result<Vec<Message>, DbErr> {
        self.by_id(Column::CommunityId, Column::Id, ids).await
    }
}
