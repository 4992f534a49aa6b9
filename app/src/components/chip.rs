//! States as a picture and words together; the colour only helps.

use leptos::prelude::*;
use linli_domain::booking::State;
use linli_domain::help::Stage;
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

/// The state of a booking.
#[component]
pub fn StateChip(
    state: State,
    /// Said in place of the resident's words.
    #[prop(optional, into)]
    words: Option<&'static str>,
    /// What it is the state of: while that is not sent it says so instead, for nothing that the server
    /// has not decided may look decided.
    #[prop(optional, into)]
    about: Option<Uuid>,
) -> impl IntoView {
    let (tone, icon) = match state {
        State::Pending | State::Requested | State::Assigned => (Tone::Wait, Picture::Clock),
        State::Confirmed | State::Accepted => (Tone::Good, Picture::Check),
        State::OnTheWay => (Tone::Good, Picture::Walk),
        State::CheckedIn => (Tone::Good, Picture::Pin),
        State::CheckedOut => (Tone::Wait, Picture::Pen),
        State::Completed => (Tone::Still, Picture::Check),
        State::Disputed | State::NobodyHome => (Tone::Bad, Picture::Alarm),
        State::Expired | State::Cancelled | State::Refused | State::NoShow => (Tone::Still, Picture::Cross),
    };
    let words = words.unwrap_or_else(|| use_store().lang().state(state));
    unless_unsent(about, move || view! { <Chip tone icon>{words}</Chip> }.into_any())
}

/// The stage of a request for help.
#[component]
pub fn StageChip(
    stage: Stage,
    /// Said in place of the resident's words.
    #[prop(optional, into)]
    words: Option<&'static str>,
    /// As for a [`StateChip`].
    #[prop(optional, into)]
    about: Option<Uuid>,
) -> impl IntoView {
    let (tone, icon) = match stage {
        Stage::Received | Stage::Triaged => (Tone::Wait, Picture::Clock),
        Stage::Assigned | Stage::InProgress => (Tone::Good, Picture::Hands),
        Stage::Resolved => (Tone::Wait, Picture::Pen),
        Stage::CalledBack | Stage::Closed => (Tone::Still, Picture::Check),
        Stage::Withdrawn => (Tone::Still, Picture::Cross),
        Stage::HandedOver => (Tone::Info, Picture::Next),
    };
    let words = words.unwrap_or_else(|| use_store().lang().stage(stage));
    unless_unsent(about, move || view! { <Chip tone icon>{words}</Chip> }.into_any())
}

/// The chip, or “not sent” while the thing of this id is not.
fn unless_unsent(about: Option<Uuid>, chip: impl Fn() -> AnyView + Send + 'static) -> AnyView {
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
