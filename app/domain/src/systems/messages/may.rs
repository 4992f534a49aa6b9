//! Who may do what with messages.

use crate::policy::{Standing, actions};

actions! {
    /// What somebody wants to do with the messages of a person.
    Action {
        Read,
    }
}

/// Whether somebody may do this with the messages of the person whom the standing is to.
#[must_use]
pub const fn may(who: &Standing, action: Action) -> bool {
    match action {
        // Not family either: what somebody is told is theirs.
        Action::Read => who.themselves,
    }
}
