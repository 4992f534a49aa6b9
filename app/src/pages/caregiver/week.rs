//! A caregiver's week.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// A caregiver's week.
#[component]
pub fn Week() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.work_week_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
