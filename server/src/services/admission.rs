//! Who may ask for a code, and who may type one. Counted from the caller inwards, and no further than to
//! the first limit: what is refused to an address costs the number nothing, and what is refused to a
//! stranger costs neither the owner's phone nor the community anything.

use linli_domain::ids::PlaceId;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::hourly::{Window, key, over, seconds};
use super::known::{Asker, Counted, Mark, mark_of};
use super::rates::network;
use crate::config::Config;
use crate::db::tables::rate;
use crate::db::tables::sign_in_request::{self, Asked};

/// After so many failures of a number somebody is told.
pub(super) const TELL_AFTER: i32 = 10;

/// Somebody asks for a code.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    asker: Asker,
    counted: Counted,
    mark: Mark,
    limits: Limits,
    now: Instant,
}

/// The settings that count here.
#[derive(Clone, Copy, Debug)]
struct Limits {
    codes_per_address: i32,
    codes_per_site: i32,
    codes_per_phone: i32,
    codes_per_phone_day: i32,
    tries_per_address: i32,
    tries_per_phone_day: i32,
    tries: i32,
}

impl Limits {
    const fn of(config: &Config) -> Self {
        Self {
            codes_per_address: config.codes_per_address,
            codes_per_site: config.codes_per_site,
            codes_per_phone: config.codes_per_phone,
            codes_per_phone_day: config.codes_per_phone_day,
            tries_per_address: config.tries_per_address,
            tries_per_phone_day: config.tries_per_phone_day,
            tries: config.code_tries,
        }
    }
}

/// Whether a code is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Admitted {
    /// Yes; whether it is the first of the day that somebody other than a known phone asks for.
    Yes { first: bool },
    /// The caller asks too often.
    Over { seconds: u64 },
    /// The number has had as many as it may, whoever asked for them.
    NumberOver { seconds: u64 },
}

impl Asking {
    pub(super) const fn new(
        asker: Asker,
        counted: Counted,
        mark: Mark,
        config: &Config,
        now: Instant,
    ) -> Self {
        Self { asker, counted, mark, limits: Limits::of(config), now }
    }

    /// Counts, and says whether a code is made.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn admit<C: ConnectionTrait>(&self, tx: &C) -> Result<Admitted, DbErr> {
        let (limits, now) = (self.limits, self.now);
        let address = (key("address", network(self.asker.address).to_string()), limits.codes_per_address);
        let site = self.asker.site().map(|it| (key("site", it), limits.codes_per_site));
        let number = (key("phone", &self.counted.whose), limits.codes_per_phone);
        if let Some(seconds) =
            over(tx, [Some(address), site, Some(number)].into_iter().flatten(), now).await?
        {
            return Ok(Admitted::Over { seconds });
        }
        if self.counted.known {
            let day = Window::Day.count(tx, key("phone-day", &self.counted.whose), now).await?;
            let over = day > limits.codes_per_phone_day;
            let seconds = Window::Day.left(now);
            return Ok(if over { Admitted::Over { seconds } } else { Admitted::Yes { first: false } });
        }
        let rest = key("phone-rest", self.mark);
        if let Some(until) = rate::resting(tx, rest, now).await? {
            return Ok(Admitted::NumberOver { seconds: seconds(now, until) });
        }
        let day = Window::Day.count(tx, key("phone-day", self.mark), now).await?;
        if day > limits.codes_per_phone_day {
            return Ok(Admitted::NumberOver { seconds: Window::Day.left(now) });
        }
        if day >= limits.codes_per_phone {
            // 10 minutes, 20, 40 …: strangers cannot use up a day's codes at once.
            let pause = pause(600, day - limits.codes_per_phone, 21_600);
            rate::rest(tx, rest, Instant::from_millis(now.millis() + pause * 1000)).await?;
        }
        Ok(Admitted::Yes { first: day == 1 })
    }
}

/// So long after so many more than are free: each time twice as long, up to the longest.
fn pause(first: i64, further: i32, longest: i64) -> i64 {
    let doubled = u32::try_from(further).ok().and_then(|it| first.checked_shl(it.min(32)));
    doubled.unwrap_or(longest).min(longest)
}

/// What a community is counted by.
pub(super) fn community(id: PlaceId) -> [u8; 32] {
    key("community", id.to_string())
}

/// Somebody types a code.
#[derive(Clone, Debug)]
pub(super) struct Trying {
    asker: Asker,
    request: Uuid,
    limits: Limits,
    now: Instant,
}

/// Whether a code is looked at.
#[derive(Clone, Debug)]
pub(super) enum Tried {
    Yes {
        asked: Asked,
        failures: i32,
    },
    Over {
        seconds: u64,
    },
    /// Used, too old, or tried too often.
    Gone,
}

impl Trying {
    pub(super) const fn new(asker: Asker, request: Uuid, config: &Config, now: Instant) -> Self {
        Self { asker, request, limits: Limits::of(config), now }
    }

    /// Counts the try for the caller, and finds the number that it is about.
    ///
    /// # Errors
    /// When the database does not answer. So below.
    pub(super) async fn find<C: ConnectionTrait>(&self, tx: &C) -> Result<Result<Asked, Tried>, DbErr> {
        let address = (key("try", network(self.asker.address).to_string()), self.limits.tries_per_address);
        let site = self.asker.site().map(|it| (key("try-site", it), self.limits.codes_per_site));
        if let Some(seconds) = over(tx, [Some(address), site].into_iter().flatten(), self.now).await? {
            return Ok(Err(Tried::Over { seconds }));
        }
        let asked = sign_in_request::asked(tx, self.request, self.limits.tries, self.now).await?;
        Ok(asked.ok_or(Tried::Gone))
    }

    /// Counts the try for the number, as a failure until [`right`](Self::right) says otherwise, so that
    /// tries at the same moment count too, and uses one of the request.
    pub(super) async fn take<C: ConnectionTrait>(
        &self,
        tx: &C,
        counted: &Counted,
        mark: Mark,
    ) -> Result<Tried, DbErr> {
        let (limits, now) = (self.limits, self.now);
        let rest = key("wrong-rest", &counted.whose);
        if let Some(until) = rate::resting(tx, rest, now).await? {
            return Ok(Tried::Over { seconds: seconds(now, until) });
        }
        let own = Window::Day.count(tx, key("wrong", &counted.whose), now).await?;
        let most = if counted.known { limits.tries_per_phone_day } else { limits.tries_per_phone_day / 3 };
        let left = Window::Day.left(now);
        if own > most.max(1) {
            return Ok(Tried::Over { seconds: left });
        }
        let mut failures = own;
        if !counted.known {
            failures = Window::Day.count(tx, key("wrong", mark), now).await?;
            if failures > limits.tries_per_phone_day {
                return Ok(Tried::Over { seconds: left });
            }
        }
        let asked = sign_in_request::take_try(tx, self.request, limits.tries, now).await?;
        let Some(asked) = asked else { return Ok(Tried::Gone) };
        if own >= limits.tries {
            let pause = pause(15, own - limits.tries, 1_800);
            rate::rest(tx, rest, Instant::from_millis(now.millis() + pause * 1000)).await?;
        }
        Ok(Tried::Yes { asked, failures })
    }

    /// The code was right: it was no failure.
    pub(super) async fn right<C: ConnectionTrait>(
        &self,
        tx: &C,
        counted: &Counted,
        mark: Mark,
    ) -> Result<(), DbErr> {
        Window::Day.uncount(tx, key("wrong", &counted.whose), self.now).await?;
        if !counted.known {
            Window::Day.uncount(tx, key("wrong", mark), self.now).await?;
        }
        rate::wake(tx, key("wrong-rest", &counted.whose)).await
    }
}

/// The number that a request is about.
pub(super) fn number_of(asked: &Asked) -> Result<([u8; 16], Mark), std::array::TryFromSliceError> {
    let salt = <[u8; 16]>::try_from(asked.salt.as_slice())?;
    Ok((salt, mark_of(&salt)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m5_pauses_grow_up_to_the_longest() {
        assert_eq!([0, 1, 2, 3].map(|it| pause(600, it, 21_600)), [600, 1_200, 2_400, 4_800]);
        assert_eq!([7, 31, 40, i32::MAX].map(|it| pause(600, it, 21_600)), [21_600; 4]);
    }
}
