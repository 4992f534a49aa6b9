//! Requests for help, with the way to the people who ask.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use linli_domain::help::Help;
use linli_domain::ids::{HelpId, PlaceId};
use linli_domain::member::Member;
use linli_domain::time::Instant;

use super::{Fetch, LIST, uuids};
use crate::db::convert;
use crate::db::entities::help;

/// Requests that one list holds: more than a desk can look at, and few enough for one answer.
const MOST: u64 = 10_000;

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// With contacts of everybody; who is `known` already is not asked for.
    async fn helps_where(self, condition: Condition, known: &[Member]) -> Result<Vec<Help>, DbErr> {
        // What is urgent first, then what waits longest, should there be more than anybody can look at.
        let found = help::Entity::find()
            .filter(condition)
            .order_by_asc(help::Column::Urgency)
            .order_by_asc(help::Column::Opened)
            .limit(MOST)
            .all(self.0)
            .await?;
        let people = self.people(known, found.iter().map(|it| it.subject_id)).await?;
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
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = Condition::all().add(help::Column::Id.is_in(uuids(some)));
            found.extend(self.helps_where(these, &[]).await?);
        }
        Ok(found)
    }

    pub async fn help(self, id: HelpId) -> Result<Option<Help>, DbErr> {
        Ok(self.helps_by_id(&[id.0]).await?.pop())
    }

    /// Requests for people, or taken by the first of them, that are open or ended since; with those that
    /// the neighbours of a community may take.
    pub async fn helps_of(
        self,
        people: &[Member],
        since: Instant,
        neighbours: Option<PlaceId>,
    ) -> Result<Vec<Help>, DbErr> {
        let ids: Vec<_> = people.iter().map(|it| it.id).collect();
        let mut theirs = Condition::any().add(help::Column::SubjectId.is_in(uuids(&ids)));
        if let Some(first) = people.first() {
            theirs = theirs.add(help::Column::TakerId.eq(first.id.0));
        }
        if let Some(place) = neighbours {
            let asked = Condition::all()
                .add(help::Column::CommunityId.eq(place.0))
                .add(help::Column::Ended.is_null())
                .add(help::Column::TakerId.is_null())
                .add(help::Column::Answerer.eq("neighbour"));
            theirs = theirs.add(asked);
        }
        self.helps_where(Condition::all().add(theirs).add(open_or_since(since)), people).await
    }

    /// Requests of communities that are open or ended since.
    pub async fn helps_in(self, communities: &[PlaceId], since: Instant) -> Result<Vec<Help>, DbErr> {
        self.helps_here(communities, open_or_since(since)).await
    }

    /// Open requests of communities that are with the subdistrict.
    pub async fn helps_escalated(self, communities: &[PlaceId]) -> Result<Vec<Help>, DbErr> {
        let up = Condition::all().add(help::Column::Ended.is_null()).add(help::Column::Escalated.eq(true));
        self.helps_here(communities, up).await
    }

    async fn helps_here(self, communities: &[PlaceId], which: Condition) -> Result<Vec<Help>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            let here = Condition::all().add(help::Column::CommunityId.is_in(uuids(some)));
            found.extend(self.helps_where(here.add(which.clone()), &[]).await?);
        }
        Ok(found)
    }
}

fn open_or_since(since: Instant) -> Condition {
    Condition::any().add(help::Column::Ended.is_null()).add(help::Column::Ended.gte(since.millis()))
}
