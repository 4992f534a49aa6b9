//! Requests that neighbours may answer.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Requests that neighbours may answer.
#[component]
pub fn Neighbours() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.neighbours_title() back="/">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
