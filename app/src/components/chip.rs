//! A state as a picture and words together; the colour only helps.

use leptos::prelude::*;
use linli_domain::time::Minutes;
use uuid::Uuid;

use super::{Icon, Picture};
use crate::store::use_store;

/// What a state means for the person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Good,
    /// Something is still to come.
    Wait,
    Bad,
    Info,
    /// Over and done.
    Still,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Good => "chip tone-good",
            Self::Wait => "chip tone-wait",
            Self::Bad => "chip tone-bad",
            Self::Info => "chip tone-info",
            Self::Still => "chip tone-still",
        }
    }

    pub(super) const fn edge(self) -> &'static str {
        match self {
            Self::Good => "edge-good",
            Self::Wait => "edge-wait",
            Self::Bad => "edge-bad",
            Self::Info => "edge-info",
            Self::Still => "",
        }
    }

    pub(crate) const fn block(self) -> &'static str {
        match self {
            Self::Good => "tone-good",
            Self::Wait => "tone-wait",
            Self::Bad => "tone-bad",
            Self::Info => "tone-info",
            Self::Still => "tone-still",
        }
    }

    pub(super) const fn picture(self) -> Picture {
        match self {
            Self::Good | Self::Still => Picture::Check,
            Self::Wait => Picture::Clock,
            Self::Bad => Picture::Alarm,
            Self::Info => Picture::Info,
        }
    }
}

/// A state in a rounded frame.
#[component]
pub fn Chip(
    tone: Tone,
    /// Another picture than the tone's.
    #[prop(optional)]
    icon: Option<Picture>,
    children: Children,
) -> impl IntoView {
    let picture = icon.unwrap_or_else(|| tone.picture());
    view! {
        <span class=tone.class()>
            <Icon picture/>
            <span>{children()}</span>
        </span>
    }
    .into_any()
}

/// The chip, or “not sent” while the thing of this id is not.
pub fn unless_unsent(about: Option<Uuid>, chip: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let store = use_store();
    let unsent = Memo::new(move |_| about.is_some_and(|id| store.is_unsent(id)));
    (move || {
        if unsent.get() {
            view! { <Chip tone=Tone::Wait icon=Picture::Offline>{store.lang().unsent()}</Chip> }.into_any()
        } else {
            chip()
        }
    })
    .into_any()
}

/// Minutes left of a clock, or by how many it is over.
#[component]
pub fn LeftChip(left: Minutes) -> impl IntoView {
    let tone = match left {
        ..0 => Tone::Bad,
        0..60 => Tone::Wait,
        _ => Tone::Info,
    };
    view! { <Chip tone icon=Picture::Clock>{use_store().lang().left(left)}</Chip> }.into_any()
}

/// A word about a thing: a risk, where the key is.
#[component]
pub fn Tag(#[prop(optional)] risk: bool, children: Children) -> impl IntoView {
    view! { <span class=if risk { "tag is-risk" } else { "tag" }>{children()}</span> }.into_any()
}
