//! Where a page keeps things: in the browser's storage, where there is one.

use linli_domain::rows::Rows;
use linli_domain::sync::{Ledger, Memory, RowChange, Storage, StorageError};

use crate::idb::Idb;

/// See the module.
pub enum Kept {
    Browser(Idb),
    /// The browser gives no storage: as long as the page lives.
    Page(Box<Memory>),
}

impl Kept {
    pub async fn load(&self) -> Result<(Ledger, Rows), StorageError> {
        match self {
            Self::Browser(it) => it.load().await,
            Self::Page(it) => it.load().await,
        }
    }

    pub async fn update(
        &self,
        change: impl FnOnce(&mut Ledger) -> RowChange + 'static,
    ) -> Result<Ledger, StorageError> {
        match self {
            Self::Browser(it) => it.update(change).await,
            Self::Page(it) => it.update(change).await,
        }
    }
}
