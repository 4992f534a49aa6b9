//! What a decision says, as statements.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait};

use linli_domain::booking::{Booking, Busy};
use linli_domain::decide::Effect;
use linli_domain::ids::PlaceId;
use linli_domain::rows::Row;

use crate::db::tables::{Table, Versioned, allocation, booking, member, session};
use crate::db::{Fetch, bulk, statements};

/// What became of a decision in the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    Done,
    /// Somebody else holds some of the time; nothing was written.
    Taken,
    /// Something of this id exists already; nothing was written.
    Duplicate,
    /// What it changes, or wanted to be the first to write, has changed since it was read; nothing was
    /// written.
    Stale,
}

/// New bookings with the time that they hold, to be written with one statement a table.
#[derive(Default)]
pub(super) struct NewBookings {
    bookings: Vec<Booking>,
    claims: Vec<(Busy, PlaceId)>,
}

impl NewBookings {
    /// Takes a decision that makes one new booking and changes nothing that exists; false when it
    /// is of another kind.
    pub(super) fn take(&mut self, effects: &[Effect]) -> bool {
        let mut new = None;
        for effect in effects {
            match effect {
                Effect::Put(row) => {
                    if let Row::Booking(it) = &**row
                        && it.ver == 1
                        && new.is_none()
                    {
                        new = Some(it);
                    } else if !matches!(**row, Row::Event(_)) {
                        return false;
                    }
                }
                Effect::Claim(_, busy) if new.is_some_and(|it| it.id == busy.booking_id) => {}
                Effect::Claim(..) | Effect::Release(..) | Effect::Renumber { .. } => return false,
            }
        }
        let Some(booking) = new else { return false };
        self.claims.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Claim(community, busy) => Some((*busy, *community)),
            Effect::Put(_) | Effect::Release(..) | Effect::Renumber { .. } => None,
        }));
        self.bookings.push(booking.clone());
        true
    }

    /// Writes what was taken.
    ///
    /// # Errors
    /// Also when one of them lost its time to a rival or its id exists: which one is not known, so
    /// each must be written alone.
    pub(super) async fn write(mut self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        // Always in the same order, so that two servers cannot wait for each other.
        self.bookings.sort_unstable_by_key(|it| it.id);
        self.claims.sort_unstable_by_key(|(it, _)| (it.resource_id, it.starts));
        for some in bulk::runs(self.bookings) {
            // Without a column, so that whichever rule of the schema names a booking may say no.
            let twice = OnConflict::new().do_nothing().to_owned();
            let insert = booking::Entity::insert_many(some.iter().map(Table::model)).on_conflict(twice);
            all_of(some.len(), insert.exec_without_returning(tx).await)?;
        }
        for some in bulk::runs(self.claims) {
            let mut insert = allocation::Entity::insert_many(some.iter().map(Table::model));
            if tx.get_database_backend() == DbBackend::Postgres {
                insert = insert.on_conflict(OnConflict::new().do_nothing().to_owned());
            }
            all_of(some.len(), insert.exec_without_returning(tx).await)?;
        }
        Ok(())
    }
}

fn all_of(count: usize, written: Result<u64, DbErr>) -> Result<(), DbErr> {
    if u64::try_from(count) == Ok(written?) { Ok(()) } else { Err(DbErr::RecordNotInserted) }
}

/// First what can say no: new things, whose id may exist, and changes, whose version may be old.
/// Then time, in the order of the resources; then the rest.
pub(super) async fn write(tx: &DatabaseTransaction, effects: &[Effect]) -> Result<Applied, DbErr> {
    let rows = effects.iter().filter_map(|effect| match effect {
        Effect::Put(row) => Some(&**row),
        Effect::Claim(..) | Effect::Release(..) | Effect::Renumber { .. } => None,
    });
    let (mut messages, mut resources) = (Vec::new(), Vec::new());
    for row in rows {
        let applied = match row {
            Row::Booking(it) if row.is_changed() => or(statements::update(tx, it).await?, Applied::Stale),
            Row::Booking(it) => new_booking(tx, it).await?,
            Row::Matter(it) => versioned(tx, it, row.is_changed()).await?,
            Row::Notice(it) => crate::db::tables::notice::write(tx, it).await?,
            // Another was quicker with the id or the phone number; which of the two, only reading says.
            Row::Member(it) => or(member::insert(tx, it).await?, Applied::Stale),
            // Below: these say no to nothing.
            Row::Message(it) => {
                messages.push(it);
                Applied::Done
            }
            Row::Resource(it) => {
                resources.push(it);
                Applied::Done
            }
            // Stories are written with those of the whole batch.
            Row::Event(_) => Applied::Done,
            Row::Community(_) | Row::Grant(_) | Row::Busy(_) => {
                return Err(DbErr::Custom("no mutation writes such a row".to_owned()));
            }
        };
        if applied != Applied::Done {
            return Ok(applied);
        }
    }
    for effect in effects {
        if let Effect::Renumber { member_id, community_id, phone } = effect {
            // Another was quicker with the number, as above.
            if !member::renumber(tx, *community_id, *member_id, phone.as_ref()).await? {
                return Ok(Applied::Stale);
            }
            session::end_all(tx, *member_id).await?;
        }
    }
    let mut time: Vec<_> =
        effects.iter().filter(|it| matches!(it, Effect::Claim(..) | Effect::Release(..))).collect();
    // What is let go of comes first: it may be claimed anew.
    time.sort_by_key(|effect| match effect {
        Effect::Claim(_, busy) => Some((busy.resource_id, busy.starts)),
        Effect::Release(..) | Effect::Put(_) | Effect::Renumber { .. } => None,
    });
    for effect in time {
        match effect {
            Effect::Claim(community, busy) => {
                if !allocation::claim(tx, *community, *busy).await? {
                    return Ok(Applied::Taken);
                }
            }
            Effect::Release(community, id) => allocation::release(tx, *community, *id).await?,
            Effect::Put(_) | Effect::Renumber { .. } => {}
        }
    }
    for it in messages {
        if it.ver == 1 {
            // Its id is the server's own: nothing can be there.
            statements::insert(tx, it).await?;
        } else {
            statements::change(tx, it).await?;
        }
    }
    for it in resources {
        // No decision makes one.
        statements::change(tx, it).await?;
    }
    Ok(Applied::Done)
}

/// Writes new rows, of whatever kinds, one after the other and without a decision: for the demo district and tests.
///
/// # Errors
/// When the database refuses one of them.
pub async fn put(tx: &DatabaseTransaction, rows: Vec<Row>) -> Result<(), DbErr> {
    let effects: Vec<_> = rows.into_iter().map(|it| Effect::Put(Box::new(it))).collect();
    match write(tx, &effects).await? {
        Applied::Done => Ok(()),
        Applied::Taken | Applied::Duplicate | Applied::Stale => Err(DbErr::RecordNotInserted),
    }
}

/// What is made once by its id, and then changed over its version.
async fn versioned<T: Versioned>(tx: &DatabaseTransaction, it: &T, changed: bool) -> Result<Applied, DbErr> {
    if changed {
        Ok(or(statements::update(tx, it).await?, Applied::Stale))
    } else {
        Ok(or(statements::insert(tx, it).await?, Applied::Duplicate))
    }
}

const fn or(written: bool, otherwise: Applied) -> Applied {
    if written { Applied::Done } else { otherwise }
}

/// What keeps a new booking from being written is its id, where that is in use, or that the person is not free.
async fn new_booking(tx: &DatabaseTransaction, it: &Booking) -> Result<Applied, DbErr> {
    if booking::insert(tx, it).await? {
        return Ok(Applied::Done);
    }
    let exists = !Fetch(tx).bookings_known([(it.community_id, it.id.0)]).await?.is_empty();
    Ok(if exists { Applied::Duplicate } else { Applied::Taken })
}
