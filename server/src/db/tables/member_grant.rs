//! An elder's permission to somebody who acts for them.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, IntoActiveModel};

use linli_domain::ids::{GrantId, MemberId, PlaceId};
use linli_domain::member::Grant;
use linli_domain::time::Instant;

use super::{Table, member_home};
use crate::db::fetch::Fetch;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub from_id: Uuid,
    pub to_id: Uuid,
    pub expires: Option<i64>,
    pub revoked: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "member_home::Entity",
        from = "Column::ToId",
        to = "member_home::Column::MemberId"
    )]
    Home,
}

impl Related<member_home::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Home.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// With the community of the elder who gave it.
impl Table for (Grant, PlaceId) {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[];

    fn model(&self) -> ActiveModel {
        let (it, community) = self;
        let model = Model {
            id: it.id.0,
            community_id: community.0,
            from_id: it.from.0,
            to_id: it.to.0,
            expires: it.expires.map(Instant::millis),
            revoked: it.revoked,
        };
        model.into_active_model()
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        let grant = Grant {
            id: GrantId(it.id),
            from: MemberId(it.from_id),
            to: MemberId(it.to_id),
            expires: it.expires.map(Instant::from_millis),
            revoked: it.revoked,
        };
        Ok((grant, PlaceId(it.community_id)))
    }
}

/// What somebody has given lies with another community from now on, where they live.
pub(in crate::db) async fn rehome<C: ConnectionTrait>(
    tx: &C,
    from: MemberId,
    to: PlaceId,
) -> Result<(), DbErr> {
    let change = ActiveModel { community_id: Set(to.0), ..Default::default() };
    Entity::update_many().set(change).filter(Column::FromId.eq(from.0)).exec(tx).await.map(drop)
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Grants that a person gave or was given.
    pub async fn grants(self, id: MemberId) -> Result<Vec<Grant>, DbErr> {
        Ok(self.grants_at_home(id).await?.0)
    }

    /// Grants that a person gave or was given, and the communities of those who gave and were given them.
    pub async fn grants_at_home(self, id: MemberId) -> Result<(Vec<Grant>, Vec<PlaceId>), DbErr> {
        let either = Condition::any().add(Column::ToId.eq(id.0)).add(Column::FromId.eq(id.0));
        let found = Entity::find().filter(either).find_also_related(member_home::Entity).all(self.0).await?;
        let (mut grants, mut homes) = (Vec::with_capacity(found.len()), Vec::new());
        for (it, to) in found {
            let (grant, from) = <(Grant, PlaceId)>::read(it)?;
            grants.push(grant);
            homes.push(from);
            homes.extend(to.map(|it| PlaceId(it.community_id)));
        }
        homes.sort_unstable();
        homes.dedup();
        Ok((grants, homes))
    }

    /// Grants that these people were given, each with the community of who gave it.
    pub(in crate::db) async fn grants_to(self, ids: &[MemberId]) -> Result<Vec<(Grant, PlaceId)>, DbErr> {
        self.among(Column::ToId, ids).await
    }
}
