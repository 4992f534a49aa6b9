//! Who may do what with opening hours.

use crate::policy::{Standing, actions};
use crate::resource::Nature;

actions! {
    /// What somebody wants to do with opening hours.
    Action {
        Change,
    }
}

/// Whether somebody may do this with the hours of such a resource.
#[must_use]
pub const fn may(who: &Standing, action: Action, of: &Nature) -> bool {
    match (action, of) {
        (Action::Change, Nature::Room(_)) => who.clerk || who.keeper,
        // A keeper keeps rooms; the hours of a caregiver are the clerk's.
        (Action::Change, Nature::Caregiver(_)) => who.clerk,
    }
}
