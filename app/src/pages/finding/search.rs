//! Searching: what systems have to be found that the reader has on this page, and the guide. What
//! the rows do not hold is not found, so nobody finds what they may not read.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use linli_domain::search::{MOST_TYPED, Query};

use super::guide::topic_door;
use super::topic::{Here, Topic, topics};
use crate::components::{ButtonLink, EmptyState, Icon, Items, Kind, Page, Picture, PrefButton};
use crate::pages::common::address;
use crate::store::{Store, use_store};
use crate::strings::Lang;
use crate::systems::{Finds, Hit, SYSTEMS, fit};

/// Of each kind so many are shown, the best first; more would be a list to search again.
const MOST: usize = 8;

/// The whole page: without WebAssembly its form asks the server, with it every letter answers.
#[component]
pub fn Search() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let asked = use_query_map().get_untracked().get("q").unwrap_or_default();
    let typed = RwSignal::new(asked.clone());
    let listen = move |event| typed.set(event_target_value(&event));
    let field = NodeRef::<leptos::html::Input>::new();
    // Words may have been typed before the script was there.
    Effect::new(move || {
        if let Some(value) = field.get().map(|it| it.value()).filter(|it| *it != typed.get_untracked()) {
            typed.set(value);
        }
    });
    let navigate = use_navigate();
    let stay = move |event: leptos::ev::SubmitEvent| {
        if store.live_once() {
            event.prevent_default();
            // So that “back” from what was found finds it again.
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&address("/search", &[("q", typed.get_untracked())]), options);
        }
    };
    let found = Memo::new(move |_| Found::of(store, &Query::read(&typed.read())));
    let count = move || {
        let query = Query::read(&typed.read());
        (!query.is_empty()).then(|| lang.found(found.read().count))
    };
    view! {
        <Page title=lang.search_title() back="/">
            <form method="get" action="/search" role="search" class="form" on:submit=stay>
                <div class="field">
                    <label for="search-field">{lang.search_label()}</label>
                    <p class="small" id="search-hint">{lang.search_hint()}</p>
                    <input
                        class="is-large"
                        type="search"
                        id="search-field"
                        node_ref=field
                        name="q"
                        value=asked
                        maxlength=MOST_TYPED.to_string()
                        autocomplete="off"
                        enterkeyhint="search"
                        aria-describedby="search-hint"
                        on:input=listen
                    />
                </div>
                <button type="submit" class="button">
                    <Icon picture=Picture::Search/>
                    <span>{lang.search()}</span>
                </button>
            </form>
            <p class="small found-count" role="status">{count}</p>
            {move || results(store, &Query::read(&typed.read()), &found.read())}
        </Page>
    }
    .into_any()
}

/// What was found, the best first.
#[derive(Clone, PartialEq, Default)]
struct Found {
    /// By systems, as they stand in their list.
    hits: Vec<Vec<Hit>>,
    topics: Vec<Topic>,
    /// How many fit, also those that are not shown.
    count: usize,
}

impl Found {
    fn of(store: Store, query: &Query) -> Self {
        if query.is_empty() {
            return Self::default();
        }
        let (rows, actor) = (store.rows(), store.actor());
        let mut count = 0;
        let hits =
            finds().map(|it| best((it.all)(&rows, actor.as_ref(), query), Hit::rank, &mut count)).collect();
        let topics = topics().into_iter().filter_map(|it| {
            let text = it.text.joined();
            Some((fit(query, &[it.title.zh, it.title.en], &it.keywords.joined(), &text)?, it))
        });
        let topics = best(topics.collect(), |(fit, _)| *fit, &mut count);
        Self { hits, topics: topics.into_iter().map(|(_, it)| it).collect(), count }
    }
}

/// What systems find.
fn finds() -> impl Iterator<Item = &'static Finds> {
    SYSTEMS.iter().filter_map(|it| it.finds.as_ref())
}

/// The best of them; all are counted.
fn best<T, R: Ord>(mut fitting: Vec<T>, rank: fn(&T) -> R, count: &mut usize) -> Vec<T> {
    *count += fitting.len();
    fitting.sort_by_key(rank);
    fitting.truncate(MOST);
    fitting
}

fn results(store: Store, query: &Query, found: &Found) -> AnyView {
    let lang = store.lang();
    if query.is_empty() {
        return view! {
            <EmptyState icon=Picture::Search title=lang.search_what()>{guide_link(lang)}</EmptyState>
        }
        .into_any();
    }
    if found.count == 0 {
        let desk = store.community_once().map(|it| it.phone).filter(|it| !it.is_empty()).map(|phone| {
            view! {
                <ButtonLink href=format!("tel:{phone}") kind=Kind::Quiet icon=Picture::Phone>
                    {lang.call_desk()}
                </ButtonLink>
            }
        });
        return view! {
            <EmptyState icon=Picture::Search title=lang.search_none() about=lang.search_none_about()>
                {guide_link(lang)}
                {desk}
            </EmptyState>
        }
        .into_any();
    }
    // What is found is shown as it stands now.
    let rows = store.rows();
    let mut groups: Vec<_> = finds()
        .zip(&found.hits)
        .map(|(of, hits)| {
            let entry = |hit: &Hit| Some((hit.key.clone(), (of.entry)(store, &rows, &hit.key)?));
            group(lang.one(of.title), hits.iter().filter_map(entry).collect())
        })
        .collect();
    let topics = found.topics.iter().map(|it| (it.code, topic_entry(store, *it)));
    groups.push(group(lang.found_topics(), topics.collect()));
    groups.into_any()
}

fn guide_link(lang: Lang) -> AnyView {
    view! { <ButtonLink href="/guide" kind=Kind::Quiet icon=Picture::Info>{lang.guide_all()}</ButtonLink> }
        .into_any()
}

/// A topic; elder mode is switched where it is found.
fn topic_entry(store: Store, topic: Topic) -> AnyView {
    let lang = store.lang();
    let switch = (topic.here == Here::Size && !store.prefs().elder).then(|| {
        view! {
            <PrefButton field="elder" value="1" kind=Kind::Main icon=Picture::Size>{lang.elder_door()}</PrefButton>
        }
    });
    view! { <li class="stack">{topic_door(lang, topic)} {switch}</li> }.into_any()
}

fn group(title: &'static str, entries: Items) -> Option<AnyView> {
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
