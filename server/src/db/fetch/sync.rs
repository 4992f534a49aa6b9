//! Stories, messages, changes and answers: what travels beside the rows, and what keeps phones in sync.

use std::collections::BTreeMap;

use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::json::Code;
use linli_domain::message::Message;
use linli_domain::story::StoryEvent;

use super::{Fetch, LIST, padded, uuids};
use crate::db::entities::{change, community_head, device, message, outcome, story_event};
use crate::db::{Kept, Topic, convert};

/// The most lines of a story that anybody is shown. Lives have a dozen; this is for whoever adds to one all day.
const STORY: u64 = 200;

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Stories of bookings and requests, their newest lines.
    pub async fn events(self, about: &[Uuid]) -> Result<Vec<StoryEvent>, DbErr> {
        let mut events = Vec::new();
        for some in about.chunks(LIST) {
            let theirs = story_event::Column::About.is_in(uuids(some));
            let newest = story_event::Entity::find()
                .filter(theirs)
                .order_by_desc(story_event::Column::At)
                .limit(STORY.saturating_mul(some.len() as u64));
            for found in newest.all(self.0).await? {
                events.push(convert::event(found)?);
            }
        }
        Ok(events)
    }

    /// A person's newest messages.
    pub async fn messages(self, to: MemberId, limit: u64) -> Result<Vec<Message>, DbErr> {
        let found = message::Entity::find()
            .filter(message::Column::ToId.eq(to.0))
            .order_by_desc(message::Column::At)
            .limit(limit)
            .all(self.0)
            .await?;
        found.into_iter().map(convert::message).collect()
    }

    pub async fn messages_by_id(self, ids: &[Uuid]) -> Result<Vec<Message>, DbErr> {
        let mut messages = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = message::Column::Id.is_in(uuids(some));
            for found in message::Entity::find().filter(these).all(self.0).await? {
                messages.push(convert::message(found)?);
            }
        }
        Ok(messages)
    }

    /// The newest version of each community, and the one up to which changes are forgotten.
    pub async fn heads(self, communities: &[PlaceId]) -> Result<BTreeMap<PlaceId, (i64, i64)>, DbErr> {
        let mut heads = BTreeMap::new();
        for some in communities.chunks(LIST) {
            let theirs = community_head::Column::CommunityId.is_in(uuids(some));
            let found = community_head::Entity::find().filter(theirs).all(self.0).await?;
            heads.extend(found.into_iter().map(|it| (PlaceId(it.community_id), (it.seq, it.forgotten))));
        }
        Ok(heads)
    }

    /// Of changes in communities, in each after a version, the newest of each topic; no topic where only a newer
    /// server knows it.
    pub async fn newest_changes(
        self,
        since: &[(PlaceId, i64)],
    ) -> Result<Vec<(PlaceId, Option<Topic>, i64)>, DbErr> {
        let mut newest = Vec::new();
        // SQLite takes a condition of at most a thousand parts.
        for some in since.chunks(64) {
            let mut any = Condition::any();
            for (community, after) in &padded(some.to_vec()) {
                any = any.add(later(*community, *after));
            }
            let found: Vec<(Uuid, String, i64)> = change::Entity::find()
                .select_only()
                .columns([change::Column::CommunityId, change::Column::Topic])
                .column_as(change::Column::Seq.max(), "newest")
                .filter(any)
                .group_by(change::Column::CommunityId)
                .group_by(change::Column::Topic)
                .into_tuple()
                .all(self.0)
                .await?;
            newest.extend(
                found.into_iter().map(|(place, topic, seq)| (PlaceId(place), Topic::from_code(&topic), seq)),
            );
        }
        Ok(newest)
    }

    /// What changed in communities, in each after a version: topic and id. Of a topic that only a newer
    /// server knows nothing is told here: phones hear of it with the next pull of everything, which begins with each
    /// day and with each build of theirs.
    pub async fn changes(
        self,
        since: &[(PlaceId, i64)],
        limit: u64,
    ) -> Result<Vec<(Option<Topic>, Uuid)>, DbErr> {
        if since.is_empty() {
            return Ok(Vec::new());
        }
        let mut any = Condition::any();
        for (community, after) in since {
            any = any.add(later(*community, *after));
        }
        let found = change::Entity::find().filter(any).limit(limit).all(self.0).await?;
        Ok(found.into_iter().map(|it| (Topic::from_code(&it.topic), it.id)).collect())
    }

    /// The newest answers to a device's mutations after a number, in the order of their numbers.
    pub async fn outcomes(self, device: Uuid, after: u64, most: u64) -> Result<Vec<Kept>, DbErr> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut found = outcome::Entity::find()
            .filter(outcome::Column::DeviceId.eq(device))
            .filter(outcome::Column::N.gt(after))
            .order_by_desc(outcome::Column::N)
            .limit(most)
            .all(self.0)
            .await?;
        found.reverse();
        found.into_iter().map(convert::outcome).collect()
    }

    /// How many devices each of these people has; who has none is not in the answer.
    pub async fn devices_of(self, owners: &[Uuid]) -> Result<BTreeMap<Uuid, usize>, DbErr> {
        let mut counts = BTreeMap::new();
        for some in owners.chunks(LIST) {
            let theirs = device::Entity::find().select_only().column(device::Column::MemberId);
            let theirs = theirs.column_as(device::Column::Id.count(), "many");
            let theirs = theirs.filter(device::Column::MemberId.is_in(uuids(some)));
            let found: Vec<(Uuid, i64)> =
                theirs.group_by(device::Column::MemberId).into_tuple().all(self.0).await?;
            counts.extend(
                found.into_iter().map(|(id, many)| (id, usize::try_from(many).unwrap_or(usize::MAX))),
            );
        }
        Ok(counts)
    }

    /// The last number decided for a person's device; `None` when it is not theirs.
    pub async fn last_n(self, id: Uuid, owner: MemberId) -> Result<Option<u64>, DbErr> {
        let found = device::Entity::find_by_id(id).one(self.0).await?;
        Ok(found.map(|it| convert::sender(&it)).filter(|it| it.owner == owner).map(|it| it.last_n))
    }

    /// The stored answers to mutations, whichever device sent them, each with that device's owner.
    pub async fn outcomes_by_mid(self, mids: &[Uuid]) -> Result<Vec<(MemberId, Kept)>, DbErr> {
        let mut answers = Vec::new();
        for some in mids.chunks(LIST) {
            let these = outcome::Column::Mid.is_in(uuids(some));
            let found =
                outcome::Entity::find().filter(these).find_also_related(device::Entity).all(self.0).await?;
            for (it, by) in found {
                if let Some(by) = by {
                    answers.push((convert::sender(&by).owner, convert::outcome(it)?));
                }
            }
        }
        Ok(answers)
    }
}

fn later(community: PlaceId, after: i64) -> SimpleExpr {
    change::Column::CommunityId.eq(community.0).and(change::Column::Seq.gt(after))
}
