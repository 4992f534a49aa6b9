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
        let seen = behind(peer, lines, config.proxies, &config.trusted_proxies);
        if let Some(entry) = seen.unread {
            tell_of_unread(entry);
        }
        Ok(Self(seen.address))
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

/// Says once, in the log, that a proxy writes what is no address: everybody behind it counts as one caller.
fn tell_of_unread(entry: &[u8]) {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if TOLD.swap(true, Ordering::Relaxed) {
        return;
    }
    let (start, _) = entry.split_at(entry.len().min(60));
    tracing::warn!(
        entry = %start.escape_ascii(),
        "an entry of X-Forwarded-For cannot be read as an address: whoever comes so counts as the proxy that \
         wrote it; said once"
    );
}

/// Whom [`behind`] finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Seen<'h> {
    address: IpAddr,
    /// What a trusted proxy wrote and nobody can read.
    unread: Option<&'h [u8]>,
}

/// The address that the outermost trusted proxy saw. Each proxy appends whom it saw; what stands before
/// is the caller's invention, and so is everything that comes from somebody who is no trusted proxy. An
/// entry that is no address says nothing: then whoever wrote it is the caller.
fn behind<'h>(
    peer: IpAddr,
    lines: impl DoubleEndedIterator<Item = &'h [u8]>,
    proxies: usize,
    trusted: &Networks,
) -> Seen<'h> {
    let told = lines.rev().flat_map(|line| line.rsplit(|it| *it == b','));
    let mut seen = Seen { address: peer, unread: None };
    for entry in told.take(proxies) {
        if !trusted.contains(seen.address) {
            break;
        }
        match read(entry) {
            Some(address) => seen.address = address,
            None => {
                seen.unread = Some(entry);
                break;
            }
        }
    }
    seen
}

/// An address, with or without a port, a zone, or quotes (as RFC 7239 wants around a colon): `192.0.2.1`,
/// `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`, `"[2001:db8::1]:80"`, `fe80::1%eth0`. Also with an empty
/// port. IPv6 with a port and without brackets is taken for an address, which it is as well.
fn read(entry: &[u8]) -> Option<IpAddr> {
    let text = core::str::from_utf8(entry).ok()?.trim();
    let text = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(text).trim();
    // The zone is the proxy's own name for the cable.
    let address = |text: &str| text.split_once('%').map_or(text, |(bare, _)| bare).parse::<IpAddr>().ok();
    let port = |text: &str| text.is_empty() || text.parse::<u16>().is_ok();
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, behind) = rest.split_once(']')?;
        let ends = behind.is_empty() || behind.strip_prefix(':').is_some_and(port);
        return address(inside).filter(|it| ends && it.is_ipv6());
    }
    address(text).or_else(|| {
        let (host, behind) = text.rsplit_once(':')?;
        address(host).filter(|it| it.is_ipv4() && port(behind))
    })
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
        behind(ip(peer), lines.iter().copied(), proxies, &trusted).address
    }

    #[test]
    fn b12_an_address_is_read_however_a_proxy_writes_it() {
        for (entry, address) in [
            ("203.0.113.1:50001", "203.0.113.1"),
            ("203.0.113.1:", "203.0.113.1"),
            ("\"203.0.113.1:50001\"", "203.0.113.1"),
            ("\"203.0.113.1\"", "203.0.113.1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("\"[2001:db8::1]:443\"", "2001:db8::1"),
            (" \" [2001:db8::1]:443 \" ", "2001:db8::1"),
            ("[fe80::1%25eth0]:443", "fe80::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("::ffff:203.0.113.1", "::ffff:203.0.113.1"),
        ] {
            assert_eq!(read(entry.as_bytes()), Some(ip(address)), "{entry}");
        }
        for entry in [
            "unknown",
            "_hidden",
            "\"",
            "\"unknown\"",
            "[203.0.113.1]:80",
            "[2001:db8::1]x",
            "1.2.3.4:x",
            "1.2.3.4:99999",
        ] {
            assert_eq!(read(entry.as_bytes()), None, "{entry}");
        }
    }

    #[test]
    fn b12_several_proxies_each_write_in_their_own_way_and_what_is_unread_is_told() {
        let trusted: Networks = "127.0.0.1, 10.0.0.0/24, fd00::/8".parse().unwrap();
        let seen = |lines: &[&'static [u8]], proxies| {
            behind(ip("10.0.0.2"), lines.iter().copied(), proxies, &trusted)
        };
        let told: &[&'static [u8]] = &[b"9.9.9.9, \"[2001:db8::7]:5000\"", b"10.0.0.3:8443, [fd00::1]:443"];
        assert_eq!(seen(told, 3), Seen { address: ip("2001:db8::7"), unread: None });
        assert_eq!(
            seen(told, 4),
            Seen { address: ip("2001:db8::7"), unread: None },
            "not the caller's invention"
        );
        let hidden: &[&'static [u8]] = &[b"unknown, 10.0.0.3:8443"];
        assert_eq!(seen(hidden, 1), Seen { address: ip("10.0.0.3"), unread: None });
        assert_eq!(seen(hidden, 2), Seen { address: ip("10.0.0.3"), unread: Some(b"unknown") });
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
