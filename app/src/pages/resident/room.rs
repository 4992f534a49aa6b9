//! One room and its free times.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// One room and its free times.
#[component]
pub fn Room() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.rooms_title() back="/rooms">
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
