//! One row as a statement, of whatever kind.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter,
};

use super::tables::{ColumnOf, Named, Table, Versioned};

/// Writes a new row; false when something of its id exists, or of what else only one may have.
pub(super) async fn insert<T: Table, C: ConnectionTrait>(tx: &C, row: &T) -> Result<bool, DbErr> {
    // Without a column, so that PostgreSQL passes over what its rules forbid as well.
    let any = OnConflict::new().do_nothing().to_owned();
    inserted(T::Entity::insert(row.model()).on_conflict(any).exec_without_returning(tx).await)
}

/// Whether a row was inserted, when one of its id may exist already.
pub(super) fn inserted(result: Result<u64, DbErr>) -> Result<bool, DbErr> {
    match result {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the version before this one was there and was changed.
pub(super) async fn update<T: Versioned, C: ConnectionTrait>(tx: &C, row: &T) -> Result<bool, DbErr> {
    const { assert!(!T::CHANGED.is_empty(), "such a row is not changed") };
    over(tx, row, T::CHANGED.iter().copied(), row.before()).await
}

/// Whether the row was there and was changed, whatever it was before.
pub(super) async fn change<T: Named, C: ConnectionTrait>(tx: &C, row: &T) -> Result<bool, DbErr> {
    const { assert!(!T::CHANGED.is_empty(), "such a row is not changed") };
    over(tx, row, T::CHANGED.iter().copied(), row.own()).await
}

/// Whether the row was there as `old` and was written anew, all of it.
pub(super) async fn replace<T: Named, C: ConnectionTrait>(tx: &C, old: &T, row: &T) -> Result<bool, DbErr> {
    over(tx, row, ColumnOf::<T>::iter(), old.own()).await
}

async fn over<T: Table, C: ConnectionTrait>(
    tx: &C,
    row: &T,
    columns: impl Iterator<Item = ColumnOf<T>>,
    which: Condition,
) -> Result<bool, DbErr> {
    let mut values = row.model();
    let mut update = T::Entity::update_many();
    for column in columns {
        if let Some(value) = values.take(column).into_value() {
            update = update.col_expr(column, column.save_as(Expr::val(value)));
        }
    }
    Ok(update.filter(which).exec(tx).await?.rows_affected > 0)
}
