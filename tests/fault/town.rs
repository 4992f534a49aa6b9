//! A database with a community in it, and the people whose phones a test drives.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linli_domain::ids::{MemberId, ResourceId};
use linli_server::db::tables::session;
use linli_server::db::{Db, bulk};
use linli_server::state::system_clock;
use linli_tests::app::Kind;
use linli_tests::builders::{self, HOME};
use linli_tests::postgres::{self, Cluster, Fresh};
use linli_tests::program::linli;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

/// Rooms that may be borrowed: enough that a long test does not fill them all.
const ROOMS: u32 = 24;

/// The database, and a folder for files beside it.
pub struct Town {
    pub url: String,
    pub folder: TempDir,
    pub people: Vec<Person>,
    shared: Option<Fresh>,
}

/// A resident, signed in.
#[derive(Clone)]
pub struct Person {
    pub id: MemberId,
    pub cookie: String,
}

/// A room of the town.
pub fn room(number: u32) -> ResourceId {
    ResourceId(Uuid::from_u128(0x2_0000 + u128::from(number % ROOMS)))
}

impl Town {
    /// A file, or a database of the shared server.
    pub async fn new(kind: Kind, people: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, shared) = match kind {
            Kind::Sqlite => (format!("sqlite://{}", folder.path().join("linli.db").display()), None),
            Kind::Postgres => {
                let fresh = postgres::fresh().await;
                (fresh.url.clone(), Some(fresh))
            }
        };
        Self::filled(url, folder, shared, people).await
    }

    /// A database of a server that this test alone uses.
    pub async fn within(cluster: &Cluster, people: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::filled(cluster.database("town").await, folder, None, people).await
    }

    async fn filled(url: String, folder: TempDir, shared: Option<Fresh>, people: u32) -> Self {
        let site = folder.path().join("site");
        linli_tests::site::names_only(&site).expect("a site");
        let db = Db::connect(&url).await.expect("a database");
        db.migrate().await.expect("migrated");
        builders::world(&db).await;
        let rooms: Vec<_> = (0..ROOMS).map(|n| builders::room(room(n), HOME, "Room", 20)).collect();
        bulk::insert(db.reader(), &rooms).await.expect("rooms");
        // A phone of a test books more than a household may.
        let generous = r#"UPDATE place SET settings = '{"household_week_quota": 1000000,
                "household_cancel_limit": 1000000, "visit_week_quota": 1000000, "help_open_limit": 1000000,
                "help_day_limit": 1000000, "neighbour_take_limit": 1000000}' WHERE kind = 'community'"#;
        db.reader().execute_unprepared(generous).await.expect("settings");
        let mut signed_in = Vec::new();
        for id in builders::crowd(&db, people).await {
            signed_in.push(sign_in(&db, id).await);
        }
        leave(db).await;
        Self { url, folder, people: signed_in, shared }
    }

    /// `linli` with a command, for this database.
    pub fn linli(&self, command: &str) -> Command {
        let mut it = linli();
        it.args([command, "--database", &self.url]);
        // pg_dump and pg_restore are looked for there.
        it.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        it
    }

    /// Everybody signs in again, after a restore, with the cookies that they had.
    pub async fn sign_in_again(&self, others: &[Person]) {
        self.look(async |db| {
            for person in self.people.iter().chain(others) {
                let (_, token) = person.cookie.split_once('=').expect("a cookie");
                keep_session(db, person.id, &URL_SAFE_NO_PAD.decode(token).expect("a token")).await;
            }
        })
        .await;
    }

    /// Opens the database beside the servers, for a look.
    pub async fn look<T>(&self, look: impl AsyncFnOnce(&Db) -> T) -> T {
        let db = Db::connect(&self.url).await.expect("the database");
        let seen = look(&db).await;
        leave(db).await;
        seen
    }

    pub async fn remove(self) {
        if let Some(fresh) = self.shared {
            fresh.drop().await;
        }
    }
}

/// A restore wants the database alone.
async fn leave(db: Db) {
    db.reader().clone().close().await.expect("closed");
}

async fn sign_in(db: &Db, id: MemberId) -> Person {
    let token: [u8; 32] = rand::random();
    keep_session(db, id, &token).await;
    Person { id, cookie: format!("linli-local={}", URL_SAFE_NO_PAD.encode(token)) }
}

async fn keep_session(db: &Db, id: MemberId, token: &[u8]) {
    let now = system_clock().millis();
    let row = session::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(Sha256::digest(token).to_vec()),
        community_id: Set(HOME.0),
        member_id: Set(id.0),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + 86_400_000),
        borrowed: Set(false),
    };
    session::Entity::insert(row).exec_without_returning(db.reader()).await.expect("a session");
}
