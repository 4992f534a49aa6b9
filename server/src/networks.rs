//! Sets of network addresses, as settings name them.

use std::net::IpAddr;
use std::str::FromStr;

use serde::Deserialize;

/// Addresses and networks: `127.0.0.0/8, ::1, 10.1.2.3` (CIDR, RFC 4632). Empty is none.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Networks(Vec<(IpAddr, u32)>);

impl Networks {
    /// This machine.
    #[must_use]
    pub fn loopback() -> Self {
        Self(vec![(IpAddr::from([127, 0, 0, 0]), 8), (IpAddr::V6(std::net::Ipv6Addr::LOCALHOST), 128)])
    }

    /// Whether the address is one of them; an IPv4 address also as a socket for both kinds shows it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, length)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(it)) => {
                (network.to_bits() ^ it.to_bits()).leading_zeros() >= *length
            }
            (IpAddr::V6(network), IpAddr::V6(it)) => {
                (network.to_bits() ^ it.to_bits()).leading_zeros() >= *length
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        })
    }
}

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TryFrom<String> for Networks {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

fn network(text: &str) -> Result<(IpAddr, u32), String> {
    let why = || format!("{text} is no address or network, such as 10.0.0.5 or 10.0.0.0/8");
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length.parse::<u32>().map_err(|_| why())?)),
        None => (text, None),
    };
    let address = address.parse::<IpAddr>().map_err(|_| why())?.to_canonical();
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = length.unwrap_or(most);
    if length > most { Err(why()) } else { Ok((address, length)) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn m7_networks_hold_their_addresses_and_no_others() {
        let trusted: Networks = "127.0.0.0/8, ::1, 10.1.2.3,fd00::/8".parse().unwrap();
        for inside in ["127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "fd12::1", "::ffff:127.0.0.1"] {
            assert!(trusted.contains(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["128.0.0.1", "::2", "10.1.2.4", "fe80::1", "::", "0.0.0.0", "::ffff:8.8.8.8"] {
            assert!(!trusted.contains(outside.parse().unwrap()), "{outside}");
        }
        assert_eq!("".parse::<Networks>().unwrap(), Networks::default());
        assert!(!Networks::default().contains("127.0.0.1".parse().unwrap()));
        assert!("0.0.0.0/0".parse::<Networks>().unwrap().contains("8.8.8.8".parse().unwrap()));
        assert_eq!("127.0.0.0/8,::1".parse::<Networks>().unwrap(), Networks::loopback());
        for wrong in ["localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0/8", "10.0.0.1/-1", "1 2"] {
            assert!(wrong.parse::<Networks>().is_err(), "{wrong}");
        }
    }
}
