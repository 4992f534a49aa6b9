//! Whether this process's clock can be right. What time does (holds that run out, people who did not come,
//! what is forgotten) cannot be taken back, so a wrong clock must do none of it.

use core::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use linli_domain::time::Instant;
use sea_orm::DbErr;

use crate::db::tables::lease::{self, Reference};
use crate::metrics;
use crate::state::AppState;

/// By how many seconds a clock is off, and from what; ahead when positive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Astray {
    /// From its own last reading and the time that has passed since.
    Jumped(i64),
    /// From the database's clock, or from the newest time in it.
    Apart(i64),
}

impl fmt::Display for Astray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jumped(seconds) => write!(f, "the clock jumped by {seconds} s"),
            Self::Apart(seconds) => write!(f, "the clock is {seconds} s off the database's"),
        }
    }
}

/// The last reading that was right: what the clock said, and how long the machine had run.
#[derive(Default)]
pub struct Watch(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    right: Option<(Instant, Duration)>,
    told: Option<Astray>,
}

impl Watch {
    /// Compares a reading with the last right one and with the database's, and keeps it when it is right.
    /// `limit`: the milliseconds that it may be off.
    fn compare(
        &self,
        own: Instant,
        run: Duration,
        other: Option<Reference>,
        limit: i64,
    ) -> Result<(), Astray> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let off = |ms: i64| (ms.abs() > limit).then_some(ms / 1000);
        let jumped = kept.right.and_then(|(then, had_run)| {
            let passed = i64::try_from(run.saturating_sub(had_run).as_millis()).unwrap_or(i64::MAX);
            off((own.millis() - then.millis()).saturating_sub(passed))
        });
        let apart = match other {
            Some(Reference::Now(it)) => off(own.millis() - it.millis()),
            Some(Reference::Later(it)) => off((own.millis() - it.millis()).min(0)),
            None => None,
        };
        let astray = apart.map(Astray::Apart).or(jumped.map(Astray::Jumped));
        let result = astray.map_or(Ok(()), Err);
        match result {
            Ok(()) => {
                kept.right = Some((own, run));
                if kept.told.take().is_some() {
                    tracing::info!("the clock is right again");
                }
            }
            Err(astray) if kept.told.is_none() => {
                kept.told = Some(astray);
                tracing::error!(
                    "{astray}: bookings are not moved on and nothing is forgotten until it is right, or this server is started again by whoever knows that it is"
                );
            }
            Err(_) => {}
        }
        metrics::get().clock_right.set(i64::from(result.is_ok()));
        result
    }
}

/// Looks at the clock; the outer error is the database's.
///
/// # Errors
/// When the database does not answer, or within it when the clock cannot be right.
pub async fn look(state: &AppState) -> Result<Result<(), Astray>, DbErr> {
    let limit = state.config.clock_jump_seconds.saturating_mul(1000);
    if limit <= 0 {
        return Ok(Ok(()));
    }
    let other = lease::reference(state.db.watch()).await?;
    Ok(state.watch.compare(state.now(), has_run(), other, limit))
}

/// How long the machine has run, the time that it slept included.
fn has_run() -> Duration {
    #[cfg(target_os = "linux")]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    let clock = rustix::time::ClockId::Monotonic;
    let time = rustix::time::clock_gettime(clock);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_492_800_000;

    #[test]
    fn m16_a_clock_that_jumps_is_found_out_and_believed_when_it_is_right_again() {
        let watch = Watch::default();
        let look = |own: i64, ran: u64, other: Option<Reference>| {
            watch.compare(Instant::from_millis(NOON + own * 1000), Duration::from_secs(ran), other, 300_000)
        };
        assert_eq!(look(0, 1_000, None), Ok(()));
        assert_eq!(look(30, 1_030, None), Ok(()));
        // What a clock is put right by in a day is no jump; nor is a long sleep of the machine.
        assert_eq!(look(60 + 299, 1_060, None), Ok(()));
        assert_eq!(look(90_359, 91_060, None), Ok(()));
        let year = 365 * 86_400;
        assert_eq!(look(year, 91_090, None), Err(Astray::Jumped(year - 90_389)));
        assert_eq!(look(year + 30, 91_120, None), Err(Astray::Jumped(year - 90_389)), "also later on");
        assert_eq!(look(80_000, 91_150, None), Err(Astray::Jumped(80_000 - 90_449)));
        assert_eq!(look(90_500, 91_180, None), Ok(()));
        let now = |at: i64| Some(Reference::Now(Instant::from_millis(NOON + at * 1000)));
        let later = |at: i64| Some(Reference::Later(Instant::from_millis(NOON + at * 1000)));
        assert_eq!(look(90_530, 91_210, now(90_000)), Err(Astray::Apart(530)));
        assert_eq!(look(90_530, 91_210, now(91_000)), Err(Astray::Apart(-470)));
        assert_eq!(look(90_530, 91_210, now(90_530)), Ok(()));
        assert_eq!(look(90_560, 91_240, later(90_000)), Ok(()), "a server may have been away");
        assert_eq!(look(90_560, 91_240, later(91_000)), Err(Astray::Apart(-440)));
    }
}
