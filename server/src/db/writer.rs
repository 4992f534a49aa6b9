//! The writer: takes the writes that wait, runs them in one transaction, commits once and answers
//! all. A durable commit costs a disk's flush whatever it holds, so sharing it is what makes
//! thousands of durable writes a second possible.
//!
//! One lane is one connection that writes. SQLite has one lane; PostgreSQL has a few, each with its
//! own communities, so that the counters of a community are not fought over.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use futures::future::BoxFuture;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use linli_domain::booking::Busy;
use linli_domain::decide::Effect;
use linli_domain::ids::PlaceId;
use linli_domain::rows::Row;

use super::entities::{allocation, booking, change, community_head, device, outcome, story_event};
use super::{DbError, convert};

/// Something to write. It may run more than once; only its last run counts.
pub trait Job: Send + Sync + 'static {
    type Answer: Send + 'static;

    /// Jobs with the same number run in the same lane.
    fn lane(&self) -> u128 {
        0
    }

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Self::Answer, DbErr>>;
}

/// What became of a decision in the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    Done,
    /// Somebody else holds some of the time; nothing was written.
    Taken,
    /// Something of this id exists already; nothing was written.
    Duplicate,
}

/// A row that nobody reads before the commit, so that many are written with one statement.
#[derive(Clone, Debug)]
pub enum Jot {
    Outcome(outcome::Model),
    Event(story_event::ActiveModel),
    /// Something in a community changed.
    Change {
        community: Uuid,
        topic: &'static str,
        id: Uuid,
    },
}

/// The transaction in which a group of jobs runs.
pub struct Batch<'t> {
    tx: &'t DatabaseTransaction,
    jots: Vec<Jot>,
    devices: HashMap<Uuid, (Uuid, i64)>,
}

impl<'t> Batch<'t> {
    fn new(tx: &'t DatabaseTransaction) -> Self {
        Self { tx, jots: Vec::new(), devices: HashMap::new() }
    }

    /// The transaction itself.
    #[must_use]
    pub fn tx(&self) -> &'t DatabaseTransaction {
        self.tx
    }

    /// Notes a row to be written before the commit.
    pub fn jot(&mut self, jot: Jot) {
        self.jots.push(jot);
    }

    /// Raises a device's last number.
    pub fn decided(&mut self, device: Uuid, member_id: Uuid, last_n: i64) {
        self.devices.insert(device, (member_id, last_n));
    }

    /// An outcome that was noted in this transaction and is not written yet.
    #[must_use]
    pub fn noted(&self, is: impl Fn(&outcome::Model) -> bool) -> Option<outcome::Model> {
        self.jots.iter().find_map(|jot| match jot {
            Jot::Outcome(it) if is(it) => Some(it.clone()),
            _ => None,
        })
    }

    /// A device's owner and last number, its row locked until the commit; made when it is new.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn device(&mut self, id: Uuid, member_id: Uuid) -> Result<device::Model, DbErr> {
        let mut query = device::Entity::find_by_id(id);
        if self.tx.get_database_backend() == DbBackend::Postgres {
            query = query.lock_exclusive();
        }
        let found = match query.one(self.tx).await? {
            Some(found) => found,
            None => {
                let new = device::ActiveModel { id: Set(id), member_id: Set(member_id), last_n: Set(0) };
                device::Entity::insert(new)
                    .on_conflict(OnConflict::column(device::Column::Id).do_nothing().to_owned())
                    .exec_without_returning(self.tx)
                    .await?;
                device::Entity::find_by_id(id).one(self.tx).await?.ok_or_else(|| DbErr::RecordNotInserted)?
            }
        };
        let last_n = self.devices.get(&id).map_or(found.last_n, |(_, last_n)| *last_n);
        Ok(device::Model { last_n, ..found })
    }

    /// Writes what a decision says; all of it, or nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn apply(&mut self, effects: &[Effect]) -> Result<Applied, DbErr> {
        let claims = effects.iter().filter(|e| matches!(e, Effect::Claim(_))).count();
        let lets_go = effects.iter().any(|e| matches!(e, Effect::Release(_)));
        // One claim that is lost leaves only the new booking to take back; more of them need a
        // savepoint, which costs two statements.
        let applied = if claims > 1 || (claims == 1 && lets_go) {
            let savepoint = self.tx.begin().await?;
            let applied = write(&savepoint, effects).await?;
            if applied == Applied::Done {
                savepoint.commit().await?;
            } else {
                savepoint.rollback().await?;
            }
            applied
        } else {
            let applied = write(self.tx, effects).await?;
            if applied == Applied::Taken {
                for effect in effects {
                    if let Effect::Claim(busy) = effect {
                        booking::Entity::delete_by_id(busy.booking_id.0).exec(self.tx).await?;
                    }
                }
            }
            applied
        };
        if applied == Applied::Done {
            for effect in effects {
                if let Effect::Put(row) = effect {
                    self.note(row);
                }
            }
        }
        Ok(applied)
    }

    fn note(&mut self, row: &Row) {
        let (community, topic, id) = match row {
            Row::Booking(it) => (it.community_id, topic::BOOKING, it.id.0),
            Row::Help(it) => (it.community_id, topic::HELP, it.id.0),
            Row::Message(it) => (it.community_id, topic::MESSAGE, it.id.0),
            Row::Member(it) => (it.community_id, topic::MEMBER, it.id.0),
            Row::Resource(it) => (it.community_id, topic::RESOURCE, it.id.0),
            // A story travels with what it is about, whose change is noted already.
            Row::Event(it) => return self.jot(Jot::Event(convert::event_model(it))),
            Row::Community(_) | Row::Grant(_) | Row::Busy(_) => return,
        };
        self.jot(Jot::Change { community: community.0, topic, id });
    }

    /// Writes what was noted; the communities' counters last, in the order of their ids.
    async fn flush(self) -> Result<(), DbErr> {
        let mut outcomes = Vec::new();
        let mut events = Vec::new();
        let mut changes: BTreeMap<Uuid, Vec<(&'static str, Uuid)>> = BTreeMap::new();
        for jot in self.jots {
            match jot {
                Jot::Outcome(model) => outcomes.push(model.into_active_model()),
                Jot::Event(model) => events.push(model),
                Jot::Change { community, topic, id } => {
                    let list = changes.entry(community).or_default();
                    if !list.contains(&(topic, id)) {
                        list.push((topic, id));
                    }
                }
            }
        }
        if !events.is_empty() {
            story_event::Entity::insert_many(events).exec_without_returning(self.tx).await?;
        }
        if !outcomes.is_empty() {
            outcome::Entity::insert_many(outcomes).exec_without_returning(self.tx).await?;
        }
        if !self.devices.is_empty() {
            // Every device was made when it was locked, so this only raises numbers.
            let devices = self.devices.into_iter().map(|(id, (member_id, last_n))| device::ActiveModel {
                id: Set(id),
                member_id: Set(member_id),
                last_n: Set(last_n),
            });
            let raise =
                OnConflict::column(device::Column::Id).update_column(device::Column::LastN).to_owned();
            device::Entity::insert_many(devices).on_conflict(raise).exec_without_returning(self.tx).await?;
        }
        let mut rows = Vec::new();
        for (community_id, list) in changes {
            let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
            let mut seq = raise_head(self.tx, community_id, count).await? - count;
            for (topic, id) in list {
                seq += 1;
                rows.push(change::ActiveModel {
                    community_id: Set(community_id),
                    seq: Set(seq),
                    topic: Set(topic.to_owned()),
                    id: Set(id),
                });
            }
        }
        if !rows.is_empty() {
            change::Entity::insert_many(rows).exec_without_returning(self.tx).await?;
        }
        Ok(())
    }
}

/// The names of what changes are noted about.
pub mod topic {
    pub const BOOKING: &str = "booking";
    pub const HELP: &str = "help";
    pub const MESSAGE: &str = "message";
    pub const MEMBER: &str = "member";
    pub const RESOURCE: &str = "resource";
}

/// New things first, so that an id that exists already stops everything else; then time; then what
/// changed.
async fn write(tx: &DatabaseTransaction, effects: &[Effect]) -> Result<Applied, DbErr> {
    let rows = || {
        effects.iter().filter_map(|effect| match effect {
            Effect::Put(row) => Some(&**row),
            Effect::Claim(_) | Effect::Release(_) => None,
        })
    };
    for row in rows() {
        let inserted = match row {
            Row::Booking(it) if it.ver == 1 => convert::insert_booking(tx, it).await?,
            Row::Help(it) if it.ver == 1 => convert::insert_help(tx, it).await?,
            Row::Member(it) => convert::insert_member(tx, it).await?,
            _ => true,
        };
        if !inserted {
            return Ok(Applied::Duplicate);
        }
    }
    for effect in effects {
        match effect {
            Effect::Claim(busy) => {
                let community = rows().find_map(|row| match row {
                    Row::Booking(it) if it.id == busy.booking_id => Some(it.community_id),
                    _ => None,
                });
                let community = community.ok_or(DbErr::RecordNotInserted)?;
                if !claim(tx, community, busy).await? {
                    return Ok(Applied::Taken);
                }
            }
            Effect::Release(id) => {
                allocation::Entity::delete_many()
                    .filter(allocation::Column::BookingId.eq(id.0))
                    .exec(tx)
                    .await?;
            }
            Effect::Put(_) => {}
        }
    }
    for row in rows() {
        match row {
            Row::Booking(it) if it.ver > 1 => convert::update_booking(tx, it).await?,
            Row::Help(it) if it.ver > 1 => convert::update_help(tx, it).await?,
            Row::Message(it) => convert::save_message(tx, it).await?,
            Row::Resource(it) => convert::save_resource(tx, it).await?,
            Row::Community(_) | Row::Grant(_) | Row::Busy(_) => {
                return Err(DbErr::Custom("no mutation writes such a row".to_owned()));
            }
            _ => {}
        }
    }
    Ok(Applied::Done)
}

/// Holds time; false when it is taken. The database's rule decides.
async fn claim(tx: &DatabaseTransaction, community: PlaceId, busy: &Busy) -> Result<bool, DbErr> {
    let row = allocation::ActiveModel {
        community_id: Set(community.0),
        resource_id: Set(busy.resource_id.0),
        starts: Set(busy.starts.millis()),
        ends: Set(busy.ends.millis()),
        booking_id: Set(busy.booking_id.0),
    };
    let insert = allocation::Entity::insert(row);
    match tx.get_database_backend() {
        DbBackend::Postgres => {
            let any = OnConflict::new().do_nothing().to_owned();
            convert::inserted(insert.on_conflict(any).exec_without_returning(tx).await)
        }
        _ => match insert.exec_without_returning(tx).await {
            Ok(_) => Ok(true),
            // The trigger undoes its own statement only; the transaction goes on.
            Err(error) if error.to_string().contains("booking_overlap") => Ok(false),
            Err(error) => Err(error),
        },
    }
}

async fn raise_head(tx: &DatabaseTransaction, community: Uuid, by: i64) -> Result<i64, DbErr> {
    let row = community_head::ActiveModel { community_id: Set(community), seq: Set(by) };
    let raised = community_head::Entity::insert(row)
        .on_conflict(
            OnConflict::column(community_head::Column::CommunityId)
                .value(
                    community_head::Column::Seq,
                    Expr::col((community_head::Entity, community_head::Column::Seq)).add(by),
                )
                .to_owned(),
        )
        .exec_with_returning(tx)
        .await?;
    Ok(raised.seq)
}

/// The lanes.
pub(super) struct Writer {
    lanes: Vec<mpsc::Sender<Box<dyn Waiting>>>,
}

/// A job that waits for its answer, whatever its type.
trait Waiting: Send {
    fn run<'a>(&'a mut self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<(), DbErr>>;
    fn answer(self: Box<Self>, result: Result<(), DbErr>);
}

struct Held<J: Job> {
    job: J,
    answer: Option<J::Answer>,
    reply: oneshot::Sender<Result<J::Answer, DbErr>>,
}

impl<J: Job> Waiting for Held<J> {
    fn run<'a>(&'a mut self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<(), DbErr>> {
        Box::pin(async move {
            self.answer = Some(self.job.run(batch).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, result: Result<(), DbErr>) {
        let Self { answer, reply, .. } = *self;
        // Whoever asked may have gone; what was committed stays.
        drop(reply.send(result.and_then(|()| answer.ok_or(DbErr::RecordNotUpdated))));
    }
}

/// How many jobs may wait in a lane before those that come next have to wait with their request.
const QUEUE: usize = 1024;

/// How often a job that failed is tried alone: deadlocks and lock time-outs pass.
const ATTEMPTS: u32 = 3;

impl Writer {
    pub(super) fn start(connection: &DatabaseConnection, lanes: usize, group: usize) -> Self {
        let lanes = (0..lanes)
            .map(|_| {
                let (sender, receiver) = mpsc::channel(QUEUE);
                tokio::spawn(drive(connection.clone(), receiver, group));
                sender
            })
            .collect();
        Self { lanes }
    }

    pub(super) async fn run<J: Job>(&self, job: J) -> Result<J::Answer, DbError> {
        let lanes = u128::try_from(self.lanes.len().max(1)).unwrap_or(1);
        let lane = usize::try_from(job.lane() % lanes).unwrap_or(0);
        let (reply, answer) = oneshot::channel();
        let lane = self.lanes.get(lane).ok_or(DbError::Stopping)?;
        lane.send(Box::new(Held { job, answer: None, reply })).await.map_err(|_| DbError::Stopping)?;
        Ok(answer.await.map_err(|_| DbError::Stopping)??)
    }
}

async fn drive(connection: DatabaseConnection, mut jobs: mpsc::Receiver<Box<dyn Waiting>>, group: usize) {
    let mut waiting = Vec::with_capacity(group);
    while jobs.recv_many(&mut waiting, group).await > 0 {
        match attempt(&connection, &mut waiting).await {
            Ok(()) => waiting.drain(..).for_each(|job| job.answer(Ok(()))),
            // One of them spoiled the transaction for all: each gets its own.
            Err(_) => {
                for job in waiting.drain(..) {
                    alone(&connection, job).await;
                }
            }
        }
    }
}

async fn alone(connection: &DatabaseConnection, job: Box<dyn Waiting>) {
    let mut one = [job];
    let mut result = Ok(());
    for tried in 0..ATTEMPTS {
        result = attempt(connection, &mut one).await;
        if result.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20 << tried)).await;
    }
    let [job] = one;
    job.answer(result);
}

async fn attempt(connection: &DatabaseConnection, jobs: &mut [Box<dyn Waiting>]) -> Result<(), DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = connection.begin_with_options(options).await?;
    let mut batch = Batch::new(&tx);
    for job in jobs {
        job.run(&mut batch).await?;
    }
    batch.flush().await?;
    tx.commit().await
}

/// A closure as a job.
pub(super) struct Plain<T, F> {
    work: F,
    answer: std::marker::PhantomData<fn() -> T>,
}

impl<T, F> Plain<T, F> {
    pub(super) fn new(work: F) -> Self {
        Self { work, answer: std::marker::PhantomData }
    }
}

impl<T, F> Job for Plain<T, F>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, DbErr>> + Send + Sync + 'static,
{
    type Answer = T;

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<T, DbErr>> {
        (self.work)(batch.tx())
    }
}
