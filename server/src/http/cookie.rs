//! Cookies: reading one, and the session's (RFC 6265bis).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::services::session::Token;

/// The value of a cookie of this name; the first one, should there be several.
#[must_use]
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok()).find_map(|line| {
        line.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    })
}

/// Takes a cookie out of a request.
pub fn remove(headers: &mut HeaderMap, name: &str) {
    let lines: Vec<_> = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok()).collect();
    let is_other = |pair: &&str| pair.trim().split_once('=').is_none_or(|(key, _)| key != name);
    let left: Vec<_> = lines.iter().flat_map(|it| it.split(';')).filter(is_other).collect();
    let line = HeaderValue::try_from(left.join(";"));
    headers.remove(COOKIE);
    headers.extend(line.ok().map(|it| (COOKIE, it)));
}

/// The session's cookie. By https its name makes browsers hold it to this host and to https
/// (`__Host-`); plain http on localhost needs another.
#[must_use]
pub const fn name(https: bool) -> &'static str {
    if https { "__Host-linli" } else { "linli-local" }
}

/// The secret that a request carries.
#[must_use]
pub fn token(headers: &HeaderMap, https: bool) -> Option<Token> {
    let bytes = URL_SAFE_NO_PAD.decode(read(headers, name(https))?).ok()?;
    bytes.try_into().ok().map(Token)
}

/// Sets the session's cookie for some days; without, until the browser is closed.
#[must_use]
pub fn set(token: &Token, https: bool, days: Option<i64>) -> Option<HeaderValue> {
    let secret = URL_SAFE_NO_PAD.encode(token.0);
    session(&secret, https, days.map(|it| it.saturating_mul(86_400)))
}

/// Takes the session's cookie away.
#[must_use]
pub fn unset(https: bool) -> Option<HeaderValue> {
    session("", https, Some(0))
}

fn session(value: &str, https: bool, seconds: Option<i64>) -> Option<HeaderValue> {
    let text = line(name(https), value, https, seconds) + "; HttpOnly";
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// Seconds that a phone stays known: what browsers keep a cookie at most (RFC 6265bis, section 5.5).
const KNOWN_SECONDS: i64 = 400 * 86_400;

const fn known_name(https: bool) -> &'static str {
    if https { "__Host-linli-known" } else { "linli-known" }
}

/// By what a phone is known that has signed in before.
#[must_use]
pub fn known(headers: &HeaderMap, https: bool) -> Option<&str> {
    read(headers, known_name(https))
}

/// Sets by what a phone is known. It stays when its person signs out; on a `borrowed` one until the
/// browser is closed.
#[must_use]
pub fn set_known(value: &str, https: bool, borrowed: bool) -> Option<HeaderValue> {
    let seconds = (!borrowed).then_some(KNOWN_SECONDS);
    HeaderValue::try_from(line(known_name(https), value, https, seconds) + "; HttpOnly").ok()
}

/// Sets a cookie that no script reads, for some seconds; its name as [`own`] has it.
#[must_use]
pub fn set_own(name: &str, value: &str, https: bool, seconds: i64) -> Option<HeaderValue> {
    HeaderValue::try_from(line(&own(name, https), value, https, Some(seconds)) + "; HttpOnly").ok()
}

/// The name of a cookie that belongs to this host: by https browsers see to it (`__Host-`).
#[must_use]
pub fn own(name: &str, https: bool) -> String {
    if https { format!("__Host-linli-{name}") } else { format!("linli-{name}") }
}

/// Sets a cookie that scripts may read, for some seconds; without, until the browser is closed.
#[must_use]
pub fn line(name: &str, value: &str, https: bool, seconds: Option<i64>) -> String {
    let secure = if https { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |it| format!("; Max-Age={it}"));
    format!("{name}={value}; Path=/; SameSite=Lax{age}{secure}")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_session_cookie_comes_back_as_it_was_set() {
        let secret = Token([7; 32]);
        for https in [true, false] {
            let set = set(&secret, https, Some(1)).unwrap();
            let text = set.to_str().unwrap();
            assert!(text.contains("HttpOnly") && text.contains("SameSite=Lax") && text.contains("Path=/"));
            assert_eq!(text.contains("Secure"), https);
            assert_eq!(text.starts_with("__Host-linli="), https);
            let mut headers = HeaderMap::new();
            let pair = text.split(';').next().unwrap();
            headers.insert(COOKIE, HeaderValue::try_from(format!("a=b; {pair}; c=d")).unwrap());
            assert_eq!(token(&headers, https).unwrap().0, secret.0);
        }
    }

    #[test]
    fn a_cookie_that_is_taken_out_leaves_the_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=b; linli-local=x; c=d=e"));
        headers.append(COOKIE, HeaderValue::from_static("linli-local=y;f=g"));
        remove(&mut headers, "linli-local");
        assert_eq!(read(&headers, "linli-local"), None);
        let others = ["a", "c", "f"].map(|it| read(&headers, it));
        assert_eq!(others, [Some("b"), Some("d=e"), Some("g")]);
    }

    #[test]
    fn a_mangled_cookie_is_no_session() {
        for value in [
            "",
            "x",
            "linli-local",
            "linli-local=",
            "linli-local=AAAA",
            "linli-local=%%%",
            "xlinli-local=AAAA",
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(value));
            assert!(token(&headers, false).is_none(), "{value}");
        }
    }
}
