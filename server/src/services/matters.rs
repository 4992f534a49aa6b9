//! Matters of any kind, on the server: which of them a reader is given, and what a phone is told of them.

use linli_domain::ids::MatterId;
use linli_domain::matter::{self, Matter};
use linli_domain::member::Role;
use linli_domain::rows::{Row, RowKey, Rows};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::gather::Affairs;
use super::loading::Loading;
use super::places::covered;
use super::reading::{Reading, Want};
use super::steps::Steps;

/// Those who look after what is with the subdistrict.
pub(crate) const STREET: [Role; 2] = [Role::Supervisor, Role::Officer];

impl<C: ConnectionTrait> Loading<'_, C> {
    /// The matter that a decision is about.
    pub(crate) async fn matter(&mut self, id: MatterId) -> Result<(), DbErr> {
        for matter in self.fetch.matters_by_id(&[id.0]).await? {
            self.place(matter.community_id);
            self.rows.put(Row::Matter(matter));
        }
        Ok(())
    }
}

/// The matters that are wanted.
pub(crate) async fn read<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    affairs: &Affairs,
    rows: &mut Rows,
) -> Result<(), DbErr> {
    let Affairs { people, desks } = affairs;
    if let Some(within) = want.mine {
        let neighbours = want.neighbours && reading.actor.has(Role::Resident);
        let asking = neighbours.then_some(reading.member.community_id);
        reading.matters(rows, reading.fetch.matters_of(people, within.starts, asking).await?);
    }
    if want.desk.is_some() && !desks.is_empty() {
        reading.matters(rows, reading.fetch.matters_in(desks, reading.now.plus_days(-1)).await?);
    }
    if want.escalated {
        let streets = covered(reading.communities, reading.actor, &STREET);
        if !streets.is_empty() {
            reading.matters(rows, reading.fetch.matters_escalated(&streets).await?);
        }
    }
    if let Some(about) = want.about {
        reading.matters(rows, reading.fetch.matters_by_id(&[about]).await?);
        if rows.matters.contains_key(&MatterId(about)) {
            rows.extend(reading.stories(rows, &[about]).await?);
        }
    }
    Ok(())
}

/// Matters that have changed.
pub(crate) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    reading.matters(&mut steps.rows, reading.fetch.matters_by_id(ids).await?);
    let gone = steps.settle(ids, RowKey::Matter);
    // What was told of them goes too.
    steps.about.extend(gone);
    Ok(())
}

/// All that a phone keeps.
pub(crate) fn told(rows: &Rows) -> impl Iterator<Item = Uuid> {
    rows.matters.keys().map(|id| id.0)
}

impl<C: ConnectionTrait> Reading<'_, C> {
    /// Of these matters those that the reader may know of, as they may.
    fn matters(&self, rows: &mut Rows, found: Vec<Matter>) {
        for it in found {
            let Some(community) = self.communities.get(&it.community_id) else { continue };
            if let Some(it) = matter::readable(self.actor, community, it) {
                self.place(rows, community.id);
                rows.put(Row::Matter(it));
            }
        }
    }
}
