//! Paper.

use leptos::prelude::*;

use super::{Icon, Picture};
use crate::ports::Ports;
use crate::store::use_store;

/// Opens the browser's print dialogue. Not there before the browser has taken the page over: then the
/// browser's own menu prints.
#[component]
pub fn PrintButton() -> impl IntoView {
    let store = use_store();
    let ports = use_context::<Ports>();
    move || {
        let ports = ports.clone().filter(|_| store.live())?;
        let button = view! {
            <button type="button" class="button quiet print-button" on:click=move |_| ports.0.print()>
                <Icon picture=Picture::Paper/>
                <span>{store.lang().print()}</span>
            </button>
        };
        Some(button.into_any())
    }
}
