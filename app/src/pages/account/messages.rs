//! What changed without one's doing.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// What changed without one's doing.
#[component]
pub fn Messages() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.messages_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
