//! One push and one pull, and what becomes of them.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use linli_app::store::{Network, Trouble};
use linli_domain::ids::DeviceId;
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::{Entry, Erased, Event, Fate, Fault, Ledger, RowChange};
use uuid::Uuid;

use super::{Engine, alone, net};
use crate::device;

impl Engine {
    /// Pushes and pulls, alone among the tabs.
    pub(super) async fn cycle(self: Rc<Self>) {
        let ours = Rc::clone(&self);
        let fault = Rc::new(Cell::new(None));
        let found = Rc::clone(&fault);
        alone::alone(&format!("linli-sync-{}", self.me), move || async move {
            found.set(ours.push_and_pull().await);
        })
        .await;
        let fault = fault.get();
        self.note(fault);
        if fault == Some(Fault::SignedOut) {
            self.erase(Erased::SignedOut).await;
        }
        for (mid, told) in self.asking.borrow_mut().iter_mut() {
            let ledger = self.ledger.borrow();
            let waits = |it: &Entry| it.envelope.mid == *mid && it.fate == Fate::Waiting;
            if !ledger.entries.iter().any(waits) {
                // Dropped, it wakes who waits.
                told.take();
            }
        }
        // Whoever may not send has fetched all the same.
        if matches!(fault, None | Some(Fault::DayOver | Fault::ManyDevices | Fault::OtherBuild)) {
            // For tests and measurements.
            _ = document().document_element().map(|html| html.set_attribute("data-synced", ""));
            if let Some(heard) = &*self.heard.borrow() {
                self.events.open(heard);
            }
        }
        let overtaken = self.overtaken.take();
        let more = overtaken || self.ledger.borrow().push().is_some();
        self.on(Event::Done { fault, more });
        if overtaken && fault.is_some() {
            // Whoever may not send fetches all the same.
            self.on(Event::Poked);
        }
    }

    async fn push_and_pull(self: &Rc<Self>) -> Option<Fault> {
        let push = self.ledger.borrow().push();
        if let Some(push) = push {
            let answer = net::push(self.me, &push).await;
            let fault = answer.as_ref().err().copied();
            let fresh = DeviceId(Uuid::now_v7());
            let pushed = move |ledger: &mut Ledger| {
                ledger.pushed(&push, &answer, fresh);
                RowChange::None
            };
            if self.change(Box::new(pushed)).await.is_err() {
                return Some(Fault::Broken);
            }
            if matches!(fault, Some(Fault::Offline | Fault::SignedOut | Fault::TooFast { .. })) {
                return fault;
            }
            // A restored database is learnt of by pulling; what else is wrong does not keep the rows
            // from being fetched.
            return self.pull().await.or(fault);
        }
        self.pull().await
    }

    async fn pull(self: &Rc<Self>) -> Option<Fault> {
        let asked = self.ledger.borrow().pull();
        let pull = match net::pull(self.me, &asked).await {
            Ok(pull) => pull,
            Err(fault) => return Some(fault),
        };
        device::set_server_clock(pull.server_time);
        self.store.set_now(pull.server_time);
        self.first_pull();
        let cursor = Some(pull.cursor.clone());
        let in_memory = pull.clone();
        let again = asked.clone();
        let build = self.build.clone();
        match self.change(Box::new(move |ledger| ledger.pulled(&asked, pull, &build))).await {
            Ok(()) => {
                device::set_kept(self.kept.lasts());
                self.overtaken.set(self.ledger.borrow().cursor != cursor);
                None
            }
            Err(_) => {
                // Storage is full or gone. What was fetched is shown all the same.
                let change = self.ledger.borrow_mut().pulled(&again, in_memory, &self.build);
                if let RowChange::Patch { reset, steps } = change {
                    self.patch(reset, steps);
                }
                self.show();
                Some(Fault::Broken)
            }
        }
    }

    /// From here on the rows are the pulls'; of the server's page only people and stories stay that no
    /// pull brings.
    fn first_pull(&self) {
        if self.pulled.replace(true) {
            return;
        }
        let page = self.page.take();
        let mut rest = Rows::default();
        rest.extend(page.members.into_values().map(Row::Member));
        rest.extend(page.events.into_values().map(Row::Event));
        *self.page.borrow_mut() = rest;
    }

    /// How the last cycle ended, as people see it.
    fn note(&self, fault: Option<Fault>) {
        let network = match fault {
            Some(Fault::Offline) => Network::Offline,
            _ => Network::Online,
        };
        let trouble = match fault {
            Some(Fault::OtherBuild) => Some(Trouble::OtherBuild),
            Some(Fault::DayOver) => Some(Trouble::DayOver),
            Some(Fault::ManyDevices) => Some(Trouble::ManyDevices),
            _ => None,
        };
        self.store.set_phone(|phone| {
            phone.network = network;
            let of_cycles = [Trouble::OtherBuild, Trouble::DayOver, Trouble::ManyDevices];
            let others = phone.trouble.filter(|it| !of_cycles.contains(it));
            phone.trouble = trouble.or(others);
            // Loading the page anew brings the build that the server has.
            phone.update |= trouble == Some(Trouble::OtherBuild);
        });
    }
}
