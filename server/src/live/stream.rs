//! One stream of events, from its beginning to its end.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use axum::body::Bytes;
use futures::Stream;
use linli_domain::ids::{MemberId, PlaceId};
use rand::RngExt;
use sea_orm::DbErr;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::{Instant as Clock, Interval, MissedTickBehavior, interval_at};

use super::hub::Listener;
use crate::db::Fetch;
use crate::services::session::{self, Session, Token};
use crate::services::sight::{Mark, sight};
use crate::state::AppState;

/// A sign of life, which nobody reads (a comment; HTML, section 9.2.5).
const BEAT: Bytes = Bytes::from_static(b":\n\n");

/// How long a phone waits before it opens a lost stream again, in milliseconds; drawn for each, so
/// that not all come in the same moment when a server starts again.
const RETRY_MS: core::ops::Range<u32> = 1_000..5_000;

/// Opens a stream for who is signed in. It begins with how far each community has come; what is
/// committed afterwards pokes. It ends when the session or what it sees is another one, and the phone
/// begins anew.
///
/// # Errors
/// When too many are open, the server stops, or the database does not answer.
pub async fn open(
    state: &AppState,
    session: &Session,
    token: Token,
) -> anyhow::Result<Option<impl Stream<Item = Bytes> + Send + use<>>> {
    let communities = state.places.all(&state.db).await?;
    let fetch = Fetch(state.db.reader());
    let mut who = session.home();
    let mut seen = sight(fetch, &communities, who, state.now()).await?;
    if seen.is_none()
        && let Some(moved) = session::at_home(state, session).await?
    {
        who = moved.home();
        seen = sight(fetch, &communities, who, state.now()).await?;
    }
    let Some(sight) = seen else { return Ok(None) };
    // First listen, then look: what is committed in between is heard.
    let listener = state.live.listen(session.member.id, sight.places)?;
    let kept = fetch.heads(listener.places()).await?;
    let heads = kept.into_iter().map(|(place, (newest, _))| (place, newest)).collect();
    listener.begin(&heads);
    let period = Duration::from_secs(state.config.heartbeat_seconds.max(1));
    let first = Clock::now() + period.mul_f64(rand::rng().random_range(0.5..1.0));
    let mut beat = interval_at(first, period);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let hello = Some(hello(&heads));
    let state = state.clone();
    // Thousands are open at once and move with every event; in a box they stay small.
    let open = Box::new(Open { state, token, who, mark: sight.mark, listener, beat, hello, look: None });
    Ok(Some(futures::stream::unfold(open, Open::next)))
}

struct Open {
    state: AppState,
    token: Token,
    who: (PlaceId, MemberId),
    mark: Mark,
    listener: Listener,
    beat: Interval,
    hello: Option<Bytes>,
    /// Whether all is as it was at the beginning, being looked up. Beside the stream, since a database
    /// that does not answer must not keep a sign of life waiting.
    look: Option<JoinHandle<bool>>,
}

impl Open {
    async fn next(mut self: Box<Self>) -> Option<(Bytes, Box<Self>)> {
        if let Some(hello) = self.hello.take() {
            return Some((hello, self));
        }
        loop {
            tokio::select! {
                biased;
                () = self.listener.over() => return None,
                same = looked_up(&mut self.look) => {
                    self.look = None;
                    if !same {
                        return None;
                    }
                }
                heads = self.listener.news() => return Some((pokes(&heads), self)),
                _ = self.beat.tick() => {
                    self.look_again();
                    return Some((BEAT, self));
                }
            }
        }
    }

    fn look_again(&mut self) {
        if self.look.is_some() {
            return;
        }
        let (state, token, who, mark) = (self.state.clone(), self.token.clone(), self.who, self.mark);
        self.look = Some(tokio::spawn(async move {
            // Who cannot be looked up now stays: nobody learns more from a poke than that.
            is_same(&state, &token, who, mark).await.unwrap_or(true)
        }));
    }
}

async fn looked_up(look: &mut Option<JoinHandle<bool>>) -> bool {
    match look {
        Some(look) => look.await.unwrap_or(true),
        None => std::future::pending().await,
    }
}

/// Whether the session holds and what it sees is what it was.
async fn is_same(
    state: &AppState,
    token: &Token,
    who: (PlaceId, MemberId),
    mark: Mark,
) -> Result<bool, DbErr> {
    if !session::holds(state, token).await? {
        return Ok(false);
    }
    let communities = state.places.all(&state.db).await?;
    let now = sight(Fetch(state.db.reader()), &communities, who, state.now()).await?;
    Ok(now.is_some_and(|it| it.mark == mark))
}

fn hello(heads: &BTreeMap<PlaceId, i64>) -> Bytes {
    let heads: Vec<_> = heads.iter().map(|(place, seq)| json!({ "community": place, "seq": seq })).collect();
    let retry = rand::rng().random_range(RETRY_MS);
    format!("retry: {retry}\nevent: hello\ndata: {}\n\n", json!({ "heads": heads })).into()
}

fn pokes(heads: &BTreeMap<PlaceId, i64>) -> Bytes {
    let mut text = String::new();
    for (place, seq) in heads {
        let data = json!({ "community": place, "seq": seq });
        // Writing to a string does not fail.
        _ = write!(text, "event: poke\ndata: {data}\n\n");
    }
    text.into()
}
