//! Storage that lasts as long as it is held: for tests, and where a browser gives none.

use std::cell::RefCell;

use super::ledger::{Ledger, RowChange};
use super::storage::{Storage, StorageError};
use crate::ids::DeviceId;
use crate::rows::Rows;

/// See the module.
#[derive(Clone, Debug)]
pub struct Memory {
    kept: RefCell<(Ledger, Rows)>,
}

impl Memory {
    /// Of a device that has done nothing yet.
    #[must_use]
    pub fn new(device: DeviceId) -> Self {
        Self { kept: RefCell::new((Ledger::new(device), Rows::default())) }
    }
}

impl Storage for Memory {
    async fn load(&self) -> Result<(Ledger, Rows), StorageError> {
        Ok(self.kept.borrow().clone())
    }

    async fn update(
        &self,
        change: impl FnOnce(&mut Ledger) -> RowChange + 'static,
    ) -> Result<Ledger, StorageError> {
        let mut kept = self.kept.borrow_mut();
        let (ledger, rows) = &mut *kept;
        if let RowChange::Patch { reset, steps } = change(ledger) {
            if reset {
                *rows = Rows::default();
            }
            rows.patch(steps);
        }
        Ok(ledger.clone())
    }
}
