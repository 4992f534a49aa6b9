//! Who cares for whom, and gaps.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Who cares for whom, and gaps.
#[component]
pub fn Care() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.desk_care_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
