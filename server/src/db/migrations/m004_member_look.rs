//! How each person wants the app to look, so that another device of theirs looks so too.

use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// `look` is what the cookie of the preferences holds.
const TABLE: &str = "
CREATE TABLE member_look (
    member_id UUID NOT NULL PRIMARY KEY REFERENCES member (id),
    look TEXT NOT NULL
)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLE).await
    }
}
