//! A person.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub community_id: Uuid,
    pub household_id: Uuid,
    pub name: String,
    pub called: String,
    pub phone: Option<String>,
    pub gender: String,
    pub birth_year: i16,
    pub roles: String,
    pub address: String,
    pub risks: String,
    pub carer_gender: Option<String>,
    pub blocked_carers: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
