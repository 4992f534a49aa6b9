//! How often one caller asks. Kept in this process only: a limit against a phone in a loop or a
//! reader who copies everything must not cost a write for each request.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use linli_domain::ids::MemberId;
use linli_domain::time::Instant;

/// Who is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Caller {
    /// Somebody who is signed in, with whatever sessions.
    Member(MemberId),
    /// Somebody who is not signed in. Of an IPv6 address the network, which one caller has whole.
    Address(IpAddr),
    /// All of them together.
    Everybody,
}

impl From<IpAddr> for Caller {
    fn from(address: IpAddr) -> Self {
        Self::Address(network(address))
    }
}

/// What one caller has whole: an IPv4 address, also when a socket for both kinds shows it as IPv6;
/// of an IPv6 address the first 64 bits.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(it) => IpAddr::V6((it.to_bits() & !u128::from(u64::MAX)).into()),
        plain => plain,
    }
}

/// What is counted apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    Read,
    Write,
    /// Everything anew.
    FullPull,
    /// A sign-in code.
    Code,
}

/// What a provider gives one customer at most: of an IPv6 address the first 48 bits, which hold 65,536
/// [`network`]s. None for IPv4.
#[must_use]
pub fn site(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        IpAddr::V6(it) => Some(IpAddr::V6((it.to_bits() & (u128::MAX << 80)).into())),
        IpAddr::V4(_) => None,
    }
}

/// An address as the log has it: enough to see that many come from one place, too little to find a
/// person by it.
#[must_use]
pub fn coarse(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(it) => IpAddr::V4((it.to_bits() & 0xffff_ff00).into()),
        other @ IpAddr::V6(_) => site(other).unwrap_or(other),
    }
}

impl Kind {
    /// As it is counted.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::FullPull => "full_pull",
            Self::Code => "code",
        }
    }
}

const MINUTE_US: i64 = 60_000_000;

/// Callers that are kept before those who rest are forgotten; after that as soon as there are twice as many
/// as were left.
const MANY: usize = 10_000;

/// Who asked how often: the generic cell rate algorithm (ITU-T I.371). For each caller one instant is
/// kept, the one at which they would have asked for everything at an even pace.
#[derive(Default)]
pub struct Rates(Mutex<Kept>);

struct Kept {
    of: HashMap<(Caller, Kind), i64>,
    /// With so many, those who rest are forgotten.
    many: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self { of: HashMap::new(), many: MANY }
    }
}

impl Rates {
    /// Counts one more: a whole minute's amount may come at once, then it comes back evenly.
    ///
    /// # Errors
    /// The seconds until the next is welcome.
    pub fn count(&self, caller: Caller, kind: Kind, per_minute: u32, now: Instant) -> Result<(), u64> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = micros(now);
        if kept.of.len() >= kept.many {
            kept.of.retain(|_, paid| *paid > now);
            kept.many = MANY.max(kept.of.len() * 2);
        }
        let paid = kept.of.entry((caller, kind)).or_insert(now);
        *paid = paid_with_next(paid, per_minute, now)?;
        Ok(())
    }

    /// Whether one more would be welcome, without counting it.
    ///
    /// # Errors
    /// The seconds until the next is welcome.
    pub fn check(&self, caller: Caller, kind: Kind, per_minute: u32, now: Instant) -> Result<(), u64> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let paid = kept.of.get_mut(&(caller, kind));
        paid.map_or(Ok(()), |it| paid_with_next(it, per_minute, micros(now)).map(drop))
    }
}

fn micros(at: Instant) -> i64 {
    at.millis().saturating_mul(1000)
}

/// The instant kept for a caller after one more; the seconds to wait when that is too far ahead.
fn paid_with_next(paid: &mut i64, per_minute: u32, now: i64) -> Result<i64, u64> {
    // A clock that was set back must not lock anybody out for longer than a minute.
    *paid = (*paid).clamp(now, now + MINUTE_US);
    let next = *paid + MINUTE_US / i64::from(per_minute.max(1));
    let over = next - now - MINUTE_US;
    if over > 0 {
        return Err(u64::try_from(over).unwrap_or(0).div_ceil(1_000_000));
    }
    Ok(next)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_millis(1_795_492_800_000);

    fn caller(address: &str) -> Caller {
        address.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn a_minutes_amount_at_once_then_at_an_even_pace() {
        let (rates, who) = (Rates::default(), caller("10.0.0.1"));
        let ask = |ms: i64| rates.count(who, Kind::Read, 30, Instant::from_millis(NOW.millis() + ms));
        for _ in 0..30 {
            assert_eq!(ask(0), Ok(()));
        }
        assert_eq!(ask(0), Err(2));
        assert_eq!(ask(1500), Err(1));
        // What was refused is not counted.
        assert_eq!(ask(2000), Ok(()));
        assert_eq!(ask(2000), Err(2));
        assert_eq!(rates.count(who, Kind::Write, 30, NOW), Ok(()), "writes have their own");
        assert_eq!(rates.count(caller("10.0.0.2"), Kind::Read, 30, NOW), Ok(()), "so has everybody");
        assert_eq!(
            rates.check(who, Kind::Read, 30, NOW).is_err(),
            rates.count(who, Kind::Read, 30, NOW).is_err()
        );
        for _ in 0..60 {
            assert_eq!(rates.check(caller("10.0.0.3"), Kind::Read, 30, NOW), Ok(()), "looking is free");
        }
        assert_eq!(ask(-3_600_000), Err(2));
        assert_eq!(ask(-3_598_000), Ok(()), "a clock set back costs no more than a full minute");
    }

    #[test]
    fn an_ipv6_network_is_one_caller_and_those_who_rest_are_forgotten() {
        assert_eq!(caller("2001:db8::1"), caller("2001:db8::ffff"));
        assert_ne!(caller("2001:db8:0:1::1"), caller("2001:db8:0:2::1"));
        assert_eq!(caller("::ffff:10.0.0.1"), caller("10.0.0.1"));
        assert_ne!(caller("::ffff:10.0.0.1"), caller("::ffff:10.0.0.2"));
        assert_eq!(site("2001:db8:1:2::3".parse().unwrap()), Some("2001:db8:1::".parse().unwrap()));
        assert_eq!(site("::ffff:10.0.0.1".parse().unwrap()), None);
        assert_eq!(coarse("::ffff:10.1.2.3".parse().unwrap()), "10.1.2.0".parse::<IpAddr>().unwrap());
        let rates = Rates::default();
        for n in 0..u32::try_from(MANY).unwrap() {
            rates.count(IpAddr::V4(n.into()).into(), Kind::Read, 60, NOW).unwrap();
        }
        rates.count(caller("::1"), Kind::Read, 60, NOW.plus_minutes(2)).unwrap();
        assert_eq!(rates.0.lock().unwrap().of.len(), 1);
    }
}
