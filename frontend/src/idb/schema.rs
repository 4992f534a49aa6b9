//! What stands in the database, and the steps by which older ones become like it.

use indexed_db_futures::OpenDbResult;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;

/// Rows as the server last told them, in [`buckets`](super::buckets), by number.
pub const BUCKETS: &str = "buckets";

/// Rows as they lay before there were buckets: each as JSON. They are moved when the database is opened.
pub const SINGLE_ROWS: &str = "rows";

/// The ledger, as JSON.
pub const LEDGER: &str = "ledger";

/// What makes a database as it was one like it is.
type Step = fn(&Database) -> Result<(), Error>;

/// The steps; the number of a database is how many of them it has gone. Only ever add to the end.
const STEPS: [Step; 2] = [rows_and_ledger, buckets];

fn rows_and_ledger(database: &Database) -> Result<(), Error> {
    for store in [SINGLE_ROWS, LEDGER] {
        database.create_object_store(store).build()?;
    }
    Ok(())
}

fn buckets(database: &Database) -> Result<(), Error> {
    database.create_object_store(BUCKETS).build().map(drop)
}

/// Opens a database and brings it up to date.
pub async fn open(name: &str) -> OpenDbResult<Database> {
    #[expect(clippy::cast_possible_truncation, reason = "never as many as that")]
    let newest = STEPS.len() as u32;
    Database::open(name)
        .with_version(newest)
        .with_on_upgrade_needed(|event, database| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a small whole number"
            )]
            let gone = event.old_version() as usize;
            for step in STEPS.iter().skip(gone) {
                step(&database)?;
            }
            Ok(())
        })
        .await
}
