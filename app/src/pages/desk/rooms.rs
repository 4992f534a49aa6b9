//! The rooms of a day, for the desk.

use leptos::prelude::*;

use crate::components::{EmptyState, Page};
use crate::store::use_store;

/// The rooms of a day, for the desk.
#[component]
pub fn Rooms() -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title=lang.desk_rooms_title()>
            <EmptyState title=lang.placeholder()/>
        </Page>
    }
}
