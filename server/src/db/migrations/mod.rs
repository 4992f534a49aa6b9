//! The schema, step by step, forwards only. Instants are milliseconds since 1970 UTC, lists and
//! small structures JSON texts, so that both databases hold the same values.

mod m001_core;
mod m002_sessions;
mod m003_second_caregiver;
mod m004_member_look;
mod m005_limits;
mod m006_operation;
mod m007_borrowed_phone;
mod m008_code_marks;
mod m009_late_facts;
mod m010_homes;
mod m011_at_home;
mod m012_matter;
mod m013_shards;
mod m014_notices;
mod m015_moving;

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m001_core::Migration),
            Box::new(m002_sessions::Migration),
            Box::new(m003_second_caregiver::Migration),
            Box::new(m004_member_look::Migration),
            Box::new(m005_limits::Migration),
            Box::new(m006_operation::Migration),
            Box::new(m007_borrowed_phone::Migration),
            Box::new(m008_code_marks::Migration),
            Box::new(m009_late_facts::Migration),
            Box::new(m010_homes::Migration),
            Box::new(m011_at_home::Migration),
            Box::new(m012_matter::Migration),
            Box::new(m013_shards::Migration),
            Box::new(m014_notices::Migration),
            Box::new(m015_moving::Migration),
        ]
    }
}

/// The newest step that a server must know to work with the schema that this build makes. Raised only by a
/// step that takes away what older servers use: first expand, and contract when no such server runs any more. In
/// SQLite no server runs beside another one, and a step may take away what PostgreSQL keeps for a while.
pub fn needs(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => m012_matter::STEP,
        _ => EXPANDED,
    }
}

/// The step that servers must know that write beside one of this build. Whatever comes after it may take away what
/// servers of before it use.
pub const EXPANDED: &str = "m011_at_home";

/// The functions that the steps have made in PostgreSQL, none of which has arguments; some of them later steps take
/// away again. What the tables are called stands in `tables::spread`, but for [`VIEW`].
pub const FUNCTIONS: [&str; 5] =
    ["device_home", "outcome_home", "member_look_home", "member_home", m015_moving::RULE];

/// What servers of before say to the table `matter`: a view by now, and a table in their time.
pub const VIEW: &str = "help";

/// The first step that takes it away.
const CONTRACTS: &str = "m013_shards";

/// How many of the steps that are to be done come before what is taken away, when these were done before.
pub fn expanding(done: &[String]) -> u32 {
    let before = Migrator::migrations();
    let before = before.iter().map(|it| it.name()).take_while(|name| *name != CONTRACTS);
    let missing = before.filter(|name| !done.iter().any(|it| it == name)).count();
    <u32 as TryFrom<usize>>::try_from(missing).unwrap_or(u32::MAX)
}

/// Whether this build knows a step.
pub fn knows(step: &str) -> bool {
    Migrator::migrations().iter().any(|it| it.name() == step)
}

/// Whether all steps that this build knows are among these.
pub fn all_done(steps: &[String]) -> bool {
    Migrator::migrations().iter().all(|it| steps.iter().any(|step| step == it.name()))
}

/// The first of these steps that this build does not know: a newer one made them.
pub fn unknown(steps: Vec<String>) -> Option<String> {
    let known = Migrator::migrations();
    steps.into_iter().find(|step| !known.iter().any(|it| it.name() == step))
}

/// Runs statements that are the same for both databases but for the names of types. In SQLite a
/// table lies in the order of its key: beside it, an index for the key would be written too.
async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let (uuid, bytes, end_of_table) = match manager.get_database_backend() {
        DbBackend::Postgres => ("uuid", "bytea", "\n)"),
        _ => ("BLOB", "BLOB", "\n) WITHOUT ROWID"),
    };
    for statement in statements.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
        let statement = statement.replace("UUID", uuid).replace("BYTES", bytes).replace("\n)", end_of_table);
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Builds an index while others write (PostgreSQL). One that was begun before and not finished is built anew.
async fn build_index(manager: &SchemaManager<'_>, name: &str, what: &str) -> Result<(), DbErr> {
    let beside = match manager.get_database_backend() {
        DbBackend::Postgres => "CONCURRENTLY ",
        _ => "",
    };
    for statement in
        [format!("DROP INDEX {beside}IF EXISTS {name}"), format!("CREATE INDEX {beside}{name} ON {what}")]
    {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
