//! The edition that residents, their families and visitors load: every page but the staff's.

pub use linli_frontend::*;
