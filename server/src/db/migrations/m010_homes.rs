//! The community with what had none, and the directory of people. Servers of before write beside newer ones and
//! know neither column nor directory: the database fills in both for them.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// In the order in which a push uses the tables, so that neither waits for what the other holds.
const TABLES: &str = "
ALTER TABLE device ADD COLUMN community_id UUID;
ALTER TABLE outcome ADD COLUMN community_id UUID;
ALTER TABLE member_look ADD COLUMN community_id UUID;
CREATE TABLE member_home (
    member_id UUID NOT NULL PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    phone TEXT UNIQUE
);
";

/// Tables whose rows have the community of another row: by which columns they are known, which one names the other
/// row, and its table.
pub(super) const HOMELESS: [(&str, &[&str], &str, &str); 3] = [
    ("device", &["id"], "member_id", "member"),
    ("outcome", &["device_id", "n"], "device_id", "device"),
    ("member_look", &["member_id"], "member_id", "member"),
];

fn postgres_rules() -> Vec<String> {
    let mut rules = Vec::new();
    for (table, _, by, other) in HOMELESS {
        rules.push(format!(
            "CREATE FUNCTION {table}_home() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                NEW.community_id := (SELECT community_id FROM {other} WHERE id = NEW.{by});
                RETURN NEW;
             END $$"
        ));
        rules.push(format!(
            "CREATE TRIGGER {table}_home BEFORE INSERT ON {table} FOR EACH ROW
             WHEN (NEW.community_id IS NULL) EXECUTE FUNCTION {table}_home()"
        ));
    }
    rules.push(
        "CREATE FUNCTION member_home() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
            IF TG_OP = 'DELETE' THEN
                DELETE FROM member_home WHERE member_id = OLD.id;
            ELSE
                INSERT INTO member_home (member_id, community_id, phone)
                VALUES (NEW.id, NEW.community_id, NEW.phone)
                ON CONFLICT (member_id) DO UPDATE
                SET community_id = excluded.community_id, phone = excluded.phone;
            END IF;
            RETURN NULL;
         END $$"
            .to_owned(),
    );
    rules.push(
        "CREATE TRIGGER member_home AFTER INSERT OR DELETE OR UPDATE OF community_id, phone ON member
         FOR EACH ROW EXECUTE FUNCTION member_home()"
            .to_owned(),
    );
    rules
}

fn sqlite_rules() -> Vec<String> {
    let mut rules = Vec::new();
    for (table, key, by, other) in HOMELESS {
        let own: Vec<_> = key.iter().map(|it| format!("{it} = NEW.{it}")).collect();
        let own = own.join(" AND ");
        rules.push(format!(
            "CREATE TRIGGER {table}_home AFTER INSERT ON {table} WHEN NEW.community_id IS NULL
             BEGIN
                UPDATE {table} SET community_id = (SELECT community_id FROM {other} WHERE id = NEW.{by})
                WHERE {own};
             END"
        ));
    }
    rules.push(
        "CREATE TRIGGER member_home_new AFTER INSERT ON member
         BEGIN
            INSERT INTO member_home (member_id, community_id, phone)
            VALUES (NEW.id, NEW.community_id, NEW.phone);
         END"
        .to_owned(),
    );
    rules.push(
        "CREATE TRIGGER member_home_changed AFTER UPDATE OF community_id, phone ON member
         BEGIN
            UPDATE member_home SET community_id = NEW.community_id, phone = NEW.phone
            WHERE member_id = NEW.id;
         END"
        .to_owned(),
    );
    rules.push(
        "CREATE TRIGGER member_home_gone AFTER DELETE ON member
         BEGIN
            DELETE FROM member_home WHERE member_id = OLD.id;
         END"
        .to_owned(),
    );
    rules
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        let rules = match manager.get_database_backend() {
            DbBackend::Postgres => postgres_rules(),
            _ => sqlite_rules(),
        };
        for rule in rules {
            manager.get_connection().execute_unprepared(&rule).await?;
        }
        // From the rules on nobody else writes people until this is committed.
        let everybody = "INSERT INTO member_home (member_id, community_id, phone)
             SELECT id, community_id, phone FROM member";
        manager.get_connection().execute_unprepared(everybody).await.map(drop)
    }
}
