//! Backups as an operator makes and restores them, of both databases.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use linli_server::db::Db;
use linli_tests::builders;
use linli_tests::checks::everything;
use linli_tests::postgres::{self, Fresh};
use sea_orm::{ConnectionTrait, Statement};
use tokio::runtime::Runtime;

use super::{Place, Server, demo_phone, free_port, linli, refuses};

/// Two databases of a kind, the first with the demo district in it, and a directory for backups.
struct Shelf {
    place: Place,
    runtime: Runtime,
    full: String,
    empty: String,
    fresh: Vec<Fresh>,
}

impl Shelf {
    fn sqlite() -> Self {
        let place = Place::new();
        let url = |name: &str| format!("sqlite://{}", place.0.join(name).display());
        let (full, empty) = (url("full.db"), url("empty.db"));
        Self { place, runtime: Runtime::new().unwrap(), full, empty, fresh: Vec::new() }.filled()
    }

    fn postgres() -> Self {
        let runtime = Runtime::new().unwrap();
        let fresh = runtime.block_on(async { vec![postgres::fresh().await, postgres::fresh().await] });
        let (full, empty) = (fresh[0].url.clone(), fresh[1].url.clone());
        Self { place: Place::new(), runtime, full, empty, fresh }.filled()
    }

    fn filled(self) -> Self {
        says(linli().args(["demo", "--database", &self.full]));
        self
    }

    fn file(&self, name: &str) -> PathBuf {
        self.place.0.join(name)
    }

    /// `linli` with a command about a file, for a database.
    fn linli(&self, command: &str, file: &str, database: &str) -> Command {
        let mut it = linli();
        it.arg(command).arg(self.file(file)).args(["--database", database]);
        it
    }

    fn epoch(&self, database: &str) -> String {
        says(linli().args(["epoch", "--database", database])).trim().to_owned()
    }

    /// All rows, as text.
    fn everything(&self, database: &str) -> String {
        self.runtime.block_on(async {
            let db = Db::connect(database).await.unwrap();
            let all = everything(&db).await;
            db.reader().clone().close().await.unwrap();
            all
        })
    }

    /// Everybody's name, whatever else there is.
    fn people(&self, database: &str) -> Vec<String> {
        self.runtime.block_on(async {
            let db = Db::one_connection(database).await.unwrap();
            let ask = "SELECT name FROM member ORDER BY name";
            let ask = Statement::from_string(db.get_database_backend(), ask.to_owned());
            let found = db.query_all_raw(ask).await.unwrap();
            db.close().await.unwrap();
            found.iter().map(|it| it.try_get_by_index(0).unwrap()).collect()
        })
    }

    fn execute(&self, database: &str, sql: &str) {
        self.runtime.block_on(async {
            let db = Db::one_connection(database).await.unwrap();
            db.execute_unprepared(sql).await.unwrap();
            db.close().await.unwrap();
        });
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        for fresh in self.fresh.drain(..) {
            self.runtime.block_on(fresh.drop());
        }
    }
}

/// What a command that must succeed says.
#[track_caller]
fn says(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// For each database a test of its own.
macro_rules! both {
    ($($(#[$doc:meta])* fn $name:ident($shelf:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn test($shelf: &Shelf) $body

            $(#[$doc])*
            #[test]
            fn sqlite() {
                test(&Shelf::sqlite());
            }

            $(#[$doc])*
            #[test]
            fn postgres() {
                test(&Shelf::postgres());
            }
        }
    )*};
}

both! {
    fn what_was_backed_up_comes_back_under_another_epoch(shelf) {
        let was = shelf.everything(&shelf.full);
        let epoch = shelf.epoch(&shelf.full);
        says(&mut shelf.linli("backup", "a.backup", &shelf.full));
        assert!(says(linli().arg("verify").arg(shelf.file("a.backup"))).contains("whole backup"));
        let others = fs::read_dir(&shelf.place.0).unwrap().flatten().filter(|it| it.file_name().to_string_lossy().ends_with(".part"));
        assert_eq!(others.count(), 0);
        refuses(&mut shelf.linli("backup", "a.backup", &shelf.full), "exists already");
        says(shelf.linli("backup", "a.backup", &shelf.full).arg("--force"));

        // Into an empty one, and over one that went on.
        says(&mut shelf.linli("restore", "a.backup", &shelf.empty));
        assert_eq!(shelf.everything(&shelf.empty), was);
        assert_ne!(shelf.epoch(&shelf.empty), epoch);
        shelf.execute(&shelf.full, "UPDATE booking SET note = 'after the backup'");
        let later = shelf.everything(&shelf.full);
        refuses(&mut shelf.linli("restore", "a.backup", &shelf.full), "people in it");
        assert_eq!((shelf.everything(&shelf.full), shelf.epoch(&shelf.full)), (later, epoch.clone()));
        says(shelf.linli("restore", "a.backup", &shelf.full).arg("--force"));
        assert_eq!(shelf.everything(&shelf.full), was);
        assert!(![epoch, shelf.epoch(&shelf.empty)].contains(&shelf.epoch(&shelf.full)));
        // Nothing of it is in the way of a server.
        says(linli().args(["migrate", "--database", &shelf.full]));
    }

    fn what_is_no_whole_backup_is_refused_and_touches_nothing(shelf) {
        says(&mut shelf.linli("backup", "good", &shelf.full));
        let good = fs::read(shelf.file("good")).unwrap();
        fs::write(shelf.file("short"), &good[..good.len() / 2]).unwrap();
        fs::write(shelf.file("rubbish"), "this is no backup").unwrap();
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m999_later', 1)";
        shelf.execute(&shelf.full, newer);
        refuses(&mut shelf.linli("backup", "newer", &shelf.full), "newer linli (it knows the step m999_later)");
        assert!(!shelf.file("newer").exists());
        shelf.execute(&shelf.full, "DELETE FROM seaql_migrations WHERE version = 'm999_later'");
        shelf.execute(&shelf.full, "ALTER TABLE database_fact RENAME TO some_other_name");
        refuses(&mut shelf.linli("backup", "foreign", &shelf.full), "no backup of linli");
        shelf.execute(&shelf.full, "ALTER TABLE some_other_name RENAME TO database_fact");
        let (was, epoch) = (shelf.everything(&shelf.full), shelf.epoch(&shelf.full));
        for (file, sentence) in [("short", "damaged"), ("rubbish", "no backup of linli"), ("none", "No such file")] {
            refuses(linli().arg("verify").arg(shelf.file(file)), sentence);
            refuses(shelf.linli("restore", file, &shelf.full).arg("--force"), sentence);
        }
        assert_eq!((shelf.everything(&shelf.full), shelf.epoch(&shelf.full)), (was, epoch));
        let elsewhere = shelf.place.0.join("none/b").display().to_string();
        refuses(&mut shelf.linli("backup", &elsewhere, &shelf.full), "cannot be read or written");
    }

    fn it_is_not_restored_under_somebody_who_works(shelf) {
        says(&mut shelf.linli("backup", "a", &shelf.full));
        let server = shelf.runtime.block_on(Db::connect(&shelf.full)).unwrap();
        refuses(shelf.linli("restore", "a", &shelf.full).arg("--force"), "stop the servers");
        shelf.runtime.block_on(server.reader().execute_unprepared("SELECT 1")).unwrap();
        // A backup may be made all the same.
        says(shelf.linli("backup", "a", &shelf.full).arg("--force"));
    }

    /// What was a table then may be a view by now, and what refers to it may be newer.
    fn an_older_backup_takes_the_place_of_a_database_of_now(shelf) {
        let fresh = (!shelf.fresh.is_empty()).then(|| shelf.runtime.block_on(postgres::empty()));
        let old = fresh.as_ref().map_or(&shelf.empty, |it| &it.url);
        shelf.runtime.block_on(async {
            let db = Db::connect(old).await.unwrap();
            db.migrate_as_before(11).await.unwrap();
            builders::world_before(&db).await;
            for connections in [db.reader(), db.watch(), db.writing()] {
                connections.clone().close().await.unwrap();
            }
        });
        let was = shelf.people(old);
        says(&mut shelf.linli("backup", "old", old));
        says(&mut shelf.linli("backup", "new", &shelf.full));
        let is = shelf.everything(&shelf.full);
        assert_ne!(shelf.people(&shelf.full), was);
        // The steps of now are done anew over it.
        for _ in 0..2 {
            says(shelf.linli("restore", "old", &shelf.full).arg("--force"));
            assert_eq!(shelf.people(&shelf.full), was);
            says(linli().args(["migrate", "--database", &shelf.full]));
            assert_eq!(shelf.people(&shelf.full), was);
            says(shelf.linli("restore", "new", &shelf.full).arg("--force"));
            assert_eq!(shelf.everything(&shelf.full), is);
        }
        says(linli().args(["migrate", "--database", &shelf.full]));
        if let Some(fresh) = fresh {
            shelf.runtime.block_on(fresh.drop());
        }
    }

    fn an_epoch_is_shown_and_renewed(shelf) {
        let epoch = shelf.epoch(&shelf.full);
        assert_eq!((epoch.len(), shelf.epoch(&shelf.full)), (32, epoch.clone()));
        let new = says(linli().args(["epoch", "--renew", "--database", &shelf.full]));
        assert_ne!(new.trim(), epoch);
        assert_eq!(shelf.epoch(&shelf.full), new.trim());
    }
}

#[test]
fn a_backup_is_made_while_a_server_writes() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let port = free_port();
    let mut server = Server::start(&place, port);
    let cookie = server.sign_in(&phone);
    let database = format!("sqlite://{}", place.0.join("linli.db").display());
    let (file, copy) = (place.0.join("a.backup"), place.0.join("copy.db"));
    says(linli().arg("backup").arg(&file).args(["--database", &database]));
    refuses(linli().arg("restore").arg(&file).args(["--force", "--database", &database]), "stop the servers");
    assert_eq!(server.get("/api/v1/session", &cookie).unwrap().0, 200);
    // A copy of the file alone would lack what lies in its log.
    refuses(linli().arg("verify").arg(place.0.join("linli.db")), "a database in use");
    server.signal("-KILL");
    server.child.wait().unwrap();
    says(linli().arg("restore").arg(&file).args(["--force", "--database", &database]));
    says(linli().arg("restore").arg(&file).args(["--database", &format!("sqlite://{}", copy.display())]));
    let server = Server::start(&place, port);
    // Whoever was signed in then is not by that.
    assert_eq!(server.get("/api/v1/session", &cookie).unwrap().0, 401);
}

/// Also when the old one cannot be read any more; then whoever restores says so.
#[test]
fn a_backup_replaces_a_database_that_is_broken() {
    let shelf = Shelf::sqlite();
    let was = shelf.everything(&shelf.full);
    says(&mut shelf.linli("backup", "a", &shelf.full));
    fs::write(shelf.file("full.db"), "this is no database, though it is long enough to have a header of a hundred bytes or more, as all have").unwrap();
    refuses(&mut shelf.linli("restore", "a", &shelf.full), "--force replaces it");
    says(shelf.linli("restore", "a", &shelf.full).arg("--force"));
    assert_eq!(shelf.everything(&shelf.full), was);
}

/// What somebody has made of linli's tables is theirs: nothing is replaced until they have taken it away.
#[test]
fn a_report_over_the_tables_keeps_all_as_it_is() {
    let shelf = Shelf::postgres();
    says(&mut shelf.linli("backup", "a", &shelf.full));
    shelf.execute(&shelf.full, "CREATE VIEW report AS SELECT state, count(*) FROM booking GROUP BY state");
    shelf.execute(&shelf.full, "UPDATE booking SET note = 'after the backup'");
    let (was, epoch) = (shelf.everything(&shelf.full), shelf.epoch(&shelf.full));
    refuses(
        shelf.linli("restore", "a", &shelf.full).arg("--force"),
        "psql failed: cannot drop desired object(s) because other objects depend on them",
    );
    assert_eq!((shelf.everything(&shelf.full), shelf.epoch(&shelf.full)), (was, epoch));
}

#[test]
fn what_is_missing_is_named() {
    let shelf = Shelf::postgres();
    says(&mut shelf.linli("backup", "a", &shelf.full));
    refuses(shelf.linli("backup", "b", &shelf.full).env("PATH", "/nowhere"), "pg_dump is missing");
    refuses(linli().arg("verify").arg(shelf.file("a")).env("PATH", "/nowhere"), "pg_restore is missing");
    let sqlite = format!("sqlite://{}", shelf.file("x.db").display());
    refuses(&mut shelf.linli("restore", "a", &sqlite), "a backup of PostgreSQL");
    refuses(&mut shelf.linli("backup", "b", &sqlite), "there is no database at");
    refuses(linli().args(["epoch", "--database", &sqlite]), "there is no database at");
    assert!(!shelf.file("x.db").exists());
}
