//! The edition that caregivers and staff load: every page.

pub use linli_frontend::*;
