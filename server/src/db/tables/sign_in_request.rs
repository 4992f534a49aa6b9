//! Somebody asked for a sign-in code. The code is kept hashed, with a salt of its own.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, QueryTrait};

use linli_domain::ids::MemberId;
use linli_domain::time::Instant;

use crate::db::retention::PIECE;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// None when nobody has the number; the answer is the same.
    pub member_id: Option<Uuid>,
    pub salt: Vec<u8>,
    /// Argon2id of the code.
    pub code_hash: Vec<u8>,
    pub tries: i32,
    /// Milliseconds since 1970, UTC.
    pub expires_at: i64,
    /// The mark of the number, which is also the end of the salt. None of a server before it.
    pub mark: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Somebody asked for a code.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: Uuid,
    /// Who has the number, if anybody.
    pub member: Option<MemberId>,
    pub salt: Vec<u8>,
    pub code_hash: Vec<u8>,
    pub expires: Instant,
    /// Of the number.
    pub mark: Option<Vec<u8>>,
}

/// Keeps what was asked for until it is used or too old.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn ask<C: ConnectionTrait>(tx: &C, asked: Asked) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(asked.id),
        member_id: Set(asked.member.map(|it| it.0)),
        salt: Set(asked.salt),
        code_hash: Set(asked.code_hash),
        tries: Set(0),
        expires_at: Set(asked.expires.millis()),
        mark: Set(asked.mark),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// What was asked for, as long as a try is left and it is not too old.
pub async fn asked<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    tries: i32,
    now: Instant,
) -> Result<Option<Asked>, DbErr> {
    let found =
        Entity::find_by_id(id).filter(Column::Tries.lt(tries)).filter(Column::ExpiresAt.gt(now.millis()));
    Ok(found.one(tx).await?.map(read))
}

fn read(it: Model) -> Asked {
    Asked {
        id: it.id,
        member: it.member_id.map(MemberId),
        salt: it.salt,
        code_hash: it.code_hash,
        expires: Instant::from_millis(it.expires_at),
        mark: it.mark,
    }
}

/// What else was asked for this number and person and can still be typed in, the newest first: so many
/// codes at most, each once, whoever asked for them.
pub async fn asked_beside<C: ConnectionTrait>(
    on: &C,
    asked: &Asked,
    tries: i32,
    now: Instant,
    most: usize,
) -> Result<Vec<Asked>, DbErr> {
    let Some(mark) = &asked.mark else { return Ok(Vec::new()) };
    let found = Entity::find()
        .filter(Column::Mark.eq(mark.clone()))
        .filter(Column::ExpiresAt.gt(now.millis()))
        .filter(Column::Tries.lt(tries))
        .order_by_desc(Column::ExpiresAt)
        .limit(50)
        .all(on)
        .await?;
    let mut beside: Vec<Asked> = Vec::with_capacity(most);
    for other in found.into_iter().map(read) {
        let known =
            other.code_hash == asked.code_hash || beside.iter().any(|it| it.code_hash == other.code_hash);
        if !known && other.member == asked.member && beside.len() < most {
            beside.push(other);
        }
    }
    Ok(beside)
}

/// Uses up one of so many tries; none left, too old or unknown: `None`.
pub async fn take_try<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    tries: i32,
    now: Instant,
) -> Result<Option<Asked>, DbErr> {
    let counted = Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Tries.lt(tries))
        .filter(Column::ExpiresAt.gt(now.millis()))
        .exec(tx)
        .await?;
    if counted.rows_affected == 0 {
        return Ok(None);
    }
    let found = Entity::find_by_id(id).one(tx).await?;
    Ok(found.map(read))
}

/// Uses up what was asked for; false when it was used already.
pub(super) async fn use_up<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<bool, DbErr> {
    Ok(Entity::delete_by_id(id).exec(tx).await?.rows_affected > 0)
}

/// Uses up all that was asked for a person.
pub(super) async fn use_up_all<C: ConnectionTrait>(tx: &C, member: MemberId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::MemberId.eq(member.0)).exec(tx).await.map(drop)
}

/// Forgets some of the codes that are too old; how many.
pub async fn forget<C: ConnectionTrait>(tx: &C, now: Instant) -> Result<u64, DbErr> {
    let old = Column::ExpiresAt.lte(now.millis());
    let some = Entity::find().select_only().column(Column::Id).filter(old);
    let these = Column::Id.in_subquery(some.limit(PIECE).into_query());
    Ok(Entity::delete_many().filter(these).exec(tx).await?.rows_affected)
}
