//! Counters of limits: of each key one in each window.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Statement,
};

use linli_domain::time::Instant;

use super::entities::rate;
use super::retention::PIECE;

/// Counts one more of a key in the window that begins then; how many there are with it.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn count<C: ConnectionTrait>(tx: &C, key: [u8; 32], window: Instant) -> Result<i32, DbErr> {
    let one = rate::ActiveModel { key: Set(key.to_vec()), window: Set(window.millis()), count: Set(1) };
    let more = OnConflict::columns([rate::Column::Key, rate::Column::Window])
        .value(rate::Column::Count, Expr::col((rate::Entity, rate::Column::Count)).add(1))
        .to_owned();
    Ok(rate::Entity::insert(one).on_conflict(more).exec_with_returning(tx).await?.count)
}

/// How many of a key were counted in the window that begins then.
pub async fn of<C: ConnectionTrait>(tx: &C, key: [u8; 32], window: Instant) -> Result<i32, DbErr> {
    let found = rate::Entity::find_by_id((key.to_vec(), window.millis())).one(tx).await?;
    Ok(found.map_or(0, |it| it.count))
}

/// Takes one back that was counted.
pub async fn uncount<C: ConnectionTrait>(tx: &C, key: [u8; 32], window: Instant) -> Result<(), DbErr> {
    let less = rate::Entity::update_many()
        .col_expr(rate::Column::Count, Expr::col(rate::Column::Count).sub(1))
        .filter(rate::Column::Key.eq(key.to_vec()))
        .filter(rate::Column::Window.eq(window.millis()))
        .filter(rate::Column::Count.gt(0));
    less.exec(tx).await.map(drop)
}

/// Lets a key rest until then: a window that has not begun yet.
pub async fn rest<C: ConnectionTrait>(tx: &C, key: [u8; 32], until: Instant) -> Result<(), DbErr> {
    count(tx, key, until).await.map(drop)
}

/// Until when a key rests, if it does.
pub async fn resting<C: ConnectionTrait>(
    tx: &C,
    key: [u8; 32],
    now: Instant,
) -> Result<Option<Instant>, DbErr> {
    let rests = rate::Entity::find()
        .filter(rate::Column::Key.eq(key.to_vec()))
        .filter(rate::Column::Window.gt(now.millis()))
        .order_by_desc(rate::Column::Window);
    Ok(rests.one(tx).await?.map(|it| Instant::from_millis(it.window)))
}

/// Ends the rests of a key.
pub async fn wake<C: ConnectionTrait>(tx: &C, key: [u8; 32]) -> Result<(), DbErr> {
    rate::Entity::delete_many().filter(rate::Column::Key.eq(key.to_vec())).exec(tx).await.map(drop)
}

/// Forgets some of the windows that began before then; how many.
pub async fn forget<C: ConnectionTrait>(tx: &C, before: Instant) -> Result<u64, DbErr> {
    let sql = format!(
        r#"DELETE FROM rate WHERE "window" < $1 AND ("key", "window") IN (
            SELECT "key", "window" FROM rate WHERE "window" < $1 LIMIT {PIECE})"#
    );
    let values = [before.millis().into()];
    let done = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected())
}
