//! One line of a list: a request, the whole of it a link.

use leptos::prelude::*;
use linli_domain::help::HelpBody;
use linli_domain::matter::Matter;

use super::StageChip;
use crate::store::Store;

/// A request for help.
pub fn help_entry(store: Store, (matter, help): (&Matter, &HelpBody)) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    view! {
        <li>
            <a class="card entry" href=format!("/help/{}", matter.id)>
                <span class="entry-when">{lang.ago(matter.opened, now, &zone)}</span>
                <b class="entry-what is-long">{help.what.clone()}</b>
                <StageChip stage=help.stage about=matter.id/>
            </a>
        </li>
    }
    .into_any()
}
