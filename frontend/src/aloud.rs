//! Reading the page aloud with the phone's own voice: block by block, each marked while it is read.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use linli_app::ports::{Heard, Listener};
use web_sys::{
    Element, HtmlElement, MutationObserver, MutationObserverInit, Node, ScrollIntoViewOptions,
    ScrollLogicalPosition, SpeechSynthesis, SpeechSynthesisErrorCode, SpeechSynthesisErrorEvent,
    SpeechSynthesisEvent, SpeechSynthesisUtterance,
};

/// Of the element that is being read; styles show it. An attribute of its own, for a page that is drawn
/// anew writes its classes again.
const MARK: &str = "data-being-read";

/// A little slower than people talk.
const RATE: f32 = 0.9;

/// What is not content, or says nothing when it is heard.
const PASSED_OVER: &str = "script, svg, input, textarea, select, [aria-hidden=true], .hidden-text, .aloud";

thread_local! {
    /// Who reads now.
    static READER: RefCell<Option<Rc<Reader>>> = const { RefCell::new(None) };
}

/// Reads one block after the other. While it does, the page may be drawn anew: it looks for its place
/// again then, and marks what stands there.
struct Reader {
    listener: Listener,
    /// The block that is being read.
    place: RefCell<Option<Place>>,
    /// Browsers forget a voice that nobody holds, and never say that it has ended.
    voice: RefCell<Option<SpeechSynthesisUtterance>>,
    ended: Closure<dyn FnMut()>,
    failed: Closure<dyn FnMut(SpeechSynthesisEvent)>,
    /// Sees that the page is drawn anew.
    observer: MutationObserver,
    _redrawn: Closure<dyn FnMut()>,
}

struct Place {
    block: HtmlElement,
    /// What it says, by which it is found again when another element stands for it.
    words: String,
    /// The how-manieth of the page it was.
    at: usize,
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
    let redrawn = Closure::<dyn FnMut()>::new(|| _ = reader().map(|it| it.follow()));
    let (Some(main), Ok(observer)) = (main(), MutationObserver::new(redrawn.as_ref().unchecked_ref())) else {
        listener(Heard::NoVoice);
        return;
    };
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    _ = observer.observe_with_options(&main, &options);
    let it = Rc::new(Reader {
        listener,
        place: RefCell::default(),
        voice: RefCell::default(),
        ended: Closure::new(|| _ = reader().map(|it| it.go_on())),
        failed: Closure::new(|event| _ = reader().map(|it| it.give_up(event))),
        observer,
        _redrawn: redrawn,
    });
    READER.with_borrow_mut(|reader| *reader = Some(Rc::clone(&it)));
    it.say(0);
}

/// Falls silent.
pub fn hush() {
    if let Some(reader) = reader() {
        reader.end(Heard::End);
        if let Some(synthesis) = synthesis() {
            synthesis.cancel();
        }
    }
}

fn reader() -> Option<Rc<Reader>> {
    READER.with_borrow(Clone::clone)
}

fn main() -> Option<Element> {
    document().get_element_by_id("main")
}

fn synthesis() -> Option<SpeechSynthesis> {
    window().speech_synthesis().ok().filter(|it| !it.is_undefined())
}

impl Reader {
    /// Says the `at`th block of the page as it is now.
    fn say(&self, at: usize) {
        let (Some(block), Some(synthesis)) = (blocks().into_iter().nth(at), synthesis()) else {
            self.end(Heard::End);
            return;
        };
        let words = block.inner_text();
        let Ok(voice) = SpeechSynthesisUtterance::new_with_text(&words) else {
            self.end(Heard::NoVoice);
            return;
        };
        voice.set_lang(&language(&block));
        voice.set_rate(RATE);
        voice.set_onend(Some(self.ended.as_ref().unchecked_ref()));
        voice.set_onerror(Some(self.failed.as_ref().unchecked_ref()));
        self.go_to(Place { block, words, at });
        synthesis.speak(&voice);
        *self.voice.borrow_mut() = Some(voice);
    }

    fn go_to(&self, place: Place) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        place.block.scroll_into_view_with_scroll_into_view_options(&options);
        _ = place.block.set_attribute(MARK, "");
        *self.place.borrow_mut() = Some(place);
    }

    fn leave(&self) -> Option<Place> {
        let place = self.place.borrow_mut().take()?;
        _ = place.block.remove_attribute(MARK);
        Some(place)
    }

    fn go_on(&self) {
        let Some(place) = self.leave() else { return };
        // Where nothing says the same any more, what has come in its place is next.
        let next = place.find_in(&blocks()).map_or(place.at, |at| at + 1);
        self.say(next);
    }

    /// The mark goes to the element that stands for the one it was on.
    fn follow(&self) {
        let lost = self.place.borrow().as_ref().is_some_and(|it| !it.block.is_connected());
        if !lost {
            return;
        }
        let blocks = blocks();
        let found = self.place.borrow().as_ref().and_then(|it| it.find_in(&blocks));
        let stands_in = found.and_then(|at| Some((at, blocks.into_iter().nth(at)?)));
        if let (Some((at, block)), Some(place)) = (stands_in, self.leave()) {
            self.go_to(Place { block, words: place.words, at });
        }
    }

    /// Phones without a voice say so only when asked to speak; others may just have been interrupted.
    fn give_up(&self, event: SpeechSynthesisEvent) {
        use SpeechSynthesisErrorCode::{Canceled, Interrupted};
        let why = event.dyn_into::<SpeechSynthesisErrorEvent>().map(|it| it.error());
        self.end(if matches!(why, Ok(Canceled | Interrupted)) { Heard::End } else { Heard::NoVoice });
    }

    fn end(&self, how: Heard) {
        self.observer.disconnect();
        // A voice that is cut off says so later, when another may be reading.
        if let Some(voice) = self.voice.take() {
            voice.set_onend(None);
            voice.set_onerror(None);
        }
        self.leave();
        READER.take();
        (self.listener)(how);
    }
}

impl Place {
    /// The how-manieth of `blocks` it is now: the same element, or the nearest that says the same.
    fn find_in(&self, blocks: &[HtmlElement]) -> Option<usize> {
        let same = blocks.iter().position(|it| *it == self.block);
        same.or_else(|| {
            let alike = blocks.iter().enumerate().filter(|(_, it)| it.inner_text() == self.words);
            alike.map(|(at, _)| at).min_by_key(|at| at.abs_diff(self.at))
        })
    }
}

/// What is read, in the order of the page.
fn blocks() -> Vec<HtmlElement> {
    let mut blocks = Vec::new();
    if let Some(main) = main() {
        collect(&main, &mut blocks);
    }
    blocks
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
