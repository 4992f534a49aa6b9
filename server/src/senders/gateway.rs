//! Any SMS provider with an HTTP interface.

use std::io::Read;
use std::time::Duration;

use linli_domain::contact::Phone;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{CodeSender, SendError};
use crate::config::Config;

/// Asks a gateway to send a code: GET, or POST when there is a body.
pub struct Gateway {
    agent: ureq::Agent,
    url: String,
    body: String,
    content_type: String,
    authorization: String,
    /// Without spaces, as below; empty asks for nothing.
    accepted: String,
    refused: String,
}

/// Why the settings make no gateway.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("it must begin with https:// or http://.")]
    Scheme,
    #[error("neither sender-url nor sender-body has {{code}} in it.")]
    NoCode,
    #[error("neither sender-url nor sender-body has {{phone}} or {{national}} in it.")]
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
        if !all.contains("{phone}") && !all.contains("{national}") {
            return Err(GatewayError::NoPhone);
        }
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(config.sender_seconds)))
            // What it says then belongs into the log.
            .http_status_as_error(false)
            .build()
            .into();
        Ok(Self {
            agent,
            url: config.sender_url.clone(),
            body: config.sender_body.clone(),
            content_type: config.sender_type.clone(),
            authorization: config.sender_authorization.clone(),
            accepted: without_spaces(&config.sender_accepted),
            refused: without_spaces(&config.sender_refused),
        })
    }
}

/// Bytes of an answer that are looked at.
const MOST: u64 = 64 * 1024;

#[async_trait::async_trait]
impl CodeSender for Gateway {
    async fn send(&self, phone: &Phone, code: &str) -> Result<(), SendError> {
        let url = filled(&self.url, phone, code, percent);
        let escape = if self.content_type.contains("json") { json } else { percent };
        let body = filled(&self.body, phone, code, escape);
        let (agent, kind, authorization) =
            (self.agent.clone(), self.content_type.clone(), self.authorization.clone());
        let asked = tokio::task::spawn_blocking(move || {
            let answer = if body.is_empty() {
                let mut request = agent.get(&url);
                if !authorization.is_empty() {
                    request = request.header("Authorization", &authorization);
                }
                request.call()
            } else {
                let mut request = agent.post(&url).header("Content-Type", &kind);
                if !authorization.is_empty() {
                    request = request.header("Authorization", &authorization);
                }
                request.send(&body)
            };
            let mut answer = answer?;
            let mut said = Vec::new();
            // What is longer is cut off: the word that counts stands in front.
            let read = answer.body_mut().as_reader().take(MOST).read_to_end(&mut said);
            read.map_err(ureq::Error::from)?;
            Ok::<_, ureq::Error>((answer.status().as_u16(), said))
        });
        match asked.await {
            // Not every gateway writes UTF-8.
            Ok(Ok((status, said))) => self.judge(status, &String::from_utf8_lossy(&said), phone, code),
            // Errors of ureq may hold the address, and with it number and code.
            Ok(Err(ureq::Error::Timeout(_))) => Err(SendError::Timeout),
            Ok(Err(_)) | Err(_) => Err(SendError::Unreachable),
        }
    }
}

impl Gateway {
    /// Whether an answer says that the code was sent.
    fn judge(&self, status: u16, answer: &str, phone: &Phone, code: &str) -> Result<(), SendError> {
        let said = || in_short(answer, phone, code);
        if !(200..300).contains(&status) {
            return Err(SendError::Status { status, said: said() });
        }
        let bare = without_spaces(answer);
        if !self.refused.is_empty() && bare.contains(&self.refused) {
            return Err(SendError::Answer { why: "has what sender-refused names", said: said() });
        }
        if !bare.contains(&self.accepted) {
            return Err(SendError::Answer { why: "lacks what sender-accepted names", said: said() });
        }
        Ok(())
    }
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

/// The beginning of an answer for the log: one line, without the code, and without any run of digits that
/// could be a phone number.
fn in_short(answer: &str, phone: &Phone, code: &str) -> String {
    let hidden = [phone.as_str(), phone.national().as_str(), &phone.spoken(), code]
        .iter()
        .fold(answer.to_owned(), |text, secret| text.replace(*secret, "***"));
    let digits: String = hidden.chars().filter(char::is_ascii_digit).collect();
    if digits.contains(&phone.national()) || digits.contains(code) {
        return "(not shown, since it has the number or the code in it)".to_owned();
    }
    let mut short = String::with_capacity(200);
    let mut digits = String::new();
    let end = |short: &mut String, digits: &mut String| {
        short.push_str(if digits.len() >= 7 { "***" } else { digits });
        digits.clear();
    };
    for sign in hidden.chars().take(200) {
        if sign.is_ascii_digit() {
            digits.push(sign);
            continue;
        }
        end(&mut short, &mut digits);
        short.push(if sign.is_control() { ' ' } else { sign });
    }
    end(&mut short, &mut digits);
    short
}

fn filled(template: &str, phone: &Phone, code: &str, escape: fn(&str) -> String) -> String {
    template
        .replace("{phone}", &escape(phone.as_str()))
        .replace("{national}", &escape(&phone.national()))
        .replace("{code}", &escape(code))
}

/// Percent-encoded as in a form or a query; `+` must not become a space.
fn percent(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
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

    #[test]
    fn b11_a_gateway_can_have_the_number_as_it_is_dialled_at_home() {
        let national = |text: &str| text.parse::<Phone>().unwrap().national();
        assert_eq!(national("+86 138 0000 0001"), "13800000001");
        assert_eq!(national("0514 87361234"), "051487361234");
        // Not 12125551234, which would be somebody's mobile.
        assert_eq!(national("+1 212 555 1234"), "0012125551234");
        let phone: Phone = "13800000001".parse().unwrap();
        assert_eq!(
            filled("https://s/?to={national}&c={code}", &phone, "1", percent),
            "https://s/?to=13800000001&c=1"
        );
        let config = Config { sender_url: "https://s/{national}/{code}".to_owned(), ..Config::default() };
        assert!(Gateway::new(&config).is_ok());
    }

    #[test]
    fn b11_what_an_answer_must_hold_decides_whether_a_code_was_sent() {
        let phone: Phone = "13800000001".parse().unwrap();
        let judge = |accepted: &str, refused: &str, status: u16, answer: &str| {
            let config = Config {
                sender_url: "https://s/{phone}/{code}".to_owned(),
                sender_accepted: accepted.to_owned(),
                sender_refused: refused.to_owned(),
                ..Config::default()
            };
            Gateway::new(&config).unwrap().judge(status, answer, &phone, "493021").map_err(|it| it.why())
        };
        assert_eq!(judge("", "", 200, "{\"code\":\"30001\"}"), Ok(()), "nobody has said what is good");
        assert_eq!(judge("\"code\": 0", "", 200, "{ \"code\" : 0 }"), Ok(()));
        assert_eq!(
            judge("\"code\":0", "", 200, "{\"code\":\"30001\",\"msg\":\"no balance\"}"),
            Err("answer")
        );
        assert_eq!(judge("\"code\":0", "", 200, ""), Err("answer"));
        assert_eq!(judge("", "no balance", 200, "{\"msg\":\"no balance\"}"), Err("answer"));
        assert_eq!(judge("", "no balance", 200, "ok"), Ok(()));
        assert_eq!(judge("ok", "", 400, "ok"), Err("status"));
        assert_eq!(judge("", "", 302, ""), Err("status"));
    }

    #[test]
    fn b11_the_log_has_what_the_gateway_said_without_code_and_number() {
        let phone: Phone = "13800000001".parse().unwrap();
        for answer in [
            "no balance for 13800000001, text 493021",
            "no balance for +8613800000001 (493021)",
            "no balance for 86-13800000001\r\nX: 493021",
            "no balance for 138 0000 0001: 493021",
            "no balance for 008613800000001",
        ] {
            let said = in_short(answer, &phone, "493021");
            assert!(said.starts_with("no balance for"), "{said}");
            for secret in ["13800000001", "493021", "138 0000 0001", "\n"] {
                assert!(!said.contains(secret), "{said}");
            }
        }
        for answer in ["138-0000-0001", "to 138.0000.0001", "49 30 21"] {
            assert!(in_short(answer, &phone, "493021").starts_with("(not shown"), "{answer}");
        }
        assert_eq!(in_short("{\"code\":\"30001\"}", &phone, "493021"), "{\"code\":\"30001\"}");
        assert!(in_short(&"x".repeat(100_000), &phone, "493021").len() <= 200);
    }
}
