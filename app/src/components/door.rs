//! The large doors of the first screen.

use leptos::prelude::*;

use super::{Icon, Picture};

/// Colour of a door's picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tint {
    Green,
    Blue,
    Plum,
}

/// A way into one of the things that the app does.
#[component]
pub fn Door(
    #[prop(into)] href: String,
    picture: Picture,
    tint: Tint,
    #[prop(into)] title: String,
    /// A few words; left out in elder mode.
    #[prop(optional, into)]
    about: String,
    /// The server must bring what the page needs.
    #[prop(optional)]
    external: bool,
) -> impl IntoView {
    let tint = match tint {
        Tint::Green => "door-picture tint-green",
        Tint::Blue => "door-picture tint-blue",
        Tint::Plum => "door-picture tint-plum",
    };
    view! {
        <a class="door" href=href rel=external.then_some("external")>
            <span class=tint><Icon picture/></span>
            <span class="door-words">
                <b>{title}</b>
                {(!about.is_empty()).then(|| view! { <span class="small">{about}</span> })}
            </span>
            <Icon picture=Picture::Next/>
        </a>
    }
    .into_any()
}
