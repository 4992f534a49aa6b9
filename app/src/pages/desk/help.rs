//! One request, for the desk.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// One request, for the desk.
#[component]
pub fn Help() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.desk_help_title() back="/desk">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
