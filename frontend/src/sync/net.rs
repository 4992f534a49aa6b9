//! Push and pull over the network, and what it means when there is no answer.

use gloo_net::http::{Request, Response};
use linli_domain::as_json;
use linli_domain::ids::MemberId;
use linli_domain::json::{Json, Value};
use linli_domain::mutation::{Outcome, Push};
use linli_domain::sync::{Asked, Fault, Pull};
use web_sys::AbortSignal;

/// How long an answer may take, in milliseconds.
const PATIENCE: u32 = 20_000;

/// The part of a push's answer that matters here.
struct Pushed {
    outcomes: Vec<Outcome>,
}

as_json!(struct Pushed { outcomes });

/// The part of a problem that matters here.
#[derive(Default)]
struct Details {
    code: String,
    expected: u64,
}

as_json!(struct Details or default { code, expected });

/// Sends mutations in somebody's name.
pub async fn push(me: MemberId, push: &Push) -> Result<Vec<Outcome>, Fault> {
    let request = Request::post(&format!("/api/sync/v1/push?member_id={me}"))
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)))
        .json(&push.write())
        .map_err(|_| Fault::Broken)?;
    let response = taken(request.send().await).await?;
    let pushed: Pushed = read(&response).await?;
    Ok(pushed.outcomes)
}

/// Asks for what changed.
pub async fn pull(me: MemberId, asked: &Asked) -> Result<Pull, Fault> {
    let mut query = vec![("member_id", me.to_string()), ("device_id", asked.device.to_string())];
    query.extend(asked.cursor.iter().map(|it| ("cursor", it.clone())));
    let request = Request::get("/api/sync/v1/pull")
        .query(query)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)))
        .build()
        .map_err(|_| Fault::Broken)?;
    let response = taken(request.send().await).await?;
    read(&response).await
}

/// What is in an answer. One that breaks off is an answer lost.
async fn read<T: Json>(response: &Response) -> Result<T, Fault> {
    let json: Value = response.json().await.map_err(|_| Fault::Offline)?;
    T::read(&json).map_err(|_| Fault::Offline)
}

async fn taken(answer: Result<Response, gloo_net::Error>) -> Result<Response, Fault> {
    let response = answer.map_err(|_| Fault::Offline)?;
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let retry_after = response.headers().get("retry-after").and_then(|it| it.parse().ok());
    let details: Details = read(&response).await.unwrap_or_default();
    Err(match (status, details.code.as_str()) {
        (_, "gap") => Fault::Gap { expected: details.expected },
        (_, "restored") => Fault::Restored,
        (_, "mid_reused") => Fault::MidReused,
        (_, "foreign_device") => Fault::ForeignDevice,
        (401, _) | (_, "other_member") => Fault::SignedOut,
        (426, _) => Fault::OldBuild,
        (429, _) => Fault::TooFast { seconds: retry_after.unwrap_or(1) },
        (408 | 502..=504, _) => Fault::Busy,
        _ => Fault::Broken,
    })
}
