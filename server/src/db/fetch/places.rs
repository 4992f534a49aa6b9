//! Communities, and the rooms and caregivers of them.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use linli_domain::ids::{PlaceId, ResourceId};
use linli_domain::name::Name;
use linli_domain::place::Community;
use linli_domain::resource::Resource;

use super::{Fetch, LIST, uuids};
use crate::db::convert;
use crate::db::entities::{place, resource};

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Every community.
    pub async fn communities(self) -> Result<HashMap<PlaceId, Community>, DbErr> {
        let places = place::Entity::find().all(self.0).await?;
        let names: HashMap<Uuid, Name> = places
            .iter()
            .map(|it| (it.id, Name { zh: it.name_zh.clone(), en: it.name_en.clone() }))
            .collect();
        let communities = places.into_iter().filter(|it| it.kind == "community");
        communities
            .map(|it| {
                let above = it.subdistrict_id.and_then(|id| names.get(&id)).cloned();
                let above = above.unwrap_or_else(|| Name { zh: String::new(), en: String::new() });
                Ok((PlaceId(it.id), convert::community(it, above)?))
            })
            .collect()
    }

    /// Rooms and caregivers of communities.
    pub async fn resources(self, communities: &[PlaceId]) -> Result<Vec<Resource>, DbErr> {
        let mut here = Vec::new();
        for some in communities.chunks(LIST) {
            let there = resource::Column::CommunityId.is_in(uuids(some));
            for found in resource::Entity::find().filter(there).all(self.0).await? {
                here.push(convert::resource(found)?);
            }
        }
        Ok(here)
    }

    pub async fn resources_by_id(self, ids: &[ResourceId]) -> Result<Vec<Resource>, DbErr> {
        let mut these = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let named = resource::Column::Id.is_in(uuids(some));
            for found in resource::Entity::find().filter(named).all(self.0).await? {
                these.push(convert::resource(found)?);
            }
        }
        Ok(these)
    }
}
