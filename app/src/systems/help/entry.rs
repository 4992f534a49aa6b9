//! One line of a list: a request, the whole of it a link.

use leptos::prelude::*;
use linli_domain::help::Help;

use super::StageChip;
use crate::store::Store;

/// A request for help.
pub fn help_entry(store: Store, help: &Help) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    view! {
        <li>
            <a class="card entry" href=format!("/help/{}", help.id)>
                <span class="entry-when">{lang.ago(help.opened, now, &zone)}</span>
                <b class="entry-what is-long">{help.what.clone()}</b>
                <StageChip stage=help.stage about=help.id/>
            </a>
        </li>
    }
    .into_any()
}
