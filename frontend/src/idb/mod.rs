//! The browser's storage, IndexedDB: one database for each account, with its rows and its ledger.

mod buckets;
mod schema;

use std::cell::Cell;
use std::future::Future;

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use linli_domain::ids::{DeviceId, MemberId};
use linli_domain::json;
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::{Ledger, RowChange, Step, Storage, StorageError};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

use buckets::{Bucket, Number};
use schema::{BUCKETS, LEDGER, SINGLE_ROWS};

/// The one key of the ledger's store: it is read and written as a whole, so that a number is given
/// out and kept in one transaction.
const WHOLE: &str = "ledger";

/// How long the browser may take over anything, in milliseconds. Some never answer, as when another page
/// holds an older database; what is kept is then as good as not there.
const PATIENCE: u32 = 5_000;

thread_local! {
    /// It has not opened in time. The page does not wait for it a second time.
    static HANGS: Cell<bool> = const { Cell::new(false) };
}

/// See the module.
#[derive(Debug)]
pub struct Idb {
    database: Database,
}

impl Idb {
    /// Opens the database of an account, making or upgrading it.
    ///
    /// # Errors
    /// When the browser gives none.
    pub async fn open(me: MemberId) -> Result<Self, StorageError> {
        Self::open_named(&name(me)).await
    }

    /// Opens a database by its name.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_named(name: &str) -> Result<Self, StorageError> {
        if HANGS.get() {
            return Err(late());
        }
        let (tell, told) = oneshot::channel();
        let name = name.to_owned();
        // It goes on by itself: one that is given up half-way would be made without its stores.
        spawn_local(async move {
            if let Err(Ok(late)) = tell.send(Self::open_now(&name).await) {
                late.database.close();
            }
        });
        let opened = in_time(async { told.await.unwrap_or_else(|_| Err(late())) }).await;
        HANGS.set(opened.as_ref().is_err_and(|it| *it == late()));
        opened
    }

    async fn open_now(name: &str) -> Result<Self, StorageError> {
        let database = schema::open(name).await.map_err(|error| gone(&error))?;
        // A newer build in another tab wants to upgrade, or somebody signs out there: make way.
        if let Ok(mut changes) = database.version_changes() {
            let ours = database.clone();
            spawn_local(async move {
                if changes.recv().await.is_some() {
                    ours.close();
                }
            });
        }
        let storage = Self { database };
        storage.move_single_rows().await.map_err(failed)?;
        Ok(storage)
    }

    /// Puts rows of an older build into buckets.
    async fn move_single_rows(&self) -> Result<(), Error> {
        let tx = self.database.transaction(SINGLE_ROWS).build()?;
        if tx.object_store(SINGLE_ROWS)?.count().primitive()?.await? == 0 {
            return Ok(());
        }
        let tx = self.write()?;
        let single = tx.object_store(SINGLE_ROWS)?;
        let texts: Vec<String> = single.get_all().primitive()?.await?.collect::<Result<_, _>>()?;
        let rows = texts.iter().filter_map(|it| json::from_text::<Row>(it).ok());
        put(&tx, rows.map(|it| Step::Put(Box::new(it))).collect()).await?;
        single.clear()?.await?;
        tx.commit().await
    }

    fn write(&self) -> Result<Transaction<'_>, Error> {
        let durable = TransactionOptions::new().with_durability(TransactionDurability::Strict);
        self.database
            .transaction([BUCKETS, LEDGER, SINGLE_ROWS])
            .with_mode(TransactionMode::Readwrite)
            .with_options(durable)
            .build()
    }

    async fn read_all(&self) -> Result<(Option<String>, Vec<String>), Error> {
        let tx = self.database.transaction([BUCKETS, LEDGER]).build()?;
        let ledger = tx.object_store(LEDGER)?.get(WHOLE).primitive()?.await?;
        let buckets = tx.object_store(BUCKETS)?.get_all::<String>().primitive()?.await?;
        Ok((ledger, buckets.collect::<Result<_, _>>()?))
    }

    async fn change(&self, change: impl FnOnce(&mut Ledger) -> RowChange) -> Result<Ledger, Error> {
        let tx = self.write()?;
        let store = tx.object_store(LEDGER)?;
        let before: Option<String> = store.get(WHOLE).primitive()?.await?;
        let mut ledger = read_ledger(before.as_deref());
        let rows = change(&mut ledger);
        let after = json::to_text(&ledger);
        if before.as_ref() != Some(&after) {
            store.put(after).with_key(WHOLE).primitive()?.await?;
        }
        if let RowChange::Patch { reset, steps } = rows {
            if reset {
                tx.object_store(BUCKETS)?.clear()?.await?;
            }
            put(&tx, steps).await?;
        }
        tx.commit().await?;
        Ok(ledger)
    }
}

impl Storage for Idb {
    async fn load(&self) -> Result<(Ledger, Rows), StorageError> {
        let (ledger, texts) = in_time(async { self.read_all().await.map_err(failed) }).await?;
        let mut rows = Rows::default();
        rows.extend(texts.iter().flat_map(|it| buckets::rows(it)));
        Ok((read_ledger(ledger.as_deref()), rows))
    }

    async fn update(
        &self,
        change: impl FnOnce(&mut Ledger) -> RowChange + 'static,
    ) -> Result<Ledger, StorageError> {
        in_time(async { self.change(change).await.map_err(failed) }).await
    }
}

/// What comes of it, unless that takes too long.
async fn in_time<T>(work: impl Future<Output = Result<T, StorageError>>) -> Result<T, StorageError> {
    match select(Box::pin(work), TimeoutFuture::new(PATIENCE)).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(late()),
    }
}

fn late() -> StorageError {
    StorageError::Gone("no answer".to_owned())
}

/// Deletes the database of an account; other pages that have it open close it.
///
/// # Errors
/// When the browser does not.
pub async fn delete(me: MemberId) -> Result<(), StorageError> {
    delete_named(&name(me)).await
}

/// Deletes a database by its name.
///
/// # Errors
/// As [`delete`].
pub async fn delete_named(name: &str) -> Result<(), StorageError> {
    let request = Database::delete_by_name(name).map_err(|error| gone(&error))?;
    in_time(async { request.await.map_err(failed) }).await
}

fn name(me: MemberId) -> String {
    format!("linli-{me}")
}

fn read_ledger(text: Option<&str>) -> Ledger {
    text.and_then(|it| json::from_text(it).ok()).unwrap_or_else(|| Ledger::new(DeviceId(Uuid::now_v7())))
}

/// Takes steps within a transaction.
async fn put(tx: &Transaction<'_>, steps: Vec<Step>) -> Result<(), Error> {
    let store = tx.object_store(BUCKETS)?;
    let sorted = buckets::sorted(steps);
    // All are asked for at once, since each answer takes its time.
    let asked: Result<Vec<_>, Error> =
        sorted.keys().map(|it| store.get::<String, Number, _>(*it).primitive()).collect();
    for ((number, steps), was) in sorted.into_iter().zip(asked?) {
        let mut bucket = was.await?.as_deref().map(Bucket::read).unwrap_or_default();
        for step in &steps {
            bucket.take(step);
        }
        // Whether it was kept is told by the commit.
        match bucket.text() {
            Some(text) => drop(store.put(text).with_key(number).primitive()?),
            None => drop(store.delete::<Number, _>(number).primitive()?),
        }
    }
    Ok(())
}

fn failed(error: Error) -> StorageError {
    match &error {
        Error::DomException(DomException::Other(cause)) if cause.name() == "QuotaExceededError" => {
            StorageError::Full
        }
        _ => StorageError::Gone(error.to_string()),
    }
}

fn gone(error: &OpenDbError) -> StorageError {
    StorageError::Gone(error.to_string())
}
