//! Where a request comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;

use super::cookie;
use crate::networks::Networks;
use crate::services::known::Asker;
use crate::services::rates::Caller;
use crate::state::AppState;

/// What proxies write addresses into.
const FORWARDED: &str = "x-forwarded-for";

/// The caller's network address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address(pub IpAddr);

impl FromRequestParts<AppState> for Address {
    type Rejection = core::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(*known);
        }
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |it| it.0.ip());
        let lines = parts.headers.get_all(FORWARDED);
        let config = &state.config;
        if parts.headers.contains_key(FORWARDED) {
            let trusted = config.trusted_proxies.contains(peer);
            tell_of_wrong_settings(peer, config.proxies, trusted);
        }
        let lines = lines.iter().map(|it| it.as_bytes());
        Ok(Self(behind(peer, lines, config.proxies, &config.trusted_proxies)))
    }
}

impl FromRequestParts<AppState> for Asker {
    type Rejection = core::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let Address(address) = Address::from_request_parts(parts, state).await?;
        Ok(Self::new(address, cookie::known(&parts.headers, state.config.is_https())))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = core::convert::Infallible;

    /// Who was counted for the request; of what is not counted, the address.
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        if let Some(counted) = parts.extensions.get::<Self>() {
            return Ok(*counted);
        }
        let Address(address) = Address::from_request_parts(parts, state).await?;
        Ok(Self::from(address))
    }
}

/// Says once, in the log, that something is told which is not believed, though it looks like a proxy.
fn tell_of_wrong_settings(peer: IpAddr, proxies: usize, trusted: bool) {
    static TOLD: AtomicBool = AtomicBool::new(false);
    let wrong = (proxies == 0 && peer.to_canonical().is_loopback()) || (proxies > 0 && !trusted);
    if !wrong || TOLD.swap(true, Ordering::Relaxed) {
        return;
    }
    if proxies == 0 {
        tracing::warn!(
            "a proxy on this machine says for whom it asks, and `proxies` is 0: everybody counts as one caller; \
             set `proxies`"
        );
    } else {
        tracing::warn!(
            "somebody who is not among `trusted-proxies` says for whom they ask, which is not believed; when it is \
             a proxy, add its address"
        );
    }
}

/// The address that the outermost trusted proxy saw. Each proxy appends whom it saw; what stands before
/// is the caller's invention, and so is everything that comes from somebody who is no trusted proxy. An
/// entry that is no address says nothing: then whoever wrote it is the caller.
fn behind<'h>(
    peer: IpAddr,
    lines: impl DoubleEndedIterator<Item = &'h [u8]>,
    proxies: usize,
    trusted: &Networks,
) -> IpAddr {
    let told = lines.rev().flat_map(|line| line.rsplit(|it| *it == b','));
    let mut seen = peer;
    for entry in told.take(proxies) {
        if !trusted.contains(seen) {
            break;
        }
        match read(entry) {
            Some(address) => seen = address,
            None => break,
        }
    }
    seen
}

/// An address, with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn read(entry: &[u8]) -> Option<IpAddr> {
    let text = core::str::from_utf8(entry).ok()?.trim();
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|it| it.ip());
    text.parse().ok().or_else(with_port).or_else(bare)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn seen(peer: &str, lines: &[&[u8]], proxies: usize) -> IpAddr {
        let trusted: Networks = "127.0.0.1, 10.0.0.0/24".parse().unwrap();
        behind(ip(peer), lines.iter().copied(), proxies, &trusted)
    }

    #[test]
    fn m7_only_what_trusted_proxies_appended_counts() {
        let told: &[&[u8]] = &[b"9.9.9.9, 1.2.3.4", b"10.0.0.1"];
        assert_eq!(seen("10.0.0.2", told, 0), ip("10.0.0.2"));
        assert_eq!(seen("10.0.0.2", told, 1), ip("10.0.0.1"));
        assert_eq!(seen("10.0.0.2", told, 2), ip("1.2.3.4"));
        // One more than there are: what stands there is the caller's invention, since 1.2.3.4 is no proxy.
        assert_eq!(seen("10.0.0.2", told, 3), ip("1.2.3.4"));
        // Who comes past the proxy is who they are.
        assert_eq!(seen("203.0.113.5", told, 1), ip("203.0.113.5"));
        assert_eq!(seen("203.0.113.5", &[b"10.0.0.1"], 2), ip("203.0.113.5"));
        assert_eq!(
            seen("10.0.0.2", &[b"8.8.8.8, 203.0.113.5"], 2),
            ip("203.0.113.5"),
            "past the outer proxy"
        );
    }

    #[test]
    fn m7_what_is_no_address_says_nothing() {
        for nothing in [&b""[..], b"unknown", b" ", b"1.2.3", b"\xff\xfe", b"_hidden", b"[::1", b"1.2.3.4 5"]
        {
            assert_eq!(seen("10.0.0.2", &[nothing], 1), ip("10.0.0.2"), "{nothing:?}");
        }
        assert_eq!(seen("10.0.0.2", &[], 1), ip("10.0.0.2"));
        // Other signs in what the caller invented do not hide what the proxy appended.
        assert_eq!(seen("10.0.0.2", &["张三, 1.2.3.4".as_bytes()], 1), ip("1.2.3.4"));
        assert_eq!(seen("10.0.0.2", &[b"\xff\xff", b"1.2.3.4"], 1), ip("1.2.3.4"));
        for one in ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443", " 2001:db8::1 "] {
            assert_eq!(seen("10.0.0.2", &[one.as_bytes()], 1), ip("2001:db8::1"), "{one}");
        }
        assert_eq!(seen("::ffff:10.0.0.2", &[b"1.2.3.4:5678"], 1), ip("1.2.3.4"));
    }

    /// Whatever is written, the caller is the peer or an address that a trusted proxy wrote last.
    #[test]
    fn m7_no_line_makes_somebody_else_of_a_caller() {
        let signs: &[u8] = b"0123456789abcdef.:,[]% \xff\xe5\0\"";
        let mut state = 7_u64;
        let mut next = || {
            // xorshift64 (Marsaglia 2003), so that a failure comes again.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % 1_000_000).unwrap()
        };
        for _ in 0..20_000 {
            let length = next() % 40;
            let mut line: Vec<u8> = (0..length).map(|_| *signs.get(next() % signs.len()).unwrap()).collect();
            let proxies = next() % 4;
            assert_eq!(seen("203.0.113.5", &[&line], proxies), ip("203.0.113.5"), "{line:?}");
            line.extend_from_slice(b",198.51.100.7");
            let wanted = if proxies == 0 { "127.0.0.1" } else { "198.51.100.7" };
            assert_eq!(seen("127.0.0.1", &[&line], proxies), ip(wanted), "{line:?}");
        }
    }
}
