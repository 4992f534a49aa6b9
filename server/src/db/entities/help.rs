//! A request for help.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub subject_id: Uuid,
    pub actor_id: Uuid,
    pub called: String,
    pub what: String,
    pub place: String,
    pub wanted: Option<i64>,
    pub answerer: String,
    pub urgency: String,
    pub stage: String,
    pub taker_id: Option<Uuid>,
    pub taker_called: String,
    pub escalated: bool,
    pub owner: String,
    pub opened: i64,
    pub stage_since: i64,
    pub ended: Option<i64>,
    pub ver: i64,
    pub asked: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
