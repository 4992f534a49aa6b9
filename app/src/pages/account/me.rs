//! Who one is and how the app looks.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Who one is and how the app looks.
#[component]
pub fn Me() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.me_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
