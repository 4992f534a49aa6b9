//! How often something was done within a window of time, by whom as a hash. In the database, since
//! several servers share the limits.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate")]
pub struct Model {
    /// SHA-256 of what is counted and for whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// Start of the window, milliseconds since 1970, UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub window: i64,
    pub count: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
