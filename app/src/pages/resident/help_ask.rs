//! Asking for help.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Asking for help.
#[component]
pub fn HelpAsk() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.help_title() back="/">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
