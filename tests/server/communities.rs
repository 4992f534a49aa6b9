//! What can be spread over several databases by community, and what is left to do for it: every table is of the
//! communities or of the directory, and every key of the former begins with the community. That each statement names its communities every test of this folder
//! looks at (`src/communities.rs`).

use std::collections::BTreeSet;

use linli_server::db::tables::spread::{self, DIRECTORY, Spread};
use linli_server::services::retention;
use linli_tests::app::{App, Kind, run};
use linli_tests::both;
use linli_tests::builders::{HALL, book, sh};
use linli_tests::communities::{refused, tables, unheard};
use sea_orm::{ConnectionTrait, Statement};

async fn rows(app: &App, sql: &str) -> Vec<Vec<String>> {
    let ask = Statement::from_string(app.behind().get_database_backend(), sql.to_owned());
    let found = app.behind().query_all_raw(ask).await.unwrap();
    let texts = |row: &sea_orm::QueryResult| {
        (0..row.column_names().len()).map(|at| row.try_get_by_index::<String>(at).unwrap()).collect()
    };
    found.iter().map(texts).collect()
}

/// Every key and rule of uniqueness: table, kind, columns in their order, and the table that is referred to.
async fn keys(app: &App) -> Vec<Vec<String>> {
    match app.kind {
        Kind::Postgres => {
            // A column of an expression has the number 0.
            let sql = "
                SELECT t.relname::text, CASE c.contype WHEN 'p' THEN 'primary' WHEN 'f' THEN 'foreign'
                       WHEN 'x' THEN 'exclusion' ELSE 'unique' END,
                    (SELECT string_agg(COALESCE(a.attname::text, '…'), ',' ORDER BY k.place)
                     FROM unnest(c.conkey) WITH ORDINALITY AS k (number, place)
                     LEFT JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number),
                    COALESCE(o.relname::text, '')
                FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
                LEFT JOIN pg_class o ON o.oid = c.confrelid
                WHERE c.contype IN ('p', 'u', 'x', 'f') AND t.relnamespace = current_schema()::regnamespace
                UNION
                SELECT t.relname::text, 'unique',
                    (SELECT string_agg(COALESCE(a.attname::text, '…'), ',' ORDER BY k.place)
                     FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)
                     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number), ''
                FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
                WHERE i.indisunique AND t.relnamespace = current_schema()::regnamespace
                    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)";
            rows(app, sql).await
        }
        Kind::Sqlite => {
            let sql = "
                SELECT m.name, CASE l.origin WHEN 'pk' THEN 'primary' ELSE 'unique' END,
                    (SELECT group_concat(x.name, ',' ORDER BY x.seqno) FROM pragma_index_info(l.name) AS x), ''
                FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS l
                WHERE m.type = 'table' AND l.\"unique\" = 1
                UNION
                SELECT m.name, 'foreign', (SELECT group_concat(y.\"from\", ',' ORDER BY y.seq)
                    FROM pragma_foreign_key_list(m.name) AS y WHERE y.id = f.id), f.\"table\"
                FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'";
            rows(app, sql).await
        }
    }
}

both! {
    async fn every_table_is_of_the_communities_or_of_the_directory(app) {
        let all = tables(app.behind()).await;
        assert!(DIRECTORY.iter().all(|it| all.contains(*it)) && all.len() > 20, "{all:?}");
        for table in all.iter().filter(|it| spread::of(it) == Spread::Communities) {
            let sql = match app.kind {
                Kind::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
                Kind::Postgres => format!(
                    "SELECT column_name::text FROM information_schema.columns \
                     WHERE table_schema = current_schema() AND table_name = '{table}'"
                ),
            };
            let columns: BTreeSet<_> = rows(&app, &sql).await.into_iter().flatten().collect();
            assert!(columns.contains("community_id"), "{table}: {columns:?}");
        }
    }

    async fn every_key_of_the_communities_begins_with_the_community(app) {
        let communities = |table: &str| spread::of(table) == Spread::Communities;
        let mut without: BTreeSet<(String, String, String)> = BTreeSet::new();
        let mut all = 0;
        for key in keys(&app).await {
            let [table, kind, columns, other] = &key[..] else { panic!("{key:?}") };
            all += 1;
            let led = columns.split(',').next() == Some("community_id");
            // The directory knows nothing of what lies elsewhere.
            let across = kind == "foreign" && communities(table) != communities(other) && communities(other);
            if (communities(table) && !led) || across {
                without.insert((table.clone(), kind.clone(), columns.clone()));
            }
        }
        assert!(all > 40, "only {all} keys were found");
        assert_eq!(without, BTreeSet::new());
    }
}

both! {
    async fn what_goes_to_all_communities_is_what_jobs_say(app) {
        let elder = app.resident().await;
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        app.sweep().await;
        let days = app.configured(|it| it.change_days = 0);
        retention::forget(&days.state).await.unwrap();
        assert_eq!(unheard(), [""; 0], "the list has more than is said, or it is not heard");
    }
}

/// An empty database gives no figures to go by; still nothing is found by reading a whole community.
#[test]
fn sqlite_finds_a_row_by_the_whole_of_a_key() {
    run(Kind::Sqlite, async |app: App| {
        for (sql, found) in [
            ("device WHERE id IN (?, ?) AND community_id IN (?)", "PRIMARY KEY (community_id=? AND id=?)"),
            (
                "outcome WHERE community_id IN (?, ?) AND mid IN (?, ?)",
                "outcome_named (community_id=? AND mid=?)",
            ),
            (
                "booking WHERE community_id IN (?, ?) AND id IN (?, ?)",
                "PRIMARY KEY (community_id=? AND id=?)",
            ),
            (
                "booking WHERE starts >= ? AND starts < ? AND subject_id IN (?) AND community_id IN (?) ORDER BY starts",
                "booking_person (community_id=? AND subject_id=? AND starts>? AND starts<?)",
            ),
            (
                "booking WHERE (starts >= ? AND starts < ? AND community_id IN (?) AND resource_id = ? \
                 AND kind = 'care_visit') OR (starts >= ? AND starts < ? AND community_id IN (?) \
                 AND second_resource_id = ?)",
                "booking_carer (community_id=? AND resource_id=? AND starts>? AND starts<?)",
            ),
            (
                "booking WHERE household_id = ? AND community_id = ? AND kind = 'room' AND state = 'confirmed' \
                 AND starts >= ?",
                "booking_rooms_held (community_id=? AND household_id=? AND state=? AND starts>?)",
            ),
            (
                "story_event WHERE about IN (?, ?) AND community_id IN (?)",
                "story_event_told (community_id=? AND about=?)",
            ),
            (
                "message WHERE to_id = ? AND community_id IN (?) ORDER BY at",
                "message_inbox (community_id=? AND to_id=?)",
            ),
            (
                "notice WHERE community_id IN (?, ?) AND ends > ? ORDER BY published DESC",
                "notice_ends (community_id=? AND ends>?)",
            ),
            (
                "notice_receipt WHERE community_id IN (?) AND notice_id IN (?, ?) AND member_id IN (?)",
                "PRIMARY KEY (community_id=? AND notice_id=? AND member_id=?)",
            ),
            (
                "allocation WHERE community_id = ? AND booking_id = ?",
                "allocation_held (community_id=? AND booking_id=?)",
            ),
        ] {
            // The plan is made without values.
            let plan = format!("EXPLAIN QUERY PLAN SELECT * FROM {}", sql.replace('?', "x'00'"));
            let ask = Statement::from_string(app.behind().get_database_backend(), plan);
            let steps = app.behind().query_all_raw(ask).await.unwrap();
            let steps: Vec<String> = steps.iter().map(|it| it.try_get("", "detail").unwrap()).collect();
            assert!(steps.iter().any(|it| it.contains(found)), "{sql}: {steps:?}");
        }
    });
}

#[test]
fn a_statement_without_its_community_is_found_out() {
    // The tables are those of a database.
    run(Kind::Sqlite, async |_: App| {});
    for bad in [
        r#"SELECT "booking"."id" FROM "booking" WHERE "booking"."subject_id" = $1"#,
        r#"SELECT "member"."community_id", "member"."name" FROM "member" WHERE "member"."id" IN ($1, $2)"#,
        r#"UPDATE "message" SET "is_read" = $1 WHERE "message"."id" = $2"#,
        r#"UPDATE "resource" SET "community_id" = $1 WHERE "resource"."id" = $2"#,
        r#"DELETE FROM "allocation" WHERE "allocation"."booking_id" = $1"#,
        r#"INSERT INTO "device" ("id", "member_id", "last_n") VALUES ($1, $2, $3)"#,
        r#"INSERT INTO "message" ("id", "community_id") VALUES ($1, $2) ON CONFLICT ("id") DO NOTHING"#,
        "SELECT o.n FROM outcome AS o JOIN device AS d ON d.id = o.device_id WHERE o.community_id = $1",
        "SELECT (SELECT COUNT(*) FROM matter WHERE taker_id = $1), 1 FROM place WHERE id = $2",
    ] {
        assert!(refused(bad).is_some(), "{bad}");
    }
    for good in [
        r#"SELECT "booking"."id" FROM "booking" WHERE "booking"."community_id" IN ($1) AND "booking"."id" = $2"#,
        r#"SELECT "member"."name" FROM "member" WHERE "member"."id" IN (?, ?) AND "member"."community_id" IN (?)"#,
        r#"UPDATE "message" SET "is_read" = $1 WHERE "community_id" = $2 AND "id" = $3"#,
        r#"INSERT INTO "device" ("id", "community_id", "last_n") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"#,
        r#"SELECT "session"."id" FROM "session" WHERE "session"."token_hash" = $1"#,
        "SELECT o.n FROM outcome AS o JOIN device AS d ON d.id = o.device_id AND d.community_id = o.community_id \
         WHERE o.community_id = $1",
    ] {
        assert_eq!(refused(good), None, "{good}");
    }
}
