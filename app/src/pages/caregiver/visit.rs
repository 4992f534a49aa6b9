//! One visit.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// One visit.
#[component]
pub fn Visit() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.work_visit_title() back="/work">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
