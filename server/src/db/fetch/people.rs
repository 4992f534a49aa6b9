//! People, and who may act for whom.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use linli_domain::contact::Phone;
use linli_domain::ids::{MemberId, ResourceId};
use linli_domain::member::{Grant, Member, Role};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use uuid::Uuid;

use super::{Fetch, LIST, uuids};
use crate::db::convert;
use crate::db::entities::{member, member_grant, resource};

impl<C: ConnectionTrait> Fetch<'_, C> {
    pub async fn members(self, ids: &[MemberId]) -> Result<Vec<Member>, DbErr> {
        let mut people = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = member::Column::Id.is_in(uuids(some));
            for found in member::Entity::find().filter(these).all(self.0).await? {
                people.push(convert::member(found)?);
            }
        }
        Ok(people)
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
        member::Entity::find_by_id(id.0).one(self.0).await?.map(convert::member).transpose()
    }

    pub async fn member_by_phone(self, phone: &Phone) -> Result<Option<Member>, DbErr> {
        let found =
            member::Entity::find().filter(member::Column::Phone.eq(phone.as_str())).one(self.0).await?;
        found.map(convert::member).transpose()
    }

    /// Grants that a person gave or was given.
    pub async fn grants(self, id: MemberId) -> Result<Vec<Grant>, DbErr> {
        let either = Condition::any()
            .add(member_grant::Column::ToId.eq(id.0))
            .add(member_grant::Column::FromId.eq(id.0));
        let found = member_grant::Entity::find().filter(either).all(self.0).await?;
        Ok(found.into_iter().map(convert::grant).collect())
    }

    /// People, and what decides what they may, in three statements.
    pub async fn actors(self, ids: &[MemberId], now: Instant) -> Result<Vec<(Member, Actor)>, DbErr> {
        let members = self.members(ids).await?;
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let mut grants = Vec::new();
        for some in ids.chunks(LIST) {
            let given = member_grant::Column::ToId.is_in(uuids(some));
            let found = member_grant::Entity::find().filter(given).all(self.0).await?;
            grants.extend(found.into_iter().map(convert::grant));
        }
        let carers: Vec<_> = members.iter().filter(|it| it.has(Role::Caregiver)).map(|it| it.id.0).collect();
        let mut own = BTreeMap::new();
        for some in carers.chunks(LIST) {
            let theirs = resource::Column::MemberId.is_in(some.iter().copied());
            let found = resource::Entity::find().filter(theirs).all(self.0).await?;
            own.extend(found.into_iter().filter_map(|it| Some((MemberId(it.member_id?), ResourceId(it.id)))));
        }
        let actor = |it: Member| {
            let actor = Actor::new(&it, &grants, own.get(&it.id).copied(), now);
            (it, actor)
        };
        Ok(members.into_iter().map(actor).collect())
    }

    /// The resource that a person is, when a caregiver.
    pub async fn carer_of(self, id: MemberId) -> Result<Option<ResourceId>, DbErr> {
        let found = resource::Entity::find().filter(resource::Column::MemberId.eq(id.0)).one(self.0).await?;
        Ok(found.map(|it| ResourceId(it.id)))
    }
}
