//! Lists whose items keep their elements. When a list by position is drawn anew with another item on
//! top or one gone, what the second says is written into the elements of the first: the focus, an open
//! fold and words that are not sent would be another's all at once, and a key pressed just then would
//! say yes to the wrong one. A `<For>` keeps elements and never draws them anew. Here an item goes on in
//! the elements that it has, with what it says now.
//!
//! What stands in a `move ||` inside an item is made anew all the same: chips and words may, fields and
//! buttons may not.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node, Placeholder};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use leptos::wasm_bindgen::JsCast;

/// Elements of a list, each with a key that stays the same while it is about the same thing: mostly an
/// id. Collected from pairs. A list of one is for what must not become another thing in place.
pub struct Items(Vec<(String, AnyView)>);

impl Items {
    /// Whether there is nothing to show.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn views(self) -> Vec<AnyView> {
        self.0.into_iter().map(|(_, view)| view).collect()
    }
}

impl<K: ToString> FromIterator<(K, AnyView)> for Items {
    fn from_iter<I: IntoIterator<Item = (K, AnyView)>>(items: I) -> Self {
        Self(items.into_iter().map(|(key, view)| (key.to_string(), view)).collect())
    }
}

/// What is on the page.
pub struct ItemsState {
    items: Vec<(String, AnyViewState)>,
    /// What comes after them.
    end: Placeholder,
}

impl Render for Items {
    type State = ItemsState;

    fn build(self) -> ItemsState {
        let items = self.0.into_iter().map(|(key, view)| (key, view.build())).collect();
        ItemsState { items, end: Rndr::create_placeholder() }
    }

    fn rebuild(self, state: &mut ItemsState) {
        let mut old: Vec<_> = state.items.drain(..).map(Some).collect();
        let mut old_places = Vec::new();
        for (key, view) in self.0 {
            let same = |it: &Option<(String, _)>| it.as_ref().is_some_and(|(of, _)| *of == key);
            let place = old.iter().position(same);
            old_places.push(place);
            let found = place.and_then(|at| old.get_mut(at)?.take());
            state.items.push(match found {
                Some((key, mut item)) => {
                    view.rebuild(&mut item);
                    (key, item)
                }
                None => (key, view.build()),
            });
        }
        let mut bereft = None;
        for (place, gone) in old.into_iter().enumerate() {
            if let Some((_, mut gone)) = gone {
                if has_focus(&gone) {
                    bereft = Some(place);
                }
                gone.unmount();
            }
        }
        let focused = state.items.iter().position(|(_, it)| has_focus(it));
        let mut stays = staying(&old_places, focused);
        // From the last one on, each before the one that comes after it.
        let mut left = state.items.as_mut_slice();
        let mut after: Option<&AnyViewState> = None;
        while let Some(((_, item), rest)) = left.split_last_mut() {
            if !stays.pop().unwrap_or_default() {
                let before = after.is_some_and(|it| it.insert_before_this(item));
                if !before {
                    Rndr::try_mount_before(item, state.end.as_ref());
                }
            }
            after = Some(item);
            left = rest;
        }
        if let Some(place) = bereft {
            let next = state.items.get(place).or_else(|| state.items.last());
            if let Some((_, next)) = next {
                take_focus(next);
            }
        }
    }
}

fn has_focus(item: &AnyViewState) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| item.elements().iter().any(|it| it.contains(Some(&focused))))
}

/// What has come in the place of the one with the focus has it next, as a whole: whoever goes by keys
/// or by ear stays where they were, and a key that was meant for the other does nothing.
fn take_focus(item: &AnyViewState) {
    if let Some(element) = item.elements().first().and_then(|it| it.dyn_ref::<web_sys::HtmlElement>()) {
        // Links can be reached as they are.
        if element.tab_index() < 0 {
            element.set_tab_index(-1);
        }
        _ = element.focus();
    }
}

/// Of items by the places that they had before, which stay where they are while the others are put in
/// before and after them: the longest rising run of places, for an element that is moved loses the focus
/// and what is half typed; and in any case the pinned one.
fn staying(old_places: &[Option<usize>], pinned: Option<usize>) -> Vec<bool> {
    let pin = pinned.and_then(|at| Some((at, (*old_places.get(at)?)?)));
    // What has to pass by the pinned one cannot stay as well.
    let passes = |at: usize, place: usize| pin.is_some_and(|pin| at.cmp(&pin.0) != place.cmp(&pin.1));
    // The lowest last place of all runs of each length, and whose it is.
    let mut tails: Vec<(usize, usize)> = Vec::new();
    let mut before = Vec::new();
    for (at, place) in old_places.iter().enumerate() {
        let Some(place) = place.filter(|it| !passes(at, *it)) else {
            before.push(None);
            continue;
        };
        let length = tails.partition_point(|(last, _)| *last < place);
        before.push(length.checked_sub(1).and_then(|it| tails.get(it)).map(|(_, at)| *at));
        match tails.get_mut(length) {
            Some(tail) => *tail = (place, at),
            None => tails.push((place, at)),
        }
    }
    let mut stays = vec![false; old_places.len()];
    let mut last = tails.last().map(|(_, at)| *at);
    while let Some(at) = last {
        if let Some(it) = stays.get_mut(at) {
            *it = true;
        }
        last = before.get(at).copied().flatten();
    }
    stays
}

impl Mountable for ItemsState {
    fn unmount(&mut self) {
        self.items.iter_mut().for_each(|(_, it)| it.unmount());
        self.end.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.items.iter_mut().for_each(|(_, it)| it.mount(parent, marker));
        self.end.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.items.iter().any(|(_, it)| it.insert_before_this(child)) || self.end.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.items.iter().flat_map(|(_, it)| it.elements()).collect()
    }
}

/// Nobody spreads attributes over a list; if one did, it would be a list by position.
impl AddAnyAttr for Items {
    type Output<A: Attribute> = <Vec<AnyView> as AddAnyAttr>::Output<A>;

    fn add_any_attr<A: Attribute>(self, attr: A) -> Self::Output<A>
    where
        Self::Output<A>: RenderHtml,
    {
        self.views().add_any_attr(attr)
    }
}

/// On the server it is any list.
impl RenderHtml for Items {
    type AsyncOutput = Vec<AnyView>;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        self.0.iter_mut().for_each(|(_, it)| it.dry_resolve());
    }

    async fn resolve(self) -> Vec<AnyView> {
        self.views().resolve().await
    }

    fn html_len(&self) -> usize {
        self.0.iter().map(|(_, it)| it.html_len()).sum()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.views().to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> ItemsState {
        let hydrated = |(key, view): (String, AnyView)| (key, view.hydrate::<FROM_SERVER>(cursor, position));
        let items = self.0.into_iter().map(hydrated).collect();
        let end = cursor.next_placeholder(position);
        position.set(Position::NextChild);
        ItemsState { items, end }
    }

    fn into_owned(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::staying;

    /// Letters that stood in the order of the alphabet, in their new order; the ones that stay. A capital
    /// has the focus, and `+` was not there before.
    fn of(order: &str) -> String {
        let place = |it: u8| (it != b'+').then(|| usize::from(it.to_ascii_lowercase() - b'a'));
        let old_places: Vec<_> = order.bytes().map(place).collect();
        let pinned = order.bytes().position(|it| it.is_ascii_uppercase());
        let stays = staying(&old_places, pinned);
        order.chars().zip(stays).filter(|(_, stays)| *stays).map(|(it, _)| it).collect()
    }

    #[test]
    fn all_stay_when_some_go_and_others_come() {
        assert_eq!(of(""), "");
        assert_eq!(of("+"), "");
        assert_eq!(of("abc"), "abc");
        assert_eq!(of("bc"), "bc");
        assert_eq!(of("+a+bd+"), "abd");
    }

    #[test]
    fn only_what_moves_is_moved() {
        assert_eq!(of("bcda"), "bcd", "the first to the end");
        assert_eq!(of("dabc"), "abc", "the last to the front");
        assert_eq!(of("acbd"), "abd", "two swapped");
        assert_eq!(of("cb+ad"), "ad");
    }

    #[test]
    fn the_one_with_the_focus_stays() {
        assert_eq!(of("Dabc"), "D");
        assert_eq!(of("bcdA"), "A");
        assert_eq!(of("aCbd"), "aCd");
        assert_eq!(of("Ba"), "B");
        assert_eq!(of("+Ab"), "Ab");
        assert_eq!(of("+B"), "B");
    }

    #[test]
    fn a_new_one_with_the_focus_is_put_in_as_any() {
        assert_eq!(staying(&[None, Some(0)], Some(0)), [false, true]);
    }
}
