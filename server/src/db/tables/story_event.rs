//! One entry of a story; append-only.
//!
//! What a story is of stands in no column: each deed happens to one kind of thing, which a test of the domain holds, so
//! the deed tells. A kind of story that shares a deed with another one needs a column for it, which may be empty: in all
//! rows of before the deed tells, for ever.

use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use linli_domain::ids::{EventId, MemberId, PlaceId};
use linli_domain::story::{StoryEvent, What};
use linli_domain::time::Instant;

use super::Table;
use crate::db::fetch::{Here, LIST, uuids};

/// The most lines of a story that anybody is shown. Lives have a dozen; this is for whoever adds to one all day.
const STORY: u64 = 200;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "story_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub about: Uuid,
    pub at: i64,
    pub actor_id: Option<Uuid>,
    pub actor_called: String,
    pub deed: String,
    pub note: String,
    pub happened: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for StoryEvent {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[];

    fn model(&self) -> ActiveModel {
        let model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            about: self.what.about(),
            at: self.at.millis(),
            actor_id: self.actor.map(|it| it.0),
            actor_called: self.actor_called.clone(),
            deed: self.what.deed().to_owned(),
            note: self.note.clone(),
            happened: self.happened.map(Instant::millis),
        };
        model.into_active_model()
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: EventId(it.id),
            community_id: PlaceId(it.community_id),
            at: Instant::from_millis(it.at),
            actor: it.actor_id.map(MemberId),
            actor_called: it.actor_called,
            note: it.note,
            happened: it.happened.map(Instant::from_millis),
            what: What::of_deed(it.about, &it.deed)
                .ok_or_else(|| DbErr::Json("a deed cannot be read".to_owned()))?,
        })
    }
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// Stories of bookings and requests, their newest lines.
    pub async fn events(self, about: &[Uuid]) -> Result<Vec<StoryEvent>, DbErr> {
        let mut events = Vec::new();
        for some in about.chunks(LIST) {
            let theirs = Entity::find().filter(Column::About.is_in(uuids(some)));
            let theirs = theirs.filter(self.of(Column::CommunityId));
            let most = STORY.saturating_mul(some.len() as u64);
            events.extend(self.all::<StoryEvent>(theirs.order_by_desc(Column::At).limit(most)).await?);
        }
        Ok(events)
    }
}
