//! Requests for help, with the way to the people who ask.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use linli_domain::help::Help;
use linli_domain::ids::{HelpId, MemberId, PlaceId};
use linli_domain::time::Instant;

use super::{Fetch, uuids};
use crate::db::convert;
use crate::db::entities::help;

impl<C: ConnectionTrait> Fetch<'_, C> {
    async fn helps_where(self, condition: Condition) -> Result<Vec<Help>, DbErr> {
        let found = help::Entity::find().filter(condition).all(self.0).await?;
        let mut ids: Vec<_> = found.iter().map(|it| MemberId(it.subject_id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let people: BTreeMap<_, _> = self.members(&ids).await?.into_iter().map(|it| (it.id.0, it)).collect();
        found
            .into_iter()
            .map(|it| {
                let subject = people.get(&it.subject_id);
                convert::help(it, subject)
            })
            .collect()
    }

    /// Requests by id, with contacts. So for all below.
    pub async fn helps_by_id(self, ids: &[Uuid]) -> Result<Vec<Help>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.helps_where(Condition::all().add(help::Column::Id.is_in(uuids(ids)))).await
    }

    pub async fn help(self, id: HelpId) -> Result<Option<Help>, DbErr> {
        Ok(self.helps_by_id(&[id.0]).await?.pop())
    }

    /// Requests for people, or taken by the first of them, that are open or ended since.
    pub async fn helps_of(self, people: &[MemberId], since: Instant) -> Result<Vec<Help>, DbErr> {
        let mut theirs = Condition::any().add(help::Column::SubjectId.is_in(uuids(people)));
        if let Some(first) = people.first() {
            theirs = theirs.add(help::Column::TakerId.eq(first.0));
        }
        self.helps_where(Condition::all().add(theirs).add(open_or_since(since))).await
    }

    /// Requests of communities that are open or ended since.
    pub async fn helps_in(self, communities: &[PlaceId], since: Instant) -> Result<Vec<Help>, DbErr> {
        let here = Condition::all()
            .add(help::Column::CommunityId.is_in(uuids(communities)))
            .add(open_or_since(since));
        self.helps_where(here).await
    }

    /// Requests that the neighbours of communities may take.
    pub async fn helps_for_neighbours(self, communities: &[PlaceId]) -> Result<Vec<Help>, DbErr> {
        let open = Condition::all()
            .add(help::Column::CommunityId.is_in(uuids(communities)))
            .add(help::Column::Ended.is_null())
            .add(help::Column::TakerId.is_null())
            .add(help::Column::Answerer.eq("neighbour"));
        self.helps_where(open).await
    }

    /// Open requests of communities that are with the subdistrict.
    pub async fn helps_escalated(self, communities: &[PlaceId]) -> Result<Vec<Help>, DbErr> {
        let up = Condition::all()
            .add(help::Column::CommunityId.is_in(uuids(communities)))
            .add(help::Column::Ended.is_null())
            .add(help::Column::Escalated.eq(true));
        self.helps_where(up).await
    }
}

fn open_or_since(since: Instant) -> Condition {
    Condition::any().add(help::Column::Ended.is_null()).add(help::Column::Ended.gte(since.millis()))
}
