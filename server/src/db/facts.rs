//! What is true of the database as a whole.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::entities::database_fact;

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
