//! How slow this machine is right now, beside a usual one. Time-outs of tests are as many times longer, so that
//! none fails because a machine is slow or does something else beside.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What the piece of work takes on a usual machine: two cores of a small virtual server.
const USUAL: Duration = Duration::from_millis(65);

/// A machine that seems slower than that is stuck.
const MOST: f64 = 20.0;

/// Times as long as on a usual machine, at least 1: what `LINLI_SLOWNESS` says, as the browser tests take it too, or
/// what a piece of work takes when a test first asks.
pub fn slowness() -> f64 {
    static SLOWNESS: OnceLock<f64> = OnceLock::new();
    *SLOWNESS.get_or_init(|| {
        let said = std::env::var("LINLI_SLOWNESS").ok().and_then(|it| it.parse().ok());
        said.unwrap_or_else(|| work().as_secs_f64() / USUAL.as_secs_f64()).clamp(1.0, MOST)
    })
}

/// How long something may take that takes so many seconds at the most on a usual machine.
pub fn patience(seconds: u64) -> Duration {
    Duration::from_secs(seconds).mul_f64(slowness())
}

/// As [`patience`], for what takes less than seconds.
pub fn moment(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds).mul_f64(slowness())
}

/// Always the same piece of work; the time that it took.
fn work() -> Duration {
    let began = Instant::now();
    let mut sum = 1_u64;
    for round in 0..4_000_000_u64 {
        sum = std::hint::black_box(sum.rotate_left(7) ^ round);
    }
    assert_ne!(std::hint::black_box(sum), 0);
    began.elapsed()
}
