//! `linli serve`

use std::future::Future;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{demo, open, print};
use crate::assets::Site;
use crate::config::{Config, ConfigError};
use crate::http::{connections, router};
use crate::senders::{CodeSender, Demo, Gateway};
use crate::services::{retention, session, sweep};
use crate::state::AppState;
use crate::{holidays, live};

/// Serves until told to stop (SIGTERM or SIGINT), then lets running requests end.
///
/// # Errors
/// When it cannot begin: settings, site, port, database.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    config.check_for_serving()?;
    let sender = sender(&config)?;
    let site = Site::open(&config.site)?;
    let holidays = holidays::load(&config.holidays)?;
    let listener = TcpListener::bind(config.listen.0).await.with_context(|| {
        format!("The address {} cannot be listened on; another program may have it", config.listen.0)
    })?;
    if config.demo {
        demo::fill(&config, config.demo_seed, config.demo_scale).await?;
    }
    let db = open(&config).await?;
    let accounts = if config.demo { crate::demo::accounts(&db).await? } else { Vec::new() };
    let state = AppState::new(config, db, sender, site, holidays).with_demo_accounts(accounts);
    announce(&state).await?;

    let (stop, stopping) = watch::channel(false);
    let sweeping = tokio::spawn(sweep_often(state.clone()));
    let telling = live::start(&state);
    let told = {
        let (state, stop) = (state.clone(), stop);
        async move {
            stop_signal().await;
            tracing::info!("stopping: no new requests");
            state.stop_welcoming();
            // They would last until the time is over.
            state.live.stop();
            _ = stop.send(true);
        }
    };
    let limits = connections::Limits::of(&state.config);
    let serving = connections::serve(listener, router(state.clone()), limits, told);
    until_drained(serving, stopping, Duration::from_secs(state.config.drain_seconds)).await;
    sweeping.abort();
    drop(telling);
    tracing::info!("stopped");
    Ok(())
}

fn sender(config: &Config) -> Result<Box<dyn CodeSender>, ConfigError> {
    if config.shows_codes() {
        return Ok(Box::new(Demo));
    }
    let gateway = Gateway::new(config).map_err(|error| ConfigError::Sender(error.to_string()))?;
    Ok(Box::new(gateway))
}

async fn announce(state: &AppState) -> anyhow::Result<()> {
    // One address, the one for browsers, and only now that it answers.
    print(&format!("linli is ready: open {}", state.config.public_url))?;
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

/// Does what time does: bookings expire, sessions and codes end.
async fn sweep_often(state: AppState) {
    let mut tick = tokio::time::interval(Duration::from_secs(state.config.sweep_seconds.max(1)));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = sweep::sweep(&state).await {
            tracing::error!(%error, "bookings whose time has come were not looked at");
        }
        if let Err(error) = session::sweep(&state).await {
            tracing::error!(%error, "old sessions were not removed");
        }
        if let Err(error) = retention::forget(&state).await {
            tracing::error!(%error, "old changes and answers were not removed");
        }
    }
}
