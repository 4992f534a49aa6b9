//! The second step of signing in, kept by the browser while somebody reads the message: phones throw pages
//! away that are not looked at. For the minutes of the code a cookie has what the page needs, so that the
//! number stands in no address. It opens nothing: whoever has it still needs the code.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue};
use linli_app::forms::is_local;
use linli_domain::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cookie;
use crate::state::AppState;

const NAME: &str = "code";

/// Bytes of the cookie that are looked at; browsers keep 4096 with name and attributes.
const MOST: usize = 3_000;

/// Characters of a number as somebody typed it.
const MOST_PHONE: usize = 40;

/// A code that was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CodeStep {
    pub request_id: Uuid,
    /// As the person typed it.
    pub phone: String,
    /// Where to go afterwards.
    #[serde(default)]
    pub next: String,
    /// “This is not my phone” was chosen.
    #[serde(default)]
    pub borrowed: bool,
    /// The code itself, in demo mode only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// Until when the code holds.
    pub until: Instant,
}

impl CodeStep {
    /// What the browser has kept; nothing when it is over or cannot be read.
    #[must_use]
    pub fn of(state: &AppState, headers: &HeaderMap) -> Option<Self> {
        let value = cookie::read(headers, &cookie::own(NAME, state.config.is_https()))?;
        if value.len() > MOST {
            return None;
        }
        let mut step: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
        if step.until <= state.now() || step.phone.chars().count() > MOST_PHONE {
            return None;
        }
        if !is_local(&step.next) || step.next.len() > state.config.next_bytes {
            "/".clone_into(&mut step.next);
        }
        // Nobody but the server of a demo shows a code.
        step.shown = step.shown.filter(|it| state.sender.shows_codes() && is_code(it));
        Some(step)
    }

    /// The cookie that keeps it; none when it is too much for one.
    #[must_use]
    pub fn keep(&self, state: &AppState) -> Option<HeaderValue> {
        let left = self.until.millis().saturating_sub(state.now().millis()) / 1000;
        let value = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).ok()?);
        let fits = value.len() <= MOST && self.phone.chars().count() <= MOST_PHONE;
        fits.then(|| cookie::set_own(NAME, &value, state.config.is_https(), left.max(1))).flatten()
    }

    /// Takes the cookie away.
    #[must_use]
    pub fn forget(state: &AppState) -> Option<HeaderValue> {
        cookie::set_own(NAME, "", state.config.is_https(), 0)
    }
}

/// Six digits.
#[must_use]
pub fn is_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|it| it.is_ascii_digit())
}
