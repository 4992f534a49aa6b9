//! Reading the page aloud with the phone's own voice: block by block, each marked while it is read.

use std::cell::RefCell;
use std::iter::successors;
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
    /// Browsers forget an utterance that nobody holds, and never say that it has ended.
    utterance: RefCell<Option<SpeechSynthesisUtterance>>,
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
    /// Its index among the blocks of the page.
    at: usize,
    /// What it stands in, the nearest first: cards say the same words, and each keeps its elements.
    around: Vec<Element>,
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
    let redrawn = Closure::<dyn FnMut()>::new(|| {
        if let Some(reader) = reader() {
            reader.follow();
        }
    });
    let (Some(main), Ok(observer)) = (main_part(), MutationObserver::new(redrawn.as_ref().unchecked_ref()))
    else {
        listener(Heard::End);
        return;
    };
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    _ = observer.observe_with_options(&main, &options);
    let ended = Closure::new(|| {
        if let Some(reader) = reader() {
            reader.go_on();
        }
    });
    let failed = Closure::new(|event| {
        if let Some(reader) = reader() {
            reader.give_up(event);
        }
    });
    let it = Rc::new(Reader {
        listener,
        place: RefCell::default(),
        utterance: RefCell::default(),
        ended,
        failed,
        observer,
        _redrawn: redrawn,
    });
    READER.set(Some(Rc::clone(&it)));
    it.say(0);
}

/// Falls silent.
pub fn hush() {
    if let Some(reader) = reader() {
        reader.let_go();
        if let Some(synthesis) = synthesis() {
            synthesis.cancel();
        }
        reader.end(Heard::End);
    }
}

fn reader() -> Option<Rc<Reader>> {
    READER.with_borrow(Clone::clone)
}

fn main_part() -> Option<Element> {
    document().get_element_by_id("main")
}

fn synthesis() -> Option<SpeechSynthesis> {
    window().speech_synthesis().ok().filter(|it| !it.is_undefined())
}

impl Reader {
    /// Says the block of this index on the page as it is now.
    fn say(&self, at: usize) {
        let (Some(block), Some(synthesis)) = (blocks().into_iter().nth(at), synthesis()) else {
            self.end(Heard::End);
            return;
        };
        let words = block.inner_text();
        let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(&words) else {
            self.end(Heard::NoVoice);
            return;
        };
        utterance.set_lang(&language(&block));
        utterance.set_rate(RATE);
        utterance.set_onend(Some(self.ended.as_ref().unchecked_ref()));
        utterance.set_onerror(Some(self.failed.as_ref().unchecked_ref()));
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        block.scroll_into_view_with_scroll_into_view_options(&options);
        self.mark(Place::new(block, words, at));
        *self.utterance.borrow_mut() = Some(utterance.clone());
        synthesis.speak(&utterance);
    }

    fn mark(&self, place: Place) {
        _ = place.block.set_attribute(MARK, "");
        *self.place.borrow_mut() = Some(place);
    }

    fn unmark(&self) -> Option<Place> {
        let place = self.place.take()?;
        _ = place.block.remove_attribute(MARK);
        Some(place)
    }

    fn go_on(&self) {
        self.let_go();
        let Some(place) = self.unmark() else { return };
        // Where nothing says the same any more, what has come in its place is next.
        let next = place.find_in(&blocks()).map_or(place.at, |(at, _)| at + 1);
        self.say(next);
    }

    /// The page has been drawn anew: the mark goes to the element that now stands for the one it was on.
    fn follow(&self) {
        let Some(mut place) = self.unmark() else { return };
        if let Some((at, block)) = place.find_in(&blocks()) {
            place = Place::new(block, place.words, at);
        }
        self.mark(place);
    }

    /// Phones without a voice say so only when asked to speak; others may just have been interrupted.
    fn give_up(&self, event: SpeechSynthesisEvent) {
        use SpeechSynthesisErrorCode::{Canceled, Interrupted};
        let why = event.dyn_into::<SpeechSynthesisErrorEvent>().map(|it| it.error());
        self.end(if matches!(why, Ok(Canceled | Interrupted)) { Heard::End } else { Heard::NoVoice });
    }

    /// Whatever the browser still tells of what was said, often late, is not for what comes next.
    fn let_go(&self) {
        if let Some(utterance) = self.utterance.take() {
            utterance.set_onend(None);
            utterance.set_onerror(None);
        }
    }

    fn end(&self, how: Heard) {
        self.observer.disconnect();
        self.let_go();
        self.unmark();
        READER.take();
        (self.listener)(how);
    }
}

impl Place {
    fn new(block: HtmlElement, words: String, at: usize) -> Self {
        let around = successors(block.parent_element(), |it| it.parent_element()).collect();
        Self { block, words, at, around }
    }

    /// Its index among `blocks`, and what stands there: the same element, or what says the same in what
    /// is left around it, the nearest to where it was.
    fn find_in(&self, blocks: &[HtmlElement]) -> Option<(usize, HtmlElement)> {
        let all = || blocks.iter().enumerate();
        let same = all().find(|(_, it)| **it == self.block);
        let found = same.or_else(|| {
            let left = self.around.iter().find(|it| it.is_connected())?;
            let alike = |it: &HtmlElement| left.contains(Some(it)) && it.inner_text() == self.words;
            all().filter(|(_, it)| alike(it)).min_by_key(|(at, _)| at.abs_diff(self.at))
        });
        found.map(|(at, it)| (at, it.clone()))
    }
}

/// What is read, in the order of the page.
fn blocks() -> Vec<HtmlElement> {
    let mut blocks = Vec::new();
    if let Some(main) = main_part() {
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
