//! Signing in by phone number and code.

use std::net::IpAddr;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use linli_domain::contact::Phone;
use linli_domain::ids::MemberId;
use linli_domain::signs::figure;
use linli_domain::time::Instant;
use rand::RngExt;
use sea_orm::DbErr;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::actor;
use super::admission::{Admitted, Asking, TELL_AFTER, Tried, Trying, community, number_of};
use super::hourly::{Over, count};
use super::known::{self, Asker, mark_of};
use super::outstanding::Code;
use super::rates::{Caller, Kind, coarse};
use super::session::{Session, Token};
use super::turns::{Full, Turns};
use crate::db::DbError;
use crate::db::tables::session::{self, Begun};
use crate::db::tables::sign_in_request::{self, Asked};
use crate::metrics;
use crate::state::AppState;

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("too often; again in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("too much to do; again in {seconds} s")]
    Full { seconds: u64 },
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

failures! { DbError DbErr std::array::TryFromSliceError tokio::task::JoinError }

/// A code is on its way, or seems to be.
pub struct CodeAsked {
    pub request_id: Uuid,
    /// The code itself, in demo mode only.
    pub shown: Option<String>,
    /// Until when it holds.
    pub expires: Instant,
}

/// Makes a code for this number and sends it, when somebody has the number; the answer is the same
/// when nobody has. While the number has had as many codes as it may, one that is on its way serves
/// again.
///
/// # Errors
/// [`SignInError::TooMany`] by number or address, [`SignInError::Full`] when too many ask at once.
pub async fn ask_code(state: &AppState, phone: &Phone, asker: Asker) -> Result<CodeAsked, SignInError> {
    metrics::get().code("asked");
    let from = asker.address;
    let asked = ask(state, phone, asker).await;
    if let Err(error) = &asked {
        metrics::get().code("refused");
        tracing::info!(target: "linli::audit", from = %coarse(from), %error, "a sign-in code was refused");
    }
    asked
}

async fn ask(state: &AppState, phone: &Phone, asker: Asker) -> Result<CodeAsked, SignInError> {
    let now = state.now();
    let mark = known::mark(phone);
    let counted = asker.counted(state, mark).await?;
    let known = counted.known;
    let from = asker.address;
    let asking = Asking::new(asker, counted, mark, &state.config, now);
    let admitted = state
        .db
        .write(move |tx| {
            let asking = asking.clone();
            Box::pin(async move { asking.admit(tx).await })
        })
        .await?;
    let first = match admitted {
        Admitted::Yes { first } => first,
        Admitted::Over { seconds } => return Err(SignInError::TooMany { seconds }),
        Admitted::NumberOver { seconds } => {
            let code = state.outstanding.of(mark, now).ok_or(SignInError::TooMany { seconds })?;
            let member = actor::by_phone(&state.db, phone).await?;
            return keep(state, code, member.as_ref().map(|it| it.id)).await;
        }
    };
    if !known {
        let most = state.config.codes_per_minute;
        let counted = state.rates.count(Caller::Everybody, Kind::Code, most, now);
        counted.map_err(|seconds| SignInError::Full { seconds })?;
    }
    let member = actor::by_phone(&state.db, phone).await?;
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    let salt = known::salt(mark);
    let hash = hash_code(&state.hashing, from, &code, salt).await?;
    let code = Code { code, salt, hash, expires: now.plus_minutes(state.config.code_minutes) };
    state.outstanding.put(mark, code.clone(), now);
    let asked = keep(state, code.clone(), member.as_ref().map(|it| it.id)).await?;
    if let Some(member) = member {
        // Afterwards, so that the time of the answer tells nothing.
        let (state, phone) = (state.clone(), phone.clone());
        tokio::spawn(async move {
            let community = [(community(member.community_id), state.config.codes_per_community)];
            match count(&state, community, now).await {
                Ok(()) => {}
                // Whoever asks for many numbers must not keep the others of the community out.
                Err(Over::TooMany { .. }) if known || first => {}
                Err(error) => {
                    metrics::get().code("limited");
                    tracing::warn!(%error, community = %member.community_id, "a community asks for too many sign-in codes");
                    return;
                }
            }
            match state.sender.send(&phone, &code.code).await {
                Ok(()) => metrics::get().code("sent"),
                Err(error) => {
                    metrics::get().code("failed");
                    metrics::get().gateway_failure(error.why());
                    tracing::error!(%error, "a sign-in code was not sent");
                }
            }
        });
    }
    Ok(asked)
}

/// Keeps a request for this code.
async fn keep(state: &AppState, code: Code, member: Option<MemberId>) -> Result<CodeAsked, SignInError> {
    let request_id = Uuid::now_v7();
    let asked = Asked {
        id: request_id,
        member,
        salt: code.salt.to_vec(),
        code_hash: code.hash.to_vec(),
        expires: code.expires,
        mark: Some(mark_of(&code.salt).to_vec()),
    };
    state.db.write(move |tx| Box::pin(sign_in_request::ask(tx, asked.clone()))).await?;
    Ok(CodeAsked {
        request_id,
        shown: state.sender.shows_codes().then_some(code.code),
        expires: code.expires,
    })
}

/// Somebody has signed in.
pub struct SignedIn {
    pub token: Token,
    pub session: Arc<Session>,
    /// By what this phone is known from now on: the value of its cookie.
    pub known: String,
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
    asker: Asker,
    old: Option<&Token>,
    borrowed: bool,
) -> Result<SignedIn, SignInError> {
    let from = asker.address;
    let entered = enter(state, request_id, code, asker, old, borrowed).await;
    // Who gets in and who does not, by ids: the log holds no names.
    match &entered {
        Ok(it) => {
            tracing::info!(target: "linli::audit", from = %coarse(from), member = %it.session.member.id, "signed in");
        }
        Err(error) => {
            tracing::info!(target: "linli::audit", from = %coarse(from), %error, "signing in was refused");
        }
    }
    metrics::get().sign_in(match &entered {
        Ok(_) => "signed_in",
        Err(SignInError::TooMany { .. }) => "too_many",
        Err(SignInError::Full { .. }) => "full",
        Err(SignInError::WrongCode) => "wrong_code",
        Err(SignInError::CodeOver) => "code_over",
        Err(SignInError::NoAccount) => "no_account",
        Err(SignInError::Failed(_)) => "failed",
    });
    entered
}

async fn enter(
    state: &AppState,
    request_id: Uuid,
    code: &str,
    asker: Asker,
    old: Option<&Token>,
    borrowed: bool,
) -> Result<SignedIn, SignInError> {
    let now = state.now();
    let trying = Trying::new(asker.clone(), request_id, &state.config, now);
    let find = trying.clone();
    let found = state.db.write(move |tx| {
        let find = find.clone();
        Box::pin(async move { find.find(tx).await })
    });
    let found = found.await?.map_err(refused)?;
    let (salt, mark) = number_of(&found)?;
    let counted = asker.counted(state, mark).await?;
    let (take, whose) = (trying.clone(), counted.clone());
    let taken = state.db.write(move |tx| {
        let (take, whose) = (take.clone(), whose.clone());
        Box::pin(async move { take.take(tx, &whose, mark).await })
    });
    let (request, failures) = match taken.await? {
        Tried::Yes { asked, failures } => (asked, failures),
        other @ (Tried::Over { .. } | Tried::Gone) => return Err(refused(other)),
    };
    let code: String = code.chars().filter_map(figure).collect();
    if !is_right(state, &asker, &code, salt, &request).await? {
        if failures == TELL_AFTER {
            let member = request.member.map(tracing::field::display);
            tracing::warn!(target: "linli::audit", member, failures, "somebody guesses at sign-in codes");
        }
        return Err(SignInError::WrongCode);
    }
    let member = request.member.ok_or(SignInError::NoAccount)?;
    let acting = actor::by_id(&state.db, member, now).await?.ok_or(SignInError::NoAccount)?;
    let member = &acting.member;
    if member.phone.as_ref().map(known::mark) != Some(mark) {
        // The number was theirs when the code was asked for.
        return Err(SignInError::CodeOver);
    }
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
    let (old_hash, most) = (old.map(Token::hash), state.config.sessions_per_member);
    let begin = state.db.write(move |tx| {
        let (trying, counted, begun) = (trying.clone(), counted.clone(), begun.clone());
        Box::pin(async move {
            let ended = session::begin(tx, request_id, begun, old_hash, most).await?;
            if ended.is_some() {
                trying.right(tx, &counted, mark).await?;
            }
            Ok(ended)
        })
    });
    let ended = begin.await?.ok_or(SignInError::CodeOver)?;
    state.outstanding.forget(mark);
    if let Some(old) = old {
        state.sessions.forget(old);
    }
    for hash in ended {
        state.sessions.forget_hash(&hash);
    }
    let communities = state.places.all(&state.db).await?;
    let session = Arc::new(Session::of(id, acting, &communities, borrowed));
    state.sessions.put(&token, Arc::clone(&session));
    let known = asker.cookie(state, mark).await?;
    Ok(SignedIn { token, session, known })
}

/// Codes of a number that a try is compared with, besides the one that the page was made for.
const BESIDE: usize = 2;

/// Whether the code is that of the request, or another one that is under way to the same number: whoever asks
/// twice types what comes first, and a stranger may have asked meanwhile. As many are compared for a number
/// that nobody has.
async fn is_right(
    state: &AppState,
    asker: &Asker,
    code: &str,
    salt: [u8; 16],
    request: &Asked,
) -> Result<bool, SignInError> {
    let hash = hash_code(&state.checking, asker.address, code, salt).await?;
    if bool::from(hash.ct_eq(request.code_hash.as_slice())) {
        return Ok(true);
    }
    let (now, tries) = (state.now(), state.config.code_tries);
    let beside = sign_in_request::asked_beside(state.db.reader(), request, tries, now, BESIDE).await?;
    for other in beside {
        let (salt, _) = number_of(&other)?;
        let hash = hash_code(&state.checking, asker.address, code, salt).await?;
        if bool::from(hash.ct_eq(other.code_hash.as_slice())) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn refused(tried: Tried) -> SignInError {
    match tried {
        Tried::Over { seconds } => SignInError::TooMany { seconds },
        Tried::Gone | Tried::Yes { .. } => SignInError::CodeOver,
    }
}

/// Argon2id with the parameters of RFC 9106's second choice cut to 19 MiB and two passes (OWASP).
/// A code lives minutes, so this is for who steals the database within them.
async fn hash_code(
    turns: &Arc<Turns>,
    from: IpAddr,
    code: &str,
    salt: [u8; 16],
) -> Result<[u8; 32], SignInError> {
    let waits = metrics::get().waits_to_hash();
    let turn = turns.take(Caller::from(from)).await.map_err(|Full| SignInError::Full { seconds: SOON })?;
    drop(waits);
    let code = code.to_owned();
    let hashed = tokio::task::spawn_blocking(move || {
        // Until the work is done, also when nobody waits for it any more.
        let _turn = turn;
        let mut hash = [0; 32];
        let params = Params::new(19 * 1024, 2, 1, Some(32))?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(code.as_bytes(), &salt, &mut hash)
            .map(|()| hash)
    });
    hashed.await?.map_err(|error| SignInError::Failed(anyhow::anyhow!("argon2: {error}")))
}

/// Seconds after which codes have most likely been hashed that wait now.
const SOON: u64 = 3;

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn whoever_hangs_up_keeps_the_turn_until_the_work_is_done() {
        let from = IpAddr::from([192, 0, 2, 1]);
        let turns = Turns::new(1, 0);
        assert!(hash_code(&turns, from, "123456", [7; 16]).now_or_never().is_none());
        assert!(turns.take(Caller::from(from)).await.is_err());
        while turns.take(Caller::from(from)).await.is_err() {
            tokio::task::yield_now().await;
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        let read = |text: &str| text.chars().filter_map(figure).collect::<String>();
        assert_eq!(read(" 12 34-56"), "123456");
        assert_eq!(read("１２３４５６"), "123456");
    }
}
