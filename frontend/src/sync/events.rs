//! What the server says by itself: that something has changed. Then one pulls.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::*;
use web_sys::EventSource;

const ADDRESS: &str = "/api/sync/v1/events";

/// What happens on the stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    Open,
    Poke,
    /// The browser tries again by itself, unless the server has refused.
    Broken,
}

/// Who is told what happens.
pub type Hears = Rc<dyn Fn(Heard)>;

/// The stream, while there is one.
#[derive(Debug, Default)]
pub struct Events(RefCell<Option<EventSource>>);

impl Events {
    /// Opens a stream unless one is open or opening.
    pub fn open(&self, heard: &Hears) {
        let is_open = |it: &EventSource| it.ready_state() != EventSource::CLOSED;
        if self.0.borrow().as_ref().is_some_and(is_open) {
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
        *self.0.borrow_mut() = Some(source);
    }

    /// Closes it: some phones kill a stream without a word, so that one which looks open is not.
    pub fn close(&self) {
        if let Some(source) = self.0.borrow_mut().take() {
            source.close();
        }
    }
}
