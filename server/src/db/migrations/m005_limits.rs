//! What limits count: a household's rooms by state, what it cancelled, requests that are open, by whom they
//! were made and taken, and whose a device is.

use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The last column of the first two is the same in all of their rows: with it a count is answered by the
/// index alone, in both databases. The first takes the place of `booking_household`, which told no state: a household's week, or its
/// no-shows of three months, were counted by reading all of its bookings.
const INDEXES: &str = "
CREATE INDEX IF NOT EXISTS booking_household_state ON booking (household_id, state, starts, kind)
    WHERE kind = 'room';
DROP INDEX IF EXISTS booking_household;
CREATE INDEX IF NOT EXISTS booking_cancelled ON booking (household_id, made, state)
    WHERE state = 'cancelled';
CREATE INDEX IF NOT EXISTS help_subject_open ON help (subject_id) WHERE ended IS NULL;
CREATE INDEX IF NOT EXISTS help_taker_open ON help (taker_id) WHERE ended IS NULL;
CREATE INDEX IF NOT EXISTS help_actor ON help (actor_id, opened);
CREATE INDEX IF NOT EXISTS device_member ON device (member_id);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, INDEXES).await
    }
}
