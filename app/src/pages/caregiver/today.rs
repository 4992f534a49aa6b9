//! A caregiver's day.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// A caregiver's day.
#[component]
pub fn Today() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.work_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
