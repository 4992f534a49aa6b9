//! A claim on time.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub kind: String,
    pub state: String,
    pub subject_id: Uuid,
    pub actor_id: Uuid,
    pub household_id: Uuid,
    pub called: String,
    pub starts: i64,
    pub ends: i64,
    pub hold_until: Option<i64>,
    pub note: String,
    pub reason: String,
    pub made: i64,
    pub ver: i64,
    pub resource_id: Option<Uuid>,
    pub second_resource_id: Option<Uuid>,
    pub people: Option<i32>,
    pub service: Option<String>,
    pub why: String,
    pub checked_in: Option<String>,
    pub checked_out: Option<String>,
    pub report: String,
    /// It may stand beside other visits of the person at the same time; the rule `visit_overlap` passes it over.
    pub also: bool,
    pub settled: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
