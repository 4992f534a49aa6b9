//! What a phone is told of changes, as the systems say it.

use linli_domain::rows::{Row, RowKey, Rows};
use linli_domain::sync::Step;
use uuid::Uuid;

/// See the module.
#[derive(Default)]
pub(crate) struct Steps {
    steps: Vec<Step>,
    /// Rows that travel after the steps, with their stories.
    pub(super) rows: Rows,
    /// Whose stories are told: of these all events are asked for, since those that the reader may not, or no
    /// longer, read must go from a phone that has them.
    pub(super) about: Vec<Uuid>,
}

impl Steps {
    pub(super) fn put(&mut self, row: Row) {
        self.steps.push(Step::Put(Box::new(row)));
    }

    pub(super) fn del(&mut self, key: RowKey) {
        self.steps.push(Step::Del(key));
    }

    /// Of what has changed: what is among the rows travels with its story, and the rest goes from a phone that has it.
    /// Answers with what goes.
    pub(super) fn settle<I: From<Uuid>>(&mut self, ids: &[Uuid], key: fn(I) -> RowKey) -> Vec<Uuid> {
        let (here, gone) = ids.iter().copied().partition::<Vec<_>, _>(|id| self.rows.has(key(I::from(*id))));
        self.about.extend(here);
        for id in &gone {
            self.del(key(I::from(*id)));
        }
        gone
    }

    /// All of it, in the order in which a phone takes it in.
    pub(super) fn finish(mut self) -> Vec<Step> {
        // A phone has the places that it sees since it was given everything.
        self.rows.communities.clear();
        let rows = linli_domain::rows::Patch::from(self.rows).into_iter();
        self.steps.extend(rows.map(|row| Step::Put(Box::new(row))));
        self.steps
    }
}
