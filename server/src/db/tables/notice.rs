//! A notice, and who has seen it.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, DatabaseTransaction, IntoActiveModel, QueryOrder, QuerySelect};

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::Member;
use linli_domain::systems::notices::{Notice, NoticeId};
use linli_domain::time::Instant;

use super::{Named, Table, Versioned, member};
use crate::db::Applied;
use crate::db::fetch::{Here, uuids};
use crate::db::statements;
use crate::db::stored::{from_json, from_number, from_word, number, to_json, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub kind: String,
    pub what: String,
    pub note: String,
    pub audience: String,
    pub first_day: Option<String>,
    pub days: i64,
    pub state: String,
    pub made: i64,
    pub published: Option<i64>,
    pub starts: Option<i64>,
    pub ends: Option<i64>,
    pub author_id: Uuid,
    pub reason: String,
    pub corrects_id: Option<Uuid>,
    pub ver: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// That somebody has seen a notice.
pub mod receipt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice_receipt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub community_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub notice_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub member_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Table for Notice {
    type Entity = Entity;

    const CHANGED: &'static [Column] = &[
        Column::Kind,
        Column::What,
        Column::Note,
        Column::Audience,
        Column::FirstDay,
        Column::Days,
        Column::State,
        Column::Published,
        Column::Starts,
        Column::Ends,
        Column::AuthorId,
        Column::Reason,
        Column::Ver,
    ];

    /// Without who has seen it, which is a table of its own.
    fn model(&self) -> ActiveModel {
        let model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            kind: word(&self.kind),
            what: self.what.clone(),
            note: self.note.clone(),
            audience: to_json(&self.audience),
            first_day: self.from.map(|it| it.to_string()),
            days: self.days,
            state: word(&self.state),
            made: self.made.millis(),
            published: self.published.map(Instant::millis),
            starts: self.starts.map(Instant::millis),
            ends: self.ends.map(Instant::millis),
            author_id: self.author.0,
            reason: self.reason.clone(),
            corrects_id: self.corrects.map(|it| it.0),
            ver: number(self.ver),
        };
        model.into_active_model()
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: NoticeId(it.id),
            community_id: PlaceId(it.community_id),
            kind: from_word(&it.kind)?,
            what: it.what,
            note: it.note,
            audience: from_json(&it.audience)?,
            from: it.first_day.map(|day| from_word(&day)).transpose()?,
            days: it.days,
            state: from_word(&it.state)?,
            made: Instant::from_millis(it.made),
            published: it.published.map(Instant::from_millis),
            starts: it.starts.map(Instant::from_millis),
            ends: it.ends.map(Instant::from_millis),
            author: MemberId(it.author_id),
            reason: it.reason,
            corrects: it.corrects_id.map(NoticeId),
            seen: Vec::new(),
            ver: from_number(it.ver),
        })
    }
}

impl Named for Notice {
    fn own(&self) -> Condition {
        Condition::all().add(Column::CommunityId.eq(self.community_id.0)).add(Column::Id.eq(self.id.0))
    }
}

impl Versioned for Notice {
    fn before(&self) -> Condition {
        self.own().add(Column::Ver.eq(number(self.ver) - 1))
    }
}

/// Writes a notice, or that somebody has seen it: a decision names those alone who have, and changes nothing else of it
/// then.
pub(in crate::db) async fn write(tx: &DatabaseTransaction, it: &Notice) -> Result<Applied, DbErr> {
    let done = |done: bool, otherwise| if done { Applied::Done } else { otherwise };
    if !it.seen.is_empty() {
        let seen = it.seen.iter().map(|member| receipt::Model {
            community_id: it.community_id.0,
            notice_id: it.id.0,
            member_id: member.0,
        });
        let again = OnConflict::new().do_nothing().to_owned();
        let insert =
            receipt::Entity::insert_many(seen.map(IntoActiveModel::into_active_model)).on_conflict(again);
        // Another phone of theirs may have said so already.
        statements::inserted(insert.exec_without_returning(tx).await)?;
        return Ok(Applied::Done);
    }
    if it.ver > 1 {
        Ok(done(statements::update(tx, it).await?, Applied::Stale))
    } else {
        Ok(done(statements::insert(tx, it).await?, Applied::Duplicate))
    }
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// The notices of some communities that were published and have not ended before a time, the newest first.
    pub async fn notices_since(
        self,
        places: &[PlaceId],
        since: Instant,
        limit: u64,
    ) -> Result<Vec<Notice>, DbErr> {
        let theirs = Entity::find()
            .filter(Column::CommunityId.is_in(uuids(places)))
            // A draft has no end.
            .filter(Column::Ends.gt(since.millis()));
        self.all(theirs.order_by_desc(Column::Published).limit(limit)).await
    }

    /// The drafts of some communities, the newest first.
    pub async fn notice_drafts(self, places: &[PlaceId], limit: u64) -> Result<Vec<Notice>, DbErr> {
        let theirs = Entity::find()
            .filter(Column::CommunityId.is_in(uuids(places)))
            .filter(Column::Published.is_null())
            .filter(Column::State.eq("draft"));
        self.all(theirs.order_by_desc(Column::Made).limit(limit)).await
    }

    /// What was published in a community from a time on.
    pub async fn notices_published(
        self,
        place: PlaceId,
        from: Instant,
        limit: u64,
    ) -> Result<Vec<Notice>, DbErr> {
        let theirs = Entity::find()
            .filter(Column::CommunityId.eq(place.0))
            .filter(Column::Published.gte(from.millis()));
        self.all(theirs.order_by_asc(Column::Published).limit(limit)).await
    }

    pub async fn notices_by_id(self, ids: &[Uuid]) -> Result<Vec<Notice>, DbErr> {
        self.by_id(Column::CommunityId, Column::Id, ids).await
    }

    /// Who of these people has seen which of these notices.
    pub async fn notices_seen(
        self,
        notices: &[NoticeId],
        people: &[MemberId],
    ) -> Result<Vec<(NoticeId, MemberId)>, DbErr> {
        if notices.is_empty() || people.is_empty() {
            return Ok(Vec::new());
        }
        let found = receipt::Entity::find()
            .filter(self.of(receipt::Column::CommunityId))
            .filter(receipt::Column::NoticeId.is_in(uuids(notices)))
            .filter(receipt::Column::MemberId.is_in(uuids(people)));
        let found = found.all(self.0).await?;
        Ok(found.into_iter().map(|it| (NoticeId(it.notice_id), MemberId(it.member_id))).collect())
    }

    /// Everybody who has seen a notice of a community.
    pub async fn notice_receipts(self, it: &Notice) -> Result<Vec<MemberId>, DbErr> {
        let found = receipt::Entity::find()
            .filter(receipt::Column::CommunityId.eq(it.community_id.0))
            .filter(receipt::Column::NoticeId.eq(it.id.0));
        Ok(found.all(self.0).await?.into_iter().map(|it| MemberId(it.member_id)).collect())
    }

    /// Everybody who lives in a community, to see whom a notice concerns.
    pub async fn everybody(self, place: PlaceId) -> Result<Vec<Member>, DbErr> {
        let theirs = member::living().filter(member::Column::CommunityId.eq(place.0));
        self.all(theirs.order_by_asc(member::Column::Address)).await
    }
}
