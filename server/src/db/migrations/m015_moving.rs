//! People may go to live in another community. Their row of before stays, since what happened there names it, and says
//! when they went; the new one says where they came from, for what a week counts.
//!
//! Nothing new begins for whoever has gone. SQLite has one writer, which reads before it writes. In PostgreSQL a lane may
//! have read the person before they went: whoever writes for them holds their row as the key to it asks for, waits for
//! whoever moves them, and then looks at it by the rule `moved_away`, which comes after that key by its name.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

use super::m013_shards::{briefly, texts};
use super::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [(&str, &str); 3] = [("moved", "BIGINT"), ("came_from", "UUID"), ("came", "BIGINT")];

/// The function of the rule, and its name on each table.
pub(super) const RULE: &str = "moved_away";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// In PostgreSQL three short ones, each of which gives way to those who write: they hold a booking and want its
    /// person.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |it: &str| {
            COLUMNS.map(|(name, kind)| format!("ALTER TABLE member ADD COLUMN {it}{name} {kind}")).to_vec()
        };
        if manager.get_database_backend() != DbBackend::Postgres {
            let there = "SELECT name FROM pragma_table_info('member') WHERE name = 'moved'";
            if texts(manager, there).await?.is_empty() {
                let all = manager.begin().await?;
                run(&all, &add("").join(";\n")).await?;
                all.commit().await?;
            }
            return Ok(());
        }
        briefly(manager, &add("IF NOT EXISTS ")).await?;
        let function = format!(
            "CREATE OR REPLACE FUNCTION {RULE}() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                IF EXISTS (SELECT 1 FROM member WHERE community_id = NEW.community_id AND id = NEW.subject_id
                        AND moved IS NOT NULL) THEN
                    RAISE EXCEPTION '{RULE}: % does not live here any more', NEW.subject_id;
                END IF;
                RETURN NULL;
             END $$"
        );
        for table in ["booking", "matter"] {
            let rule = format!(
                "CREATE TRIGGER {RULE} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {RULE}()"
            );
            let before = format!("DROP TRIGGER IF EXISTS {RULE} ON {table}");
            briefly(manager, &[function.clone(), before, rule]).await?;
        }
        Ok(())
    }
}
