//! What is true of the database as a whole, by name.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::db::statements;

/// The newest step that a server must know to work with the schema.
pub const NEEDS: &str = "needs_step";

/// That the people in it are made up.
pub const DEMO: &str = "demo";

/// When old changes and answers were last forgotten, in milliseconds since 1970.
pub const FORGOTTEN: &str = "forgotten_at";

/// When sessions that are over were last removed, in milliseconds since 1970.
pub const SESSIONS: &str = "sessions_swept_at";

/// When somebody last looked whether it can be written, in milliseconds since 1970.
pub const WRITTEN: &str = "written_at";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "database_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub value: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The value of a fact.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn get<C: ConnectionTrait>(on: &C, name: &str) -> Result<Option<String>, DbErr> {
    Ok(Entity::find_by_id(name).one(on).await?.map(|it| it.value))
}

/// Notes a fact in the place of what it was.
pub async fn set<C: ConnectionTrait>(on: &C, name: &str, value: &str) -> Result<(), DbErr> {
    let row = ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let again = OnConflict::column(Column::Name).update_column(Column::Value).to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(on).await.map(drop)
}

/// A secret of this database, made when it is first asked for: 64 letters, 244 bits of them random.
///
/// # Errors
/// When the database does not answer.
pub async fn secret<C: ConnectionTrait>(tx: &C, name: &str) -> Result<String, DbErr> {
    let find = || Entity::find_by_id(name).one(tx);
    if let Some(known) = find().await? {
        return Ok(known.value);
    }
    let made = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let row = ActiveModel { name: Set(name.to_owned()), value: Set(made.clone()) };
    // Another server may be quicker.
    let first = OnConflict::column(Column::Name).do_nothing().to_owned();
    statements::inserted(Entity::insert(row).on_conflict(first).exec_without_returning(tx).await)?;
    Ok(find().await?.map_or(made, |it| it.value))
}
