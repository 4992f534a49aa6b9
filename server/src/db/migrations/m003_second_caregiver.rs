//! A caregiver's visits are asked for at every pull of their phone, also those to which they come as the
//! second of two.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Most bookings have no second resource and cost nothing here.
const INDEX: &str = "CREATE INDEX booking_second_resource ON booking (second_resource_id, starts)
    WHERE second_resource_id IS NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(INDEX).await.map(drop)
    }
}
