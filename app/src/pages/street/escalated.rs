//! What communities could not solve.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// What communities could not solve.
#[component]
pub fn Escalated() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.street_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
