//! Every key of what lies with the communities begins with the community, so that they can be spread by it. The
//! second half of `m010_homes` and `m011_at_home`: servers that do not know these two do not run any more.
//!
//! What servers know that know them and not this step, PostgreSQL keeps for them until the step after this one: two
//! indexes for the ids that they look for in all communities, and the trigger that keeps the directory. Beside SQLite
//! nobody runs.

mod figures;
mod postgres;
mod sqlite;

pub(super) use postgres::briefly;

use sea_orm::{DbBackend, Statement};
use sea_orm_migration::prelude::*;

pub struct Migration;

/// By hand: what is derived is the name of the file, which here is any folder's.
impl MigrationName for Migration {
    fn name(&self) -> &str {
        super::CONTRACTS
    }
}

/// The table of matters.
const MATTER: &str = "matter";

/// A table that is kept by its community.
struct Kept {
    table: &'static str,
    /// Its key, behind the community.
    key: &'static [&'static str],
    /// A column that names a row of the same community, and that row's table.
    of: Option<(&'static str, &'static str)>,
    /// Whether it names its place by itself; of the others the row that they are of does.
    placed: bool,
    checks: &'static [&'static str],
}

const fn kept(table: &'static str, key: &'static [&'static str]) -> Kept {
    Kept { table, key, of: None, placed: true, checks: &[] }
}

const fn kept_of(
    table: &'static str,
    key: &'static [&'static str],
    of: (&'static str, &'static str),
    checks: &'static [&'static str],
) -> Kept {
    Kept { table, key, of: Some(of), placed: false, checks }
}

/// What others name comes first.
const KEPT: [Kept; 10] = [
    kept("member", &["id"]),
    kept("resource", &["id"]),
    kept_of("device", &["id"], ("member_id", "member"), &[]),
    kept_of("booking", &["id"], ("subject_id", "member"), &["starts < ends"]),
    kept_of(
        "allocation",
        &["resource_id", "starts"],
        ("resource_id", "resource"),
        &["starts < ends", "ends - starts <= 691200000"],
    ),
    kept_of(MATTER, &["id"], ("subject_id", "member"), &[]),
    kept("story_event", &["id"]),
    kept("message", &["id"]),
    kept_of("member_look", &["member_id"], ("member_id", "member"), &[]),
    kept_of("outcome", &["device_id", "n"], ("device_id", "device"), &[]),
];

/// Indexes by name, table, and columns with their condition.
const INDEXES: [(&str, &str, &str); 15] = [
    ("resource_account", "resource", "(community_id, member_id)"),
    ("device_owner", "device", "(community_id, member_id)"),
    ("booking_person", "booking", "(community_id, subject_id, starts)"),
    ("booking_carer", "booking", "(community_id, resource_id, starts) WHERE kind = 'care_visit'"),
    (
        "booking_second_carer",
        "booking",
        "(community_id, second_resource_id, starts) WHERE second_resource_id IS NOT NULL",
    ),
    ("booking_rooms_held", "booking", "(community_id, household_id, state, starts) WHERE kind = 'room'"),
    ("booking_called_off", "booking", "(community_id, household_id, made) WHERE state = 'cancelled'"),
    ("allocation_held", "allocation", "(community_id, booking_id)"),
    ("matter_person", MATTER, "(community_id, subject_id, opened)"),
    ("matter_person_open", MATTER, "(community_id, subject_id) WHERE ended IS NULL"),
    ("matter_taken", MATTER, "(community_id, taker_id) WHERE taker_id IS NOT NULL"),
    ("matter_asker", MATTER, "(community_id, actor_id, opened)"),
    ("story_event_told", "story_event", "(community_id, about, at)"),
    ("message_inbox", "message", "(community_id, to_id, at)"),
    ("outcome_named", "outcome", "(community_id, mid)"),
];

/// The one of them that lets nothing be there twice.
const UNIQUE: &str = "outcome_named";

/// What they take the place of.
const REPLACED: [&str; 18] = [
    "resource_community",
    "resource_member",
    "device_member",
    "booking_subject",
    "booking_resource",
    "booking_second_resource",
    "booking_household_rooms",
    "booking_household_cancelled",
    "allocation_resource",
    "allocation_booking",
    "matter_subject",
    "matter_subject_open",
    "matter_taker",
    "matter_taker_open",
    "matter_actor",
    "story_event_about",
    "message_to",
    "outcome_mid",
];

/// A visit that keeps others of the same person away, as `m009_late_facts` has it.
const ALONE: &str = "kind = 'care_visit' AND NOT also
    AND state NOT IN ('expired', 'cancelled', 'refused', 'nobody_home', 'no_show')";

/// Caregivers whom a file once sent to another community have time in the one before: there they stay, retired, under
/// the same id.
fn left_behind(resource: &str) -> String {
    format!(
        "INSERT INTO {resource} (id, community_id, name_zh, name_en, hours, nature, member_id, retired)
         SELECT DISTINCT r.id, a.community_id, r.name_zh, r.name_en, r.hours, r.nature, r.member_id, TRUE
         FROM allocation AS a JOIN resource AS r ON r.id = a.resource_id
         WHERE NOT EXISTS (
            SELECT 1 FROM {resource} AS own WHERE own.community_id = a.community_id AND own.id = a.resource_id)"
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// In PostgreSQL many short ones, in SQLite one by itself.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => postgres::up(manager).await,
            _ => sqlite::up(manager).await,
        }
    }
}

/// The texts that a query finds.
pub(super) async fn texts(manager: &SchemaManager<'_>, sql: &str) -> Result<Vec<Vec<String>>, DbErr> {
    let ask = Statement::from_string(manager.get_database_backend(), sql.to_owned());
    let found = manager.get_connection().query_all_raw(ask).await?;
    let texts = |row: &sea_orm::QueryResult| {
        (0..row.column_names().len()).map(|at| row.try_get_by_index::<String>(at)).collect()
    };
    found.iter().map(texts).collect()
}

async fn run_all(manager: &SchemaManager<'_>, statements: &[String]) -> Result<(), DbErr> {
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
