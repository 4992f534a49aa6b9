//! Booking for somebody by their phone number.

use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use linli_domain::care::Service;
use linli_domain::ids::MemberId;
use linli_domain::member::{Glimpse, Phone};
use linli_domain::refusal::Thing;
use serde_json::json;

use super::queue::is_clerk;
use crate::components::{
    Button, ButtonLink, Card, Chip, Door, EmptyState, Kind, Loading, NotFound, Page, Picture, Pill, Tint,
    Tone, Trouble,
};
use crate::pages::staff::care_for;
use crate::ports::{Answer, use_query};
use crate::store::{Store, use_store};

/// First the number, then the person, then what to book.
#[component]
pub fn BookFor() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if !store.actor_once().is_some_and(|actor| is_clerk(&store.rows_once(), &actor)) {
        return view! { <NotFound/> }.into_any();
    }
    let query = use_query_map();
    let asked = Memo::new(move |_| query.read().get("phone").unwrap_or_default().trim().to_owned());
    let phone = Memo::new(move |_| asked.read().parse::<Phone>().ok());
    let registered = Memo::new(move |_| query.read().get("for").and_then(|id| id.parse::<MemberId>().ok()));
    // Whom the clerk has just registered is in no pull: asked for like everybody else.
    let answer = use_query::<Option<Glimpse>>("member", move || match registered.get() {
        Some(id) => Some(json!({ "member_id": id })),
        None => phone.get().map(|phone| json!({ "phone": phone.as_str() })),
    });
    let input = NodeRef::<Input>::new();
    let navigate = use_navigate();
    // With WebAssembly the answer comes without a new page; the address is the same.
    let find = move |event: SubmitEvent| {
        let Some(typed) = input.get_untracked().map(|it| it.value()) else { return };
        if !store.live_once() {
            return;
        }
        event.prevent_default();
        let fields = serde_urlencoded::to_string([("phone", typed.trim())]).unwrap_or_default();
        navigate(&format!("/desk/book?{fields}"), NavigateOptions::default());
    };
    let typed = asked.get_untracked();
    let result = move || {
        let registered = registered.get().is_some();
        if !registered && asked.read().is_empty() {
            return view! {
                <p class="small">{lang.book_no_phone()}</p>
                <ButtonLink href="/desk/register" kind=Kind::Quiet icon=Picture::Person>
                    {lang.register_title()}
                </ButtonLink>
            }
            .into_any();
        }
        let phone = phone.get();
        if !registered && phone.is_none() {
            return view! {
                <EmptyState icon=Picture::Phone title=lang.book_bad_phone() about=lang.book_bad_phone_about()/>
            }
            .into_any();
        }
        match answer.get() {
            Answer::Loading => view! { <Loading/> }.into_any(),
            Answer::Failed(problem) => view! { <Trouble problem/> }.into_any(),
            Answer::Ready(Some(person)) => found(store, &person, registered),
            Answer::Ready(None) => nobody(store, phone.as_ref()),
        }
    };
    view! {
        <Page title=lang.desk_book_title() back="/desk">
            <form method="get" action="/desk/book" class="form" role="search" on:submit=find>
                <div class="field">
                    <label for="find-phone">{lang.book_phone()}</label>
                    <p class="small" id="find-phone-hint">{lang.book_phone_hint()}</p>
                    <input
                        type="tel"
                        inputmode="tel"
                        id="find-phone"
                        name="phone"
                        value=typed
                        required
                        autocomplete="off"
                        aria-describedby="find-phone-hint"
                        node_ref=input
                    />
                </div>
                <Button icon=Picture::Phone>{lang.book_find()}</Button>
            </form>
            <div class="stack" aria-live="polite">{result}</div>
        </Page>
    }
    .into_any()
}

/// Nobody of this community has the number, or the account is not there.
fn nobody(store: Store, phone: Option<&Phone>) -> AnyView {
    let lang = store.lang();
    let Some(phone) = phone else {
        let title = lang.unknown(lang.thing(Thing::Person));
        return view! { <EmptyState icon=Picture::Person title/> }.into_any();
    };
    let fields = serde_urlencoded::to_string([("phone", phone.as_str())]).unwrap_or_default();
    view! {
        <EmptyState
            icon=Picture::Person
            title=lang.book_nobody(&phone.spoken())
            about=lang.book_nobody_about()
        >
            <ButtonLink href=format!("/desk/register?{fields}") icon=Picture::Plus>
                {lang.book_register()}
            </ButtonLink>
        </EmptyState>
    }
    .into_any()
}

/// The person, as much as it takes to ask whether it is they, and what can be booked for them.
fn found(store: Store, person: &Glimpse, registered: bool) -> AnyView {
    let lang = store.lang();
    let (id, name, phone) = (person.id, person.name.clone(), person.phone.clone());
    let born = (person.birth_year > 0).then(|| lang.book_born(person.birth_year));
    let done = registered.then(|| {
        view! { <Chip tone=Tone::Good icon=Picture::Check>{lang.book_registered()}</Chip> }
    });
    let person = view! {
        <Card now=true>
            {done}
            <div class="stack-close">
                <h2>{name}</h2>
                {(!phone.is_empty()).then(|| view! { <p class="number">{phone}</p> })}
                {born.map(|it| view! { <p class="small">{it}</p> })}
            </div>
            <p class="small">{lang.book_masked()}</p>
            <p><Pill href="/desk/book">{lang.book_other()}</Pill></p>
        </Card>
    };
    let services: Vec<_> = Service::ALL
        .into_iter()
        .map(|service| {
            view! {
                <li>
                    <a class="service" href=care_for(service, id) rel="external">
                        <b>{lang.service(service)}</b>
                        <span class="small">{lang.length(service.minutes())}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        {person}
        <section class="stack">
            <h2>{lang.book_what()}</h2>
            <Door
                href=format!("/rooms?for={id}")
                picture=Picture::Door
                tint=Tint::Blue
                title=lang.book_room()
                about=lang.book_room_about()
                external=true
            />
            <Door
                href=format!("/help/ask?for={id}")
                picture=Picture::Hands
                tint=Tint::Plum
                title=lang.book_help()
                about=lang.book_help_about()
                external=true
            />
            <h3>{lang.book_care()}</h3>
            <ul class="services">{services}</ul>
        </section>
    }
    .into_any()
}
