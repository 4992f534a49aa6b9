//! The rooms of a day.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// The rooms of a day.
#[component]
pub fn Rooms() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.rooms_title() back="/">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
