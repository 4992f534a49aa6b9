//! What notices add to the desk's own pages.

use leptos::prelude::*;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;

use super::card::{entry, rank};
use super::own::is_running;
use crate::components::{Items, Pill};
use crate::store::Store;
use crate::strings::both;
use crate::systems::{AtDesk, Board};

/// What people are being told.
pub const AT_DESK: AtDesk =
    AtDesk { waiting: None, board: Some(Board { title: both!(notices.title), show: board }), offers: None };

/// The notices that hold, and the way to write one.
fn board(store: Store, rows: &Rows, _: &Actor) -> AnyView {
    let (words, now) = (store.lang().notices(), store.present());
    let mut running: Vec<_> = rows.notices.values().filter(|it| is_running(it, now)).collect();
    running.sort_by_key(|it| rank(it));
    let entries: Items = running.into_iter().map(|it| (it.id, entry(store, it, "/desk/notices"))).collect();
    let none = entries.is_empty().then(|| view! { <p class="small">{words.desk_none()}</p> });
    view! {
        <section class="stack">
            <div class="row">
                <h2 class="grow">{words.title()}</h2>
                <Pill href="/desk/notices">{words.all()}</Pill>
            </div>
            {none}
            <ul class="list">{entries}</ul>
        </section>
    }
    .into_any()
}
