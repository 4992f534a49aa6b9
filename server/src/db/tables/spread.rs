//! Where the rows of each table lie once communities lie in databases of their own.
//!
//! A community is what nearly all that happens stays within, so it is what a country is cut by: a table of the
//! communities has a part with each of them, and whatever a request says about it names the community, so
//! that it goes to one database. What tells where to go, or is nobody's, is the directory: few tables, small rows,
//! the same for all.

/// Whose a table is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spread {
    /// Its rows lie with their communities, by `community_id`.
    Communities,
    /// Its rows lie in one place for all communities.
    Directory,
}

/// The tables of the directory. Every other one is of the communities: a test fails where it has no community, or has a
/// key that does not begin with it.
pub const DIRECTORY: &[&str] = &[
    // The communities themselves.
    "place",
    // Whose number it is, and where whoever has an id or a session lives.
    "member_home",
    "session",
    "sign_in_request",
    // Between two people, who may live in two communities: it tells in which others somebody's people are.
    "member_grant",
    // Counted by a hash, of numbers and addresses that belong to no community.
    "rate",
    // Of the database as a whole.
    "database_fact",
    "lease",
    "seaql_migrations",
];

/// Whose a table is, by its name.
#[must_use]
pub fn of(table: &str) -> Spread {
    if DIRECTORY.contains(&table) { Spread::Directory } else { Spread::Communities }
}
