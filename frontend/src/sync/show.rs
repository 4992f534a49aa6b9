//! From what is kept to what people see.

use std::sync::Arc;

use linli_app::store::{Kept as Waiting, Refused, Trouble};
use linli_domain::ids::MemberId;
use linli_domain::policy::{Actor, readable_event, readable_story};
use linli_domain::refusal::Refusal;
use linli_domain::rows::{Patch, Rows};
use linli_domain::sync::{Entry, Erased, Storage, is_stale, replay};
use linli_domain::systems::bookings::readable_booking;
use linli_domain::time::Instant;

use super::pressed::URGENT;
use super::{Engine, erase};
use crate::device;
use crate::idb::Idb;

/// Something urgent that waits for longer than this was dealt with otherwise, in milliseconds.
const URGENT_NO_MORE: i64 = 3_600_000;

impl Engine {
    /// Puts everything into the store.
    pub(super) fn show(&self) {
        let (ledger, base, page) = (self.ledger.borrow(), self.base.borrow(), self.page.borrow());
        let now = device::server_clock();
        if ledger.erased.is_none() {
            // Fetched anew, perhaps by another tab.
            self.erased.set(None);
        }
        let erased = self.erased.get();
        let something_new = ledger.passed_over && ledger.reader.as_ref() == Some(&self.build);
        // Until they are erased, which takes a moment.
        let stale = is_stale(&base, &ledger, self.me, device::steady_clock());
        let mut rows = if stale { Rows::default() } else { base.clone() };
        if self.pulled.get() {
            // A story only grows, so what the page had of it holds.
            let told: Vec<_> = page.events.values().filter(|it| readable_event(&rows, it)).cloned().collect();
            for event in told {
                rows.events.entry(event.id).or_insert(event);
            }
            for person in page.members.values() {
                rows.members.entry(person.id).or_insert_with(|| person.clone());
            }
        } else {
            rows.extend(Patch::from(page.clone()));
        }
        let mut view = replay(rows, &ledger, self.me);
        hide_doors(&mut view.rows, self.me, now);
        self.store.set_phone(|phone| {
            phone.pulled = ledger.pulled;
            let shown = erased.is_none();
            phone.waiting = ledger.waiting().filter(|_| shown).map(waiting).collect();
            phone.put_by = if shown { 0 } else { ledger.waiting().count() };
            let later =
                ledger.refused().filter(|(it, _)| !self.asking.borrow().contains_key(&it.envelope.mid));
            phone.refused = later.filter(|_| shown).map(|(entry, refusal)| refused(entry, refusal)).collect();
            phone.unsent = view.unsent;
            phone.call = self.unheard.get() || ledger.waiting().any(|it| self.alarms(it, now));
            phone.trouble = match erased {
                Some(Erased::SignedOut) => Some(Trouble::SignedOut),
                Some(Erased::Stale) => Some(Trouble::Stale),
                None => phone
                    .trouble
                    .filter(|it| !matches!(it, Trouble::Stale | Trouble::SignedOut | Trouble::Newer))
                    .or_else(|| something_new.then_some(Trouble::Newer)),
            };
            // Loading the page anew brings the build that the server has.
            phone.update |= something_new;
        });
        self.store.set_rows(Arc::new(view.rows));
    }

    fn alarms(&self, entry: &Entry, now: Instant) -> bool {
        let waited = now.millis() - entry.made.millis();
        entry.envelope.mutation.is_urgent()
            && (URGENT..URGENT_NO_MORE).contains(&waited)
            && !self.alarmed.borrow().contains(&entry.envelope.mid)
    }
}

/// The rows of a person as this phone keeps them, for the first look at a page that no server made.
pub async fn first_look(me: MemberId) -> Rows {
    let Ok(storage) = Idb::open(me).await else { return Rows::default() };
    let Ok((ledger, base)) = storage.load().await else { return Rows::default() };
    let now = device::server_clock();
    if is_stale(&base, &ledger, me, device::steady_clock()) {
        erase::forget(&storage, me, &base, Erased::Stale).await;
        return Rows::default();
    }
    let mut rows = replay(base, &ledger, me).rows;
    hide_doors(&mut rows, me, now);
    rows
}

/// A caregiver's phone shows a door only around the visit, also when it has not heard from the server
/// since.
fn hide_doors(rows: &mut Rows, me: MemberId, now: Instant) {
    let Some(actor) = Actor::among(rows, me, now).filter(|it| it.carer.is_some()) else { return };
    let bookings = std::mem::take(&mut rows.bookings);
    let readable = bookings.into_iter().filter_map(|(id, booking)| {
        let community = rows.communities.get(&booking.community_id)?;
        readable_booking(&actor, community, booking, now).map(|it| (id, it))
    });
    rows.bookings = readable.collect();
    let events = std::mem::take(&mut rows.events);
    rows.events =
        events.into_iter().filter_map(|(id, it)| readable_story(rows, me, it).map(|it| (id, it))).collect();
}

fn waiting(entry: &Entry) -> Waiting {
    Waiting { mid: entry.envelope.mid, mutation: entry.envelope.mutation.clone(), made: entry.made }
}

fn refused(entry: &Entry, refusal: &Refusal) -> Refused {
    Refused { mid: entry.envelope.mid, mutation: entry.envelope.mutation.clone(), refusal: refusal.clone() }
}
