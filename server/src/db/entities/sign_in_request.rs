//! Somebody asked for a sign-in code. The code is kept hashed, with a salt of its own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// None when nobody has the number; the answer is the same.
    pub member_id: Option<Uuid>,
    pub salt: Vec<u8>,
    /// Argon2id of the code.
    pub code_hash: Vec<u8>,
    pub tries: i32,
    /// Milliseconds since 1970, UTC.
    pub expires_at: i64,
    /// The mark of the number, which is also the end of the salt. None of a server before it.
    pub mark: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
