//! Signing in: sessions, codes, counters of limits.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, integer, uuid, uuid_null};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m002_sessions"
    }
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Id,
    TokenHash,
    CommunityId,
    MemberId,
    CreatedAt,
    SeenAt,
    ExpiresAt,
}

#[derive(DeriveIden)]
enum SignInRequest {
    Table,
    Id,
    MemberId,
    Salt,
    CodeHash,
    Tries,
    ExpiresAt,
}

#[derive(DeriveIden)]
enum Rate {
    Table,
    Key,
    Window,
    Count,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let session = Table::create()
            .table(Session::Table)
            .col(uuid(Session::Id).primary_key())
            .col(binary(Session::TokenHash).unique_key())
            .col(uuid(Session::CommunityId))
            .col(uuid(Session::MemberId))
            .col(big_integer(Session::CreatedAt))
            .col(big_integer(Session::SeenAt))
            .col(big_integer(Session::ExpiresAt))
            .to_owned();
        manager.create_table(session).await?;
        let by_member = Index::create()
            .name("session_by_member")
            .table(Session::Table)
            .col(Session::CommunityId)
            .col(Session::MemberId)
            .to_owned();
        manager.create_index(by_member).await?;
        let request = Table::create()
            .table(SignInRequest::Table)
            .col(uuid(SignInRequest::Id).primary_key())
            .col(uuid_null(SignInRequest::MemberId))
            .col(binary(SignInRequest::Salt))
            .col(binary(SignInRequest::CodeHash))
            .col(integer(SignInRequest::Tries))
            .col(big_integer(SignInRequest::ExpiresAt))
            .to_owned();
        manager.create_table(request).await?;
        let rate = Table::create()
            .table(Rate::Table)
            .col(binary(Rate::Key))
            .col(big_integer(Rate::Window))
            .col(integer(Rate::Count))
            .primary_key(Index::create().col(Rate::Key).col(Rate::Window))
            .to_owned();
        manager.create_table(rate).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("linli migrates forward only".to_owned()))
    }
}
