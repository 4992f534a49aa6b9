//! A caregiver's day.

use leptos::prelude::*;
use linli_domain::booking::{Booking, State};
use linli_domain::ids::ResourceId;

use super::parts::{Step, as_carer, lies_ahead, step, visit_card, visits};
use crate::components::{ButtonLink, EmptyState, Items, Kind, Page, Picture, PrintButton};
use crate::store::{Store, use_store};

/// The visit to think of now: the one under way, else the first to come.
fn next_of(visits: &[Booking]) -> Option<&Booking> {
    let under_way = |it: &&Booking| it.state.is_under_way();
    visits.iter().find(under_way).or_else(|| visits.iter().find(|it| lies_ahead(it.state)))
}

/// The visits of today, and those of later days that wait for an answer.
fn split(store: Store, all: Vec<Booking>) -> (Vec<Booking>, Vec<Booking>) {
    let zone = store.zone();
    let today = zone.day(store.today());
    let (of_today, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.interval().overlaps(today));
    let waiting = others.into_iter().filter(|it| it.state == State::Assigned && it.starts >= today.ends);
    (of_today, waiting.collect())
}

/// A caregiver's day.
#[component]
pub fn Today() -> impl IntoView {
    as_carer(use_store(), use_store().lang().care().work_title(), day)
}

fn day(store: Store, carer: ResourceId) -> AnyView {
    let lang = store.lang();
    let all = Memo::new(move |_| visits(&store.rows(), carer));
    let days = Memo::new(move |_| split(store, all.get()));
    // The step changes with the time as well, and only then the list renders again.
    let next = Memo::new(move |_| {
        let days = days.read();
        next_of(&days.0).map(|it| (it.id, step(store, &store.rows(), it, store.now())))
    });
    let name = store.me_once().map(|me| me.name).unwrap_or_default();
    let title = Signal::derive(move || lang.care().work_count(days.read().0.len()));
    let lead = Signal::derive(move || lang.care().work_lead(&name, &lang.long_date(store.today())));
    let list = move || {
        let (of_today, _) = days.get();
        if of_today.is_empty() {
            return view! {
                <EmptyState icon=Picture::Check title=lang.care().work_none() about=lang.care().work_none_about()>
                    <ButtonLink href="/work/week" kind=Kind::Quiet icon=Picture::Calendar>
                        {lang.care().work_see_week()}
                    </ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        let next = next.get();
        let cards: Items = of_today
            .iter()
            .map(|it| {
                let now = next.filter(|(id, _)| *id == it.id).map(|(_, step)| step);
                // One that waits for a yes can have it at once, whichever comes first.
                let step = now.or_else(|| (it.state == State::Assigned).then_some(Step::Accept));
                let class = if lies_ahead(it.state) { "" } else { "is-done" };
                let card = view! { <li class=class>{visit_card(store, it, step, now.is_some())}</li> };
                (it.id, card.into_any())
            })
            .collect();
        view! {
            <section class="stack">
                <h2 class="hidden-text">{lang.care().work_list()}</h2>
                <ul class="list">{cards}</ul>
            </section>
        }
        .into_any()
    };
    let waiting = move || {
        let (_, waiting) = days.get();
        (!waiting.is_empty()).then(|| {
            let cards: Items = waiting
                .iter()
                .map(|it| {
                    let when = lang.day(store.zone().date(it.starts), store.today());
                    let card = view! {
                        <li class="stack-close">
                            <p class="small"><b>{when}</b></p>
                            {visit_card(store, it, Some(Step::Accept), false)}
                        </li>
                    };
                    (it.id, card.into_any())
                })
                .collect();
            view! {
                <section class="stack only-screen">
                    <h2>{lang.care().work_waiting()}</h2>
                    <ul class="list">{cards}</ul>
                </section>
            }
        })
    };
    view! {
        <Page title lead>
            {list}
            {waiting}
            <PrintButton/>
        </Page>
    }
    .into_any()
}
