//! Requests for help are a kind of matter: their table becomes the one of all kinds.
//!
//! Servers of before say `help` to it. In PostgreSQL, where they run beside newer ones, a view of that name lets them
//! read and write requests as ever, with locks, and pass over what is there already: it is one that the database
//! updates by itself, and what is written through it is of the kind `help`. Nothing is copied: the table gets another
//! name and a column that is not written out for the rows there are. SQLite refuses `ON CONFLICT` on a view, with
//! which every server writes, and has one server: there is none, and an older linli says that the file is too new.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The name of this step.
pub(super) const STEP: &str = "m012_matter";

const TABLE: [&str; 2] =
    ["ALTER TABLE help RENAME TO matter", "ALTER TABLE matter ADD COLUMN kind TEXT NOT NULL DEFAULT 'help'"];

/// What each index is of, by the second half of its name.
const INDEXES: [(&str, &str); 6] = [
    ("community", "(community_id, ended, opened)"),
    ("subject", "(subject_id, opened)"),
    ("taker", "(taker_id)"),
    ("subject_open", "(subject_id) WHERE ended IS NULL"),
    ("taker_open", "(taker_id) WHERE ended IS NULL"),
    ("actor", "(actor_id, opened)"),
];

const POSTGRES: [&str; 4] = [
    "ALTER TABLE matter RENAME CONSTRAINT help_pkey TO matter_pkey",
    "ALTER TABLE matter RENAME CONSTRAINT help_community_id_fkey TO matter_community_id_fkey",
    "ALTER TABLE matter RENAME CONSTRAINT help_subject_id_fkey TO matter_subject_id_fkey",
    "CREATE VIEW help AS SELECT
        id, community_id, subject_id, actor_id, called, what, place, wanted, answerer, urgency, stage, taker_id,
        taker_called, escalated, owner, opened, stage_since, ended, ver, asked
     FROM matter WHERE kind = 'help'",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Whoever writes meanwhile finds the table or the view.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut statements: Vec<String> = TABLE.map(str::to_owned).into();
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                for (name, _) in INDEXES {
                    statements.push(format!("ALTER INDEX help_{name} RENAME TO matter_{name}"));
                }
                statements.extend(POSTGRES.map(str::to_owned));
            }
            // Indexes have no other name here than the one that they were made by.
            _ => {
                for (name, of) in INDEXES {
                    statements.push(format!("DROP INDEX help_{name}"));
                    statements.push(format!("CREATE INDEX matter_{name} ON matter {of}"));
                }
            }
        }
        for statement in statements {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
