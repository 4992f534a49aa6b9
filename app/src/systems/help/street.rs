//! What communities could not solve.

use leptos::prelude::*;

use super::card::help_card;
use super::desk::Request;
use crate::components::{EmptyState, Items, Page, Picture};
use crate::store::use_store;
use linli_domain::help::{self, HelpBody};
use linli_domain::matter::Matter;

/// Escalated requests by the clock of the whole case.
#[component]
pub fn Escalated() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let list = move || {
        let rows = store.rows();
        let Some(actor) = store.actor_once() else { return ().into_any() };
        let sees = |it: &(&Matter, &HelpBody)| {
            it.0.escalated && it.0.is_open() && super::may(&rows, &actor, *it, help::Action::See)
        };
        let mut helps: Vec<_> = rows.matters_of().filter(sees).collect();
        helps.sort_by_key(|(it, _)| (it.opened, it.id));
        let count = helps.len();
        if count == 0 {
            return view! {
                <EmptyState icon=Picture::Check title=lang.help().street_none() about=lang.help().street_none_about()/>
            }
            .into_any();
        }
        let card = |it| view! { <li>{help_card(store, &rows, &actor, it, true)}</li> }.into_any();
        let cards: Items = helps.into_iter().map(|it| (it.0.id, card(it))).collect();
        view! {
            <section class="stack">
                <h2>{lang.desk_waits(count)}</h2>
                <ul class="list is-grid">{cards}</ul>
            </section>
        }
        .into_any()
    };
    view! {
        <Page title=lang.help().street_title() lead=lang.help().street_lead() wide=true>
            {list}
        </Page>
    }
}

/// One of them.
#[component]
pub fn Case() -> impl IntoView {
    view! { <Request home="/street" here="/street"/> }
}
