//! What a database can do alone: the rows of a booking, read and written as linli reads and writes
//! them, with a commit for a group of them, and nothing else. No HTTP, no rules, no other thread.

use std::path::Path;
use std::time::{Duration, Instant as Clock};

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::postgres::Postgres;
use super::report::Times;
use super::server::{alone, processor};

/// A booking to be written.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Planned {
    pub place: Uuid,
    pub room: Uuid,
    pub member: Uuid,
    pub household: Uuid,
    pub device: Uuid,
    /// Milliseconds since 1970 UTC.
    pub starts: i64,
}

/// What it can do.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub struct Bare {
    /// Bookings a second.
    pub rate: f64,
    /// How long a group takes until its commit is done, the median in milliseconds.
    pub commit_ms: f64,
    /// What each took of the processor, in milliseconds.
    pub processor_ms: f64,
}

/// Writes planned bookings into a copy of a SQLite database, in a process of its own on one processor.
pub fn measured(
    plan: &[Planned],
    database: &Path,
    group: usize,
    seconds: u64,
    folder: &Path,
) -> Result<Bare> {
    let (list, copy) = (folder.join("plan.json"), folder.join("bare.db"));
    std::fs::write(&list, serde_json::to_vec(plan)?)?;
    let original = Connection::open(database)?;
    original.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    drop(original);
    std::fs::copy(database, &copy)?;
    let output = alone(&std::env::current_exe()?, Some(0))
        .arg("bare")
        .args([&list, &copy])
        .args([group.to_string(), seconds.to_string()])
        .output()?;
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(folder.join(format!("bare.db{ending}"))));
    }
    if !output.status.success() {
        bail!("the bare writer: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// That process: prints what it could do as JSON.
pub fn write(plan: &Path, database: &Path, group: usize, seconds: u64) -> Result<()> {
    let plan: Vec<Planned> = serde_json::from_slice(&std::fs::read(plan)?)?;
    let mut db = Connection::open(database)?;
    // As durable as linli, with as much memory for pages.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
    )?;
    db.set_prepared_statement_cache_capacity(64);
    let mut times = Times::default();
    let (warm, whole) = (Duration::from_secs(2), Duration::from_secs(seconds + 2));
    let began = Clock::now();
    let (mut n, mut counted, mut since, mut before) = (0_i64, 0_usize, began, 0.0);
    for some in plan.chunks(group) {
        let now = Clock::now();
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for it in some {
            n += 1;
            read(&tx, it)?;
            insert(&tx, it, n)?;
        }
        tx.commit()?;
        if began.elapsed() < warm {
            (since, before) = (Clock::now(), processor("self")?);
        } else {
            counted += some.len();
            times.add(now.elapsed());
        }
        if began.elapsed() > whole {
            break;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let (rate, processor_ms) = {
        let counted = counted as f64;
        (counted / since.elapsed().as_secs_f64(), (processor("self")? - before) / counted)
    };
    println!("{}", serde_json::to_string(&Bare { rate, commit_ms: times.quantile(0.5), processor_ms })?);
    Ok(())
}

/// What linli reads before it decides.
fn read(tx: &Connection, it: &Planned) -> Result<()> {
    const DAY: i64 = 86_400_000;
    let mut found = 0;
    let mut ask = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<()> {
        let mut statement = tx.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        while let Some(row) = rows.next()? {
            let _: Option<Vec<u8>> = row.get(0)?;
            found += 1;
        }
        Ok(())
    };
    let here = &it.place;
    ask("SELECT id, member_id, last_n FROM device WHERE community_id = ? AND id = ?", &[here, &it.device])?;
    ask("SELECT * FROM member WHERE community_id = ? AND id = ?", &[here, &it.member])?;
    ask("SELECT * FROM member_grant WHERE to_id = ?", &[&it.member])?;
    ask("SELECT device_id, * FROM outcome WHERE community_id = ? AND mid = ?", &[here, &Uuid::now_v7()])?;
    ask("SELECT * FROM resource WHERE community_id = ? AND id = ?", &[here, &it.room])?;
    ask(
        "SELECT * FROM allocation WHERE community_id = ? AND resource_id = ? AND starts > ? AND starts < ? AND ends > ?",
        &[here, &it.room, &(it.starts - 9 * DAY), &(it.starts + DAY), &(it.starts - DAY)],
    )?;
    // By the states, as the index has them.
    ask(
        "SELECT * FROM booking WHERE community_id = ? AND household_id = ? AND kind = 'room'
         AND state IN ('confirmed', 'pending', 'checked_in', 'no_show') AND starts >= ?",
        &[here, &it.household, &(it.starts - 90 * DAY)],
    )?;
    std::hint::black_box(found);
    Ok(())
}

fn insert(tx: &Connection, it: &Planned, n: i64) -> Result<()> {
    let (id, mid) = (Uuid::now_v7(), Uuid::now_v7());
    let ends = it.starts + 1_800_000;
    let put = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<()> {
        tx.prepare_cached(sql)?.execute(values)?;
        Ok(())
    };
    put(
        "INSERT INTO device (id, community_id, member_id, last_n) VALUES (?, ?, ?, ?)
         ON CONFLICT (community_id, id) DO UPDATE SET last_n = excluded.last_n",
        params![it.device, it.place, it.member, n],
    )?;
    put(
        "INSERT INTO booking (id, community_id, kind, state, subject_id, actor_id, household_id, called,
            starts, ends, hold_until, note, reason, made, ver, resource_id, second_resource_id, people,
            service, why, checked_in, checked_out, report)
         VALUES (?, ?, 'room', 'confirmed', ?, ?, ?, 'Resident', ?, ?, NULL, '书法', '', ?, 1, ?, NULL, 2,
            NULL, '[]', NULL, NULL, '')",
        params![id, it.place, it.member, it.member, it.household, it.starts, ends, it.starts, it.room],
    )?;
    put(
        "INSERT INTO allocation (community_id, resource_id, starts, ends, booking_id) VALUES (?, ?, ?, ?, ?)",
        params![it.place, it.room, it.starts, ends + 600_000, id],
    )?;
    put(
        "INSERT INTO story_event VALUES (?, ?, ?, ?, ?, 'Resident', 'booked', '', NULL)",
        params![Uuid::now_v7(), it.place, id, it.starts, it.member],
    )?;
    put(
        "INSERT INTO outcome (device_id, n, community_id, mid, fingerprint, result, decided)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        params![it.device, n, it.place, mid, &[7_u8; 16][..], "{\"result\":\"applied\"}", it.starts],
    )?;
    let seq: i64 = tx
        .prepare_cached(
            "INSERT INTO community_head VALUES (?, 1, 0)
             ON CONFLICT (community_id) DO UPDATE SET seq = seq + 1 RETURNING seq",
        )?
        .query_row([it.place], |row| row.get(0))?;
    let mut put = tx.prepare_cached("INSERT INTO change VALUES (?, ?, 'booking', ?)")?;
    put.execute(params![it.place, seq, id])?;
    Ok(())
}

/// The same rows in PostgreSQL, inserted by pgbench and nothing else; bookings a second.
pub async fn on_postgres(
    plan: &[Planned],
    url: &str,
    name: &str,
    postgres: &Postgres,
    seconds: u64,
) -> Result<f64> {
    let db = linli_server::db::Db::one_connection(url).await?;
    let run = |sql: String| {
        let db = &db;
        async move { sea_orm::ConnectionTrait::execute_unprepared(db, &sql).await.map(drop) }
    };
    for sql in [
        "CREATE SEQUENCE bench_n",
        "CREATE TABLE bench_plan (n bigint PRIMARY KEY, place uuid, room uuid, member uuid, household uuid, starts bigint)",
        "CREATE TABLE bench_device AS SELECT id, id AS member_id, 0::bigint AS last_n, community_id FROM member",
        "INSERT INTO device SELECT * FROM bench_device",
    ] {
        run(sql.to_owned()).await?;
    }
    for (chunk, some) in plan.chunks(1_000).enumerate() {
        let rows = some.iter().enumerate().map(|(i, it)| {
            let n = chunk * 1_000 + i + 1;
            format!("({n},'{}','{}','{}','{}',{})", it.place, it.room, it.member, it.household, it.starts)
        });
        run(format!("INSERT INTO bench_plan VALUES {}", rows.collect::<Vec<_>>().join(","))).await?;
    }
    run("ANALYZE".to_owned()).await?;
    let script = "
SELECT nextval('bench_n') AS n, gen_random_uuid() AS id \\gset
BEGIN;
INSERT INTO booking (id, community_id, kind, state, subject_id, actor_id, household_id, called, starts, ends, note, reason, made, ver, resource_id, people, why, report) SELECT :id::uuid, place, 'room', 'confirmed', member, member, household, 'Resident', starts, starts + 1800000, 'note', '', starts, 1, room, 2, '[]', '' FROM bench_plan WHERE n = :n::bigint;
INSERT INTO allocation (community_id, resource_id, starts, ends, booking_id) SELECT place, room, starts, starts + 2400000, :id::uuid FROM bench_plan WHERE n = :n::bigint;
INSERT INTO story_event SELECT gen_random_uuid(), place, :id::uuid, starts, member, 'Resident', 'booked', '' FROM bench_plan WHERE n = :n::bigint;
INSERT INTO outcome (device_id, n, community_id, mid, fingerprint, result, decided) SELECT member, :n::bigint, place, gen_random_uuid(), '\\x00112233445566778899aabbccddeeff', '{\"result\":\"applied\"}', starts FROM bench_plan WHERE n = :n::bigint;
INSERT INTO change SELECT place, 1000000 + :n::bigint, 'booking', :id::uuid FROM bench_plan WHERE n = :n::bigint;
COMMIT;
";
    let path = postgres.folder().join(format!("{name}.sql"));
    std::fs::write(&path, script)?;
    let rate = postgres.pgbench(name, &path, 32, Duration::from_secs(seconds))?;
    // What it wrote must not be in the way of what comes.
    for sql in [
        "DELETE FROM allocation WHERE booking_id IN (SELECT id FROM booking WHERE called = 'Resident' AND note = 'note')",
        "DELETE FROM booking WHERE called = 'Resident' AND note = 'note'",
        "DELETE FROM outcome",
        "DELETE FROM device",
        "DELETE FROM change",
        "DROP TABLE bench_plan",
        "DROP TABLE bench_device",
    ] {
        run(sql.to_owned()).await?;
    }
    run("VACUUM ANALYZE".to_owned()).await.context("cleaning up")?;
    Ok(rate)
}
