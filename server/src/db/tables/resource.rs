//! A room or a caregiver.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder};

use linli_domain::ids::{MemberId, PlaceId, ResourceId};
use linli_domain::name::Name;
use linli_domain::resource::{Nature, Resource};

use super::{Named, Table};
use crate::db::fetch::{Fetch, Here, LIST};
use crate::db::stored::{from_json, to_json};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub name_zh: String,
    pub name_en: String,
    pub hours: String,
    pub nature: String,
    pub member_id: Option<Uuid>,
    pub retired: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Resource {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[Column::Hours, Column::Nature, Column::Retired];

    fn model(&self) -> ActiveModel {
        let model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            name_zh: self.name.zh.clone(),
            name_en: self.name.en.clone(),
            hours: to_json(&self.hours),
            nature: to_json(&self.nature),
            member_id: match &self.nature {
                Nature::Caregiver(caregiver) => Some(caregiver.member_id.0),
                Nature::Room(_) => None,
            },
            retired: self.retired,
        };
        model.into_active_model()
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: ResourceId(it.id),
            community_id: PlaceId(it.community_id),
            name: Name { zh: it.name_zh, en: it.name_en },
            hours: from_json(&it.hours)?,
            retired: it.retired,
            nature: from_json(&it.nature)?,
        })
    }
}

impl Named for Resource {
    fn own(&self) -> Condition {
        Condition::all().add(Column::CommunityId.eq(self.community_id.0)).add(Column::Id.eq(self.id.0))
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Rooms and caregivers of communities.
    pub async fn resources(self, communities: &[PlaceId]) -> Result<Vec<Resource>, DbErr> {
        self.among(Column::CommunityId, communities).await
    }

    /// Rooms and caregivers, each of its own community.
    pub(in crate::db) async fn resources_each(
        self,
        these: impl IntoIterator<Item = (PlaceId, ResourceId)>,
    ) -> Result<Vec<Resource>, DbErr> {
        let these = these.into_iter().map(|(place, id)| (place, id.0));
        self.each(Column::CommunityId, Column::Id, these).await
    }
}

impl<C: ConnectionTrait> Here<'_, C> {
    pub async fn resources_by_id(self, ids: &[ResourceId]) -> Result<Vec<Resource>, DbErr> {
        self.by_id(Column::CommunityId, Column::Id, ids).await
    }

    /// The resource that a person is, when a caregiver.
    pub async fn carer_of(self, id: MemberId) -> Result<Option<ResourceId>, DbErr> {
        Ok(self.carers_of(&[id.0]).await?.remove(&id))
    }

    /// The resources that caregivers are. Who was sent from one of the communities to another is what they are
    /// now; in the one before they are retired.
    pub(in crate::db) async fn carers_of(
        self,
        people: &[Uuid],
    ) -> Result<BTreeMap<MemberId, ResourceId>, DbErr> {
        let mut own = BTreeMap::new();
        for some in people.chunks(LIST) {
            let theirs = Column::MemberId.is_in(some.iter().copied());
            let theirs = Entity::find().filter(theirs).filter(self.of(Column::CommunityId));
            // The last of one person counts.
            let found = theirs.order_by_desc(Column::Retired).all(self.0).await?;
            own.extend(found.into_iter().filter_map(|it| Some((MemberId(it.member_id?), ResourceId(it.id)))));
        }
        Ok(own)
    }
}
