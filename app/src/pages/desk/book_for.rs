//! Booking for somebody by their phone number.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// Booking for somebody by their phone number.
#[component]
pub fn BookFor() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.desk_book_title() back="/desk">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
