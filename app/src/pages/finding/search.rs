//! Searching: services, rooms, bookings and requests that the reader has on this page, and the guide. What
//! the rows do not hold is not found, so nobody finds what they may not read.

use core::cmp::Reverse;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use linli_domain::care::Service;
use linli_domain::ids::MemberId;
use linli_domain::json::Code;
use linli_domain::resource::Resource;
use linli_domain::search::{Findable, Fit, MOST_TYPED, Query};

use super::guide::topic_door;
use super::topic::Topic;
use crate::components::{ButtonLink, Door, EmptyState, Icon, Items, Kind, Page, Picture, PrefButton, Tint};
use crate::pages::common::{address, is_own, is_own_help, people, picture_of, room_of, what_of};
use crate::pages::resident::care_book::care_for;
use crate::pages::resident::entry::{booking_entry, help_entry};
use crate::pages::resident::rooms::about;
use crate::store::{Store, use_store};
use crate::strings::Lang;

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

/// What was found, by kind, the best first.
#[derive(Clone, PartialEq, Default)]
struct Found {
    services: Vec<Service>,
    /// With whom they are borrowed for.
    rooms: Vec<(Resource, MemberId)>,
    bookings: Vec<linli_domain::booking::Booking>,
    helps: Vec<linli_domain::help::Help>,
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
        let both = |word: fn(Lang) -> &'static str| [word(Lang::Zh), word(Lang::En)].join(" ");
        let service_names = |it: Service| [Lang::Zh.service(it), Lang::En.service(it)];
        let services = actor.iter().flat_map(|_| Service::ALL).map(|it| {
            let text = [Lang::Zh.service_about(it), Lang::En.service_about(it)].join(" ");
            let keywords = both(Lang::door_care);
            (fit(query, &service_names(it), &keywords, &text), it)
        });
        // Whoever acts for somebody of another community may borrow there, for them.
        let borrowers = actor.as_ref().map_or_else(Vec::new, |it| people(&rows, it));
        let rooms = rows.resources.values().filter(|it| !it.retired && room_of(it).is_some());
        let rooms = rooms.filter_map(|it| {
            let borrower = borrowers.iter().rfind(|person| person.community_id == it.community_id)?;
            let text = [about(Lang::Zh, it), about(Lang::En, it)].join(" ");
            Some((
                fit(query, &[&it.name.zh, &it.name.en], &both(Lang::nav_rooms), &text),
                (it.clone(), borrower.id),
            ))
        });
        let bookings =
            rows.bookings.values().filter(|it| actor.as_ref().is_some_and(|actor| is_own(actor, it)));
        let bookings = bookings.map(|it| {
            let names = [what_of(Lang::Zh, &rows, it), what_of(Lang::En, &rows, it)];
            (fit(query, &[&names[0], &names[1]], &both(Lang::found_bookings), &it.called), it.clone())
        });
        let helps = rows.helps.values().map(|it| {
            let mine = actor.as_ref().is_some_and(|actor| is_own_help(actor, it));
            let keywords = if mine { both(Lang::found_requests) } else { both(Lang::neighbours_title) };
            (fit(query, &[&it.what], &keywords, &it.called), it.clone())
        });
        let topics = Topic::ALL.into_iter().map(|it| {
            let keywords = [Lang::Zh.topic_keywords(it), Lang::En.topic_keywords(it)].join(" ");
            let text = [Lang::Zh.topic_text(it), Lang::En.topic_text(it)].join(" ");
            (fit(query, &[Lang::Zh.topic_title(it), Lang::En.topic_title(it)], &keywords, &text), it)
        });
        let mut count = 0;
        Self {
            services: best(services, |_| 0, &mut count),
            rooms: best(rooms, |_| 0, &mut count),
            bookings: best(bookings, |it| it.starts.millis(), &mut count),
            helps: best(helps, |it| it.opened.millis(), &mut count),
            topics: best(topics, |_| 0, &mut count),
            count,
        }
    }
}

fn fit(query: &Query, names: &[&str], keywords: &str, text: &str) -> Option<Fit> {
    query.fit(&Findable { names, keywords, text })
}

/// The best of them, of equal ones the latest; all that fit are counted.
fn best<T>(all: impl Iterator<Item = (Option<Fit>, T)>, latest: fn(&T) -> i64, count: &mut usize) -> Vec<T> {
    let mut fitting: Vec<_> = all.filter_map(|(fit, it)| Some((fit?, it))).collect();
    *count += fitting.len();
    fitting.sort_by_key(|(fit, it)| (*fit, Reverse(latest(it))));
    fitting.into_iter().take(MOST).map(|(_, it)| it).collect()
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
    let rows = store.rows_once();
    let me = store.my_id();
    let services = found.services.iter().map(|it| {
        let href = me.map_or_else(|| "/care/book".to_owned(), |me| care_for(*it, me));
        let door = view! {
            <li>
                <Door
                    href
                    picture=picture_of(*it)
                    tint=Tint::Green
                    title=lang.service(*it)
                    about=lang.service_about(*it)
                />
            </li>
        };
        (it.code(), door.into_any())
    });
    let rooms = found.rooms.iter().map(|(it, borrower)| {
        let whom = if me == Some(*borrower) { String::new() } else { borrower.to_string() };
        let door = view! {
            <li>
                <Door
                    href=address(&format!("/rooms/{}", it.id), &[("for", whom)])
                    picture=Picture::Door
                    tint=Tint::Blue
                    title=lang.pick(&it.name)
                    about=about(lang, it)
                />
            </li>
        };
        (it.id, door.into_any())
    });
    let bookings = found.bookings.iter().map(|it| (it.id, booking_entry(store, &rows, it)));
    let helps = found.helps.iter().map(|it| (it.id, help_entry(store, it)));
    let topics = found.topics.iter().map(|it| (it.code(), topic_entry(store, *it)));
    let groups = [
        group(lang.found_services(), services.collect()),
        group(lang.found_rooms(), rooms.collect()),
        group(lang.found_bookings(), bookings.collect()),
        group(lang.found_requests(), helps.collect()),
        group(lang.found_topics(), topics.collect()),
    ];
    Vec::from(groups).into_any()
}

fn guide_link(lang: Lang) -> AnyView {
    view! { <ButtonLink href="/guide" kind=Kind::Quiet icon=Picture::Info>{lang.guide_all()}</ButtonLink> }
        .into_any()
}

/// A topic; elder mode is switched where it is found.
fn topic_entry(store: Store, topic: Topic) -> AnyView {
    let lang = store.lang();
    let switch = (topic == Topic::Elder && !store.prefs().elder).then(|| {
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
