//! Bookings that wait for a yes.

use leptos::prelude::*;
use linli_domain::booking::State;
use linli_domain::policy::Standing;
use linli_domain::systems::rooms;

use super::card::pending_card;
use crate::components::{EmptyState, Items, Page, Picture};
use crate::pages::desk::queue::to_queue;
use crate::store::use_store;

/// Rooms that wait for a yes, the one whose time runs out first on top.
#[component]
pub fn Approvals() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let list = move || {
        let rows = store.rows();
        let Some(actor) = store.actor_once() else { return ().into_any() };
        let mut pending: Vec<_> = rows
            .bookings
            .values()
            .filter(|it| it.state == State::Pending)
            .filter(|it| {
                let place = rows.communities.get(&it.community_id);
                place.is_some_and(|place| {
                    let who = Standing::new(&actor, place, Some(it.subject));
                    rooms::may(&who, rooms::Action::Decide, it)
                })
            })
            .collect();
        pending.sort_by_key(|it| (it.hold_until, it.id));
        if pending.is_empty() {
            return view! {
                <EmptyState
                    icon=Picture::Check
                    title=lang.rooms().desk_pending_none()
                    about=lang.rooms().desk_pending_none_about()
                >
                    {to_queue(store)}
                </EmptyState>
            }
            .into_any();
        }
        let card = |it| view! { <li>{pending_card(store, &rows, it, "/desk/approvals")}</li> }.into_any();
        let cards: Items = pending.into_iter().map(|it| (it.id, card(it))).collect();
        view! {
            <h2 class="hidden-text">{lang.rooms().desk_list()}</h2>
            <ul class="list is-grid">{cards}</ul>
        }
        .into_any()
    };
    view! {
        <Page title=lang.rooms().desk_approvals_title() back="/desk" wide=true>
            {list}
        </Page>
    }
}
