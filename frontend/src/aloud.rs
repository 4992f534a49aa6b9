//! Reading the page aloud with the phone's own voice: block by block, each marked while it is read.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use linli_app::ports::{Heard, Listener};
use web_sys::{
    Element, HtmlElement, Node, SpeechSynthesis, SpeechSynthesisErrorCode, SpeechSynthesisErrorEvent,
    SpeechSynthesisEvent, SpeechSynthesisUtterance,
};

/// Of the element that is being read; styles show it.
const MARK: &str = "is-being-read";

/// A little slower than people talk.
const RATE: f32 = 0.9;

/// What is not content, or says nothing when it is heard.
const PASSED_OVER: &str = "script, svg, input, textarea, select, [aria-hidden=true], .hidden-text, .aloud";

thread_local! {
    /// Who reads now. Whatever an earlier one still hears is not for this one.
    static READER: RefCell<Option<Rc<Reader>>> = const { RefCell::new(None) };
}

struct Reader {
    blocks: Vec<HtmlElement>,
    at: Cell<usize>,
    listener: Listener,
    /// Browsers forget a voice that nobody holds, and never say that it has ended.
    voice: RefCell<Option<SpeechSynthesisUtterance>>,
}

/// Whether this browser has a voice at all; shown to the styles, which hide the button where it has none.
pub fn offer() {
    if synthesis().is_some() {
        _ = document().document_element().map(|html| html.set_attribute("data-voice", ""));
    }
}

/// Reads what the main part of the page shows.
pub fn read(listener: Listener) {
    hush();
    let Some(main) = document().get_element_by_id("main") else { return };
    let mut blocks = Vec::new();
    collect(&main, &mut blocks);
    let reader = Rc::new(Reader { blocks, at: Cell::new(0), listener, voice: RefCell::new(None) });
    READER.with_borrow_mut(|it| *it = Some(Rc::clone(&reader)));
    say(&reader);
}

/// Falls silent.
pub fn hush() {
    if let Some(reader) = READER.with_borrow_mut(Option::take) {
        reader.mark(false);
        if let Some(synthesis) = synthesis() {
            synthesis.cancel();
        }
        (reader.listener)(Heard::End);
    }
}

fn synthesis() -> Option<SpeechSynthesis> {
    window().speech_synthesis().ok().filter(|it| !it.is_undefined())
}

impl Reader {
    fn block(&self) -> Option<&HtmlElement> {
        self.blocks.get(self.at.get())
    }

    fn mark(&self, on: bool) {
        if let Some(block) = self.block() {
            _ = block.class_list().toggle_with_force(MARK, on);
            if on {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                block.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    }
}

/// Says the block that it is at, then goes on.
fn say(reader: &Rc<Reader>) {
    let (Some(block), Some(synthesis)) = (reader.block(), synthesis()) else {
        hush();
        return;
    };
    let Ok(voice) = SpeechSynthesisUtterance::new_with_text(&block.inner_text()) else {
        end(reader, Heard::NoVoice);
        return;
    };
    voice.set_lang(&language(block));
    voice.set_rate(RATE);
    let then = |next: fn(&Rc<Reader>, SpeechSynthesisEvent)| {
        let reader = Rc::clone(reader);
        Closure::once_into_js(move |event| {
            let current = READER.with_borrow(|it| it.as_ref().is_some_and(|it| Rc::ptr_eq(it, &reader)));
            if current {
                next(&reader, event);
            }
        })
    };
    voice.set_onend(Some(then(go_on).unchecked_ref()));
    voice.set_onerror(Some(then(give_up).unchecked_ref()));
    reader.mark(true);
    synthesis.speak(&voice);
    *reader.voice.borrow_mut() = Some(voice);
}

fn go_on(reader: &Rc<Reader>, _: SpeechSynthesisEvent) {
    reader.mark(false);
    reader.at.set(reader.at.get() + 1);
    say(reader);
}

/// Phones without a voice say so only when asked to speak; others may just have been interrupted.
fn give_up(reader: &Rc<Reader>, event: SpeechSynthesisEvent) {
    use SpeechSynthesisErrorCode::{Canceled, Interrupted};
    let why = event.dyn_into::<SpeechSynthesisErrorEvent>().map(|it| it.error());
    end(reader, if matches!(why, Ok(Canceled | Interrupted)) { Heard::End } else { Heard::NoVoice });
}

fn end(reader: &Rc<Reader>, how: Heard) {
    reader.mark(false);
    READER.with_borrow_mut(|it| *it = None);
    (reader.listener)(how);
}

/// The language that the block is written in.
fn language(block: &HtmlElement) -> String {
    let tagged = block.closest("[lang]").ok().flatten();
    tagged.and_then(|it| it.get_attribute("lang")).unwrap_or_default()
}

/// The innermost elements that hold words as one line or paragraph, in the order of the page.
fn collect(element: &Element, blocks: &mut Vec<HtmlElement>) {
    if element.matches(PASSED_OVER).unwrap_or(true) || element.get_client_rects().length() == 0 {
        return;
    }
    if is_one_text(element) {
        let says_something = |it: &HtmlElement| it.inner_text().chars().any(char::is_alphanumeric);
        blocks.extend(element.clone().dyn_into::<HtmlElement>().ok().filter(says_something));
        return;
    }
    let children = element.children();
    for child in (0..children.length()).filter_map(|it| children.item(it)) {
        collect(&child, blocks);
    }
}

/// Whether words stand in it directly, or all that it holds runs on in one line.
fn is_one_text(element: &Element) -> bool {
    let children = element.child_nodes();
    let nodes = (0..children.length()).filter_map(|it| children.item(it));
    let mut inline = true;
    for node in nodes {
        if node.node_type() == Node::TEXT_NODE && node.text_content().is_some_and(|it| !it.trim().is_empty())
        {
            return true;
        }
        if let Some(child) = node.dyn_ref::<Element>() {
            let display = window().get_computed_style(child).ok().flatten();
            let display = display.and_then(|it| it.get_property_value("display").ok()).unwrap_or_default();
            inline &= display.starts_with("inline") || child.matches(PASSED_OVER).unwrap_or(true);
        }
    }
    inline
}
