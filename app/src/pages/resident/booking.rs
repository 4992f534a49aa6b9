//! One booking with its story.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// One booking with its story.
#[component]
pub fn Booking() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.booking_title() back="/mine">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
