//! One request with its story.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// One request with its story.
#[component]
pub fn Help() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.case_title() back="/mine">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
