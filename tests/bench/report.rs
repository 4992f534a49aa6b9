//! Figures as they are printed.

use std::time::Duration;

/// Which machine this is.
pub fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("linli {} · {cores} cores, client on the same machine", env!("CARGO_PKG_VERSION"));
}

/// Times of single requests.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time that this share of requests, 0 to 1, stayed within, in milliseconds.
    pub fn quantile(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let at = ((self.0.len().saturating_sub(1)) as f64 * share).round() as usize;
        self.0.get(at).map_or(0.0, |it| it.as_secs_f64() * 1000.0)
    }
}

/// One line: what, how much, the goal, and whether it is met.
pub fn line(what: &str, figure: &str, goal: &str, met: bool) {
    let mark = if met { "met" } else { "MISSED" };
    println!("{what:<58} {figure:>28}   {goal:<22} {mark}");
}
