//! Sessions, and the codes by which they begin.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::time::Instant;

use super::entities::{session, sign_in_request};
use super::fetch::padded;
use super::retention::PIECE;

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
    pub member: MemberId,
    /// Its last use, to the hour; on a borrowed phone to five minutes.
    pub seen: Instant,
    pub expires: Instant,
    pub borrowed: bool,
}

/// The sessions of these tokens, also when their time is over, by the hashes.
///
/// # Errors
/// When the database does not answer.
pub async fn by_tokens<C: ConnectionTrait>(
    on: &C,
    hashes: &[[u8; 32]],
) -> Result<Vec<([u8; 32], Kept)>, DbErr> {
    let wanted = padded(hashes.iter().map(|it| it.to_vec()).collect());
    let theirs = session::Entity::find().filter(session::Column::TokenHash.is_in(wanted));
    let kept = |it: session::Model| {
        let hash = <[u8; 32]>::try_from(it.token_hash).ok()?;
        let kept = Kept {
            id: it.id,
            member: MemberId(it.member_id),
            seen: Instant::from_millis(it.seen_at),
            expires: Instant::from_millis(it.expires_at),
            borrowed: it.borrowed,
        };
        Some((hash, kept))
    };
    Ok(theirs.all(on).await?.into_iter().filter_map(kept).collect())
}

/// Keeps what was asked for until it is used or too old.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn ask<C: ConnectionTrait>(tx: &C, asked: Asked) -> Result<(), DbErr> {
    let row = sign_in_request::ActiveModel {
        id: Set(asked.id),
        member_id: Set(asked.member.map(|it| it.0)),
        salt: Set(asked.salt),
        code_hash: Set(asked.code_hash),
        tries: Set(0),
        expires_at: Set(asked.expires.millis()),
        mark: Set(asked.mark),
    };
    sign_in_request::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// What was asked for, as long as a try is left and it is not too old.
pub async fn asked<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    tries: i32,
    now: Instant,
) -> Result<Option<Asked>, DbErr> {
    let found = sign_in_request::Entity::find_by_id(id)
        .filter(sign_in_request::Column::Tries.lt(tries))
        .filter(sign_in_request::Column::ExpiresAt.gt(now.millis()));
    Ok(found.one(tx).await?.map(read))
}

fn read(it: sign_in_request::Model) -> Asked {
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
    let found = sign_in_request::Entity::find()
        .filter(sign_in_request::Column::Mark.eq(mark.clone()))
        .filter(sign_in_request::Column::ExpiresAt.gt(now.millis()))
        .filter(sign_in_request::Column::Tries.lt(tries))
        .order_by_desc(sign_in_request::Column::ExpiresAt)
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
    let counted = sign_in_request::Entity::update_many()
        .col_expr(sign_in_request::Column::Tries, Expr::col(sign_in_request::Column::Tries).add(1))
        .filter(sign_in_request::Column::Id.eq(id))
        .filter(sign_in_request::Column::Tries.lt(tries))
        .filter(sign_in_request::Column::ExpiresAt.gt(now.millis()))
        .exec(tx)
        .await?;
    if counted.rows_affected == 0 {
        return Ok(None);
    }
    let found = sign_in_request::Entity::find_by_id(id).one(tx).await?;
    Ok(found.map(read))
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
    let taken = sign_in_request::Entity::delete_by_id(asked).exec(tx).await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    // Other requests may go with the same code, which is good once.
    let others = sign_in_request::Column::MemberId.eq(session.member.0);
    sign_in_request::Entity::delete_many().filter(others).exec(tx).await?;
    if let Some(token_hash) = ends {
        end(tx, token_hash).await?;
    }
    let row = session::ActiveModel {
        id: Set(session.id),
        token_hash: Set(session.token_hash.to_vec()),
        community_id: Set(session.community.0),
        member_id: Set(session.member.0),
        created_at: Set(session.at.millis()),
        seen_at: Set(session.at.millis()),
        expires_at: Set(session.expires.millis()),
        borrowed: Set(session.borrowed),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    let own = session::Entity::find()
        .filter(session::Column::CommunityId.eq(session.community.0))
        .filter(session::Column::MemberId.eq(session.member.0))
        .filter(session::Column::Id.ne(session.id))
        .order_by_desc(session::Column::SeenAt)
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id)
        .all(tx)
        .await?;
    let kept = usize::try_from(most.saturating_sub(1)).unwrap_or(usize::MAX);
    let over: Vec<_> = own.into_iter().skip(kept).collect();
    if !over.is_empty() {
        let ids = over.iter().map(|it| it.id);
        session::Entity::delete_many().filter(session::Column::Id.is_in(ids)).exec(tx).await?;
    }
    Ok(Some(over.into_iter().map(|it| it.token_hash).collect()))
}

/// Ends the session of a token.
pub async fn end<C: ConnectionTrait>(tx: &C, token_hash: [u8; 32]) -> Result<(), DbErr> {
    let its = session::Entity::delete_many().filter(session::Column::TokenHash.eq(token_hash.to_vec()));
    its.exec(tx).await.map(drop)
}

/// Ends all sessions of a person and uses up the codes that they asked for; how many sessions.
pub async fn end_all<C: ConnectionTrait>(tx: &C, member: MemberId) -> Result<u64, DbErr> {
    // Whichever community they had then; this is rare enough to look at all sessions.
    let theirs = session::Entity::delete_many().filter(session::Column::MemberId.eq(member.0));
    let ended = theirs.exec(tx).await?.rows_affected;
    let asked = sign_in_request::Entity::delete_many().filter(sign_in_request::Column::MemberId.eq(member.0));
    asked.exec(tx).await?;
    Ok(ended)
}

/// Notes the last use of a session.
pub async fn touch<C: ConnectionTrait>(tx: &C, id: Uuid, now: Instant) -> Result<(), DbErr> {
    let seen = session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(now.millis()))
        .filter(session::Column::Id.eq(id));
    seen.exec(tx).await.map(drop)
}

/// Forgets some of the sessions that are over or were not used since `idle_since`; how many.
pub async fn forget<C: ConnectionTrait>(tx: &C, now: Instant, idle_since: Instant) -> Result<u64, DbErr> {
    let over = session::Column::ExpiresAt.lte(now.millis());
    let idle = session::Column::SeenAt.lte(idle_since.millis());
    let some = session::Entity::find().select_only().column(session::Column::Id).filter(over.or(idle));
    let these = session::Column::Id.in_subquery(some.limit(PIECE).into_query());
    Ok(session::Entity::delete_many().filter(these).exec(tx).await?.rows_affected)
}

/// Forgets some of the codes that are too old; how many.
pub async fn forget_codes<C: ConnectionTrait>(tx: &C, now: Instant) -> Result<u64, DbErr> {
    let old = sign_in_request::Column::ExpiresAt.lte(now.millis());
    let some = sign_in_request::Entity::find().select_only().column(sign_in_request::Column::Id).filter(old);
    let these = sign_in_request::Column::Id.in_subquery(some.limit(PIECE).into_query());
    Ok(sign_in_request::Entity::delete_many().filter(these).exec(tx).await?.rows_affected)
}
