//! Bookings that wait for a yes.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Bookings that wait for a yes.
#[component]
pub fn Approvals() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.desk_approvals_title() back="/desk">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
