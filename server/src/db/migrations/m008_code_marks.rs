//! Which number a code was asked for, as a mark, so that codes of one number are found together. Codes live
//! for minutes: those that an older server makes have none and count alone.

use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMN: &str = "
ALTER TABLE sign_in_request ADD COLUMN mark BYTES;
CREATE INDEX IF NOT EXISTS sign_in_request_mark ON sign_in_request (mark, expires_at)
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await
    }
}
