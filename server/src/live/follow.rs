//! What this process committed, and what others at the same database did, as it comes to the hub.
//!
//! Processes at one PostgreSQL tell each other by `NOTIFY`, after the commit and through a connection
//! of its own: inside of transactions it would make them wait for each other. A notification may get
//! lost; therefore the counters are looked at every few seconds too.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linli_domain::ids::PlaceId;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};
use uuid::Uuid;

use crate::db::{self, Db, Fetch, Newest};
use crate::state::AppState;

/// The channel of the notifications.
const CHANNEL: &str = "linli_heads";

/// How many communities one notification names. PostgreSQL takes less than 8,000 bytes; a community
/// with its version takes at most 53.
const NAMED: usize = 140;

/// How long to wait before a lost connection is made anew.
const AGAIN: Duration = Duration::from_secs(1);

/// What keeps the hub told; ends when this is dropped.
pub struct Running(#[expect(dead_code, reason = "for its drop")] JoinSet<()>);

/// Begins to tell the hub. Once for each process.
#[must_use]
pub fn start(state: &AppState) -> Running {
    let mut tasks = JoinSet::new();
    let others = state.db.backend() == DbBackend::Postgres && state.config.notify_per_second > 0;
    let to_others = others.then(Arc::<Newest>::default);
    tasks.spawn(follow_own(state.clone(), to_others.clone()));
    tasks.spawn(poll(state.clone()));
    if let Some(news) = to_others {
        let pause = Duration::from_secs(1) / state.config.notify_per_second;
        tasks.spawn(notify(state.config.database.clone(), news, pause));
        tasks.spawn(hear(state.clone()));
    }
    Running(tasks)
}

async fn follow_own(state: AppState, to_others: Option<Arc<Newest>>) {
    let own = state.db.follow();
    loop {
        let heads = own.take().await;
        state.live.tell(&heads);
        if let Some(news) = &to_others {
            news.put(heads);
        }
    }
}

/// Looks at the counters of the communities that somebody listens to.
async fn poll(state: AppState) {
    let mut tick = interval(Duration::from_secs(state.config.poll_seconds.max(1)));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut trouble = Trouble::default();
    loop {
        tick.tick().await;
        let places = state.live.listened();
        if places.is_empty() {
            continue;
        }
        let found = Fetch(state.db.reader()).heads(&places).await;
        if let Some(kept) = trouble.note("the communities' counters cannot be looked at", found) {
            let heads: BTreeMap<_, _> =
                kept.into_iter().map(|(place, (newest, _))| (place, newest)).collect();
            state.live.tell(&heads);
        }
    }
}

/// Tells the other processes: everything that gathered since the last time with one statement, then a
/// pause.
async fn notify(url: String, news: Arc<Newest>, pause: Duration) {
    let mut trouble = Trouble::default();
    let mut connection = None;
    loop {
        let heads = news.take().await;
        if connection.is_none() {
            let made = Db::one_connection(&url).await;
            connection = trouble.note("other servers cannot be told", made);
        }
        if let Some(open) = &connection {
            let sent = send(open, &payloads(&heads)).await;
            if trouble.note("other servers cannot be told", sent).is_none() {
                connection = None;
            }
        }
        sleep(if connection.is_some() { pause } else { AGAIN }).await;
    }
}

async fn send(connection: &DatabaseConnection, payloads: &[String]) -> Result<(), DbErr> {
    for payload in payloads {
        let values = [CHANNEL.into(), payload.as_str().into()];
        let sql = "SELECT pg_notify($1, $2)";
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        connection.execute_raw(statement).await?;
    }
    Ok(())
}

/// Hears what other processes say, and what this one says, which is no news.
async fn hear(state: AppState) {
    let mut trouble = Trouble::default();
    loop {
        let ended = listen(&state, &mut trouble).await;
        trouble.note("other servers cannot be heard", ended);
        sleep(AGAIN).await;
    }
}

async fn listen(state: &AppState, trouble: &mut Trouble) -> Result<(), sea_orm::sqlx::Error> {
    let mut listener = db::listener(&state.config.database).await?;
    listener.listen(CHANNEL).await?;
    trouble.note("other servers cannot be heard", Ok::<_, sea_orm::sqlx::Error>(()));
    loop {
        // It connects again by itself; what was said meanwhile the poll finds.
        let notification = listener.recv().await?;
        state.live.tell(&heads_of(notification.payload()));
    }
}

/// Names of communities with their versions, as `name=version` with commas between.
fn payloads(heads: &BTreeMap<PlaceId, i64>) -> Vec<String> {
    let all: Vec<_> = heads.iter().map(|(place, seq)| format!("{}={seq}", place.0.simple())).collect();
    all.chunks(NAMED).map(|some| some.join(",")).collect()
}

/// What a payload says; what cannot be read in it, such as of a later build, is passed over.
fn heads_of(payload: &str) -> BTreeMap<PlaceId, i64> {
    let read = |part: &str| {
        let (place, seq) = part.split_once('=')?;
        Some((PlaceId(Uuid::try_parse(place).ok()?), seq.parse().ok()?))
    };
    payload.split(',').filter_map(read).collect()
}

/// Logs a failure that stays once, and its end.
#[derive(Default)]
struct Trouble(bool);

impl Trouble {
    fn note<T, E: std::fmt::Display>(&mut self, what: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => {
                if std::mem::take(&mut self.0) {
                    tracing::info!("no longer: {what}");
                }
                Some(value)
            }
            Err(error) => {
                if !std::mem::replace(&mut self.0, true) {
                    tracing::warn!(%error, "{what}");
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_is_read_as_it_was_written_and_fits() {
        let place = |n: u128| PlaceId(Uuid::from_u128(u128::MAX - n));
        let heads: BTreeMap<_, _> = (0..1_000).map(|n| (place(n), i64::MAX)).collect();
        let payloads = payloads(&heads);
        assert!(payloads.iter().all(|it| it.len() < 8_000));
        let read: BTreeMap<_, _> = payloads.iter().flat_map(|it| heads_of(it)).collect();
        assert_eq!(read, heads);
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        let good = Uuid::from_u128(7).simple();
        let text = format!("x,=,{good},{good}=x,{good}=3,");
        assert_eq!(heads_of(&text), BTreeMap::from([(PlaceId(Uuid::from_u128(7)), 3)]));
    }
}
