//! The answer to a mutation, for retries.

use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use linli_domain::ids::{MemberId, MutationId, PlaceId};
use linli_domain::mutation::Settled;
use linli_domain::time::Instant;

use super::device;
use crate::db::fetch::{Fetch, Here, each};
use crate::db::stored::{from_json, from_number, number, to_json};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outcome")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub device_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub mid: Uuid,
    pub fingerprint: Vec<u8>,
    pub result: String,
    pub decided: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "device::Entity",
        from = "(Column::CommunityId, Column::DeviceId)",
        to = "(device::Column::CommunityId, device::Column::Id)"
    )]
    Device,
}

impl Related<device::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Device.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The answer to a mutation. Its device and number name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Of who sent it.
    pub community: PlaceId,
    pub device: Uuid,
    pub n: u64,
    pub mid: MutationId,
    /// Tells the mutation from another under the same id.
    pub fingerprint: Vec<u8>,
    pub result: Settled,
    pub decided: Instant,
}

impl Kept {
    pub(in crate::db) fn into_model(self) -> ActiveModel {
        let model = Model {
            community_id: self.community.0,
            device_id: self.device,
            n: number(self.n),
            mid: self.mid.0,
            fingerprint: self.fingerprint,
            result: to_json(&self.result),
            decided: self.decided.millis(),
        };
        model.into_active_model()
    }

    fn read(it: Model) -> Result<Self, DbErr> {
        Ok(Self {
            community: PlaceId(it.community_id),
            device: it.device_id,
            n: from_number(it.n),
            mid: MutationId(it.mid),
            fingerprint: it.fingerprint,
            result: from_json(&it.result)?,
            decided: Instant::from_millis(it.decided),
        })
    }
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// The newest answers to a device's mutations after a number, in the order of their numbers.
    pub async fn outcomes(self, device: Uuid, after: u64, most: u64) -> Result<Vec<Kept>, DbErr> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut found = Entity::find()
            .filter(self.of(Column::CommunityId))
            .filter(Column::DeviceId.eq(device))
            .filter(Column::N.gt(after))
            .order_by_desc(Column::N)
            .limit(most)
            .all(self.0)
            .await?;
        found.reverse();
        found.into_iter().map(Kept::read).collect()
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// The stored answers to mutations, each of somebody of its community, whichever device sent them; with that
    /// device's owner.
    pub async fn outcomes_by_mid(
        self,
        mids: impl IntoIterator<Item = (PlaceId, Uuid)>,
    ) -> Result<Vec<(MemberId, Kept)>, DbErr> {
        let mut answers = Vec::new();
        for some in each(Column::CommunityId, Column::Mid, mids) {
            let these = Entity::find().filter(some);
            for (it, by) in these.find_also_related(device::Entity).all(self.0).await? {
                if let Some(by) = by {
                    answers.push((by.sender().owner, Kept::read(it)?));
                }
            }
        }
        Ok(answers)
    }
}
