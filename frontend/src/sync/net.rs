//! Push and pull over the network, and what it means when there is no answer.

use futures::future::{Either, select};
use gloo_net::http::{Request, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use linli_domain::as_json;
use linli_domain::ids::MemberId;
use linli_domain::json::{Json, Value};
use linli_domain::mutation::{Outcome, Push};
use linli_domain::sync::{Asked, Fault, Pull};
use web_sys::AbortController;

/// How long an answer may take until it is there as a whole, in milliseconds.
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

/// What the server says.
pub struct Answer {
    pub status: u16,
    /// Seconds after which the next request is welcome.
    pub retry_after: Option<u64>,
    /// None where it holds no JSON, or has broken off.
    pub body: Option<Value>,
}

impl Answer {
    pub const fn is_ok(&self) -> bool {
        matches!(self.status, 200..300)
    }
}

/// Sends a request and waits for its answer as a whole; none when it does not come. A timer of our own: the
/// signal with a time (`AbortSignal.timeout`) is younger than many phones.
pub async fn send(request: RequestBuilder, body: Option<Value>) -> Option<Answer> {
    let control = AbortController::new().ok();
    let signal = control.as_ref().map(AbortController::signal);
    let coming = Box::pin(async move {
        let request = request.abort_signal(signal.as_ref());
        let request = match body {
            Some(body) => request.json(&body),
            None => request.build(),
        };
        let response = request.ok()?.send().await.ok()?;
        let retry_after = response.headers().get("retry-after").and_then(|it| it.parse().ok());
        Some(Answer { status: response.status(), retry_after, body: response.json().await.ok() })
    });
    match select(coming, TimeoutFuture::new(PATIENCE)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            // It would keep one of the few connections that a browser has.
            if let Some(control) = control {
                control.abort();
            }
            None
        }
    }
}

/// Sends mutations in somebody's name.
pub async fn push(me: MemberId, push: &Push) -> Result<Vec<Outcome>, Fault> {
    let request = Request::post(&format!("/api/sync/v1/push?member_id={me}"));
    let pushed: Pushed = read(send(request, Some(push.write())).await)?;
    Ok(pushed.outcomes)
}

/// Asks for what changed.
pub async fn pull(me: MemberId, asked: &Asked) -> Result<Pull, Fault> {
    let mut query = vec![("member_id", me.to_string()), ("device_id", asked.device.to_string())];
    query.extend(asked.cursor.iter().map(|it| ("cursor", it.clone())));
    read(send(Request::get("/api/sync/v1/pull").query(query), None).await)
}

/// What is in an answer. One that breaks off is an answer lost.
fn read<T: Json>(answer: Option<Answer>) -> Result<T, Fault> {
    T::read(&taken(answer)?).map_err(|_| Fault::Offline)
}

fn taken(answer: Option<Answer>) -> Result<Value, Fault> {
    let answer = answer.ok_or(Fault::Offline)?;
    let body = answer.body.as_ref();
    if answer.is_ok() {
        return answer.body.ok_or(Fault::Offline);
    }
    let details = body.and_then(|it| Details::read(it).ok()).unwrap_or_default();
    Err(match (answer.status, details.code.as_str()) {
        (_, "gap") => Fault::Gap { expected: details.expected },
        (_, "restored") => Fault::Restored,
        (_, "mid_reused") => Fault::MidReused,
        (_, "foreign_device") => Fault::ForeignDevice,
        (401, _) | (_, "other_member") => Fault::SignedOut,
        (426, _) => Fault::OtherBuild,
        (429, "day_over") => Fault::DayOver,
        (429, "many_devices") => Fault::ManyDevices,
        (429, _) => Fault::TooFast { seconds: answer.retry_after.unwrap_or(1) },
        (408 | 502..=504, _) => Fault::Busy,
        _ => Fault::Broken,
    })
}
