//! Any SMS provider with an HTTP interface.

use std::time::Duration;

use linli_domain::member::Phone;

use super::{CodeSender, SendError};
use crate::config::Config;

/// Asks a gateway to send a code: GET, or POST when there is a body.
pub struct Gateway {
    agent: ureq::Agent,
    url: String,
    body: String,
    content_type: String,
    authorization: String,
}

/// Why the settings make no gateway.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("it must begin with https:// or http://.")]
    Scheme,
    #[error("neither sender-url nor sender-body has {{code}} in it.")]
    NoCode,
    #[error("neither sender-url nor sender-body has {{phone}} in it.")]
    NoPhone,
}

impl Gateway {
    /// # Errors
    /// When the address is none, or the code or the number would not reach the gateway.
    pub fn new(config: &Config) -> Result<Self, GatewayError> {
        let all = format!("{}{}", config.sender_url, config.sender_body);
        if !config.sender_url.starts_with("https://") && !config.sender_url.starts_with("http://") {
            return Err(GatewayError::Scheme);
        }
        if !all.contains("{code}") {
            return Err(GatewayError::NoCode);
        }
        if !all.contains("{phone}") {
            return Err(GatewayError::NoPhone);
        }
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(config.sender_seconds)))
            .build()
            .into();
        Ok(Self {
            agent,
            url: config.sender_url.clone(),
            body: config.sender_body.clone(),
            content_type: config.sender_type.clone(),
            authorization: config.sender_authorization.clone(),
        })
    }
}

#[async_trait::async_trait]
impl CodeSender for Gateway {
    async fn send(&self, phone: &Phone, code: &str) -> Result<(), SendError> {
        let url = filled(&self.url, phone, code, percent);
        let escape = if self.content_type.contains("json") { json } else { percent };
        let body = filled(&self.body, phone, code, escape);
        let (agent, kind, authorization) =
            (self.agent.clone(), self.content_type.clone(), self.authorization.clone());
        let asked = tokio::task::spawn_blocking(move || {
            if body.is_empty() {
                let mut request = agent.get(&url);
                if !authorization.is_empty() {
                    request = request.header("Authorization", &authorization);
                }
                request.call().map(drop)
            } else {
                let mut request = agent.post(&url).header("Content-Type", &kind);
                if !authorization.is_empty() {
                    request = request.header("Authorization", &authorization);
                }
                request.send(&body).map(drop)
            }
        });
        match asked.await {
            Ok(Ok(())) => Ok(()),
            // Other errors of ureq may hold the address, and with it number and code.
            Ok(Err(ureq::Error::StatusCode(status))) => {
                Err(SendError(format!("the gateway answered {status}")))
            }
            Ok(Err(ureq::Error::Timeout(_))) => {
                Err(SendError("the gateway did not answer in time".to_owned()))
            }
            Ok(Err(_)) => Err(SendError("the gateway could not be reached".to_owned())),
            Err(_) => Err(SendError("the request was cut off".to_owned())),
        }
    }
}

fn filled(template: &str, phone: &Phone, code: &str, escape: fn(&str) -> String) -> String {
    template.replace("{phone}", &escape(phone.as_str())).replace("{code}", &escape(code))
}

/// Percent-encoded as in a form or a query; `+` must not become a space.
fn percent(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B")
}

/// Phone numbers and codes have nothing that JSON escapes.
fn json(text: &str) -> String {
    text.to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_filled() {
        let phone: Phone = "13800000001".parse().unwrap();
        assert_eq!(
            filled("https://s/?to={phone}&t={code}", &phone, "123456", percent),
            "https://s/?to=%2B8613800000001&t=123456"
        );
        assert_eq!(filled("{\"to\":\"{phone}\"}", &phone, "1", json), "{\"to\":\"+8613800000001\"}");
    }

    #[test]
    fn a_template_without_the_code_is_refused() {
        let config = Config { sender_url: "https://s/{phone}".to_owned(), ..Config::default() };
        assert!(matches!(Gateway::new(&config), Err(GatewayError::NoCode)));
    }
}
