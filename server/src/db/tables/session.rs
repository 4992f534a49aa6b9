//! A signed-in browser. Only a hash of its secret is kept.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, QueryTrait};

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::time::Instant;

use super::sign_in_request;
use crate::db::fetch::padded;
use crate::db::retention::PIECE;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the cookie's 32 bytes.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    pub community_id: Uuid,
    pub member_id: Uuid,
    /// Milliseconds since 1970, UTC; as below.
    pub created_at: i64,
    /// Last use, to the hour; on a borrowed phone to five minutes.
    pub seen_at: i64,
    /// The absolute limit.
    pub expires_at: i64,
    /// The phone is not theirs: it ends after hours, and with the browser.
    pub borrowed: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Begun {
    pub id: Uuid,
    pub token_hash: [u8; 32],
    pub community: PlaceId,
    pub member: MemberId,
    pub at: Instant,
    pub expires: Instant,
    /// The phone is not theirs.
    pub borrowed: bool,
}

/// A session as it is stored.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Uuid,
    /// The one that has the person's row.
    pub community: PlaceId,
    pub member: MemberId,
    /// Its last use, to the hour; on a borrowed phone to five minutes.
    pub seen: Instant,
    pub expires: Instant,
    pub borrowed: bool,
}

/// The sessions of these tokens, also when their time is over, by the hashes.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn by_tokens<C: ConnectionTrait>(
    on: &C,
    hashes: &[[u8; 32]],
) -> Result<Vec<([u8; 32], Kept)>, DbErr> {
    let wanted = padded(hashes.iter().map(|it| it.to_vec()).collect());
    let theirs = Entity::find().filter(Column::TokenHash.is_in(wanted));
    let kept = |it: Model| {
        let hash = <[u8; 32]>::try_from(it.token_hash).ok()?;
        let kept = Kept {
            id: it.id,
            community: PlaceId(it.community_id),
            member: MemberId(it.member_id),
            seen: Instant::from_millis(it.seen_at),
            expires: Instant::from_millis(it.expires_at),
            borrowed: it.borrowed,
        };
        Some((hash, kept))
    };
    Ok(theirs.all(on).await?.into_iter().filter_map(kept).collect())
}

/// Begins a session with what was asked for, which is used up with all else that the person asked for,
/// and ends another of this token; `None` when it was used already. Of one person there are at most so
/// many sessions: those that were not used for the longest time end. What ended, by the hashes of the
/// tokens.
pub async fn begin<C: ConnectionTrait>(
    tx: &C,
    asked: Uuid,
    session: Begun,
    ends: Option<[u8; 32]>,
    most: u64,
) -> Result<Option<Vec<Vec<u8>>>, DbErr> {
    if !sign_in_request::use_up(tx, asked).await? {
        return Ok(None);
    }
    // Other requests may go with the same code, which is good once.
    sign_in_request::use_up_all(tx, session.member).await?;
    if let Some(token_hash) = ends {
        end(tx, token_hash).await?;
    }
    let row = ActiveModel {
        id: Set(session.id),
        token_hash: Set(session.token_hash.to_vec()),
        community_id: Set(session.community.0),
        member_id: Set(session.member.0),
        created_at: Set(session.at.millis()),
        seen_at: Set(session.at.millis()),
        expires_at: Set(session.expires.millis()),
        borrowed: Set(session.borrowed),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    let own = Entity::find()
        .filter(Column::CommunityId.eq(session.community.0))
        .filter(Column::MemberId.eq(session.member.0))
        .filter(Column::Id.ne(session.id))
        .order_by_desc(Column::SeenAt)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(tx)
        .await?;
    let kept = usize::try_from(most.saturating_sub(1)).unwrap_or(usize::MAX);
    let over: Vec<_> = own.into_iter().skip(kept).collect();
    if !over.is_empty() {
        let ids = over.iter().map(|it| it.id);
        Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx).await?;
    }
    Ok(Some(over.into_iter().map(|it| it.token_hash).collect()))
}

/// Ends the session of a token.
pub async fn end<C: ConnectionTrait>(tx: &C, token_hash: [u8; 32]) -> Result<(), DbErr> {
    let its = Entity::delete_many().filter(Column::TokenHash.eq(token_hash.to_vec()));
    its.exec(tx).await.map(drop)
}

/// Ends all sessions of a person and uses up the codes that they asked for; how many sessions.
pub async fn end_all<C: ConnectionTrait>(tx: &C, member: MemberId) -> Result<u64, DbErr> {
    // Whichever community they had then; this is rare enough to look at all sessions.
    let theirs = Entity::delete_many().filter(Column::MemberId.eq(member.0));
    let ended = theirs.exec(tx).await?.rows_affected;
    sign_in_request::use_up_all(tx, member).await?;
    Ok(ended)
}

/// The sessions of a person go on in another community.
pub(in crate::db) async fn rehome<C: ConnectionTrait>(
    tx: &C,
    member: MemberId,
    to: PlaceId,
) -> Result<(), DbErr> {
    let change = ActiveModel { community_id: Set(to.0), ..Default::default() };
    Entity::update_many().set(change).filter(Column::MemberId.eq(member.0)).exec(tx).await.map(drop)
}

/// Notes the last use of a session.
pub async fn touch<C: ConnectionTrait>(tx: &C, id: Uuid, now: Instant) -> Result<(), DbErr> {
    let seen =
        Entity::update_many().col_expr(Column::SeenAt, Expr::value(now.millis())).filter(Column::Id.eq(id));
    seen.exec(tx).await.map(drop)
}

/// Forgets some of the sessions that are over or were not used since `idle_since`; how many.
pub async fn forget<C: ConnectionTrait>(tx: &C, now: Instant, idle_since: Instant) -> Result<u64, DbErr> {
    let over = Column::ExpiresAt.lte(now.millis());
    let idle = Column::SeenAt.lte(idle_since.millis());
    let some = Entity::find().select_only().column(Column::Id).filter(over.or(idle));
    let these = Column::Id.in_subquery(some.limit(PIECE).into_query());
    Ok(Entity::delete_many().filter(these).exec(tx).await?.rows_affected)
}
