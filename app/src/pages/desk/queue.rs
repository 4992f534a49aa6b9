//! What waits at the desk.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// What waits at the desk.
#[component]
pub fn Queue() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.desk_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
