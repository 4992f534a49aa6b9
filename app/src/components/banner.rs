//! A line of news across the page.

use leptos::prelude::*;

use super::{Icon, Picture, Tone};

/// Says one thing, loudly enough.
#[component]
pub fn Banner(tone: Tone, #[prop(optional)] icon: Option<Picture>, children: Children) -> impl IntoView {
    let picture = icon.unwrap_or_else(|| tone.picture());
    view! {
        <div class=format!("banner {}", tone.block())>
            <Icon picture/>
            <div>{children()}</div>
        </div>
    }
    .into_any()
}
