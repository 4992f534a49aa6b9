//! A matter of any kind, with the way to whose it is where that is asked for. What only one kind has is read from the
//! columns, and written to them, in the kind's own file.

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect};

use linli_domain::help::HelpBody;
use linli_domain::ids::{MatterId, MemberId, PlaceId};
use linli_domain::matter::{Body, Kind, Matter};
use linli_domain::member::Member;
use linli_domain::time::Instant;

use super::{Named, Table, Versioned, help};
use crate::db::fetch::{Fetch, Here, LIST, uuids};
use crate::db::stored::{from_number, number};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matter")]
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
    pub kind: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Matter {
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
        let none = String::new;
        let mut model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            subject_id: self.subject.unwrap_or(nobody).0,
            actor_id: self.actor.or(self.subject).unwrap_or(nobody).0,
            called: self.called.clone(),
            what: none(),
            place: none(),
            wanted: None,
            answerer: none(),
            urgency: none(),
            stage: none(),
            taker_id: self.taker.map(|it| it.0),
            taker_called: self.taker_called.clone(),
            escalated: self.escalated,
            owner: self.owner.clone(),
            opened: self.opened.millis(),
            asked: self.asked.map(Instant::millis),
            stage_since: self.stage_since.millis(),
            ended: self.ended.map(Instant::millis),
            ver: number(self.ver),
            kind: self.kind.name().to_owned(),
        };
        match &self.kind {
            Kind::Help(it) => help::write(it, &mut model),
        }
        model.into_active_model()
    }

    /// Without `contact`, which is not stored.
    fn read(it: Model) -> Result<Self, DbErr> {
        let kind = match it.kind.as_str() {
            HelpBody::NAME => Kind::Help(help::read(&it)?),
            _ => return Err(DbErr::Json("a matter is of a kind that this build does not know".to_owned())),
        };
        Ok(Self {
            id: MatterId(it.id),
            community_id: PlaceId(it.community_id),
            subject: Some(MemberId(it.subject_id)),
            actor: Some(MemberId(it.actor_id)),
            called: it.called,
            contact: None,
            taker: it.taker_id.map(MemberId),
            taker_called: it.taker_called,
            escalated: it.escalated,
            owner: it.owner,
            opened: Instant::from_millis(it.opened),
            asked: it.asked.map(Instant::from_millis),
            stage_since: Instant::from_millis(it.stage_since),
            ended: it.ended.map(Instant::from_millis),
            ver: from_number(it.ver),
            kind,
        })
    }
}

impl Named for Matter {
    fn own(&self) -> Condition {
        Condition::all().add(Column::CommunityId.eq(self.community_id.0)).add(Column::Id.eq(self.id.0))
    }
}

impl Versioned for Matter {
    fn before(&self) -> Condition {
        self.own().add(Column::Ver.eq(number(self.ver) - 1))
    }
}

/// Matters that one list holds: more than a desk can look at, and few enough for one answer.
const MOST: u64 = 10_000;

impl<C: ConnectionTrait> Here<'_, C> {
    /// With contacts of everybody; who is `known` already is not asked for. The condition names the
    /// communities.
    async fn matters_where(self, condition: Condition, known: &[Member]) -> Result<Vec<Matter>, DbErr> {
        // What is urgent first, then what waits longest, should there be more than anybody can look at.
        let query = Entity::find()
            .filter(condition)
            .order_by_asc(Column::Urgency)
            .order_by_asc(Column::Opened)
            .limit(MOST);
        let mut matters: Vec<Matter> = self.all(query).await?;
        let whose = |it: &Matter| Some((it.community_id, it.subject?));
        let people = self.people(known, matters.iter().filter_map(whose)).await?;
        for matter in &mut matters {
            matter.contact = whose(matter).and_then(|it| people.get(&it)).map(Member::contact);
        }
        Ok(matters)
    }

    /// Matters by id, with contacts. So for all below.
    pub async fn matters_by_id(self, ids: &[Uuid]) -> Result<Vec<Matter>, DbErr> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = Condition::all().add(Column::Id.is_in(uuids(some))).add(self.of(Column::CommunityId));
            found.extend(self.matters_where(these, &[]).await?);
        }
        Ok(found)
    }

    pub async fn matter(self, id: MatterId) -> Result<Option<Matter>, DbErr> {
        Ok(self.matters_by_id(&[id.0]).await?.pop())
    }

    /// Matters of people, or taken by the first of them, that are open or ended since; with those that the neighbours
    /// of a community may take.
    pub async fn matters_of(
        self,
        people: &[Member],
        since: Instant,
        neighbours: Option<PlaceId>,
    ) -> Result<Vec<Matter>, DbErr> {
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
                .add(help::for_neighbours());
            theirs = theirs.add(asked);
        }
        let here = self.of(Column::CommunityId);
        self.matters_where(Condition::all().add(theirs).add(here).add(open_or_since(since)), people).await
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Matters of communities that are open or ended since, with contacts. So below.
    pub async fn matters_in(self, communities: &[PlaceId], since: Instant) -> Result<Vec<Matter>, DbErr> {
        self.matters_here(communities, open_or_since(since)).await
    }

    /// Open matters of communities that are with the subdistrict.
    pub async fn matters_escalated(self, communities: &[PlaceId]) -> Result<Vec<Matter>, DbErr> {
        let up = Condition::all().add(Column::Ended.is_null()).add(Column::Escalated.eq(true));
        self.matters_here(communities, up).await
    }

    async fn matters_here(self, communities: &[PlaceId], which: Condition) -> Result<Vec<Matter>, DbErr> {
        let mut found = Vec::new();
        for some in communities.chunks(LIST) {
            let here = Condition::all().add(Column::CommunityId.is_in(uuids(some)));
            found.extend(self.within(some).matters_where(here.add(which.clone()), &[]).await?);
        }
        Ok(found)
    }
}

fn open_or_since(since: Instant) -> Condition {
    Condition::any().add(Column::Ended.is_null()).add(Column::Ended.gte(since.millis()))
}
