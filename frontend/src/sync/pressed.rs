//! What a person does: presses what keeps and sends something, reads what came of it, puts an alarm away.

use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use linli_app::forms::Filled;
use linli_app::ports::Sent;
use linli_app::store::{Network, Problem, Trouble};
use linli_domain::decide::{Case, decide};
use linli_domain::ids::MutationId;
use linli_domain::mutation::Settled;
use linli_domain::policy::Actor;
use linli_domain::refusal::Refusal;
use linli_domain::sync::{Draft, Event, Fate, Ledger, RowChange};

use super::Engine;
use crate::device;

/// How long somebody who pressed a button waits for the server's word before the page goes on with
/// what is kept, in milliseconds.
const PATIENCE: u32 = 2_500;

/// How long something urgent may take to reach the server, in milliseconds.
pub(super) const URGENT: i64 = 10_000;

impl Engine {
    /// Keeps a mutation, sends it, and waits a moment for what the server says.
    ///
    /// # Errors
    /// When it could not be kept; then it is not sent either.
    pub async fn submit(self: &Rc<Self>, filled: Filled) -> Result<Sent, Problem> {
        if self.hides_from_another() {
            return Err(Problem::SignedOut);
        }
        if let Some(refusal) = self.refusal(&filled) {
            return Ok(Sent::Settled(Settled::Refused { refusal }));
        }
        let draft = Draft {
            mid: filled.mid,
            base_ver: filled.base_ver,
            mutation: filled.mutation,
            client_time: device::clock(),
            made: device::server_clock(),
            build: self.build.clone(),
        };
        let mid = draft.mid;
        let urgent = draft.mutation.is_urgent();
        self.change(Box::new(|ledger| {
            ledger.enqueue(draft);
            RowChange::None
        }))
        .await
        .map_err(|_| {
            if urgent && self.store.phone_once().network == Network::Offline {
                // Neither kept nor sent: nobody will hear of it but by telephone.
                self.unheard.set(true);
                self.show();
            }
            if self.hides_from_another() { Problem::SignedOut } else { Problem::NotKept }
        })?;
        if self.kept.lasts() {
            crate::platform::keep_storage();
        }
        let (told, asked) = oneshot::channel();
        self.asking.borrow_mut().insert(mid, Some(told));
        self.on(Event::Enqueued);
        self.watch_urgent();
        if self.store.phone_once().network == Network::Offline {
            // That it is kept is seen at once; the page that comes next may take a moment to make.
            crate::platform::painted().await;
        } else {
            let waited = select(asked, TimeoutFuture::new(PATIENCE)).await;
            drop(waited);
        }
        let fate =
            self.ledger.borrow().entries.iter().find(|it| it.envelope.mid == mid).map(|it| it.fate.clone());
        if let Some(Fate::Refused { refusal }) = fate {
            // The form says it, with everything that was typed.
            self.acknowledge(mid);
            return Ok(Sent::Settled(Settled::Refused { refusal }));
        }
        self.asking.borrow_mut().remove(&mid);
        Ok(if fate == Some(Fate::Waiting) { Sent::Kept } else { Sent::Settled(Settled::Applied) })
    }

    /// The person has seen why it was refused.
    pub fn acknowledge(self: &Rc<Self>, mid: MutationId) {
        let ours = Rc::clone(self);
        spawn_local(async move {
            let seen = move |ledger: &mut Ledger| {
                ledger.acknowledge(mid);
                RowChange::None
            };
            // Not kept: then it stands there again next time.
            _ = ours.change(Box::new(seen)).await;
            ours.asking.borrow_mut().remove(&mid);
        });
    }

    /// The person has read what is wrong.
    pub fn dismiss(&self) {
        let urgent = self
            .ledger
            .borrow()
            .waiting()
            .filter(|it| it.envelope.mutation.is_urgent())
            .map(|it| it.envelope.mid)
            .collect();
        *self.alarmed.borrow_mut() = urgent;
        self.unheard.set(false);
        self.store.set_phone(|phone| {
            phone.call = false;
            if matches!(phone.trouble, Some(Trouble::Cleared | Trouble::Borrowed)) {
                phone.trouble = None;
            }
        });
    }

    /// Why the rules on this phone say no. None where they say yes, and where the phone knows too
    /// little, as of people whom staff books for.
    fn refusal(&self, filled: &Filled) -> Option<Refusal> {
        let rows = self.store.rows_once();
        let now = device::server_clock();
        let actor = Actor::among(&rows, self.me, now)?;
        let called = rows.members.get(&self.me).map_or_else(String::new, |it| it.greeted().to_owned());
        let case = Case {
            rows: &rows,
            actor: &actor,
            called: &called,
            now,
            mid: filled.mid,
            fresh: None,
            base_ver: filled.base_ver,
            offers: true,
        };
        decide(&filled.mutation, case).err().filter(Refusal::holds_on_a_phone)
    }

    /// Looks again when something urgent should have been sent.
    pub(super) fn watch_urgent(self: &Rc<Self>) {
        let now = device::server_clock();
        let ledger = self.ledger.borrow();
        for entry in ledger.waiting().filter(|it| it.envelope.mutation.is_urgent()) {
            let ours = Rc::clone(self);
            let left =
                URGENT.saturating_sub(now.millis().saturating_sub(entry.made.millis())).clamp(0, URGENT);
            let after = Duration::from_millis(left.unsigned_abs() + 50);
            _ = set_timeout_with_handle(move || ours.show(), after);
        }
    }
}
