//! How much is done, from which seed, and one line about each proof.

use std::fs::OpenOptions;
use std::io::Write;
use std::time::{Duration, Instant};

use linli_tests::pace::slowness;

/// A number from the environment.
pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The seed of a run with processes: `LINLI_SEED`, or another one each time. What people want comes
/// from it; what the network and the processes do in the meantime is up to the machine.
pub fn seed() -> u64 {
    let seed = number("LINLI_SEED").unwrap_or_else(|| rand::random_range(0..1_000_000_000));
    println!("LINLI_SEED={seed}");
    seed
}

/// How long something goes on; on a slow machine longer, so that as much happens.
pub fn seconds(usual: f64) -> Duration {
    number("LINLI_SECONDS").map_or_else(|| Duration::from_secs_f64(usual * slowness()), Duration::from_secs)
}

/// A proof that is being made.
pub struct Proof {
    name: String,
    began: Instant,
}

impl Proof {
    pub fn begin(name: impl Into<String>) -> Self {
        Self { name: name.into(), began: Instant::now() }
    }

    /// Says what was shown, also in the file that `LINLI_PROOFS` names.
    pub fn made(self, what: &str) {
        let line = format!("{}: {what}, {:.0} s", self.name, self.began.elapsed().as_secs_f64());
        println!("{line}");
        if let Some(path) = std::env::var_os("LINLI_PROOFS") {
            let mut file = OpenOptions::new().create(true).append(true).open(path).expect("a file");
            writeln!(file, "{line}").expect("written");
        }
    }
}
