//! The transaction in which a group of jobs runs, and what they share of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};
use uuid::Uuid;

use linli_domain::decide::Effect;
use linli_domain::ids::{MemberId, MutationId, PlaceId};
use linli_domain::rows::{Row, Rows};
use linli_domain::story::StoryEvent;

use super::ahead::{Ahead, Wants};
use super::effects::{Applied, NewBookings, write};
use crate::db::stored::number;
use crate::db::tables::{booking, change, community_head, device, outcome};
use crate::db::topic::{Change, Topic};
use crate::db::{Acting, Kept, Sender, bulk};

/// A row that nobody reads before the commit, so that many are written with one statement.
#[derive(Clone, Debug)]
pub enum Jot {
    Outcome(Kept),
    Event(StoryEvent),
    /// Something in a community changed.
    Change(Change),
}

/// The transaction in which a group of jobs runs.
pub struct Batch<'t> {
    tx: &'t DatabaseTransaction,
    jots: Vec<Jot>,
    ahead: Ahead,
    /// Devices whose last number rose.
    risen: HashMap<Uuid, i64>,
    /// Not written yet. `None` when every decision is written at once, which tells each job by
    /// itself whether its time is taken.
    new: Option<NewBookings>,
}

impl<'t> Batch<'t> {
    /// Fetches what the jobs want, all of it together. `gather`: new bookings of the group are
    /// written with one statement, and a rival's booking is an error for the whole group.
    pub(super) async fn begin(
        tx: &'t DatabaseTransaction,
        wants: Wants,
        gather: bool,
    ) -> Result<Self, DbErr> {
        let ahead = Ahead::fetch(tx, wants).await?;
        let new = gather.then(NewBookings::default);
        Ok(Self { tx, jots: Vec::new(), ahead, risen: HashMap::new(), new })
    }

    /// The transaction itself, with everything in it that was applied so far.
    ///
    /// # Errors
    /// When the database does not answer, or a rival was quicker.
    pub async fn tx(&mut self) -> Result<&'t DatabaseTransaction, DbErr> {
        if let Some(new) = &mut self.new {
            std::mem::take(new).write(self.tx).await?;
        }
        Ok(self.tx)
    }

    /// The rows that the jobs wanted, as the group has changed them so far.
    pub fn rows(&mut self) -> &mut Rows {
        &mut self.ahead.rows
    }

    /// Notes a row to be written before the commit.
    pub fn jot(&mut self, jot: Jot) {
        self.jots.push(jot);
    }

    /// Raises a device's last number.
    pub fn decided(&mut self, device: Uuid, last_n: u64) {
        self.risen.insert(device, number(last_n));
    }

    /// The random name of the database.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.ahead.epoch
    }

    /// The outcome of a mutation whose id was wanted in a community, and who sent it: decided before, or in
    /// this transaction.
    #[must_use]
    pub fn outcome(&self, community: PlaceId, mid: MutationId) -> Option<(MemberId, Kept)> {
        let new = self.jots.iter().find_map(|jot| match jot {
            Jot::Outcome(it) if it.mid == mid && it.community == community => {
                Some((self.device(it.device).ok()?.owner, it.clone()))
            }
            Jot::Outcome(_) | Jot::Event(_) | Jot::Change(_) => None,
        });
        new.or_else(|| self.ahead.outcomes.get(&(community, mid)).cloned())
    }

    /// Whether a wanted device was not made, since its person has as many as may be.
    #[must_use]
    pub fn is_crowded(&self, device: Uuid) -> bool {
        self.ahead.crowded.contains(&device)
    }

    /// Whether there is a booking with this id, which a job has said it would make in this community.
    #[must_use]
    pub fn has_booking(&self, community: PlaceId, id: Uuid) -> bool {
        self.ahead.bookings.contains(&(community, id))
    }

    /// A wanted device's owner and last number. Its row is locked until the commit.
    ///
    /// # Errors
    /// When nobody wanted it.
    pub fn device(&self, id: Uuid) -> Result<Sender, DbErr> {
        let found = self.ahead.devices.get(&id).ok_or_else(|| DbErr::RecordNotFound(id.to_string()))?;
        let last_n = self.risen.get(&id).copied().unwrap_or(found.last_n);
        Ok(device::Model { last_n, ..found.clone() }.sender())
    }

    /// A wanted person with what they may now.
    ///
    /// # Errors
    /// When nobody wanted them, or there is no such person any more.
    pub fn acting(&self, id: MemberId) -> Result<Arc<Acting>, DbErr> {
        self.ahead.actors.get(&id).cloned().ok_or_else(|| DbErr::RecordNotFound(id.to_string()))
    }

    /// Whether a wanted person lives in a community.
    #[must_use]
    pub fn lives_in(&self, community: PlaceId, id: MemberId) -> bool {
        self.ahead.actors.get(&id).is_some_and(|it| it.member.community_id == community)
    }

    /// Writes what a decision says; all of it, or nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn apply(&mut self, effects: Vec<Effect>) -> Result<Applied, DbErr> {
        let gathered = self.new.as_mut().is_some_and(|new| new.take(&effects));
        let applied = if gathered { Applied::Done } else { self.write(&effects).await? };
        if applied == Applied::Done {
            for effect in &effects {
                match effect {
                    Effect::Put(row) => self.note(row),
                    Effect::Renumber { community_id, member_id, .. } => {
                        let (community, id) = (*community_id, member_id.0);
                        self.jot(Jot::Change(Change { community, topic: Topic::Member, id }));
                    }
                    Effect::Claim(..) | Effect::Release(..) => {}
                }
            }
            self.ahead.rows.apply(effects);
        }
        Ok(applied)
    }

    async fn write(&mut self, effects: &[Effect]) -> Result<Applied, DbErr> {
        let tx = self.tx().await?;
        let mut claims = 0;
        let mut changes = 0;
        for effect in effects {
            match effect {
                Effect::Claim(..) => claims += 1,
                Effect::Put(row) if row.is_changed() => changes += 1,
                Effect::Renumber { .. } => changes += 1,
                Effect::Put(_) | Effect::Release(..) => {}
            }
        }
        // The first statement that says no leaves nothing to take back, and one claim that is lost
        // only the new booking. Anything more needs a savepoint, which costs two statements.
        if claims > 1 || changes > 1 || (claims == 1 && changes == 1) {
            let savepoint = tx.begin().await?;
            let applied = write(&savepoint, effects).await?;
            if applied == Applied::Done {
                savepoint.commit().await?;
            } else {
                savepoint.rollback().await?;
            }
            return Ok(applied);
        }
        let applied = write(tx, effects).await?;
        if applied == Applied::Taken {
            for effect in effects {
                if let Effect::Claim(community, busy) = effect {
                    booking::unmake(tx, *community, busy.booking_id).await?;
                }
            }
        }
        Ok(applied)
    }

    fn note(&mut self, row: &Row) {
        if let Row::Event(it) = row {
            self.jot(Jot::Event(it.clone()));
        }
        if let Some(change) = Change::of(row) {
            self.jot(Jot::Change(change));
        }
    }

    /// Writes what was noted; the communities' counters last, in the order of their ids. Answers with
    /// those that it raised.
    pub(super) async fn flush(mut self) -> Result<Vec<(PlaceId, i64)>, DbErr> {
        self.tx().await?;
        let mut outcomes = Vec::new();
        let mut events = Vec::new();
        let mut changes: BTreeMap<PlaceId, Vec<(Topic, Uuid)>> = BTreeMap::new();
        for jot in self.jots {
            match jot {
                Jot::Outcome(it) => outcomes.push(it.into_model()),
                Jot::Event(it) => events.push(it),
                Jot::Change(Change { community, topic, id }) => {
                    let list = changes.entry(community).or_default();
                    if !list.contains(&(topic, id)) {
                        list.push((topic, id));
                    }
                }
            }
        }
        bulk::insert(self.tx, &events).await?;
        bulk::insert_models::<outcome::Entity, _>(self.tx, outcomes).await?;
        let known = &self.ahead.devices;
        let risen = self.risen.into_iter().filter_map(|(id, last_n)| {
            let device = known.get(&id)?.clone();
            Some(device::Model { last_n, ..device })
        });
        device::raise(self.tx, risen.collect()).await?;
        let many = changes.iter().map(|(place, list)| (*place, count(list)));
        let raised = community_head::raise(self.tx, many).await?;
        let mut rows = Vec::new();
        for (place, head) in &raised {
            let list = changes.remove(place).unwrap_or_default();
            let mut seq = head - count(&list);
            for (topic, id) in list {
                seq += 1;
                rows.push(change::noted(*place, seq, topic, id));
            }
        }
        bulk::insert_models::<change::Entity, _>(self.tx, rows).await?;
        Ok(raised)
    }
}

fn count<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}
