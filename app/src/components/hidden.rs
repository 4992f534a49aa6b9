//! For those who listen or use the keyboard.

use leptos::prelude::*;

use crate::store::use_store;

/// Words that are heard and not seen.
#[component]
pub fn VisuallyHidden(children: Children) -> impl IntoView {
    view! { <span class="hidden-text">{children()}</span> }.into_any()
}

/// The first stop of the keyboard: past the header.
#[component]
pub fn SkipLink() -> impl IntoView {
    // The router would take a bare fragment for a new page; the browser's own jump is what is meant.
    view! { <a class="skip" href="#main" rel="external">{use_store().lang().skip_to_content()}</a> }
        .into_any()
}
