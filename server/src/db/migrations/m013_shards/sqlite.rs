//! SQLite keeps a table in the order of its key: each is made anew and copied, in one transaction. Another name, and
//! the old one at the end, so that no key ever points at what is not there. Meanwhile the file needs as much room
//! again.

use sea_orm_migration::prelude::*;

use super::{ALONE, INDEXES, KEPT, Kept, REPLACED, UNIQUE, figures, left_behind, run_all, texts};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let key = "SELECT name FROM pragma_table_info('member') WHERE pk = 1";
    if texts(manager, key).await? == [["community_id"]] {
        // Committed, and ended before that was noted.
        return Ok(());
    }
    let all = manager.begin().await?;
    let mut indexes = Vec::new();
    for kept in &KEPT {
        indexes.extend(kept_indexes(&all, kept.table).await?);
        copy(&all, kept).await?;
        if kept.table == "resource" {
            run_all(&all, &[left_behind("new_resource")]).await?;
        }
    }
    indexes.extend(kept_indexes(&all, "member_grant").await?);
    run_all(&all, &grants()).await?;
    // Who names others goes first.
    let tables: Vec<_> = KEPT.iter().map(|it| it.table).chain(["member_grant"]).collect();
    let gone = tables.iter().rev().map(|table| format!("DROP TABLE {table}"));
    let renamed = tables.iter().map(|table| format!("ALTER TABLE new_{table} RENAME TO {table}"));
    run_all(&all, &gone.chain(renamed).collect::<Vec<_>>()).await?;
    indexes.extend(INDEXES.iter().map(|(name, table, what)| {
        let unique = if *name == UNIQUE { "UNIQUE " } else { "" };
        format!("CREATE {unique}INDEX {name} ON {table} {what}")
    }));
    run_all(&all, &indexes).await?;
    run_all(&all, &rules()).await?;
    // Not before: whoever drops a table drops its figures.
    figures::write(&all).await?;
    // This connection reads them by being told, others with the new tables.
    run_all(&all, &["ANALYZE sqlite_schema".to_owned()]).await?;
    all.commit().await
}

/// How the indexes of a table are made that stay as they are.
async fn kept_indexes(manager: &SchemaManager<'_>, table: &str) -> Result<Vec<String>, DbErr> {
    let sql = format!(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL"
    );
    let found = texts(manager, &sql).await?;
    let stays = |it: Vec<String>| match <[String; 2]>::try_from(it) {
        Ok([name, sql]) if !REPLACED.contains(&name.as_str()) => Some(sql),
        _ => None,
    };
    Ok(found.into_iter().filter_map(stays).collect())
}

/// Makes a table with the columns of the one of before and another key, and copies its rows.
async fn copy(manager: &SchemaManager<'_>, kept: &Kept) -> Result<(), DbErr> {
    let Kept { table, key, of, placed, checks } = kept;
    let sql = format!(
        "SELECT name, type, CAST(\"notnull\" AS TEXT), COALESCE(dflt_value, '') FROM pragma_table_info('{table}')"
    );
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    for column in texts(manager, &sql).await? {
        let [name, kind, needed, otherwise] = &column[..] else { continue };
        let mut line = format!("{name} {kind}");
        if needed == "1" || name == "community_id" {
            line.push_str(" NOT NULL");
        }
        if !otherwise.is_empty() {
            line.push_str(&format!(" DEFAULT {otherwise}"));
        }
        if *placed && name == "community_id" {
            line.push_str(" REFERENCES place (id)");
        }
        lines.push(line);
        names.push(name.clone());
    }
    let (key, names) = (format!("community_id, {}", key.join(", ")), names.join(", "));
    lines.push(format!("PRIMARY KEY ({key})"));
    if let Some((column, other)) = of {
        lines.push(format!("FOREIGN KEY (community_id, {column}) REFERENCES new_{other} (community_id, id)"));
    }
    lines.extend(checks.iter().map(|it| format!("CHECK ({it})")));
    let made = format!("CREATE TABLE new_{table} (\n{}\n) WITHOUT ROWID", lines.join(",\n"));
    let copied = format!("INSERT INTO new_{table} ({names}) SELECT {names} FROM {table} ORDER BY {key}");
    run_all(manager, &[made, copied]).await
}

/// Between two people of the directory.
fn grants() -> [String; 2] {
    [
        "CREATE TABLE new_member_grant (
            id BLOB NOT NULL PRIMARY KEY,
            community_id BLOB NOT NULL REFERENCES place (id),
            from_id BLOB NOT NULL REFERENCES member_home (member_id),
            to_id BLOB NOT NULL REFERENCES member_home (member_id),
            expires BIGINT,
            revoked BOOLEAN NOT NULL
        ) WITHOUT ROWID"
            .to_owned(),
        "INSERT INTO new_member_grant (id, community_id, from_id, to_id, expires, revoked)
         SELECT id, community_id, from_id, to_id, expires, revoked FROM member_grant"
            .to_owned(),
    ]
}

/// As `m001_core` and `m009_late_facts` made them, within the community.
fn rules() -> Vec<String> {
    let held = "SELECT 1 FROM allocation
        WHERE community_id = NEW.community_id AND resource_id = NEW.resource_id
          AND starts > NEW.starts - 691200000 AND starts < NEW.ends AND ends > NEW.starts";
    let gone = "('expired', 'cancelled', 'refused', 'nobody_home', 'no_show')";
    let meets = format!(
        "NEW.kind = 'care_visit' AND NOT NEW.also AND NEW.state NOT IN {gone} AND EXISTS (
            SELECT 1 FROM booking
            WHERE community_id = NEW.community_id AND subject_id = NEW.subject_id AND id <> NEW.id AND {ALONE}
              AND starts > NEW.starts - 691200000 AND starts < NEW.ends AND ends > NEW.starts)"
    );
    let overlap = "BEGIN SELECT RAISE(ABORT, 'booking_overlap'); END";
    let visits = "BEGIN SELECT RAISE(ABORT, 'visit_overlap'); END";
    vec![
        format!(
            "CREATE TRIGGER allocation_insert BEFORE INSERT ON allocation WHEN EXISTS ({held}) {overlap}"
        ),
        format!(
            "CREATE TRIGGER allocation_update
             BEFORE UPDATE OF community_id, resource_id, starts, ends ON allocation
             WHEN EXISTS ({held} AND NOT (community_id = OLD.community_id
                AND resource_id = OLD.resource_id AND starts = OLD.starts)) {overlap}"
        ),
        format!("CREATE TRIGGER visit_insert BEFORE INSERT ON booking WHEN {meets} {visits}"),
        format!(
            "CREATE TRIGGER visit_update
             BEFORE UPDATE OF community_id, state, also, subject_id, starts, ends ON booking
             WHEN (OLD.also OR OLD.state IN {gone}) AND {meets} {visits}"
        ),
    ]
}
