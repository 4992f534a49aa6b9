//! The writer: takes the writes that wait, runs them in one transaction, commits once and answers
//! all. A durable commit costs a disk's flush whatever it holds, so sharing it is what makes
//! thousands of durable writes a second possible.
//!
//! One lane is one connection that writes. SQLite has one lane; PostgreSQL has a few, each with its
//! own communities, so that the counters of a community are not fought over.

// Rows are told apart here: as in the rest of the server, nothing is forgotten in silence.
#![warn(clippy::wildcard_enum_match_arm)]

mod ahead;
mod batch;
mod effects;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

pub use ahead::Wants;
pub use batch::{Batch, Jot};
pub use effects::{Applied, put};

use super::fault::{self, Fault};
use super::newest::Followers;
use super::{DbError, Pool};
use crate::metrics;

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

    /// Is told that it failed by itself, with nobody beside it, and not because the database is away.
    fn failed(&self) {}
}

/// The lanes.
pub(super) struct Writer {
    lanes: Vec<(mpsc::Sender<Ticket>, metrics::Lane)>,
}

/// A job in the queue of a lane.
struct Ticket {
    job: Box<dyn Waiting>,
    /// How often it has failed alone; once it has, it runs with nobody beside it.
    failed: u32,
    since: Clock,
}

/// A job that waits for its answer, whatever its type.
trait Waiting: Send {
    /// Whether whoever asked has gone.
    fn is_alone(&self) -> bool;
    fn wants(&self, wants: &mut Wants);
    fn run<'a>(&'a mut self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<(), DbErr>>;
    fn failed(&self);
    fn answer(self: Box<Self>, result: Result<(), DbError>);
}

struct Held<J: Job> {
    job: J,
    answer: Option<J::Answer>,
    reply: oneshot::Sender<Result<J::Answer, DbError>>,
}

impl<J: Job> Waiting for Held<J> {
    fn is_alone(&self) -> bool {
        self.reply.is_closed()
    }

    fn wants(&self, wants: &mut Wants) {
        self.job.wants(wants);
    }

    fn run<'a>(&'a mut self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<(), DbErr>> {
        Box::pin(async move {
            self.answer = Some(self.job.run(batch).await?);
            Ok(())
        })
    }

    fn failed(&self) {
        self.job.failed();
    }

    fn answer(self: Box<Self>, result: Result<(), DbError>) {
        let Self { answer, reply, .. } = *self;
        // Whoever asked may have gone; what was committed stays.
        let answer = result.and_then(|()| answer.ok_or(DbError::Query(DbErr::RecordNotUpdated)));
        drop(reply.send(answer));
    }
}

/// How often a job is tried alone: deadlocks and lock time-outs pass.
const ATTEMPTS: u32 = 4;

impl Writer {
    pub(super) fn start(
        connection: &DatabaseConnection,
        lanes: usize,
        pool: Pool,
        followers: &Arc<Followers>,
    ) -> Self {
        let lanes = (0..lanes)
            .map(|number| {
                let numbers = metrics::get().lane(number);
                let (sender, receiver) = mpsc::channel(pool.queue.max(1));
                let lane = Lane {
                    connection: connection.clone(),
                    followers: Arc::clone(followers),
                    patience: pool.write_patience,
                    queue: sender.downgrade(),
                    numbers: numbers.clone(),
                };
                tokio::spawn(lane.drive(receiver, pool.group.max(1)));
                (sender, numbers)
            })
            .collect();
        Self { lanes }
    }

    /// Queues a job and waits for its answer. When as many wait as may, it is turned away at once: to
    /// wait longer than people do would help nobody.
    pub(super) async fn run<J: Job>(&self, job: J) -> Result<J::Answer, DbError> {
        let lanes = u128::try_from(self.lanes.len().max(1)).unwrap_or(1);
        let lane = usize::try_from(job.lane() % lanes).unwrap_or(0);
        let (reply, answer) = oneshot::channel();
        let (lane, numbers) = self.lanes.get(lane).ok_or(DbError::Stopping)?;
        let job = Box::new(Held { job, answer: None, reply });
        let ticket = Ticket { job, failed: 0, since: Clock::now() };
        lane.try_send(ticket).map_err(|error| match error {
            TrySendError::Full(_) => {
                numbers.refused();
                DbError::Crowded
            }
            TrySendError::Closed(_) => DbError::Stopping,
        })?;
        answer.await.map_err(|_| DbError::Stopping)?
    }
}

/// One that writes.
struct Lane {
    connection: DatabaseConnection,
    followers: Arc<Followers>,
    /// How long a transaction may take.
    patience: Duration,
    /// Its own queue, for jobs that are tried again.
    queue: mpsc::WeakSender<Ticket>,
    numbers: metrics::Lane,
}

impl Lane {
    async fn drive(self, mut jobs: mpsc::Receiver<Ticket>, group: usize) {
        let mut waiting = Vec::with_capacity(group);
        while jobs.recv_many(&mut waiting, group).await > 0 {
            // A phone that has gone sends again; deciding for it now would only keep others waiting.
            waiting.retain(|it| !it.job.is_alone());
            self.numbers.queue(jobs.len());
            waiting.iter().for_each(|it| self.numbers.wait(it.since.elapsed()));
            let mut groups = Vec::new();
            let (together, single): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|it| it.failed == 0);
            groups.extend(single.into_iter().map(|it| vec![it]));
            groups.push(together);
            self.settle(groups).await;
        }
    }

    /// Runs groups, the last first. One that fails is halved, so that a job which spoils the
    /// transaction for all is found in a few steps, however many stand beside it.
    async fn settle(&self, mut groups: Vec<Vec<Ticket>>) {
        while let Some(mut group) = groups.pop() {
            if group.is_empty() {
                continue;
            }
            let began = Clock::now();
            let Err(error) = self.attempt(&mut group).await else {
                self.numbers.commit(group.len(), began.elapsed());
                group.into_iter().for_each(|it| it.job.answer(Ok(())));
                continue;
            };
            if fault::kind(&error) == Fault::Away {
                tracing::error!(%error, jobs = group.len(), "the database takes no writes");
                let told = error.to_string();
                group.into_iter().for_each(|it| it.job.answer(Err(DbError::Away(told.clone()))));
            } else if group.len() > 1 {
                tracing::warn!(%error, jobs = group.len(), "a group of writes is halved");
                let second = group.split_off(group.len().div_ceil(2));
                groups.extend([second, group]);
            } else {
                group.into_iter().for_each(|it| self.again(it, error.clone()));
            }
        }
    }

    /// A job that failed with nobody beside it comes back after a while, which it waits out beside
    /// the lane and not in it.
    fn again(&self, mut ticket: Ticket, error: DbErr) {
        if fault::kind(&error) == Fault::Wrong {
            ticket.job.failed();
        }
        ticket.failed += 1;
        ticket.since = Clock::now();
        if ticket.failed >= ATTEMPTS {
            return ticket.job.answer(Err(error.into()));
        }
        let queue = self.queue.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(10 << ticket.failed)).await;
            let returned = match queue.upgrade() {
                Some(queue) => queue.try_send(ticket),
                None => Err(TrySendError::Closed(ticket)),
            };
            match returned {
                Ok(()) => {}
                Err(TrySendError::Full(it)) => it.job.answer(Err(DbError::Crowded)),
                Err(TrySendError::Closed(it)) => it.job.answer(Err(DbError::Stopping)),
            }
        });
    }

    /// Runs jobs in one transaction. A job that panics is an error, so that the lane outlives it; a
    /// database that does not answer any more, as a frozen one, counts as gone.
    async fn attempt(&self, jobs: &mut [Ticket]) -> Result<(), DbErr> {
        let crashed = |_| Err(DbErr::Custom("a write crashed".to_owned()));
        let gone = |_| Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
        let work = AssertUnwindSafe(self.transact(jobs)).catch_unwind();
        tokio::time::timeout(self.patience, work).await.map_or_else(gone, |it| it.unwrap_or_else(crashed))
    }

    async fn transact(&self, jobs: &mut [Ticket]) -> Result<(), DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        // Alone, a job learns for itself whether its time is taken.
        let gather = jobs.len() > 1;
        let tx = self.connection.begin_with_options(options).await?;
        let mut wants = Wants::default();
        jobs.iter().for_each(|it| it.job.wants(&mut wants));
        let mut batch = Batch::begin(&tx, wants, gather).await?;
        for ticket in jobs {
            ticket.job.run(&mut batch).await?;
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
