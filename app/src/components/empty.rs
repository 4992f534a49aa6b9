//! Pages and lists without content: nothing yet, not yet, or trouble.

use leptos::prelude::*;

use super::{Banner, Icon, Picture, Tone};
use crate::store::{Problem, use_store};
use crate::strings::Side;

/// Nothing here, and what one can do.
#[component]
pub fn EmptyState(
    #[prop(optional)] icon: Option<Picture>,
    #[prop(into)] title: String,
    #[prop(optional, into)] about: String,
    /// A way on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty">
            <Icon picture=icon.unwrap_or(Picture::List)/>
            <p><b>{title}</b></p>
            {(!about.is_empty()).then(|| view! { <p class="small">{about}</p> })}
            {children.map(|children| children())}
        </section>
    }
    .into_any()
}

/// An answer is on its way.
#[component]
pub fn Loading() -> impl IntoView {
    view! { <p class="loading" role="status">{use_store().lang().loading()}</p> }.into_any()
}

/// A query that failed, in words.
#[component]
pub fn Trouble(problem: Problem) -> impl IntoView {
    let store = use_store();
    let (what, next) = store.lang().problem(&problem, Side::Resident, store.present(), &store.zone());
    view! {
        <Banner tone=Tone::Wait icon=Picture::Offline>
            <p>{what}</p>
            <p class="small">{next}</p>
        </Banner>
    }
    .into_any()
}
