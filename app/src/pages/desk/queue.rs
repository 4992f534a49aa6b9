//! What waits at the desk.

use leptos::prelude::*;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;

use super::parts::is_clerk;
use crate::components::{ButtonLink, EmptyState, Items, Kind, Page, Picture, Pill};
use crate::store::{Store, use_store};
use crate::systems::{Board, DeskPage, SYSTEMS, Waits, desk_pages};

/// Everything that this reader may move on: what is urgent, then what is late, then the oldest.
fn waiting(store: Store, rows: &Rows, actor: &Actor) -> Vec<Waits> {
    // Of two that have waited equally long a request comes before a booking.
    let systems = SYSTEMS.iter().rev().filter_map(|it| it.at_desk.waiting).enumerate();
    let mut all: Vec<_> = systems
        .flat_map(|(at, waiting)| waiting(store, rows, actor).into_iter().map(move |it| (at, it)))
        .collect();
    // And of two of a system always the same one, whatever order its rows are in.
    all.sort_by_key(|(at, it)| (it.rank, it.since, *at, it.id));
    all.into_iter().map(|(_, it)| it).collect()
}

/// The desk's first screen.
#[component]
pub fn Queue() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let lead = Signal::derive(move || lang.long_date(store.today()));
    let list = move || {
        let rows = store.rows();
        let Some(actor) = store.actor_once() else { return ().into_any() };
        let all = waiting(store, &rows, &actor);
        let count = all.len();
        let card = |it: Waits| (it.id, view! { <li>{it.card}</li> }.into_any());
        let cards: Items = all.into_iter().map(card).collect();
        let empty = cards.is_empty().then(|| {
            view! {
                <EmptyState
                    icon=Picture::Check
                    title=lang.desk_nothing_waits()
                    about=lang.desk_nothing_waits_about()
                />
            }
        });
        view! {
            <div class="row">
                <h2 class="grow">{lang.desk_waits(count)}</h2>
                <p class="small">{lang.desk_oldest_first()}</p>
            </div>
            {empty}
            <ul class="list">{cards}</ul>
        }
        .into_any()
    };
    let is_clerk = is_clerk(store);
    let pages: Vec<_> = boards_of(is_clerk)
        .map(|(page, board)| {
            let (link, title) = (&page.link, lang.one(board.title));
            view! { <Pill href=link.href icon=link.picture>{title}</Pill> }.into_any()
        })
        .collect();
    view! {
        <Page title=lang.desk_title() lead wide=true>
            <div class="side-by-side">
                <section class="stack">
                    <div class="desk-doors">
                        {is_clerk
                            .then(|| {
                                view! {
                                    <ButtonLink href="/desk/book" icon=Picture::Plus>{lang.desk_book_title()}</ButtonLink>
                                }
                            })}
                        <nav class="pills only-narrow" aria-label=lang.desk_elsewhere()>
                            {pages}
                        </nav>
                    </div>
                    {list}
                </section>
                <div class="boards only-wide">{move || boards(store, is_clerk)}</div>
            </div>
        </Page>
    }
}

/// The pages of systems at the desk that this reader has, with what stands of them beside what waits.
fn boards_of(is_clerk: bool) -> impl Iterator<Item = (&'static DeskPage, &'static Board)> {
    let pages = desk_pages().into_iter().filter(move |(_, page)| is_clerk || !page.clerks);
    pages.filter_map(|(system, page)| Some((page, system.at_desk.board.as_ref()?)))
}

/// What is booked today.
fn boards(store: Store, is_clerk: bool) -> AnyView {
    let rows = store.rows();
    let Some(actor) = store.actor_once() else { return ().into_any() };
    let boards: Vec<_> = boards_of(is_clerk).map(|(_, it)| (it.show)(store, &rows, &actor)).collect();
    boards.into_any()
}

/// A quiet way back to the queue.
pub fn to_queue(store: Store) -> AnyView {
    view! { <ButtonLink href="/desk" kind=Kind::Quiet>{store.lang().desk_title()}</ButtonLink> }.into_any()
}
