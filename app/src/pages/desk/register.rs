//! An account for somebody without a phone.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// An account for somebody without a phone.
#[component]
pub fn Register() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.register_title() back="/desk">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
