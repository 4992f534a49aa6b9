//! What is true of the database as a whole, by name.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::entities::database_fact;

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

/// The value of a fact.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn get<C: ConnectionTrait>(on: &C, name: &str) -> Result<Option<String>, DbErr> {
    Ok(database_fact::Entity::find_by_id(name).one(on).await?.map(|it| it.value))
}

/// Notes a fact in the place of what it was.
pub async fn set<C: ConnectionTrait>(on: &C, name: &str, value: &str) -> Result<(), DbErr> {
    let row = database_fact::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let again = OnConflict::column(database_fact::Column::Name)
        .update_column(database_fact::Column::Value)
        .to_owned();
    database_fact::Entity::insert(row).on_conflict(again).exec_without_returning(on).await.map(drop)
}

/// A secret of this database, made when it is first asked for: 64 letters, 244 bits of them random.
///
/// # Errors
/// When the database does not answer.
pub async fn secret<C: ConnectionTrait>(tx: &C, name: &str) -> Result<String, DbErr> {
    let find = || database_fact::Entity::find_by_id(name).one(tx);
    if let Some(known) = find().await? {
        return Ok(known.value);
    }
    let made = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let row = database_fact::ActiveModel { name: Set(name.to_owned()), value: Set(made.clone()) };
    // Another server may be quicker.
    let first = OnConflict::column(database_fact::Column::Name).do_nothing().to_owned();
    match database_fact::Entity::insert(row).on_conflict(first).exec_without_returning(tx).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error),
    }
    Ok(find().await?.map_or(made, |it| it.value))
}
