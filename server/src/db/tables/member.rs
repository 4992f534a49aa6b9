//! A person.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    Condition, DbBackend, IntoActiveModel, Iterable, QueryOrder, QuerySelect, Select,
};

use linli_domain::contact::Phone;
use linli_domain::ids::{HouseholdId, MemberId, PlaceId};
use linli_domain::member::Member;
use linli_domain::time::Instant;

use super::{Named, Table, member_home};
use crate::db::fetch::{Fetch, Here, LIST, each, uuids};
use crate::db::statements;
use crate::db::stored::{from_json, from_word, to_json, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub household_id: Uuid,
    pub name: String,
    pub called: String,
    pub phone: Option<String>,
    pub gender: String,
    pub birth_year: i16,
    pub roles: String,
    pub address: String,
    pub risks: String,
    pub carer_gender: Option<String>,
    pub blocked_carers: String,
    /// When they went to live in another community, in milliseconds since 1970. The row stays for what happened
    /// here, and nobody is found by it.
    pub moved: Option<i64>,
    /// The community that they came from, and when; both empty where they have always been here.
    pub came_from: Option<Uuid>,
    pub came: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Table for Member {
    type Entity = Entity;

    /// Decisions only add people, and give them other numbers: see [`renumber`].
    const CHANGED: &'static [Column] = &[];

    fn model(&self) -> ActiveModel {
        let model = Model {
            id: self.id.0,
            community_id: self.community_id.0,
            household_id: self.household_id.0,
            name: self.name.clone(),
            called: self.called.clone(),
            phone: self.phone.as_ref().map(|it| it.as_str().to_owned()),
            gender: word(&self.gender),
            birth_year: self.birth_year,
            roles: to_json(&self.roles),
            address: self.address.clone(),
            risks: to_json(&self.risks),
            carer_gender: self.carer_gender.map(|it| word(&it)),
            blocked_carers: to_json(&self.blocked_carers),
            moved: None,
            came_from: None,
            came: None,
        };
        // Who is written has not moved, and whoever has is left as they are.
        ActiveModel { moved: NotSet, came_from: NotSet, came: NotSet, ..model.into_active_model() }
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            id: MemberId(it.id),
            community_id: PlaceId(it.community_id),
            household_id: HouseholdId(it.household_id),
            name: it.name,
            called: it.called,
            phone: it.phone.map(|it| from_word(&it)).transpose()?,
            gender: from_word(&it.gender)?,
            birth_year: it.birth_year,
            roles: from_json(&it.roles)?,
            address: it.address,
            risks: from_json(&it.risks)?,
            carer_gender: it.carer_gender.map(|it| from_word(&it)).transpose()?,
            blocked_carers: from_json(&it.blocked_carers)?,
        })
    }

    async fn enter<C: ConnectionTrait>(on: &C, new: &[Self]) -> Result<(), DbErr> {
        member_home::enter_all(on, new).await
    }
}

impl Named for Member {
    fn own(&self) -> Condition {
        one(self.community_id, self.id)
    }
}

fn one(community: PlaceId, id: MemberId) -> Condition {
    Condition::all().add(Column::CommunityId.eq(community.0)).add(Column::Id.eq(id.0))
}

/// Writes somebody new; false when somebody has the id or the phone number, whichever community they live in.
pub(in crate::db) async fn insert<C: ConnectionTrait>(tx: &C, it: &Member) -> Result<bool, DbErr> {
    if !member_home::enter(tx, it).await? {
        return Ok(false);
    }
    // Who is not in the directory is nowhere.
    Entity::insert(it.model()).exec_without_returning(tx).await?;
    Ok(true)
}

/// Writes somebody anew, who stays where they live; false when they are not as before any more.
pub(in crate::db) async fn replace<C: ConnectionTrait>(
    tx: &C,
    old: &Member,
    it: &Member,
) -> Result<bool, DbErr> {
    if old.phone != it.phone && !member_home::renumber(tx, it.id, it.phone.as_ref()).await? {
        return Ok(false);
    }
    statements::replace(tx, old, it).await
}

/// Whether the person is there and nobody has the number.
pub(in crate::db) async fn renumber<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    id: MemberId,
    phone: Option<&Phone>,
) -> Result<bool, DbErr> {
    if let Some(phone) = phone
        && member_home::by_phone(tx, phone).await?.is_some()
    {
        return Ok(false);
    }
    if !member_home::renumber(tx, id, phone).await? {
        return Ok(false);
    }
    let phone = phone.map(|it| it.as_str().to_owned());
    let change = ActiveModel { phone: Set(phone), ..Default::default() };
    let update = Entity::update_many().set(change).filter(one(community, id));
    Ok(update.exec(tx).await?.rows_affected > 0)
}

/// The person as they live in a community, held until the commit: what others write for them, or of them, waits. `None`
/// when they do not live there, or not any more.
pub(in crate::db) async fn held<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    id: MemberId,
) -> Result<Option<Member>, DbErr> {
    let mut theirs = living().filter(one(community, id));
    if tx.get_database_backend() == DbBackend::Postgres {
        theirs = theirs.lock_exclusive();
    }
    theirs.one(tx).await?.map(Member::read).transpose()
}

/// Somebody goes to live elsewhere. Their name and the door at which things happened stay, since what happened is shown
/// with them; what only somebody who comes to them needs does not.
pub(in crate::db) async fn leave<C: ConnectionTrait>(
    tx: &C,
    (community, id): (PlaceId, MemberId),
    now: Instant,
) -> Result<(), DbErr> {
    let nothing = || Set("[]".to_owned());
    let change = ActiveModel {
        phone: Set(None),
        roles: nothing(),
        risks: nothing(),
        carer_gender: Set(None),
        blocked_carers: nothing(),
        moved: Set(Some(now.millis())),
        came_from: Set(None),
        came: Set(None),
        ..Default::default()
    };
    Entity::update_many().set(change).filter(one(community, id)).exec(tx).await.map(drop)
}

/// Somebody comes to live here, who may have lived here before.
pub(in crate::db) async fn arrive<C: ConnectionTrait>(
    tx: &C,
    it: &Member,
    from: PlaceId,
    now: Instant,
) -> Result<(), DbErr> {
    let (came_from, came) = (Set(Some(from.0)), Set(Some(now.millis())));
    let row = ActiveModel { moved: Set(None), came_from, came, ..it.model() };
    let again = OnConflict::columns([Column::CommunityId, Column::Id])
        .update_columns(Column::iter().filter(|it| !matches!(it, Column::CommunityId | Column::Id)))
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx).await.map(drop)
}

/// Those who live where their row is: of who has gone to live elsewhere, a row stays for what happened there.
pub(in crate::db) fn living() -> Select<Entity> {
    Entity::find().filter(Column::Moved.is_null())
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// Those of these people who live in the communities.
    pub async fn members(self, ids: &[MemberId]) -> Result<Vec<Member>, DbErr> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = living().filter(Column::Id.is_in(uuids(some)));
            let these = these.filter(self.of(Column::CommunityId));
            found.extend(self.all(these).await?);
        }
        Ok(found)
    }

    /// The people of these ids as each of the communities knows them, also those who have gone to live elsewhere: who
    /// is known already as they are, the others from the database.
    pub(super) async fn people(
        self,
        known: &[Member],
        whose: impl Iterator<Item = (PlaceId, MemberId)>,
    ) -> Result<BTreeMap<(PlaceId, MemberId), Member>, DbErr> {
        let mut people = BTreeMap::new();
        let mut others: Vec<MemberId> = Vec::new();
        for whose in whose {
            match known.iter().find(|it| (it.community_id, it.id) == whose) {
                Some(person) if !people.contains_key(&whose) => drop(people.insert(whose, person.clone())),
                Some(_) => {}
                None => others.push(whose.1),
            }
        }
        others.sort_unstable();
        others.dedup();
        let others: Vec<Member> = self.by_id(Column::CommunityId, Column::Id, &others).await?;
        people.extend(others.into_iter().map(|it| ((it.community_id, it.id), it)));
        Ok(people)
    }

    pub async fn member(self, id: MemberId) -> Result<Option<Member>, DbErr> {
        Ok(self.members(&[id]).await?.pop())
    }

    /// Where somebody who came to live here since then lived before.
    pub async fn came_from(self, id: MemberId, since: Instant) -> Result<Option<PlaceId>, DbErr> {
        let theirs = living().select_only().column(Column::CameFrom).filter(Column::Id.eq(id.0));
        let theirs = theirs.filter(self.of(Column::CommunityId));
        let theirs = theirs.filter(Column::Came.gte(since.millis())).into_tuple::<Option<Uuid>>();
        Ok(theirs.one(self.0).await?.flatten().map(PlaceId))
    }

    /// The household of those who live behind a door, the largest where there are several.
    pub(in crate::db) async fn household_at(self, door: &str) -> Result<Option<HouseholdId>, DbErr> {
        let there = living().select_only().column(Column::HouseholdId).filter(Column::Address.eq(door));
        let there = there.filter(self.of(Column::CommunityId));
        let largest = there
            .group_by(Column::HouseholdId)
            .order_by_desc(Column::Id.count())
            .order_by_asc(Column::HouseholdId)
            .limit(1);
        Ok(largest.into_tuple::<Uuid>().one(self.0).await?.map(HouseholdId))
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// People, each of the community where they live; who has gone to live elsewhere is not there any more.
    pub(in crate::db) async fn members_each(self, ids: &[(PlaceId, MemberId)]) -> Result<Vec<Member>, DbErr> {
        let mut found = Vec::with_capacity(ids.len());
        for some in each(Column::CommunityId, Column::Id, ids.iter().map(|(home, id)| (*home, id.0))) {
            found.extend(self.all(living().filter(some)).await?);
        }
        Ok(found)
    }

    /// The person of an id, wherever they live.
    pub async fn anybody(self, id: MemberId) -> Result<Option<Member>, DbErr> {
        match member_home::of(self.0, id).await? {
            Some(home) => self.within(&[home]).member(id).await,
            None => Ok(None),
        }
    }

    /// The person with a number, wherever they live.
    pub async fn member_by_phone(self, phone: &Phone) -> Result<Option<Member>, DbErr> {
        match member_home::by_phone(self.0, phone).await? {
            Some((home, id)) => self.within(&[home]).member(id).await,
            None => Ok(None),
        }
    }
}
