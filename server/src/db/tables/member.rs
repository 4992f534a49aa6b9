//! A person.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, IntoActiveModel};

use linli_domain::contact::Phone;
use linli_domain::ids::{HouseholdId, MemberId, PlaceId};
use linli_domain::member::Member;

use super::{Named, Table, member_home};
use crate::db::fetch::{Fetch, Here};
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
        };
        model.into_active_model()
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

impl<C: ConnectionTrait> Here<'_, C> {
    pub async fn members(self, ids: &[MemberId]) -> Result<Vec<Member>, DbErr> {
        self.by_id(Column::CommunityId, Column::Id, ids).await
    }

    /// The people of these ids: who is known already as they are, the others from the database.
    pub(super) async fn people(
        self,
        known: &[Member],
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<BTreeMap<Uuid, Member>, DbErr> {
        let mut people = BTreeMap::new();
        let mut others: Vec<MemberId> = Vec::new();
        for id in ids {
            match known.iter().find(|it| it.id.0 == id) {
                Some(person) if !people.contains_key(&id) => drop(people.insert(id, person.clone())),
                Some(_) => {}
                None => others.push(MemberId(id)),
            }
        }
        others.sort_unstable();
        others.dedup();
        people.extend(self.members(&others).await?.into_iter().map(|it| (it.id.0, it)));
        Ok(people)
    }

    pub async fn member(self, id: MemberId) -> Result<Option<Member>, DbErr> {
        Ok(self.members(&[id]).await?.pop())
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// People, each of their own community.
    pub(in crate::db) async fn members_each(self, ids: &[(PlaceId, MemberId)]) -> Result<Vec<Member>, DbErr> {
        let these = ids.iter().map(|(home, id)| (*home, id.0));
        self.each(Column::CommunityId, Column::Id, these).await
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
