//! Signing in by phone number and code.

use std::net::IpAddr;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use linli_domain::member::Phone;
use rand::RngExt;
use sea_orm::DbErr;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::actor;
use super::hourly::{Over, count, key};
use super::rates::network;
use super::session::{Session, Token};
use crate::db::DbError;
use crate::db::sessions::{self, Asked, Begun};
use crate::metrics;
use crate::state::AppState;

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

impl From<Over> for SignInError {
    fn from(over: Over) -> Self {
        match over {
            Over::TooMany { seconds } => Self::TooMany { seconds },
            Over::Failed(error) => error.into(),
        }
    }
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
    metrics::get().code("asked");
    let now = state.now();
    let limits = [
        (key("address", network(address).to_string()), state.config.codes_per_address),
        (key("phone", phone.as_str()), state.config.codes_per_phone),
    ];
    count(state, limits, now).await?;
    let member = actor::by_phone(&state.db, phone).await?;
    let request_id = Uuid::now_v7();
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    let salt: [u8; 16] = rand::rng().random();
    let code_hash = hash_code(state, &code, salt).await?;
    let asked = Asked {
        id: request_id,
        member: member.as_ref().map(|it| it.id),
        salt: salt.to_vec(),
        code_hash: code_hash.to_vec(),
        expires: now.plus_minutes(state.config.code_minutes),
    };
    state.db.write(move |tx| Box::pin(sessions::ask(tx, asked.clone()))).await?;
    let shown = state.sender.shows_codes().then(|| code.clone());
    if let Some(member) = member {
        // Afterwards, so that the time of the answer tells nothing.
        let (state, phone) = (state.clone(), phone.clone());
        tokio::spawn(async move {
            let community =
                [(key("community", member.community_id.to_string()), state.config.codes_per_community)];
            match count(&state, community, now).await {
                Ok(()) => match state.sender.send(&phone, &code).await {
                    Ok(()) => metrics::get().code("sent"),
                    Err(error) => {
                        metrics::get().code("failed");
                        tracing::error!(%error, "a sign-in code was not sent");
                    }
                },
                Err(error) => {
                    metrics::get().code("limited");
                    tracing::warn!(%error, "a community asks for too many sign-in codes");
                }
            }
        });
    }
    Ok(CodeAsked { request_id, shown })
}

/// Signs in whoever has the code. `old` is the session that the browser had; it ends. A session on a
/// `borrowed` phone lasts for hours only.
///
/// # Errors
/// When the code is not right or no longer good, or tries come too often.
pub async fn sign_in(
    state: &AppState,
    request_id: Uuid,
    code: &str,
    address: IpAddr,
    old: Option<&Token>,
    borrowed: bool,
) -> Result<(Token, Arc<Session>), SignInError> {
    let result = try_code(state, request_id, code, address, old).await;
    metrics::get().sign_in(match &result {
        Ok(_) => "signed_in",
        Err(SignInError::TooMany { .. }) => "too_many",
        Err(SignInError::WrongCode) => "wrong_code",
        Err(SignInError::CodeOver) => "code_over",
        Err(SignInError::NoAccount) => "no_account",
        Err(SignInError::Failed(_)) => "failed",
    });
    result
}

async fn try_code(
    state: &AppState,
    request_id: Uuid,
    code: &str,
    address: IpAddr,
    old: Option<&Token>,
) -> Result<(Token, Arc<Session>), SignInError> {
    let now = state.now();
    count(state, [(key("try", network(address).to_string()), state.config.tries_per_address)], now).await?;
    let tries = state.config.code_tries;
    // Counted before the code is looked at, so that tries at the same moment count too.
    let request = state.db.write(move |tx| Box::pin(sessions::take_try(tx, request_id, tries, now))).await?;
    let request = request.ok_or(SignInError::CodeOver)?;
    let salt = <[u8; 16]>::try_from(request.salt.as_slice())?;
    let code: String = code.chars().filter_map(ascii_digit).collect();
    let hash = hash_code(state, &code, salt).await?;
    if !bool::from(hash.ct_eq(request.code_hash.as_slice())) {
        return Err(SignInError::WrongCode);
    }
    let member = request.member.ok_or(SignInError::NoAccount)?;
    let (member, actor) = actor::by_id(&state.db, member, now).await?.ok_or(SignInError::NoAccount)?;
    let token = Token(rand::rng().random());
    let id = Uuid::now_v7();
    let begun = Begun {
        id,
        token_hash: token.hash(),
        community: member.community_id,
        member: member.id,
        at: now,
        expires: if borrowed {
            now.plus_hours(state.config.borrowed_limit_hours)
        } else {
            now.plus_days(state.config.session_limit_days)
        },
        borrowed,
    };
    let old_hash = old.map(Token::hash);
    let first =
        state.db.write(move |tx| Box::pin(sessions::begin(tx, request_id, begun.clone(), old_hash))).await?;
    if !first {
        return Err(SignInError::CodeOver);
    }
    if let Some(old) = old {
        state.sessions.forget(old);
    }
    let session = Arc::new(Session { id, member: Arc::new(member), actor: Arc::new(actor), borrowed });
    state.sessions.put(&token, Arc::clone(&session));
    Ok((token, session))
}

/// Argon2id with the parameters of RFC 9106's second choice cut to 19 MiB and two passes (OWASP).
/// A code lives minutes, so this is for who steals the database within them.
async fn hash_code(state: &AppState, code: &str, salt: [u8; 16]) -> Result<[u8; 32], SignInError> {
    let waits = metrics::get().waits_to_hash();
    let _turn = state.hashing.acquire().await?;
    drop(waits);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let read = |text: &str| text.chars().filter_map(ascii_digit).collect::<String>();
        assert_eq!(read(" 12 34-56"), "123456");
        assert_eq!(read("１２３４５６"), "123456");
    }
}
