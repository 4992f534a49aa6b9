//! Notices, and who has seen them.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A receipt lies with its notice: whoever reads a few notices finds those of a few people.
const TABLES: &str = "
CREATE TABLE notice (
    id UUID NOT NULL,
    community_id UUID NOT NULL REFERENCES place (id),
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    note TEXT NOT NULL,
    audience TEXT NOT NULL,
    first_day TEXT,
    days BIGINT NOT NULL,
    state TEXT NOT NULL,
    made BIGINT NOT NULL,
    published BIGINT,
    starts BIGINT,
    ends BIGINT,
    author_id UUID NOT NULL,
    reason TEXT NOT NULL,
    corrects_id UUID,
    ver BIGINT NOT NULL,
    PRIMARY KEY (community_id, id)
);
CREATE INDEX notice_published ON notice (community_id, published);
CREATE INDEX notice_ends ON notice (community_id, ends);
CREATE INDEX notice_draft ON notice (community_id, made) WHERE published IS NULL;
CREATE TABLE notice_receipt (
    community_id UUID NOT NULL,
    notice_id UUID NOT NULL,
    member_id UUID NOT NULL,
    PRIMARY KEY (community_id, notice_id, member_id),
    FOREIGN KEY (community_id, notice_id) REFERENCES notice (community_id, id)
);
";

/// As `m013_shards` has them: a hundred communities, of which each publishes a thousand in its time.
const FIGURES: [(&str, &str, &str); 5] = [
    ("notice", "notice", "100000 1000 1"),
    ("notice", "notice_published", "100000 1000 1"),
    ("notice", "notice_ends", "100000 1000 1"),
    ("notice", "notice_draft", "1000 10 1"),
    ("notice_receipt", "notice_receipt", "10000000 100000 100 1"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            for (table, index, rows) in FIGURES {
                let figure = format!(
                    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{rows}')"
                );
                manager.get_connection().execute_unprepared(&figure).await?;
            }
        }
        Ok(())
    }
}
