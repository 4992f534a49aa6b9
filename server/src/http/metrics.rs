//! Metrics, on an address of their own: they are nobody's business but the operator's.

use std::fs;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use sea_orm::{DatabaseConnection, DbBackend};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::db::retention::sizes;
use crate::metrics;
use crate::services::readiness::file_of;
use crate::state::AppState;

/// How long sizes count as known: PostgreSQL looks at every file for them.
const KNOWN: Duration = Duration::from_secs(60);

/// Serves `/metrics` and nothing else, until dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, state: AppState) -> std::io::Result<()> {
    let watched = Watched { state, sized: std::sync::Arc::default() };
    axum::serve(listener, Router::new().route("/metrics", get(show)).with_state(watched)).await
}

#[derive(Clone)]
struct Watched {
    state: AppState,
    sized: std::sync::Arc<Mutex<Option<Instant>>>,
}

async fn show(State(watched): State<Watched>) -> impl IntoResponse {
    let (state, numbers) = (&watched.state, metrics::get());
    numbers.streams.set(i64::try_from(state.live.open()).unwrap_or(i64::MAX));
    for (name, pool) in
        [("reading", state.db.reader()), ("writing", state.db.writing()), ("watching", state.db.watch())]
    {
        let (open, idle) = connections(state.db.backend(), pool);
        numbers.pool(name, open, idle);
    }
    let mut sized = watched.sized.lock().await;
    if sized.is_none_or(|it| it.elapsed() > KNOWN) {
        *sized = Some(Instant::now());
        measure(state).await;
    }
    drop(sized);
    ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], numbers.text())
}

fn connections(backend: DbBackend, pool: &DatabaseConnection) -> (u32, usize) {
    if backend == DbBackend::Postgres {
        let it = pool.get_postgres_connection_pool();
        (it.size(), it.num_idle())
    } else {
        let it = pool.get_sqlite_connection_pool();
        (it.size(), it.num_idle())
    }
}

async fn measure(state: &AppState) {
    let numbers = metrics::get();
    let asked = tokio::time::timeout(Duration::from_secs(2), sizes(state.db.watch())).await;
    if let Ok(Ok((database, log))) = asked {
        numbers.database_bytes.set(database);
        numbers.wal_bytes.set(log);
    }
    if let Some(file) = file_of(&state.db) {
        let mut name = file.into_os_string();
        name.push("-wal");
        let size = fs::metadata(name).map_or(0, |it| it.len());
        numbers.wal_bytes.set(i64::try_from(size).unwrap_or(i64::MAX));
    }
}
