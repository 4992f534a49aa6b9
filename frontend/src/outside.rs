//! The app's ports over the network.

use gloo_net::http::Request;
use linli_app::forms::Filled;
use linli_app::ports::{Later, Outside};
use linli_app::store::{Problem, Store};
use linli_domain::mutation::Settled;
use linli_domain::time::Instant;
use serde_json::Value;
use uuid::Uuid;

use crate::{device, sync};

/// The browser.
pub struct Browser;

impl Outside for Browser {
    fn submit(&self, store: Store, filled: Filled) -> Later<Result<Settled, Problem>> {
        Box::pin(sync::submit(store, filled))
    }

    fn query(&self, name: &str, args: &Value) -> Later<Result<Value, Problem>> {
        let request = Request::post(&format!("/api/v1/query/{name}")).json(args);
        Box::pin(async move {
            let response =
                request.map_err(|_| Problem::Broken)?.send().await.map_err(|_| Problem::Offline)?;
            accepted(&response)?;
            response.json().await.map_err(|_| Problem::Broken)
        })
    }

    fn fresh_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn clock(&self) -> Instant {
        device::clock()
    }
}

/// What a status says that is not an answer.
pub fn accepted(response: &gloo_net::http::Response) -> Result<(), Problem> {
    match response.status() {
        200..300 => Ok(()),
        401 => Err(Problem::SignedOut),
        429 => {
            let seconds = response.headers().get("retry-after").and_then(|it| it.parse().ok());
            Err(Problem::TooFast { seconds: seconds.unwrap_or(1) })
        }
        400 | 422 => Err(Problem::Unreadable),
        _ => Err(Problem::Broken),
    }
}
