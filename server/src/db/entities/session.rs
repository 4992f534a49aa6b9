//! A signed-in browser. Only a hash of its secret is kept.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the cookie's 32 bytes.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    pub community_id: Uuid,
    pub member_id: Uuid,
    /// Milliseconds since 1970, UTC; as below.
    pub created_at: i64,
    /// Last use, to the hour; on a borrowed phone to five minutes.
    pub seen_at: i64,
    /// The absolute limit.
    pub expires_at: i64,
    /// The phone is not theirs: it ends after hours, and with the browser.
    pub borrowed: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
