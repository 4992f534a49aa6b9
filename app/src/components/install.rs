//! How to put linli on the home screen.

use leptos::prelude::*;

use super::{Picture, Press};
use crate::ports::Ports;
use crate::store::{Install, Store};

/// The way that this browser has; none where it has not said one, or linli is there already.
pub fn way_to_install(store: Store) -> Option<AnyView> {
    let lang = store.lang();
    match store.phone().install {
        Install::Nothing => None,
        Install::Button => Some(
            view! {
                <Press press=|ports: &Ports| ports.0.install() picture=Picture::Plus>{lang.install_button()}</Press>
            }
            .into_any(),
        ),
        Install::ShareMenu => Some(
            view! {
                <ol class="steps">
                    <li>{lang.install_step_share()}</li>
                    <li>{lang.install_step_add()}</li>
                    <li>{lang.install_step_done()}</li>
                </ol>
            }
            .into_any(),
        ),
    }
}
