//! The writer: takes the writes that wait, runs them in one transaction, commits once and answers
//! all. A durable commit costs a disk's flush whatever it holds, so sharing it is what makes
//! thousands of durable writes a second possible.
//!
//! One lane is one connection that writes. SQLite has one lane; PostgreSQL has a few, each with its
//! own communities, so that the counters of a community are not fought over.

mod ahead;
mod batch;
mod effects;
mod statements;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

pub use ahead::Wants;
pub use batch::{Batch, Jot, topic};
pub use effects::Applied;

use super::DbError;
use super::newest::Followers;

/// Something to write. It may run more than once; only its last run counts.
pub trait Job: Send + Sync + 'static {
    type Answer: Send + 'static;

    /// Jobs with the same number run in the same lane.
    fn lane(&self) -> u128 {
        0
    }

    /// Says what it will read through [`Batch::device`], [`Batch::outcome`] and [`Batch::rows`].
    fn wants(&self, _wants: &mut Wants) {}

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Self::Answer, DbErr>>;
}

/// The lanes.
pub(super) struct Writer {
    lanes: Vec<mpsc::Sender<Box<dyn Waiting>>>,
}

/// A job that waits for its answer, whatever its type.
trait Waiting: Send {
    fn wants(&self, wants: &mut Wants);
    fn run<'a>(&'a mut self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<(), DbErr>>;
    fn answer(self: Box<Self>, result: Result<(), DbErr>);
}

struct Held<J: Job> {
    job: J,
    answer: Option<J::Answer>,
    reply: oneshot::Sender<Result<J::Answer, DbErr>>,
}

impl<J: Job> Waiting for Held<J> {
    fn wants(&self, wants: &mut Wants) {
        self.job.wants(wants);
    }

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
    pub(super) fn start(
        connection: &DatabaseConnection,
        lanes: usize,
        group: usize,
        followers: &Arc<Followers>,
    ) -> Self {
        let lanes = (0..lanes)
            .map(|_| {
                let (sender, receiver) = mpsc::channel(QUEUE);
                let lane = Lane { connection: connection.clone(), followers: Arc::clone(followers) };
                tokio::spawn(lane.drive(receiver, group));
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

/// One that writes.
struct Lane {
    connection: DatabaseConnection,
    followers: Arc<Followers>,
}

impl Lane {
    async fn drive(self, mut jobs: mpsc::Receiver<Box<dyn Waiting>>, group: usize) {
        let mut waiting = Vec::with_capacity(group);
        while jobs.recv_many(&mut waiting, group).await > 0 {
            match self.attempt(&mut waiting, true).await {
                Ok(()) => waiting.drain(..).for_each(|job| job.answer(Ok(()))),
                // One of them spoiled the transaction for all: each gets its own.
                Err(error) => {
                    tracing::warn!(%error, jobs = waiting.len(), "a group of writes is written one by one");
                    for job in waiting.drain(..) {
                        self.alone(job).await;
                    }
                }
            }
        }
    }

    async fn alone(&self, job: Box<dyn Waiting>) {
        let mut one = [job];
        let mut result = self.attempt(&mut one, false).await;
        for tried in 1..ATTEMPTS {
            if result.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10 << tried)).await;
            result = self.attempt(&mut one, false).await;
        }
        let [job] = one;
        job.answer(result);
    }

    /// Runs jobs in one transaction. A job that panics is an error, so that the lane outlives it.
    async fn attempt(&self, jobs: &mut [Box<dyn Waiting>], gather: bool) -> Result<(), DbErr> {
        let crashed = |_| Err(DbErr::Custom("a write crashed".to_owned()));
        AssertUnwindSafe(self.transact(jobs, gather)).catch_unwind().await.unwrap_or_else(crashed)
    }

    async fn transact(&self, jobs: &mut [Box<dyn Waiting>], gather: bool) -> Result<(), DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.connection.begin_with_options(options).await?;
        let mut wants = Wants::default();
        jobs.iter().for_each(|job| job.wants(&mut wants));
        let mut batch = Batch::begin(&tx, wants, gather).await?;
        for job in jobs {
            job.run(&mut batch).await?;
        }
        let raised = batch.flush().await?;
        tx.commit().await?;
        // Not before: whoever is told looks at once, and must find it.
        self.followers.tell(&raised);
        Ok(())
    }
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
        Box::pin(async move { (self.work)(batch.tx().await?).await })
    }
}
