//! Whether a statement says in which communities it looks. What lies with the communities shall be spread over
//! several databases one day: a statement that names none goes to all of them. The tests that run over an
//! [`App`](crate::app::App) listen to whatever its servers say to the database.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};

use linli_server::db::Db;
use linli_server::db::tables::spread::{self, Spread};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// What may go to all communities, by a part of its text, and why.
const EVERYWHERE: [(&str, &str); 8] = [
    (r#"FROM "booking" WHERE (state IN ("#, "the job that moves on what time ends"),
    ("FROM device WHERE (community_id, id) > ", "the job that forgets devices, piece by piece"),
    ("DELETE FROM device WHERE (community_id, id) > ", "the same"),
    (
        "DELETE FROM outcome WHERE (community_id, device_id, n) IN (",
        "the job that forgets answers, oldest first",
    ),
    (
        "SELECT community_id, $1, seq FROM community_head WHERE true",
        "the job that notes how far all have come",
    ),
    ("UPDATE community_head SET forgotten = (", "the same, and up to where that is long ago"),
    ("DELETE FROM change_mark WHERE at < $1", "the same"),
    ("FROM community_head WHERE forgotten > 0", "the job that forgets changes, to know where there are any"),
];

/// The tables of the communities, as the database has them.
static TABLES: OnceLock<BTreeSet<String>> = OnceLock::new();

static WRONG: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// What of the list was heard.
static ALLOWED: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

/// Remembers a statement that it refuses.
pub fn hear(sql: &str) {
    let allowed = EVERYWHERE.iter().map(|(part, _)| *part).filter(|part| sql.contains(part));
    ALLOWED.lock().unwrap_or_else(PoisonError::into_inner).extend(allowed);
    if let Some(why) = refused(sql) {
        WRONG.lock().unwrap_or_else(PoisonError::into_inner).insert(format!("{why}: {sql}"));
    }
}

/// The tables of linli that a database has.
///
/// # Panics
/// When it does not answer.
pub async fn tables(db: &DatabaseConnection) -> BTreeSet<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()",
    };
    let ask = Statement::from_string(db.get_database_backend(), sql.to_owned());
    let found = db.query_all_raw(ask).await.expect("tables");
    found.iter().map(|it| it.try_get("", "name").expect("a name")).collect()
}

fn is_of_communities(table: &str) -> bool {
    TABLES.get().is_some_and(|it| it.contains(table))
}

/// Knows the tables, and forgets what was heard while the database was made.
pub async fn begin(db: &Db) {
    let mut tables = tables(&behind(db)).await;
    tables.retain(|it| spread::of(it) == Spread::Communities);
    // The same in every database.
    _ = TABLES.set(tables);
    WRONG.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// The connections of a database for a test that looks or changes something behind the server: nobody listens.
pub fn behind(db: &Db) -> DatabaseConnection {
    let mut connections = db.reader().clone();
    connections.set_metric_callback(|_| ());
    connections
}

/// What the list has that nobody has said in this process.
pub fn unheard() -> Vec<&'static str> {
    let heard = ALLOWED.lock().unwrap_or_else(PoisonError::into_inner);
    EVERYWHERE.iter().map(|(part, _)| *part).filter(|part| !heard.contains(part)).collect()
}

/// Panics if anything that was heard in this process was refused.
pub fn none_was_refused() {
    let wrong = WRONG.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(wrong.is_empty(), "statements that do not say in which communities:\n{}", list(&wrong));
}

fn list(wrong: &BTreeSet<String>) -> String {
    wrong.iter().map(|it| format!("  {it}\n")).collect()
}

/// Why a statement is not to be; `None` when it may, and before a database with its tables was there.
#[must_use]
pub fn refused(sql: &str) -> Option<String> {
    if EVERYWHERE.iter().any(|(part, _)| sql.contains(part)) {
        return None;
    }
    let words = words(sql);
    let mut looks = 0;
    for (at, word) in words.iter().enumerate() {
        let Some(table) = words.get(at + 1).filter(|it| is_of_communities(it)) else { continue };
        match word.as_str() {
            "into" => {
                let columns = words.iter().skip(at + 2).take_while(|it| *it != "values" && *it != "select");
                if !columns.into_iter().any(|it| it == "community_id") {
                    return Some(format!("a row of {table} without its community"));
                }
            }
            "from" | "join" | "update" => looks += 1,
            _ => {}
        }
    }
    let target = words.windows(2).position(|it| it == ["conflict", "("]);
    if let Some(at) = target.filter(|_| words.iter().any(|it| is_of_communities(it))) {
        let target: Vec<_> = words.iter().skip(at).take_while(|it| *it != ")").collect();
        if !target.iter().any(|it| *it == "community_id") {
            return Some("a key without the community".to_owned());
        }
    }
    let named = conditions(&words);
    (named < looks).then(|| format!("{looks} looks at tables of communities, {named} of them in named ones"))
}

/// How often a community is compared with something, what is set to one left out.
fn conditions(words: &[String]) -> usize {
    let mut setting = false;
    let mut named = 0;
    for (at, word) in words.iter().enumerate() {
        match word.as_str() {
            "set" => setting = true,
            "where" | "from" => setting = false,
            "community_id" if !setting => {
                let next = words.iter().skip(at + 1).find(|it| *it != ")");
                named += usize::from(next.is_some_and(|it| it == "=" || it == "in"));
            }
            _ => {}
        }
    }
    named
}

/// The words and signs of a statement, in small letters and without quotes; a column without its table.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for sign in sql.chars() {
        match sign {
            'a'..='z' | '_' | '0'..='9' | '$' => word.push(sign),
            'A'..='Z' => word.push(sign.to_ascii_lowercase()),
            '"' => {}
            // What stood in front is a table.
            '.' => word.clear(),
            _ => {
                end(&mut word);
                if matches!(sign, '(' | ')' | '=') {
                    word.push(sign);
                    end(&mut word);
                }
            }
        }
    }
    end(&mut word);
    words
}
