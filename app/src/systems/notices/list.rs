//! Notices: those that hold, then those that have ended.

use leptos::prelude::*;
use linli_domain::systems::notices::{Notice, NoticePhase};

use super::card::{entry, rank};
use crate::components::{EmptyState, Items, Page, Picture};
use crate::pages::common::SignInFirst;
use crate::store::{Store, use_store};

/// All that the reader has.
#[component]
pub fn List() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if store.me_once().is_none() {
        return view! { <SignInFirst title=lang.notices().title()/> }.into_any();
    }
    view! {
        <Page title=lang.notices().title() lead=lang.notices().lead() back="/">
            {move || lists(store)}
        </Page>
    }
    .into_any()
}

fn lists(store: Store) -> AnyView {
    let (lang, rows, now) = (store.lang(), store.rows(), store.present());
    let mut running: Vec<&Notice> = Vec::new();
    let mut past: Vec<&Notice> = Vec::new();
    for it in rows.notices.values().filter(|it| it.is_public()) {
        match it.phase(now) {
            NoticePhase::Running => running.push(it),
            NoticePhase::Ended | NoticePhase::Withdrawn => past.push(it),
            // It is not yet to be told; its draft never is.
            NoticePhase::Coming | NoticePhase::Draft => {}
        }
    }
    if running.is_empty() && past.is_empty() {
        return view! {
            <EmptyState icon=Picture::Info title=lang.notices().none() about=lang.notices().none_about()/>
        }
        .into_any();
    }
    running.sort_by_key(|it| rank(it));
    past.sort_by_key(|it| core::cmp::Reverse(it.published));
    view! {
        {part(store, lang.notices().running(), running)}
        {part(store, lang.notices().past(), past)}
    }
    .into_any()
}

fn part(store: Store, title: &'static str, notices: Vec<&Notice>) -> Option<AnyView> {
    let entries: Items = notices.into_iter().map(|it| (it.id, entry(store, it, "/notices"))).collect();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{title}</h2>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
