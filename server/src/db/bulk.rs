//! Many rows with few statements.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::tables::Table;

/// The most rows that one statement writes; SQLite takes at most 32,766 values.
const ROWS: usize = 512;

/// Cuts rows into runs whose lengths are powers of two, the longest first: a database prepares a
/// statement anew for each number of rows, and there are only ten of them so.
pub(super) fn runs<T>(mut rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    core::iter::from_fn(move || {
        let length = ROWS.min(1 << rows.len().checked_ilog2()?);
        let rest = rows.split_off(length);
        Some(core::mem::replace(&mut rows, rest))
    })
}

/// Writes new rows, without a decision: for the writer, the demo district, tests and benchmarks. Within a
/// transaction all of them are written, or none.
///
/// # Errors
/// When the database refuses one of them.
pub async fn insert<T: Table, C: ConnectionTrait>(db: &C, rows: &[T]) -> Result<(), DbErr> {
    T::enter(db, rows).await?;
    insert_models::<T::Entity, _>(db, rows.iter().map(T::model).collect()).await
}

/// As [`insert`], of a table whose rows the domain does not have.
pub(super) async fn insert_models<E: EntityTrait, C: ConnectionTrait>(
    db: &C,
    models: Vec<E::ActiveModel>,
) -> Result<(), DbErr> {
    for some in runs(models) {
        E::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_powers_of_two_and_leave_nothing_out() {
        for count in [0, 1, 2, 3, 31, 32, 33, 500, 512, 1_300] {
            let lengths: Vec<_> = runs((0..count).collect()).map(|it| it.len()).collect();
            assert!(lengths.iter().all(|it| it.is_power_of_two() && *it <= ROWS), "{count}: {lengths:?}");
            let all: Vec<_> = runs((0..count).collect()).flatten().collect();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }
}
