//! A phone or browser, and the last mutation of it that was decided.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, IntoActiveModel, QueryOrder, QuerySelect, Statement, Value};

use linli_domain::ids::{MemberId, PlaceId};

use crate::db::bulk;
use crate::db::fetch::{Binding, Fetch, Here, each};
use crate::db::stored::from_number;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub community_id: Uuid,
    pub member_id: Uuid,
    pub last_n: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Whose device it is, and the last number that was decided for it; 0 for a new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sender {
    pub owner: MemberId,
    pub last_n: u64,
}

impl Model {
    pub(in crate::db) fn sender(&self) -> Sender {
        Sender { owner: MemberId(self.member_id), last_n: from_number(self.last_n) }
    }
}

/// Those of these devices that there are, each in its community, locked until the commit: always in the order of
/// their ids, so that no two wait for each other.
pub(in crate::db) async fn locked<C: ConnectionTrait>(
    tx: &C,
    ids: impl Iterator<Item = (PlaceId, Uuid)>,
) -> Result<BTreeMap<Uuid, Model>, DbErr> {
    let mut found = BTreeMap::new();
    for some in each(Column::CommunityId, Column::Id, ids) {
        let mut query = Entity::find().filter(some).order_by_asc(Column::Id);
        if tx.get_database_backend() == DbBackend::Postgres {
            query = query.lock_exclusive();
        }
        found.extend(query.all(tx).await?.into_iter().map(|it| (it.id, it)));
    }
    Ok(found)
}

/// Locks the devices that somebody of a community has, in the order of their ids, as whoever pushes does.
pub(in crate::db) async fn hold<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    owner: MemberId,
) -> Result<(), DbErr> {
    let theirs = Entity::find().filter(Column::CommunityId.eq(community.0));
    let mut theirs = theirs.filter(Column::MemberId.eq(owner.0)).order_by_asc(Column::Id);
    if tx.get_database_backend() == DbBackend::Postgres {
        theirs = theirs.lock_exclusive();
    }
    theirs.all(tx).await.map(drop)
}

/// The devices of a person go with them to another community, with the answers to what they sent: a phone goes on
/// where it is, and what it sends again is known.
pub(in crate::db) async fn rehome<C: ConnectionTrait>(
    tx: &C,
    owner: MemberId,
    from: PlaceId,
    to: PlaceId,
) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let run = |sql: &'static str, values: Vec<Uuid>| {
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values.into_iter().map(Value::from)))
    };
    // One that a push of before has made here, for which nothing was decided.
    let stray = "DELETE FROM device WHERE community_id = $1 AND member_id = $2 AND NOT EXISTS (
            SELECT 1 FROM outcome WHERE outcome.community_id = $1 AND outcome.device_id = device.id)";
    run(stray, vec![to.0, owner.0]).await?;
    let devices = "INSERT INTO device (id, community_id, member_id, last_n)
         SELECT id, $1, member_id, last_n FROM device WHERE community_id = $2 AND member_id = $3
         ON CONFLICT DO NOTHING";
    run(devices, vec![to.0, from.0, owner.0]).await?;
    // Not of one that somebody here has under the same id.
    let answers = "INSERT INTO outcome (device_id, n, community_id, mid, fingerprint, result, decided)
         SELECT device_id, n, $1, mid, fingerprint, result, decided FROM outcome WHERE community_id = $2
            AND device_id IN (SELECT id FROM device WHERE community_id = $1 AND member_id = $3)
         ON CONFLICT DO NOTHING";
    run(answers, vec![to.0, from.0, owner.0]).await?;
    let answers = "DELETE FROM outcome WHERE community_id = $1
            AND device_id IN (SELECT id FROM device WHERE community_id = $1 AND member_id = $2)";
    run(answers, vec![from.0, owner.0]).await?;
    run("DELETE FROM device WHERE community_id = $1 AND member_id = $2", vec![from.0, owner.0]).await?;
    Ok(())
}

/// Makes devices; false when another server was quicker with some of them.
pub(in crate::db) async fn make<C: ConnectionTrait>(tx: &C, new: &[Model]) -> Result<bool, DbErr> {
    let twice = OnConflict::new().do_nothing().to_owned();
    let models = new.iter().map(|it| it.clone().into_active_model());
    match Entity::insert_many(models).on_conflict(twice).exec_without_returning(tx).await {
        Ok(made) => Ok(u64::try_from(new.len()) == Ok(made)),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Raises the last numbers of devices, all of which were made when they were locked.
pub(in crate::db) async fn raise<C: ConnectionTrait>(tx: &C, risen: Vec<Model>) -> Result<(), DbErr> {
    for some in bulk::runs(risen) {
        let mut binding = Binding::new(tx.get_database_backend());
        let risen: Vec<_> = some
            .iter()
            .map(|it| {
                let (community, id) = (binding.id(it.community_id), binding.id(it.id));
                format!("({community}, {id}, {})", binding.number(it.last_n))
            })
            .collect();
        let sql = format!(
            "WITH risen (community, id, n) AS (VALUES {})
             UPDATE device SET last_n = risen.n FROM risen
             WHERE device.community_id = risen.community AND device.id = risen.id",
            risen.join(", ")
        );
        tx.execute_raw(binding.statement(sql)).await?;
    }
    Ok(())
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// The last number decided for a person's device, and the community in which that was; `None` when it is not
    /// theirs. Somebody else may have one of the same id elsewhere.
    pub async fn last_n(self, id: Uuid, owner: MemberId) -> Result<Option<(PlaceId, u64)>, DbErr> {
        let its = Entity::find().filter(Column::Id.eq(id)).filter(self.of(Column::CommunityId));
        let found = its.filter(Column::MemberId.eq(owner.0)).one(self.0).await?;
        Ok(found.map(|it| (PlaceId(it.community_id), it.sender().last_n)))
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// How many devices each of these people, of a community each, has; who has none is not in the answer.
    pub(in crate::db) async fn devices_of(
        self,
        owners: impl IntoIterator<Item = (PlaceId, Uuid)>,
    ) -> Result<BTreeMap<Uuid, usize>, DbErr> {
        let mut counts = BTreeMap::new();
        for some in each(Column::CommunityId, Column::MemberId, owners) {
            let theirs = Entity::find().select_only().column(Column::MemberId);
            let theirs = theirs.column_as(Column::Id.count(), "many").filter(some);
            let found: Vec<(Uuid, i64)> = theirs.group_by(Column::MemberId).into_tuple().all(self.0).await?;
            counts.extend(
                found.into_iter().map(|(id, many)| (id, usize::try_from(many).unwrap_or(usize::MAX))),
            );
        }
        Ok(counts)
    }
}
