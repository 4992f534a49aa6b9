//! PostgreSQL goes on under load: indexes are built beside those who write, then keys change over to them; foreign
//! keys are checked afterwards. What must be alone takes a moment, and gives way when somebody is long about
//! something. A step that ended in the middle begins again and passes over what is done.

use std::time::Duration;

use sea_orm_migration::prelude::*;

use super::{ALONE, INDEXES, KEPT, Kept, REPLACED, UNIQUE, left_behind, run_all, texts};
use crate::db::fault::{Fault, kind};

/// How long others wait behind a change that itself waits for somebody, in milliseconds.
const BRIEF_MS: u32 = 300;

/// How often it is tried before the start is given up: a quarter of an hour.
const TRIES: u32 = 3_000;

/// What began longer ago than this, in milliseconds, cannot meet what is booked from now on, long as it may be.
const OVER_MS: i64 = 11 * 86_400_000;

/// The same of visits, which are short. No earlier than `m009_late_facts` wanted them apart.
const VISITED_MS: i64 = 3 * 86_400_000;

/// What servers that do not know this step look for in all communities. The next step drops these.
const BESIDE: [(&str, &str); 2] = [("booking_by_id", "booking (id)"), ("outcome_by_mid", "outcome (mid)")];

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for kept in &KEPT {
        rekey(manager, kept).await?;
    }
    briefly(manager, &[left_behind("resource")]).await?;
    for kept in &KEPT {
        refer(manager, kept).await?;
    }
    grants(manager).await?;
    for (name, table, what) in INDEXES {
        index(manager, name, table, what, name == UNIQUE).await?;
    }
    for (name, what) in BESIDE {
        let (table, columns) = what.split_once(' ').unwrap_or_default();
        index(manager, name, table, columns, false).await?;
    }
    for name in REPLACED {
        beside(manager, &format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).await?;
    }
    // A number is one of all communities in the directory alone.
    briefly(manager, &["ALTER TABLE member DROP CONSTRAINT IF EXISTS member_phone_key".to_owned()]).await?;
    rules(manager).await?;
    homes(manager).await
}

/// The key of a table begins with its community.
async fn rekey(manager: &SchemaManager<'_>, kept: &Kept) -> Result<(), DbErr> {
    let Kept { table, key, .. } = kept;
    let known = constraints(manager, &format!("contype = 'p' AND conrelid = '{table}'::regclass")).await?;
    let Some((_, before, what)) = known.into_iter().next() else { return Ok(()) };
    if what.starts_with("PRIMARY KEY (community_id") {
        return Ok(());
    }
    let new = format!("{table}_key");
    index(manager, &new, table, &format!("(community_id, {})", key.join(", ")), true).await?;
    // Checked beside those who write, so that nobody waits for it below.
    let known = format!("{table}_known");
    briefly(
        manager,
        &[
            format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {known}"),
            format!("ALTER TABLE {table} ADD CONSTRAINT {known} CHECK (community_id IS NOT NULL) NOT VALID"),
        ],
    )
    .await?;
    beside(manager, &format!("ALTER TABLE {table} VALIDATE CONSTRAINT {known}")).await?;
    // Keys of others that point here point at the key of before.
    for (from, name, _) in
        constraints(manager, &format!("contype = 'f' AND confrelid = '{table}'::regclass")).await?
    {
        briefly(manager, &[format!("ALTER TABLE {from} DROP CONSTRAINT {name}")]).await?;
    }
    briefly(
        manager,
        &[
            format!("ALTER TABLE {table} ALTER COLUMN community_id SET NOT NULL"),
            format!("ALTER TABLE {table} DROP CONSTRAINT {known}"),
            format!("ALTER TABLE {table} DROP CONSTRAINT {before}"),
            format!("ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY USING INDEX {new}"),
        ],
    )
    .await
}

/// What a row is of lies in its own community. It names its place by that.
async fn refer(manager: &SchemaManager<'_>, kept: &Kept) -> Result<(), DbErr> {
    let Kept { table, of, placed, .. } = kept;
    let Some((column, other)) = of else { return Ok(()) };
    let name = format!("{table}_{column}_here");
    let own = constraints(manager, &format!("contype = 'f' AND conrelid = '{table}'::regclass")).await?;
    if !own.iter().any(|(_, it, _)| *it == name) {
        briefly(
            manager,
            &[format!(
                "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (community_id, {column})
                 REFERENCES {other} (community_id, id) NOT VALID"
            )],
        )
        .await?;
    }
    beside(manager, &format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")).await?;
    for (_, before, what) in own {
        if !*placed && what.contains("REFERENCES place") {
            briefly(manager, &[format!("ALTER TABLE {table} DROP CONSTRAINT {before}")]).await?;
        }
    }
    Ok(())
}

/// Between two people of the directory.
async fn grants(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in ["from_id", "to_id"] {
        let name = format!("member_grant_{column}_known");
        briefly(
            manager,
            &[
                format!("ALTER TABLE member_grant DROP CONSTRAINT IF EXISTS {name}"),
                format!(
                    "ALTER TABLE member_grant ADD CONSTRAINT {name} FOREIGN KEY ({column})
                     REFERENCES member_home (member_id) NOT VALID"
                ),
            ],
        )
        .await?;
        beside(manager, &format!("ALTER TABLE member_grant VALIDATE CONSTRAINT {name}")).await?;
    }
    Ok(())
}

/// The rules against overlap, within the community. They cannot be built beside those who write: they cover what may
/// still meet anything, so that they are there as soon as the table is read once.
async fn rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let now = crate::state::system_clock().millis();
    for (table, name, who, since, when) in [
        ("allocation", "booking_overlap", "resource_id", OVER_MS, String::new()),
        ("booking", "visit_overlap", "subject_id", VISITED_MS, format!("{ALONE} AND ")),
    ] {
        let own = constraints(
            manager,
            &format!("contype = 'x' AND conrelid = '{table}'::regclass AND conname = '{name}'"),
        )
        .await?;
        if own.iter().any(|(_, _, what)| what.contains("community_id")) {
            continue;
        }
        let any = !texts(manager, &format!("SELECT 'any' FROM {table} LIMIT 1")).await?.is_empty();
        let since = if any { now.saturating_sub(since) } else { 0 };
        briefly(
            manager,
            &[
                format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"),
                format!(
                    "ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist
                     (community_id WITH =, {who} WITH =, int8range(starts, ends, '[)') WITH &&)
                     WHERE ({when}starts >= {since})"
                ),
            ],
        )
        .await?;
    }
    Ok(())
}

/// Servers that run name the communities of all that they write. The directory they leave to its trigger still.
async fn homes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (table, _, _, _) in crate::db::migrations::m010_homes::HOMELESS {
        briefly(
            manager,
            &[
                format!("DROP TRIGGER IF EXISTS {table}_home ON {table}"),
                format!("DROP FUNCTION IF EXISTS {table}_home()"),
            ],
        )
        .await?;
    }
    Ok(())
}

/// The keys and rules for which something holds: table, name, and what each says.
async fn constraints(
    manager: &SchemaManager<'_>,
    which: &str,
) -> Result<Vec<(String, String, String)>, DbErr> {
    let sql = format!(
        "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE {which}"
    );
    let found = texts(manager, &sql).await?;
    let whole =
        |it: Vec<String>| <[String; 3]>::try_from(it).ok().map(|[table, name, what]| (table, name, what));
    Ok(found.into_iter().filter_map(whole).collect())
}

/// Builds an index beside those who write, unless it is there already, and whole.
async fn index(
    manager: &SchemaManager<'_>,
    name: &str,
    table: &str,
    what: &str,
    unique: bool,
) -> Result<(), DbErr> {
    let there = format!(
        "SELECT 'whole' FROM pg_index WHERE indexrelid = to_regclass('{name}') AND indisvalid AND indisready"
    );
    if !texts(manager, &there).await?.is_empty() {
        return Ok(());
    }
    let unique = if unique { "UNIQUE " } else { "" };
    for _ in 0..TRIES {
        beside(manager, &format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).await?;
        match run_all(manager, &[format!("CREATE {unique}INDEX CONCURRENTLY {name} ON {table} {what}")]).await
        {
            Err(error) if kind(&error) == Fault::Rival => pause().await,
            done => return done,
        }
    }
    Err(DbErr::Custom(format!("{name} could not be built: others hold {table} for too long")))
}

/// Runs what disturbs nobody, however often it has to give way.
async fn beside(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    for _ in 0..TRIES {
        match run_all(manager, &[statement.to_owned()]).await {
            Err(error) if kind(&error) == Fault::Rival => pause().await,
            done => return done,
        }
    }
    Err(DbErr::Custom(format!("others are in the way for too long of: {statement}")))
}

/// Runs what must be alone, all of it or nothing, as soon as nobody keeps it waiting.
pub(in crate::db::migrations) async fn briefly(
    manager: &SchemaManager<'_>,
    statements: &[String],
) -> Result<(), DbErr> {
    let mut last = None;
    for _ in 0..TRIES {
        let alone = manager.begin().await?;
        let patience = format!("SET LOCAL lock_timeout = {BRIEF_MS}");
        let done = match run_all(&alone, &[patience]).await {
            Ok(()) => run_all(&alone, statements).await,
            failed => failed,
        };
        match done {
            Ok(()) => return alone.commit().await,
            // What is begun goes with it.
            Err(error) if kind(&error) == Fault::Rival => drop((alone, last.replace(error))),
            Err(error) => return Err(error),
        }
        pause().await;
    }
    Err(last.unwrap_or(DbErr::RecordNotUpdated))
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(200)).await;
}
