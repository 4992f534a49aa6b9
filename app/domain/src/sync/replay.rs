//! What people see: the base with the open mutations over it.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::entry::Fate;
use super::ledger::Ledger;
use crate::decide::{Case, Effect, decide};
use crate::ids::MemberId;
use crate::policy::Actor;
use crate::rows::Rows;

/// Rows as the person who holds the phone sees them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct View {
    pub rows: Rows,
    /// Bookings and requests that look as they do by a mutation which the server has not decided.
    pub unsent: BTreeSet<Uuid>,
}

/// Replays the open mutations of a person over the base, which it takes: a press of a button would wait
/// for the copying of thousands of rows. One that the rules refuse by now changes nothing: the server
/// says why.
#[must_use]
pub fn replay(base: Rows, ledger: &Ledger, me: MemberId) -> View {
    let mut view = View { rows: base, unsent: BTreeSet::new() };
    for entry in ledger.entries.iter().filter(|it| it.is_open()) {
        let Some(actor) = Actor::among(&view.rows, me, entry.made) else { break };
        let called = view.rows.members.get(&me).map_or_else(String::new, |it| it.greeted().to_owned());
        let case = Case {
            rows: &view.rows,
            actor: &actor,
            called: &called,
            now: entry.made,
            mid: entry.envelope.mid,
            fresh: None,
            base_ver: entry.envelope.base_ver,
            offers: false,
        };
        let Ok(effects) = decide(&entry.envelope.mutation, case) else { continue };
        if entry.fate == Fate::Waiting {
            view.unsent.extend(effects.iter().filter_map(about));
        }
        view.rows.apply(effects);
    }
    view
}

/// What an effect writes.
fn about(effect: &Effect) -> Option<Uuid> {
    match effect {
        Effect::Put(row) => Some(row.key().id()),
        Effect::Claim(..) | Effect::Release(..) | Effect::Renumber { .. } => None,
    }
}
