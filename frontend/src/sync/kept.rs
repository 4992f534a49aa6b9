//! Where a page keeps things: in the browser's storage, where there is one.

use linli_app::store::Trouble;
use linli_domain::ids::{DeviceId, MemberId};
use linli_domain::rows::Rows;
use linli_domain::sync::{Ledger, Memory, RowChange, Storage, StorageError};
use uuid::Uuid;

use crate::device;
use crate::idb::Idb;

/// A change of the ledger, and what it does to the rows. In a box: the code that takes one is long, and
/// would be there once for each kind of change.
pub type Change = Box<dyn FnOnce(&mut Ledger) -> RowChange>;

/// See the module.
pub enum Kept {
    Browser(Idb),
    /// The browser gives no storage, or the phone is borrowed: as long as the page lives.
    Page(Box<Memory>),
}

impl Kept {
    /// The storage of a person. On a borrowed phone it is the page's own, and so it is, with what is
    /// wrong, where the browser gives none.
    pub async fn open(me: MemberId, borrowed: bool) -> (Self, Option<Trouble>) {
        let trouble = if borrowed {
            Trouble::Borrowed
        } else {
            // Without a word about whose it is, nobody would find again what is kept.
            if device::remembers()
                && let Ok(it) = Idb::open(me).await
            {
                return (Self::Browser(it), None);
            }
            Trouble::NotKept
        };
        (Self::Page(Box::new(Memory::new(DeviceId(Uuid::now_v7())))), Some(trouble))
    }

    /// Whether what is kept outlives the page.
    pub const fn lasts(&self) -> bool {
        matches!(self, Self::Browser(_))
    }

    pub async fn load(&self) -> Result<(Ledger, Rows), StorageError> {
        match self {
            Self::Browser(it) => it.load().await,
            Self::Page(it) => it.load().await,
        }
    }

    pub async fn update(&self, change: Change) -> Result<Ledger, StorageError> {
        match self {
            Self::Browser(it) => it.update(change).await,
            Self::Page(it) => it.update(change).await,
        }
    }
}
