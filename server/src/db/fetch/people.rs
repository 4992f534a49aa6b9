//! People, and who may act for whom.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use linli_domain::ids::{MemberId, ResourceId};
use linli_domain::member::{Grant, Member, Phone};

use super::{Fetch, uuids};
use crate::db::convert;
use crate::db::entities::{member, member_grant, resource};

impl<C: ConnectionTrait> Fetch<'_, C> {
    pub async fn members(self, ids: &[MemberId]) -> Result<Vec<Member>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = member::Entity::find().filter(member::Column::Id.is_in(uuids(ids))).all(self.0).await?;
        found.into_iter().map(convert::member).collect()
    }

    pub async fn member(self, id: MemberId) -> Result<Option<Member>, DbErr> {
        member::Entity::find_by_id(id.0).one(self.0).await?.map(convert::member).transpose()
    }

    pub async fn member_by_phone(self, phone: &Phone) -> Result<Option<Member>, DbErr> {
        let found =
            member::Entity::find().filter(member::Column::Phone.eq(phone.as_str())).one(self.0).await?;
        found.map(convert::member).transpose()
    }

    /// Grants that a person gave or was given.
    pub async fn grants(self, id: MemberId) -> Result<Vec<Grant>, DbErr> {
        let either = Condition::any()
            .add(member_grant::Column::ToId.eq(id.0))
            .add(member_grant::Column::FromId.eq(id.0));
        let found = member_grant::Entity::find().filter(either).all(self.0).await?;
        Ok(found.into_iter().map(convert::grant).collect())
    }

    /// The resource that a person is, when a caregiver.
    pub async fn carer_of(self, id: MemberId) -> Result<Option<ResourceId>, DbErr> {
        let found = resource::Entity::find().filter(resource::Column::MemberId.eq(id.0)).one(self.0).await?;
        Ok(found.map(|it| ResourceId(it.id)))
    }
}
