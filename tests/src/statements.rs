//! How many statements a piece of work sends to PostgreSQL, as the database itself counts them.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::app::App;

/// Only this test's own database: others run at the same time on the same server.
const OWN: &str = "(SELECT oid FROM pg_database WHERE datname = current_database())";

/// The statements that a piece of work ran, each with the number of its runs. What a trigger or a
/// foreign key runs counts too. `SET` does not: of those that a connection has prepared, PostgreSQL 15
/// notes only the first run.
pub type Statements = BTreeMap<String, i64>;

/// What ran during `work`.
pub async fn during<F: Future>(app: &App, work: F) -> Statements {
    let before = pushed_out(app).await;
    rows(app, &format!("SELECT pg_stat_statements_reset(0, {OWN}, 0)::text AS query, 0::bigint AS calls"))
        .await;
    work.await;
    let all = format!(
        "SELECT query, sum(calls)::bigint AS calls FROM pg_stat_statements \
         WHERE dbid = {OWN} AND query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE 'SET %' GROUP BY query"
    );
    let found = rows(app, &all).await.into_iter().collect();
    assert_eq!(pushed_out(app).await, before, "raise pg_stat_statements.max: statements are lost");
    found
}

/// How many statements of a kind of work: `next` does it once more each time. The first runs may
/// open connections and fill caches, and a cache may run out in between; two runs with the same
/// number in a row are the measure.
pub async fn steady<F: Future>(app: &App, mut next: impl FnMut() -> F) -> Result<Statements, String> {
    next().await;
    let mut last = during(app, next()).await;
    for _ in 0..6 {
        let again = during(app, next()).await;
        if count(&again) == count(&last) {
            return Ok(again);
        }
        last = again;
    }
    Err(format!("another number each time, at last {}", count(&last)))
}

/// All runs together.
pub fn count(statements: &Statements) -> i64 {
    statements.values().sum()
}

async fn rows(app: &App, sql: &str) -> Vec<(String, i64)> {
    let ask = Statement::from_string(DbBackend::Postgres, sql.to_owned());
    let found = app.behind().query_all_raw(ask).await.expect("the statistics");
    let read = |row: &sea_orm::QueryResult| {
        Ok::<_, sea_orm::DbErr>((row.try_get("", "query")?, row.try_get("", "calls")?))
    };
    found.iter().map(|row| read(row).expect("a text and a number")).collect()
}

/// How often the statistics made room by forgetting statements.
async fn pushed_out(app: &App) -> i64 {
    let sql = "SELECT '' AS query, dealloc AS calls FROM pg_stat_statements_info";
    rows(app, sql).await.iter().map(|(_, calls)| calls).sum()
}
