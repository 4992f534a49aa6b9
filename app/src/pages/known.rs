//! Pages of people whom this phone knows. A phone of staff that was away for days has nobody's rows any
//! more, not even who reads, nor has one whose session has ended: then a page says so, instead of taking
//! them for a stranger, and comes back by itself. So does one that nothing was fetched for yet, after
//! signing in where the network ended.

use leptos::prelude::*;

use crate::components::{EmptyState, Page, Picture};
use crate::store::{Trouble, use_store};

/// The page, while the row of who is signed in is there.
pub fn known<V: IntoView + 'static>(page: fn() -> V) -> impl Fn() -> AnyView + Copy + Send + 'static {
    move || {
        let store = use_store();
        let hidden = Memo::new(move |_| store.my_id().is_some() && store.me().is_none());
        let shown = move || {
            if hidden.get() { view! { <Hidden/> }.into_any() } else { untrack(|| page().into_any()) }
        };
        shown.into_any()
    }
}

#[component]
fn Hidden() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let about = move || match store.phone().trouble {
        Some(Trouble::Stale) => lang.hidden_about(),
        Some(Trouble::SignedOut) => lang.hidden_signed_out(),
        _ => lang.not_fetched(),
    };
    let icon = move || match store.phone().trouble {
        Some(Trouble::SignedOut) => Picture::Key,
        _ => Picture::Offline,
    };
    view! {
        <Page title=lang.hidden_title()>
            {move || view! { <EmptyState icon=icon() title=about()/> }}
        </Page>
    }
    .into_any()
}
