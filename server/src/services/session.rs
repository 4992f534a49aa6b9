//! Who a request comes from, and signing out.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Clock};

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::Member;
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::places::{Communities, reach};
use super::retention::in_pieces;
use super::{actor, jobs};
use crate::db::tables::{database_fact, member_home, rate, session, sign_in_request};
use crate::db::{Acting, Fetch};
use crate::state::AppState;

/// The secret of a session: 256 bits that only the browser's cookie keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub [u8; 32]);

impl Token {
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// A signed-in person, as of a few seconds ago.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub member: Arc<Member>,
    pub actor: Arc<Actor>,
    /// Where there can be anything of theirs: see [`reach`].
    pub reach: Arc<[PlaceId]>,
    /// The phone is not theirs.
    pub borrowed: bool,
}

impl Session {
    /// The person, and the community that has their row.
    #[must_use]
    pub fn home(&self) -> (PlaceId, MemberId) {
        (self.member.community_id, self.member.id)
    }

    /// Of a person who is signed in under this id.
    pub(super) fn of(id: Uuid, acting: Acting, communities: &Communities, borrowed: bool) -> Self {
        let Acting { member, actor, homes } = acting;
        let reach = reach(communities, &actor, &homes).into();
        Self { id, member: Arc::new(member), actor: Arc::new(actor), reach, borrowed }
    }
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
    let asked = state.clone();
    let found = state.arrivals.find(token.hash(), move |hashes| {
        let state = asked.clone();
        async move { come(&state, &hashes).await }
    });
    let Some(Come { row, acting }) = found.await? else { return Ok(None) };
    if !is_open(state, &row, now) {
        return Ok(None);
    }
    if now >= noted_until(&row) {
        let (state, id) = (state.clone(), row.id);
        tokio::spawn(async move {
            let touched = state.db.write(move |tx| Box::pin(session::touch(tx, id, now))).await;
            if let Err(error) = touched {
                tracing::warn!(%error, "the last use of a session was not noted");
            }
        });
    }
    let communities = state.places.all(&state.db).await?;
    let session = Arc::new(Session::of(row.id, acting, &communities, row.borrowed));
    // Not when somebody signed out while this was looked up; the row may be older than that.
    if state.sessions.ended() == seen {
        state.sessions.put(token, Arc::clone(&session));
    }
    Ok(Some(session))
}

/// Whether the session still holds.
///
/// # Errors
/// When the database does not answer.
pub async fn holds(state: &AppState, token: &Token) -> Result<bool, DbErr> {
    if remembered(state, token).is_some() {
        return Ok(true);
    }
    let found = session::by_tokens(state.db.reader(), &[token.hash()]).await?;
    Ok(found.iter().any(|(_, row)| is_open(state, row, state.now())))
}

/// Somebody who comes with a session, as the database has them.
#[derive(Clone)]
pub struct Come {
    row: session::Kept,
    acting: Acting,
}

/// Those who come, by the hashes of their tokens.
async fn come(state: &AppState, hashes: &[[u8; 32]]) -> Result<HashMap<[u8; 32], Come>, DbErr> {
    let rows = session::by_tokens(state.db.reader(), hashes).await?;
    let ids: Vec<_> = rows.iter().map(|(_, row)| (row.community, row.member)).collect();
    let people = Fetch(state.db.reader()).actors(&ids, state.now()).await?;
    let mut people: HashMap<_, _> = people.into_iter().map(|it| (it.member.id, it)).collect();
    let gone: Vec<_> = ids.iter().map(|(_, id)| *id).filter(|id| !people.contains_key(id)).collect();
    if !gone.is_empty() {
        // Moved to another community in this very moment, or while they signed in.
        let homes = member_home::of_all(state.db.reader(), &gone).await?;
        let moved = Fetch(state.db.reader()).actors(&homes, state.now()).await?;
        people.extend(moved.into_iter().map(|it| (it.member.id, it)));
    }
    let come = |(hash, row): ([u8; 32], session::Kept)| {
        let acting = people.get(&row.member).cloned()?;
        Some((hash, Come { row, acting }))
    };
    Ok(rows.into_iter().filter_map(come).collect())
}

/// The session of somebody who does not live where it says any more, as it goes on where they live now; `None` when
/// there is no such person.
///
/// # Errors
/// When the database does not answer.
pub async fn at_home(state: &AppState, session: &Session) -> Result<Option<Session>, DbErr> {
    state.sessions.forget_member(session.member.id);
    let Some(acting) = actor::by_id(&state.db, session.member.id, state.now()).await? else {
        return Ok(None);
    };
    let communities = state.places.all(&state.db).await?;
    Ok(Some(Session::of(session.id, acting, &communities, session.borrowed)))
}

/// Whether the time of a session is not over.
fn is_open(state: &AppState, it: &session::Kept, now: Instant) -> bool {
    let idle = if it.borrowed {
        it.seen.plus_hours(state.config.borrowed_idle_hours)
    } else {
        it.seen.plus_days(state.config.session_idle_days)
    };
    now < it.expires && now < idle
}

/// Until when the last use that is noted is near enough: a use is a write, and months are not counted in
/// minutes. The hours of a borrowed phone are.
const fn noted_until(row: &session::Kept) -> Instant {
    row.seen.plus_minutes(if row.borrowed { 5 } else { 60 })
}

/// Ends a session, at once in this process.
///
/// # Errors
/// When the database fails; then the session holds.
pub async fn sign_out(state: &AppState, token: &Token) -> anyhow::Result<()> {
    let hash = token.hash();
    state.db.write(move |tx| Box::pin(session::end(tx, hash))).await?;
    state.sessions.forget(token);
    Ok(())
}

/// Removes what is over: sessions, codes, counters. Once an hour.
///
/// # Errors
/// When the database fails.
pub async fn sweep(state: &AppState) -> anyhow::Result<()> {
    let now = state.now();
    if !jobs::is_due(state, database_fact::SESSIONS, now.plus_hours(-1)).await? {
        return Ok(());
    }
    let idle_since = now.plus_days(-state.config.session_idle_days);
    // Some windows are a day.
    let counted_before = now.plus_hours(-26);
    let done = in_pieces(state, "sessions", move |tx| Box::pin(session::forget(tx, now, idle_since))).await?
        && in_pieces(state, "codes", move |tx| Box::pin(sign_in_request::forget(tx, now))).await?
        && in_pieces(state, "counts", move |tx| Box::pin(rate::forget(tx, counted_before))).await?;
    if !done {
        return Ok(());
    }
    Ok(jobs::did(state, database_fact::SESSIONS, now).await?)
}

/// Forgets whom this process has remembered for long enough.
pub(super) fn forget_remembered(state: &AppState) {
    state.sessions.prune(Duration::from_secs(state.config.session_cache_seconds));
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

    pub(super) fn put(&self, token: &Token, session: Arc<Session>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.by_hash.len() < MOST_KNOWN || known.by_hash.contains_key(&token.hash()) {
            known.by_hash.insert(token.hash(), (session, Clock::now()));
        }
    }

    pub(super) fn forget(&self, token: &Token) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.ended += 1;
        known.by_hash.remove(&token.hash());
    }

    /// As [`forget`](Self::forget), by what is stored of the secret.
    pub(super) fn forget_hash(&self, hash: &[u8]) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.ended += 1;
        if let Ok(hash) = <[u8; 32]>::try_from(hash) {
            known.by_hash.remove(&hash);
        }
    }

    /// Forgets all sessions of a person.
    pub(super) fn forget_member(&self, member: MemberId) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.ended += 1;
        known.by_hash.retain(|_, (session, _)| session.member.id != member);
    }

    /// How many sessions ended in this process so far.
    fn ended(&self) -> u64 {
        self.known.read().unwrap_or_else(PoisonError::into_inner).ended
    }

    fn prune(&self, life: Duration) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.by_hash.retain(|_, (_, since)| since.elapsed() < life);
    }
}
