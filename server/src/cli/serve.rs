//! `linli serve`

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt;

use super::{demo, open, print};
use crate::assets::Site;
use crate::config::{Config, ConfigError, LogFormat};
use crate::db::Db;
use crate::db::tables::database_fact;
use crate::http::{connections, metrics, router};
use crate::senders::{CodeSender, Demo, Gateway};
use crate::services::jobs;
use crate::state::AppState;
use crate::{holidays, live};

/// Serves until told to stop (SIGTERM or SIGINT), then lets running requests end.
///
/// # Errors
/// When it cannot begin: settings, site, port, database.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    config.check_for_serving()?;
    let sender = sender(&config)?;
    let mut site = Site::open(&config.site)?;
    if !config.also_site.as_os_str().is_empty() {
        site = site.and(&config.also_site)?;
    }
    let holidays = holidays::load(&config.holidays)?;
    let listener = TcpListener::bind(config.listen.0).await.with_context(|| {
        format!("The address {} cannot be listened on; another program may have it", config.listen.0)
    })?;
    let watching = match config.metrics.0 {
        Some(address) => Some(TcpListener::bind(address).await.with_context(|| {
            format!("The address {address} for metrics cannot be listened on; another program may have it")
        })?),
        None => None,
    };

    // It answers from now on, if only that it is not there yet: a step of the schema may take minutes.
    let door = Door::default();
    let (stop, stopping) = watch::channel(false);
    let linger = Duration::from_secs(config.linger_seconds);
    let limits = connections::Limits::of(&config);
    let drain = Duration::from_secs(config.drain_seconds);
    let told = {
        let door = door.clone();
        async move {
            stop_signal().await;
            door.stop(linger).await;
            _ = stop.send(true);
        }
    };
    let serving = tokio::spawn(connections::serve(listener, door.router(), limits, told));
    let mut stopped = stopping.clone();
    let state = tokio::select! {
        state = begin(config, sender, site, holidays) => state?,
        // Nothing to be drained yet.
        _ = stopped.wait_for(|stop| *stop) => return Ok(()),
    };
    door.open(&state);
    announce(&state).await?;
    let working = tokio::spawn(work_often(state.clone()));
    let telling = live::start(&state);
    if let Some(listener) = watching {
        tokio::spawn(metrics::serve(listener, state.clone()));
    }
    let serving = async { drop(serving.await) };
    until_drained(serving, stopping, drain).await;
    working.abort();
    drop(telling);
    if let Err(error) = jobs::leave(&state).await {
        tracing::warn!(%error, "the jobs are left to another server only when the lease is over");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Opens the database, brings its schema up to date and puts everything together.
async fn begin(
    config: Config,
    sender: Box<dyn CodeSender>,
    site: Site,
    holidays: Vec<linli_domain::holiday::Holiday>,
) -> anyhow::Result<AppState> {
    if config.demo {
        demo::fill(&config, config.demo_seed, config.demo_scale).await?;
    }
    let db = open(&config).await?;
    check_purpose(&db, config.demo).await?;
    let accounts = if config.demo { crate::demo::accounts(&db).await? } else { Vec::new() };
    Ok(AppState::new(config, db, sender, site, holidays).with_demo_accounts(accounts))
}

/// Refuses to show everybody the codes of real people, and to serve people beside made-up ones whose
/// numbers everybody knows.
async fn check_purpose(db: &Db, demo: bool) -> anyhow::Result<()> {
    let made_up = database_fact::get(db.reader(), database_fact::DEMO).await?.is_some();
    if demo && !made_up {
        anyhow::bail!(
            "The database is no demo's (or one of before linli marked them): a demo shows everybody the \
             sign-in codes of everybody in it. Give --demo a database of its own."
        );
    }
    if made_up && !demo {
        anyhow::bail!(
            "The database is a demo's, with made-up people whose phone numbers everybody knows. Serve it with \
             --demo, or name another database."
        );
    }
    Ok(())
}

/// What listens, before and after there is something to serve.
#[derive(Clone, Default)]
struct Door(Arc<OnceLock<(Router, AppState)>>);

impl Door {
    /// Passes requests on to what is behind it; until there is something, says so.
    fn router(&self) -> Router {
        let behind = Arc::clone(&self.0);
        Router::new().fallback(move |request: Request| {
            let behind = behind.get().map(|it| it.0.clone());
            async move {
                match behind {
                    // Routers do not fail.
                    Some(router) => router.oneshot(request).await.unwrap_or_else(|never| match never {}),
                    None => not_yet(&request),
                }
            }
        })
    }

    fn open(&self, state: &AppState) {
        drop(self.0.set((router(state.clone()), state.clone())));
    }

    /// First balancers are told, and served on for as long as they need to hear it; then streams end, which
    /// would last until the time is over.
    async fn stop(&self, linger: Duration) {
        let Some((_, state)) = self.0.get() else { return };
        tracing::info!("stopping: not ready for new requests");
        state.stop_welcoming();
        tokio::time::sleep(linger).await;
        state.live.stop();
    }
}

fn not_yet(request: &Request) -> Response {
    if request.uri().path() == "/health/live" {
        return "live\n".into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "2")], "migrating\n").into_response()
}

fn sender(config: &Config) -> Result<Box<dyn CodeSender>, ConfigError> {
    if config.shows_codes() {
        return Ok(Box::new(Demo));
    }
    if config.sender_accepted.is_empty() && config.sender_refused.is_empty() {
        tracing::warn!(
            "neither sender-accepted nor sender-refused is set: whatever the SMS gateway answers with a status of \
             2xx counts as sent, an error inside of it too"
        );
    }
    let gateway = Gateway::new(config).map_err(|error| ConfigError::Sender(error.to_string()))?;
    Ok(Box::new(gateway))
}

async fn announce(state: &AppState) -> anyhow::Result<()> {
    // One address, the one for browsers, and only now that it answers.
    let ready = format!("linli is ready: open {}", state.config.public_url);
    if state.config.log_format == LogFormat::Json {
        tracing::info!("{ready}");
        return Ok(());
    }
    print(&ready)?;
    if state.config.demo {
        print("Demo accounts; the sign-in page shows the code:")?;
        demo::print_accounts(&state.db).await?;
    }
    Ok(())
}

/// Ends with the server, or when it was told to stop and its time is over.
async fn until_drained(
    serving: impl Future<Output = ()>,
    mut stopping: watch::Receiver<bool>,
    drain: Duration,
) {
    let over = async {
        // An error means that the sender is gone, which it is only after it has said so.
        drop(stopping.wait_for(|stop| *stop).await);
        tokio::time::sleep(drain).await;
    };
    tokio::select! {
        () = serving => {}
        () = over => tracing::warn!("some requests were cut off"),
    }
}

async fn stop_signal() {
    let interrupt = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Does what time does, now and then.
async fn work_often(state: AppState) {
    let mut tick = tokio::time::interval(Duration::from_secs(state.config.sweep_seconds.max(1)));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = jobs::turn(&state).await {
            crate::metrics::get().job_failed("turn");
            tracing::error!(%error, "what time does was not done");
        }
    }
}
