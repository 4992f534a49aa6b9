//! One's bookings and requests.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// One's bookings and requests.
#[component]
pub fn Mine() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.mine_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
