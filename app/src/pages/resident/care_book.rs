//! Booking a visit at home.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Booking a visit at home.
#[component]
pub fn CareBook() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.care_title() back="/">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
