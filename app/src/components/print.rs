//! Paper.

use leptos::prelude::*;

use super::{Icon, Picture};
use crate::ports::Ports;
use crate::store::use_store;

/// Opens the browser's print dialogue. Styles hide it where no script runs: there the browser's own menu
/// prints.
#[component]
pub fn PrintButton() -> impl IntoView {
    let lang = use_store().lang();
    let ports = use_context::<Ports>();
    let print = move |_| {
        if let Some(ports) = &ports {
            ports.0.print();
        }
    };
    view! {
        <button type="button" class="button quiet print-button" on:click=print>
            <Icon picture=Picture::Paper/>
            <span>{lang.print()}</span>
        </button>
    }
    .into_any()
}
