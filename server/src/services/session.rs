//! Signing in and out, and who a request comes from.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Clock};

use argon2::{Algorithm, Argon2, Params, Version};
use linli_domain::ids::MemberId;
use linli_domain::member::{Member, Phone};
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use rand::RngExt;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::db::DbError;
use crate::db::entities::{rate, session, sign_in_request};
use crate::services::rates::network;
use crate::services::views;
use crate::state::AppState;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The secret of a session: 256 bits that only the browser's cookie keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub [u8; 32]);

impl Token {
    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// A signed-in person, as of a few seconds ago.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub member: Arc<Member>,
    pub actor: Arc<Actor>,
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("too often; again in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("the code is wrong")]
    WrongCode,
    #[error("the code is used, too old, or was tried too often")]
    CodeOver,
    #[error("nobody has this number")]
    NoAccount,
    #[error("{0}")]
    Failed(anyhow::Error),
}

macro_rules! failures {
    ($($cause:ty)*) => {$(
        impl From<$cause> for SignInError {
            fn from(cause: $cause) -> Self {
                Self::Failed(cause.into())
            }
        }
    )*};
}

failures! { DbError DbErr std::array::TryFromSliceError tokio::sync::AcquireError tokio::task::JoinError }

/// A code is on its way, or seems to be.
pub struct CodeAsked {
    pub request_id: Uuid,
    /// The code itself, in demo mode only.
    pub shown: Option<String>,
}

/// Makes a code for this number and sends it, when somebody has the number; the answer is the same
/// when nobody has.
///
/// # Errors
/// [`SignInError::TooMany`] by number or address.
pub async fn ask_code(state: &AppState, phone: &Phone, address: IpAddr) -> Result<CodeAsked, SignInError> {
    let now = state.now();
    let limits = [
        (key("address", network(address).to_string()), state.config.codes_per_address),
        (key("phone", phone.as_str()), state.config.codes_per_phone),
    ];
    count(state, limits, now).await?;
    let member = views::member_by_phone(&state.db, phone).await?;
    let request_id = Uuid::now_v7();
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    let salt: [u8; 16] = rand::rng().random();
    let code_hash = hash_code(state, &code, salt).await?;
    let row = sign_in_request::ActiveModel {
        id: Set(request_id),
        member_id: Set(member.as_ref().map(|it| it.id.0)),
        salt: Set(salt.to_vec()),
        code_hash: Set(code_hash.to_vec()),
        tries: Set(0),
        expires_at: Set(now.plus_minutes(state.config.code_minutes).millis()),
    };
    state
        .db
        .write(move |tx| {
            let row = row.clone();
            Box::pin(async move {
                sign_in_request::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await?;
    let shown = state.sender.shows_codes().then(|| code.clone());
    if let Some(member) = member {
        // Afterwards, so that the time of the answer tells nothing.
        let (state, phone) = (state.clone(), phone.clone());
        tokio::spawn(async move {
            let community =
                [(key("community", member.community_id.to_string()), state.config.codes_per_community)];
            match count(&state, community, now).await {
                Ok(()) => match state.sender.send(&phone, &code).await {
                    Ok(()) => {}
                    Err(error) => tracing::error!(%error, "a sign-in code was not sent"),
                },
                Err(error) => tracing::warn!(%error, "a community asks for too many sign-in codes"),
            }
        });
    }
    Ok(CodeAsked { request_id, shown })
}

/// Signs in whoever has the code. `old` is the session that the browser had; it ends.
///
/// # Errors
/// When the code is not right or no longer good, or tries come too often.
pub async fn sign_in(
    state: &AppState,
    request_id: Uuid,
    code: &str,
    address: IpAddr,
    old: Option<&Token>,
) -> Result<(Token, Arc<Session>), SignInError> {
    let now = state.now();
    count(state, [(key("try", network(address).to_string()), state.config.tries_per_address)], now).await?;
    let request = take_try(state, request_id, now).await?.ok_or(SignInError::CodeOver)?;
    let salt = <[u8; 16]>::try_from(request.salt.as_slice())?;
    let code: String = code.chars().filter_map(ascii_digit).collect();
    let hash = hash_code(state, &code, salt).await?;
    if !bool::from(hash.ct_eq(request.code_hash.as_slice())) {
        return Err(SignInError::WrongCode);
    }
    let member = MemberId(request.member_id.ok_or(SignInError::NoAccount)?);
    let (member, actor) = views::actor(&state.db, member, now).await?.ok_or(SignInError::NoAccount)?;
    let token = Token(rand::rng().random());
    let id = Uuid::now_v7();
    let row = session::ActiveModel {
        id: Set(id),
        token_hash: Set(token.hash().to_vec()),
        community_id: Set(member.community_id.0),
        member_id: Set(member.id.0),
        created_at: Set(now.millis()),
        seen_at: Set(now.millis()),
        expires_at: Set(now.plus_days(state.config.session_limit_days).millis()),
    };
    let old_hash = old.map(Token::hash);
    let first = state
        .db
        .write(move |tx| {
            let row = row.clone();
            Box::pin(async move {
                let taken = sign_in_request::Entity::delete_by_id(request_id).exec(tx).await?;
                if taken.rows_affected == 0 {
                    return Ok(false);
                }
                if let Some(hash) = old_hash {
                    delete_by_hash(tx, &hash).await?;
                }
                session::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(true)
            })
        })
        .await?;
    if !first {
        return Err(SignInError::CodeOver);
    }
    if let Some(old) = old {
        state.sessions.forget(old);
    }
    let session = Arc::new(Session { id, member: Arc::new(member), actor: Arc::new(actor) });
    state.sessions.put(&token, Arc::clone(&session));
    Ok((token, session))
}

/// Uses up one try; none left, too old or unknown: `None`. Counted before the code is looked at,
/// so that tries at the same moment count too.
async fn take_try(
    state: &AppState,
    id: Uuid,
    now: Instant,
) -> Result<Option<sign_in_request::Model>, SignInError> {
    let tries = state.config.code_tries;
    let row = state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let counted = sign_in_request::Entity::update_many()
                    .col_expr(
                        sign_in_request::Column::Tries,
                        Expr::col(sign_in_request::Column::Tries).add(1),
                    )
                    .filter(sign_in_request::Column::Id.eq(id))
                    .filter(sign_in_request::Column::Tries.lt(tries))
                    .filter(sign_in_request::Column::ExpiresAt.gt(now.millis()))
                    .exec(tx)
                    .await?;
                if counted.rows_affected == 0 {
                    return Ok(None);
                }
                sign_in_request::Entity::find_by_id(id).one(tx).await
            })
        })
        .await?;
    Ok(row)
}

/// Who has this secret, when that was looked up a moment ago; costs no query.
#[must_use]
pub fn remembered(state: &AppState, token: &Token) -> Option<Arc<Session>> {
    state.sessions.get(token, Duration::from_secs(state.config.session_cache_seconds))
}

/// Who has this secret; `None` when nobody has, or not any more.
///
/// # Errors
/// When the database fails.
pub async fn find(state: &AppState, token: &Token) -> anyhow::Result<Option<Arc<Session>>> {
    if let Some(known) = remembered(state, token) {
        return Ok(Some(known));
    }
    let seen = state.sessions.ended();
    let now = state.now();
    let hash = token.hash().to_vec();
    let found =
        session::Entity::find().filter(session::Column::TokenHash.eq(hash)).one(state.db.reader()).await?;
    let Some(row) = found else { return Ok(None) };
    let idle_ends = row.seen_at.saturating_add(state.config.session_idle_days.saturating_mul(DAY_MS));
    if now.millis() >= row.expires_at || now.millis() >= idle_ends {
        return Ok(None);
    }
    let Some((member, actor)) = views::actor(&state.db, MemberId(row.member_id), now).await? else {
        return Ok(None);
    };
    if now.millis() - row.seen_at >= HOUR_MS {
        let (state, id) = (state.clone(), row.id);
        tokio::spawn(async move {
            if let Err(error) = touch(&state, id, now).await {
                tracing::warn!(%error, "the last use of a session was not noted");
            }
        });
    }
    let session = Arc::new(Session { id: row.id, member: Arc::new(member), actor: Arc::new(actor) });
    // Not when somebody signed out while this was looked up; the row may be older than that.
    if state.sessions.ended() == seen {
        state.sessions.put(token, Arc::clone(&session));
    }
    Ok(Some(session))
}

async fn touch(state: &AppState, id: Uuid, now: Instant) -> anyhow::Result<()> {
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                session::Entity::update_many()
                    .col_expr(session::Column::SeenAt, Expr::value(now.millis()))
                    .filter(session::Column::Id.eq(id))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await?;
    Ok(())
}

/// Ends a session, at once in this process.
///
/// # Errors
/// When the database fails; then the session holds.
pub async fn sign_out(state: &AppState, token: &Token) -> anyhow::Result<()> {
    let hash = token.hash();
    state.db.write(move |tx| Box::pin(async move { delete_by_hash(tx, &hash).await })).await?;
    state.sessions.forget(token);
    Ok(())
}

/// Removes what is over: sessions, codes, counters.
///
/// # Errors
/// When the database fails.
pub async fn sweep(state: &AppState) -> anyhow::Result<()> {
    let now = state.now().millis();
    let idle = now.saturating_sub(state.config.session_idle_days.saturating_mul(DAY_MS));
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                session::Entity::delete_many()
                    .filter(session::Column::ExpiresAt.lte(now).or(session::Column::SeenAt.lte(idle)))
                    .exec(tx)
                    .await?;
                sign_in_request::Entity::delete_many()
                    .filter(sign_in_request::Column::ExpiresAt.lte(now))
                    .exec(tx)
                    .await?;
                rate::Entity::delete_many()
                    .filter(rate::Column::Window.lt(now.saturating_sub(2 * HOUR_MS)))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await?;
    state.sessions.prune(Duration::from_secs(state.config.session_cache_seconds));
    Ok(())
}

async fn delete_by_hash(tx: &DatabaseTransaction, hash: &[u8; 32]) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(session::Column::TokenHash.eq(hash.to_vec()))
        .exec(tx)
        .await
        .map(drop)
}

/// Counts one more of each within this hour.
async fn count<const N: usize>(
    state: &AppState,
    limits: [([u8; 32], i32); N],
    now: Instant,
) -> Result<(), SignInError> {
    let window = now.millis() - now.millis().rem_euclid(HOUR_MS);
    let over = state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut over = false;
                for (key, limit) in limits {
                    let one =
                        rate::ActiveModel { key: Set(key.to_vec()), window: Set(window), count: Set(1) };
                    let more = OnConflict::columns([rate::Column::Key, rate::Column::Window])
                        .value(rate::Column::Count, Expr::col((rate::Entity, rate::Column::Count)).add(1))
                        .to_owned();
                    let row = rate::Entity::insert(one).on_conflict(more).exec_with_returning(tx).await?;
                    over |= row.count > limit;
                }
                Ok(over)
            })
        })
        .await?;
    if over {
        let seconds = u64::try_from((window + HOUR_MS - now.millis()) / 1000 + 1).unwrap_or(1);
        return Err(SignInError::TooMany { seconds });
    }
    Ok(())
}

fn key(what: &str, of: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::new().chain_update(what).chain_update([0]).chain_update(of).finalize().into()
}

/// Argon2id with the parameters of RFC 9106's second choice cut to 19 MiB and two passes (OWASP).
/// A code lives minutes, so this is for who steals the database within them.
async fn hash_code(state: &AppState, code: &str, salt: [u8; 16]) -> Result<[u8; 32], SignInError> {
    let _turn = state.hashing.acquire().await?;
    let code = code.to_owned();
    let hashed = tokio::task::spawn_blocking(move || {
        let mut hash = [0; 32];
        let params = Params::new(19 * 1024, 2, 1, Some(32))?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(code.as_bytes(), &salt, &mut hash)
            .map(|()| hash)
    });
    hashed.await?.map_err(|error| SignInError::Failed(anyhow::anyhow!("argon2: {error}")))
}

/// Digits as people type them, full-width ones among them; spaces and the rest fall out.
fn ascii_digit(letter: char) -> Option<char> {
    match letter {
        '0'..='9' => Some(letter),
        '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')),
        _ => None,
    }
}

/// Who sessions belong to, remembered for a few seconds.
#[derive(Default)]
pub struct SessionCache {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    by_hash: HashMap<[u8; 32], (Arc<Session>, Clock)>,
    ended: u64,
}

/// More sessions than this are not remembered; the database answers then.
const MOST_KNOWN: usize = 50_000;

impl SessionCache {
    fn get(&self, token: &Token, life: Duration) -> Option<Arc<Session>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let (session, since) = known.by_hash.get(&token.hash())?;
        (since.elapsed() < life).then(|| Arc::clone(session))
    }

    fn put(&self, token: &Token, session: Arc<Session>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.by_hash.len() >= MOST_KNOWN {
            known.by_hash.clear();
        }
        known.by_hash.insert(token.hash(), (session, Clock::now()));
    }

    fn forget(&self, token: &Token) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.ended += 1;
        known.by_hash.remove(&token.hash());
    }

    /// How many sessions ended in this process so far.
    fn ended(&self) -> u64 {
        self.known.read().unwrap_or_else(PoisonError::into_inner).ended
    }

    /// Looks this person up again at their next request: their roles or grants have changed.
    pub fn refresh(&self, member: MemberId) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.by_hash.retain(|_, (session, _)| session.member.id != member);
    }

    fn prune(&self, life: Duration) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.by_hash.retain(|_, (_, since)| since.elapsed() < life);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let read = |text: &str| text.chars().filter_map(ascii_digit).collect::<String>();
        assert_eq!(read(" 12 34-56"), "123456");
        assert_eq!(read("１２３４５６"), "123456");
    }

    #[test]
    fn keys_of_different_kinds_differ() {
        assert_ne!(key("a", "bc"), key("ab", "c"));
    }
}
