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

/// Every table; one that is not here fails a test.
pub const TABLES: &[(&str, Spread)] = &[
    ("allocation", Spread::Communities),
    ("booking", Spread::Communities),
    ("change", Spread::Communities),
    ("change_mark", Spread::Communities),
    ("community_head", Spread::Communities),
    ("device", Spread::Communities),
    ("matter", Spread::Communities),
    ("member", Spread::Communities),
    ("member_look", Spread::Communities),
    ("message", Spread::Communities),
    ("outcome", Spread::Communities),
    ("resource", Spread::Communities),
    ("story_event", Spread::Communities),
    // The communities themselves.
    ("place", Spread::Directory),
    // Whose number it is, and where whoever has an id or a session lives.
    ("member_home", Spread::Directory),
    ("session", Spread::Directory),
    ("sign_in_request", Spread::Directory),
    // Between two people, who may live in two communities: it tells in which others somebody's people are.
    ("member_grant", Spread::Directory),
    // Counted by a hash, of numbers and addresses that belong to no community.
    ("rate", Spread::Directory),
    // Of the database as a whole.
    ("database_fact", Spread::Directory),
    ("lease", Spread::Directory),
    ("seaql_migrations", Spread::Directory),
];

/// Whose a table is, by its name.
#[must_use]
pub fn of(table: &str) -> Option<Spread> {
    TABLES.iter().find(|(name, _)| *name == table).map(|(_, spread)| *spread)
}
