//! When a phone forgets its rows: its session has ended, or it is a phone of staff that has not heard from
//! the server for days. What is not sent stays in the ledger, shown to nobody, until the same person has
//! signed in again.

use std::rc::Rc;

use leptos::task::spawn_local;
use linli_domain::ids::MemberId;
use linli_domain::rows::Rows;
use linli_domain::sync::{Erased, Event, Ledger, RowChange, Storage, is_staff, is_stale};

use super::Engine;
use super::kept::Change;
use super::tabs::{News, Tabs};
use crate::idb::Idb;
use crate::{device, drafts, idb};

/// By how many minutes the time without the server must have grown before it is written down again: each
/// time is a flush of the disk, and a page that is killed in between loses no more than this.
const WRITTEN_DOWN: i64 = 15;

impl Engine {
    /// Time has passed, or somebody looks again.
    pub fn look(self: &Rc<Self>) {
        let heard = self.heard.borrow().clone();
        if let Some(heard) = &heard {
            self.events.stay(heard);
        }
        let now = device::steady_clock();
        let (stale, grown) = {
            let (ledger, base) = (self.ledger.borrow(), self.base.borrow());
            let before = ledger.silence.or_else(|| ledger.silence(ledger.pulled?));
            let more = before.zip(ledger.silence(now)).map_or(0, |(it, now)| now.minutes_more_than(it));
            (is_stale(&base, &ledger, self.me, now), is_staff(&base, self.me) && more >= WRITTEN_DOWN)
        };
        let ours = Rc::clone(self);
        if stale {
            spawn_local(async move {
                ours.erase(Erased::Stale).await;
                // A pull that is under way leads from rows that are gone.
                ours.on(Event::Back);
            });
        } else if grown {
            let write_down = move |ledger: &mut Ledger| {
                ledger.silence = ledger.silence(now);
                RowChange::None
            };
            // Not kept: then it is counted from the time before.
            spawn_local(async move { _ = ours.change(Box::new(write_down)).await });
        }
    }

    /// Forgets the rows, in storage and on this page.
    pub(super) async fn erase(self: &Rc<Self>, why: Erased) {
        let staff = is_staff(&self.base.borrow(), self.me) || is_staff(&self.page.borrow(), self.me);
        if staff {
            drafts::forget(self.me);
        }
        device::set_kept(false);
        if self.change(Box::new(move |ledger| ledger.erase(why))).await.is_err() {
            // The storage is gone, or takes nothing; what this page has goes all the same.
            self.ledger.borrow_mut().erase(why);
            self.base.take();
            // Nor is it read again what storage still has.
            self.behind.set(false);
        }
        self.follow();
        self.show();
    }

    /// Another tab may have erased what is kept: then this page has nothing either.
    pub(super) fn follow(&self) {
        let erased = self.ledger.borrow().erased;
        if erased.is_some() {
            self.page.take();
            self.erased.set(erased);
        }
    }
}

/// A page of the server says that nobody is signed in any more on the phone of this person.
pub async fn signed_out(account: MemberId) {
    let Ok(storage) = Idb::open(account).await else { return };
    let Ok((ledger, base)) = storage.load().await else { return };
    if ledger.erased == Some(Erased::SignedOut) {
        return;
    }
    forget(&storage, account, &base, Erased::SignedOut).await;
    Tabs::say(News::Changed);
}

/// Forgets the rows of somebody whose page is not there yet.
pub(super) async fn forget(storage: &Idb, account: MemberId, base: &Rows, why: Erased) {
    if is_staff(base, account) {
        drafts::forget(account);
    }
    device::set_kept(false);
    // When storage fails here, it fails for whoever comes as well, and they are told.
    let erase: Change = Box::new(move |ledger| ledger.erase(why));
    _ = storage.update(erase).await;
}

/// Clears what an account left on this phone, but for what it has not sent, and refusals that nobody has
/// read: those wait until the same person signs in again. Whether it could.
pub async fn put_away(account: MemberId) -> bool {
    let Ok(storage) = Idb::open(account).await else { return false };
    // When storage fails here, it fails for whoever comes as well, and they are told.
    let forget: Change = Box::new(Ledger::forget_rows);
    let left = storage.update(forget).await;
    drop(storage);
    let cleared = left.is_ok();
    if left.is_ok_and(|it| it.is_settled()) {
        _ = idb::delete(account).await;
    }
    cleared
}
