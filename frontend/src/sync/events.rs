//! What the server says by itself: that something has changed. Then one pulls.
//!
//! A stream is a connection, and of those a browser has six to a server for all its pages. So one page of a
//! browser has a stream, one that somebody looks at; it tells the others of what it pulls, and they look for
//! themselves every half minute.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::*;
use web_sys::EventSource;

use crate::device;

const ADDRESS: &str = "/api/sync/v1/events";

/// Under which name the page that has the stream says until when it has it, in milliseconds since 1970.
/// Not a lock of the browser's: by plain http there is none.
const TURN: &str = "linli.stream";

/// For how many milliseconds a page has the stream without saying so again: more than twice as long as it
/// takes until it does. A page that was killed leaves it to the others then.
const TURN_LASTS: i64 = 75_000;

/// What happens on the stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    Open,
    Poke,
    /// The browser tries again by itself, unless the server has refused; or another page has the stream.
    Broken,
}

/// Who is told what happens.
pub type Hears = Rc<dyn Fn(Heard)>;

/// The stream, while there is one.
#[derive(Debug, Default)]
pub struct Events {
    source: RefCell<Option<EventSource>>,
    /// What this page wrote when it took its turn.
    turn: Cell<i64>,
}

impl Events {
    /// Opens a stream unless one is open or opening, here or in another page of this browser, or nobody looks.
    pub fn open(&self, heard: &Hears) {
        if document().hidden() {
            return;
        }
        if !self.take_turn() {
            self.close();
            heard(Heard::Broken);
            return;
        }
        let is_open = |it: &EventSource| it.ready_state() != EventSource::CLOSED;
        if self.source.borrow().as_ref().is_some_and(is_open) {
            return;
        }
        let Ok(source) = EventSource::new(ADDRESS) else { return };
        let tells = |what: Heard| {
            let heard = Rc::clone(heard);
            Closure::<dyn Fn()>::new(move || heard(what)).into_js_value()
        };
        source.set_onopen(Some(tells(Heard::Open).unchecked_ref()));
        source.set_onerror(Some(tells(Heard::Broken).unchecked_ref()));
        _ = source.add_event_listener_with_callback("poke", tells(Heard::Poke).unchecked_ref());
        *self.source.borrow_mut() = Some(source);
    }

    /// Says again that this page has the stream, if it has. One that has it no longer looks for itself again.
    pub fn stay(&self, heard: &Hears) {
        if self.source.borrow().is_some() && !self.take_turn() {
            self.close();
            heard(Heard::Broken);
        }
    }

    /// Closes it, and leaves it to another page. Some phones kill a stream without a word, so that one which
    /// looks open is not.
    pub fn close(&self) {
        if let Some(source) = self.source.borrow_mut().take() {
            source.close();
        }
        let turn = self.turn.take();
        if turn != 0 && device::get(TURN) == Some(turn) {
            device::delete(TURN);
        }
    }

    /// Whether this page may have the stream. Two that ask in the same moment may both think so, until one
    /// of them asks again. Where nothing can be written down, no page has one.
    fn take_turn(&self) -> bool {
        let now = device::clock().millis();
        let until = now.saturating_add(TURN_LASTS);
        let held: i64 = device::get(TURN).unwrap_or_default();
        // One that is over is nobody's, nor is one of a clock that was ahead then.
        if held != self.turn.get() && (now..=until).contains(&held) {
            return false;
        }
        self.turn.set(until);
        device::set(TURN, &until)
    }
}
