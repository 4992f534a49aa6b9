//! Where people begin.

use linli_domain::member::Role;
use linli_domain::policy::Actor;

use crate::systems::work_of;

/// The page at which somebody begins who works here and neither lives here nor acts for a resident; none
/// for everybody else, whose first page is `/`.
#[must_use]
pub fn landing(actor: &Actor) -> Option<&'static str> {
    if actor.has(Role::Resident) || !actor.acts_for.is_empty() {
        None
    } else if actor.works_at_desk() {
        Some("/desk")
    } else {
        work_of(actor).map(|it| it.href)
    }
}
