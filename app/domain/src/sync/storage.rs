//! Where a phone keeps what it knows.

use super::ledger::{Ledger, RowChange};
use crate::rows::Rows;

/// Why storage did not do what it was told. Then nothing of it was kept.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no room left on the device.
    #[error("the device's storage is full")]
    Full,
    /// It is not there, or not any more: private windows, cleared data, a newer build in another tab.
    #[error("the device's storage is gone: {0}")]
    Gone(String),
}

/// The storage of one account on one device. Each change is whole or not at all, durable when it is
/// done, and alone: of two at the same time, whichever tab makes them, one sees the other's result.
#[allow(async_fn_in_trait, reason = "a browser has one thread, so nobody asks whether it is Send")]
pub trait Storage {
    /// Everything that is kept.
    ///
    /// # Errors
    /// When storage cannot be read.
    async fn load(&self) -> Result<(Ledger, Rows), StorageError>;

    /// Changes the ledger, and the rows as the change says; the ledger afterwards.
    ///
    /// # Errors
    /// When it cannot be kept.
    async fn update(
        &self,
        change: impl FnOnce(&mut Ledger) -> RowChange + 'static,
    ) -> Result<Ledger, StorageError>;
}

/// A storage that several hold.
impl<S: Storage> Storage for std::rc::Rc<S> {
    async fn load(&self) -> Result<(Ledger, Rows), StorageError> {
        S::load(self).await
    }

    async fn update(
        &self,
        change: impl FnOnce(&mut Ledger) -> RowChange + 'static,
    ) -> Result<Ledger, StorageError> {
        S::update(self, change).await
    }
}
