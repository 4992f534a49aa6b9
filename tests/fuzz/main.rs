//! libFuzzer over one of [`linli_tests::readers`], the one that `LINLI_FUZZ` names. `make fuzz` builds it
//! with counters in all crates of linli (`.ci/coverage.sh`) and runs each reader for a while.

#![no_main]
#![allow(unsafe_code, reason = "libFuzzer calls a function by its name")]

use std::sync::LazyLock;

use linli_tests::readers::TARGETS;

static READER: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("LINLI_FUZZ").unwrap_or_default();
    let found = TARGETS.iter().find(|(name, _)| *name == wanted);
    let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
    found.unwrap_or_else(|| panic!("LINLI_FUZZ is '{wanted}'; it may be one of {}", names.join(", "))).1
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| READER(bytes));
