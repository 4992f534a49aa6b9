//! Signing in.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Signing in.
#[component]
pub fn SignIn() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.sign_in_title() back="/">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
