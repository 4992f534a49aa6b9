//! A request for help, with the way to the person who asks where that is asked for.

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect};

use linli_domain::help::Help;
use linli_domain::ids::{HelpId, MemberId, PlaceId};
use linli_domain::member::Member;
use linli_domain::time::Instant;

use super::{Named, Table, Versioned};
use crate::db::fetch::{Fetch, Here, LIST, uuids};
use crate::db::stored::{from_number, from_word, number, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub subject_id: Uuid,
    pub actor_id: Uuid,
    pub called: String,
    pub what: String,
    pub place: String,
    pub wanted: Option<i64>,
    pub answerer: String,
    pub urgency: String,
    pub stage: String,
    pub taker_id: Option<Uuid>,
    pub taker_called: String,
    pub escalated: bool,
    pub owner: String,
    pub opened: i64,
    pub stage_since: i64,
    pub ended: Option<i64>,
    pub ver: i64,
    pub asked: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Help {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[
        Column::Answerer,
        Column::Stage,
        Column::TakerId,
        Column::TakerCalled,
        Column::Escalated,
        Column::Owner,
        Column::StageSince,
        Column::Ended,
        Column::Ver,
    ];

    fn model(&self) -> ActiveModel {
        let nobody = MemberId(Uuid::nil());
        let model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            subject_id: self.subject.unwrap_or(nobody).0,
            actor_id: self.actor.or(self.subject).unwrap_or(nobody).0,
            called: self.called.clone(),
            what: self.what.clone(),
            place: self.place.clone(),
            wanted: self.wanted.map(Instant::millis),
            answerer: word(&self.answerer),
            urgency: word(&self.urgency),
            stage: word(&self.stage),
            taker_id: self.taker.map(|it| it.0),
            taker_called: self.taker_called.clone(),
            escalated: self.escalated,
            owner: self.owner.clone(),
            opened: self.opened.millis(),
            asked: self.asked.map(Instant::millis),
            stage_since: self.stage_since.millis(),
            ended: self.ended.map(Instant::millis),
            ver: number(self.ver),
        };
        model.into_active_model()
    }

    /// Without `contact`, which is not stored.
    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: HelpId(it.id),
            community_id: PlaceId(it.community_id),
            subject: Some(MemberId(it.subject_id)),
            actor: Some(MemberId(it.actor_id)),
            called: it.called,
            contact: None,
            what: it.what,
            place: it.place,
            wanted: it.wanted.map(Instant::from_millis),
            answerer: from_word(&it.answerer)?,
            urgency: from_word(&it.urgency)?,
            stage: from_word(&it.stage)?,
            taker: it.taker_id.map(MemberId),
            taker_called: it.taker_called,
            escalated: it.escalated,
            owner: it.owner,
            opened: Instant::from_millis(it.opened),
            asked: it.asked.map(Instant::from_millis),
            stage_since: Instant::from_millis(it.stage_since),
            ended: it.ended.map(Instant::from_millis),
            ver: from_number(it.ver),
        })
    }
}

impl Named for Help {
    fn own(&self) -> Condition {
        Condition::all().add(Column::CommunityId.eq(self.community_id.0)).add(Column::Id.eq(self.id.0))
    }
}

impl Versioned for Help {
    fn before(&self) -> Condition {
        self.own().add(Column::Ver.eq(number(self.ver) - 1))
    }
}

/// Requests that one list holds: more than a desk can look at, and few enough for one answer.
const MOST: u64 = 10_000;

impl<C: ConnectionTrait> Here<'_, C> {
    /// With contacts of everybody; who is `known` already is not asked for. The condition names the
    /// communities.
    async fn helps_where(self, condition: Condition, known: &[Member]) -> Result<Vec<Help>, DbErr> {
        // What is urgent first, then what waits longest, should there be more than anybody can look at.
        let query = Entity::find()
            .filter(condition)
            .order_by_asc(Column::Urgency)
            .order_by_asc(Column::Opened)
            .limit(MOST);
        let mut helps: Vec<Help> = self.all(query).await?;
        let people = self.people(known, helps.iter().filter_map(|it| Some(it.subject?.0))).await?;
        for help in &mut helps {
            help.contact = help.subject.and_then(|it| people.get(&it.0)).map(Member::contact);
        }
        Ok(helps)
    }

    /// Requests by id, with contacts. So for all below.
    pub async fn helps_by_id(self, ids: &[Uuid]) -> Result<Vec<Help>, DbErr> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = Condition::all().add(Column::Id.is_in(uuids(some))).add(self.of(Column::CommunityId));
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
        let mut theirs = Condition::any().add(Column::SubjectId.is_in(uuids(&ids)));
        if let Some(first) = people.first() {
            theirs = theirs.add(Column::TakerId.eq(first.id.0));
        }
        if let Some(place) = neighbours {
            let asked = Condition::all()
                .add(Column::CommunityId.eq(place.0))
                .add(Column::Ended.is_null())
                .add(Column::TakerId.is_null())
                .add(Column::Answerer.eq("neighbour"));
            theirs = theirs.add(asked);
        }
        let here = self.of(Column::CommunityId);
        self.helps_where(Condition::all().add(theirs).add(here).add(open_or_since(since)), people).await
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Requests of communities that are open or ended since, with contacts. So below.
    pub async fn helps_in(self, communities: &[PlaceId], since: Instant) -> Result<Vec<Help>, DbErr> {
        self.helps_here(communities, open_or_since(since)).await
    }

    /// Open requests of communities that are with the subdistrict.
    pub async fn helps_escalated(self, communities: &[PlaceId]) -> Result<Vec<Help>, DbErr> {
        let up = Condition::all().add(Column::Ended.is_null()).add(Column::Escalated.eq(true));
        self.helps_here(communities, up).await
    }

    async fn helps_here(self, communities: &[PlaceId], which: Condition) -> Result<Vec<Help>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            let here = Condition::all().add(Column::CommunityId.is_in(uuids(some)));
            found.extend(self.within(some).helps_where(here.add(which.clone()), &[]).await?);
        }
        Ok(found)
    }
}

fn open_or_since(since: Instant) -> Condition {
    Condition::any().add(Column::Ended.is_null()).add(Column::Ended.gte(since.millis()))
}
