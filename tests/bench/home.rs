//! The first page, rendered for signed-in residents of the demo district; memory at rest.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Clock};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::client::Client;
use super::report::{Times, line};
use super::server::Server;

const CLIENTS: usize = 16;
const TIME: Duration = Duration::from_secs(10);

/// The built site; names without files where it has not been built, since only HTML is measured.
pub fn site(folder: &Path) -> Result<PathBuf> {
    let built = PathBuf::from("target/site");
    if built.join("assets.json").is_file() {
        return Ok(built);
    }
    let made = folder.join("site");
    linli_tests::site::names_only(&made)?;
    Ok(made)
}

pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("home.db").display());
    let server = Server::start(&url, &site(folder.path())?).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let memory = server.memory()?;
    line(
        "Memory of the server at rest, demo district",
        &format!("{memory:.0} MiB"),
        "<= 80 MiB",
        memory <= 80.0,
    );

    let cookie = sign_in(&server, "13800000001").await?;
    let (counting, stop) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let mut running = Vec::new();
    for _ in 0..CLIENTS {
        let mut client = Client::connect(server.address).await?;
        let (cookie, counting, stop) = (cookie.clone(), Arc::clone(&counting), Arc::clone(&stop));
        running.push(tokio::spawn(async move {
            let mut times = Times::default();
            let mut bytes = 0;
            while !stop.load(Ordering::Relaxed) {
                let began = Clock::now();
                let (status, body) = client.get("/", &cookie).await?;
                let took = began.elapsed();
                if !status.is_success() {
                    bail!("{status}");
                }
                bytes = body.len();
                if counting.load(Ordering::Relaxed) {
                    times.add(took);
                }
            }
            Ok((times, bytes))
        }));
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    counting.store(true, Ordering::Relaxed);
    tokio::time::sleep(TIME).await;
    counting.store(false, Ordering::Relaxed);
    stop.store(true, Ordering::Relaxed);
    let mut times = Times::default();
    let mut size = 0;
    for client in running {
        let (some, bytes) = client.await??;
        times.append(some);
        size = bytes;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = times.len() as f64 / TIME.as_secs_f64();
    let p95 = times.quantile(0.95);
    line(
        "Home rendered for a signed-in resident, 16 clients",
        &format!("{rate:.0}/s, p95 {p95:.1} ms, {size} B"),
        ">= 1000/s, p95 <= 40 ms",
        rate >= 1000.0 && p95 <= 40.0,
    );
    let memory = server.memory()?;
    line("Memory of the server after that", &format!("{memory:.0} MiB"), "", true);
    Ok(())
}

/// Signs somebody of the demo district in; their cookie.
pub async fn sign_in(server: &Server, phone: &str) -> Result<String> {
    let mut client = Client::connect(server.address).await?;
    let (_, body) = client.post("/api/v1/session/code", "", format!(r#"{{"phone":"{phone}"}}"#)).await?;
    let asked: Value = serde_json::from_slice(&body)?;
    let request = asked.get("request_id").and_then(Value::as_str).context("no request")?;
    let code = asked.get("demo_code").and_then(Value::as_str).context("no code")?;
    let body = format!(r#"{{"request_id":"{request}","code":"{code}"}}"#);
    let cookie = client.sign_in("/api/v1/session", body).await?;
    Ok(cookie)
}
