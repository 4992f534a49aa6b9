//! How often something was done within a window of time, by whom as a hash. In the database, since
//! several servers share the limits.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, QueryOrder, Statement};

use linli_domain::time::Instant;

use crate::db::retention::PIECE;

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

/// Counts one more of a key in the window that begins then; how many there are with it.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn count<C: ConnectionTrait>(tx: &C, key: [u8; 32], window: Instant) -> Result<i32, DbErr> {
    let one = ActiveModel { key: Set(key.to_vec()), window: Set(window.millis()), count: Set(1) };
    let more = OnConflict::columns([Column::Key, Column::Window])
        .value(Column::Count, Expr::col((Entity, Column::Count)).add(1))
        .to_owned();
    Ok(Entity::insert(one).on_conflict(more).exec_with_returning(tx).await?.count)
}

/// How many of a key were counted in the window that begins then.
pub async fn of<C: ConnectionTrait>(tx: &C, key: [u8; 32], window: Instant) -> Result<i32, DbErr> {
    let found = Entity::find_by_id((key.to_vec(), window.millis())).one(tx).await?;
    Ok(found.map_or(0, |it| it.count))
}

/// Takes one back that was counted.
pub async fn uncount<C: ConnectionTrait>(tx: &C, key: [u8; 32], window: Instant) -> Result<(), DbErr> {
    let less = Entity::update_many()
        .col_expr(Column::Count, Expr::col(Column::Count).sub(1))
        .filter(Column::Key.eq(key.to_vec()))
        .filter(Column::Window.eq(window.millis()))
        .filter(Column::Count.gt(0));
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
    let rests = Entity::find()
        .filter(Column::Key.eq(key.to_vec()))
        .filter(Column::Window.gt(now.millis()))
        .order_by_desc(Column::Window);
    Ok(rests.one(tx).await?.map(|it| Instant::from_millis(it.window)))
}

/// Ends the rests of a key.
pub async fn wake<C: ConnectionTrait>(tx: &C, key: [u8; 32]) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Key.eq(key.to_vec())).exec(tx).await.map(drop)
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
