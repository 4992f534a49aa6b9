//! Who may do what with accounts.

use crate::member::{Member, Role};
use crate::policy::{Standing, actions};

actions! {
    /// What somebody wants to do with an account.
    Action {
        /// Find a person by phone, see and keep their account; make one, where there is none yet.
        Keep,
        /// Give a person another phone number, or take theirs away: whoever has the number is them.
        Renumber,
    }
}

/// Whether somebody may do this with an account; none where there is none yet.
#[must_use]
pub fn may(who: &Standing, action: Action, account: Option<&Member>) -> bool {
    match action {
        Action::Keep => who.clerk,
        // Not their own number, and not that of whoever may more than they: those stand in the file of places.
        Action::Renumber => who.clerk && account.is_some_and(|it| !is_of_staff(it)),
    }
}

/// Whether it is the account of somebody who works at a desk or above: their number is as good as what they may.
fn is_of_staff(account: &Member) -> bool {
    account.roles.iter().any(|it| match it.role {
        Role::Resident | Role::Caregiver => false,
        Role::Keeper | Role::Clerk | Role::Supervisor | Role::Officer | Role::Administrator => true,
    })
}
