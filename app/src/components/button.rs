//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::{Icon, Picture};
use crate::store::Store;

/// How much a button wants to be pressed. One `Main` a card.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Kind {
    #[default]
    Main,
    Quiet,
    /// Emergencies and what cannot be taken back.
    Alarm,
}

impl Kind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Main => "button",
            Self::Quiet => "button quiet",
            Self::Alarm => "button alarm",
        }
    }
}

/// Sends its form. `name` and `value` say which of several was pressed. Right after another press it
/// takes none, and says so.
#[component]
pub fn Button(
    #[prop(optional)] kind: Kind,
    #[prop(optional)] icon: Option<Picture>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// Of the form that it sends, when it stands outside.
    #[prop(optional, into)]
    form: Option<String>,
    children: Children,
) -> impl IntoView {
    // The bare page has none.
    let store = use_context::<Store>();
    let resting = move || store.is_some_and(Store::resting).then_some("true");
    view! {
        <button
            type="submit"
            class=kind.class()
            name=name
            value=value
            form=form
            aria-disabled=resting
        >
            {icon.map(|picture| view! { <Icon picture/> })}
            <span>{children()}</span>
        </button>
    }
    .into_any()
}

/// Goes somewhere; also `tel:`.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: Kind,
    #[prop(optional)] icon: Option<Picture>,
    /// The server must bring what the page needs.
    #[prop(optional)]
    external: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href rel=external.then_some("external")>
            {icon.map(|picture| view! { <Icon picture/> })}
            <span>{children()}</span>
        </a>
    }
    .into_any()
}

/// A small rounded link beside others: another view, another place.
#[component]
pub fn Pill(
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<Picture>,
    /// Whether it is the one that is shown.
    #[prop(optional)]
    on: bool,
    /// The server must bring what the page needs.
    #[prop(optional)]
    external: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="pill" href=href aria-current=on.then_some("true") rel=external.then_some("external")>
            {icon.map(|picture| view! { <Icon picture/> })}
            <span>{children()}</span>
        </a>
    }
    .into_any()
}
