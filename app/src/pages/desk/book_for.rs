//! Booking for somebody by their phone number.

use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use linli_domain::contact::Phone;
use linli_domain::ids::MemberId;
use linli_domain::member::Glimpse;
use linli_domain::refusal::Thing;
use serde_json::json;

use super::parts::is_clerk;
use crate::components::{
    Button, ButtonLink, Card, Chip, EmptyState, Kind, Loading, NotFound, Page, Picture, Pill, Tone, Trouble,
    whose,
};
use crate::ports::{Answer, use_query};
use crate::store::{Store, use_store};
use crate::systems::members::register::RegisterForm;
use crate::systems::{Offers, SYSTEMS};

/// First the number, then the person, then what to book.
#[component]
pub fn BookFor() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if !is_clerk(store) {
        return view! { <NotFound/> }.into_any();
    }
    let query = use_query_map();
    // The number stands in no address: with WebAssembly it is asked for in place, without it by post.
    let typed = RwSignal::new(store.answer::<String>("look_up").unwrap_or_default());
    let phone = Memo::new(move |_| typed.read().parse::<Phone>().ok());
    let chosen = Memo::new(move |_| query.read().get("for").and_then(|id| id.parse::<MemberId>().ok()));
    let registered = Memo::new(move |_| query.read().get("new").is_some());
    // Whom the clerk has just registered is in no pull: asked for like everybody else.
    let answer = use_query::<Option<Glimpse>>("member", move || {
        if typed.read().is_empty() {
            chosen.get().map(|id| json!({ "member_id": id }))
        } else {
            phone.get().map(|phone| json!({ "phone": phone.as_str() }))
        }
    });
    let input = NodeRef::<Input>::new();
    let navigate = use_navigate();
    Effect::new(move |before: Option<Option<MemberId>>| {
        let now = chosen.get();
        let found = match answer.get() {
            Answer::Ready(Some(person)) if !typed.read_untracked().is_empty() => Some(person.id),
            _ => None,
        };
        if before.is_some_and(|it| it != now) && now != found {
            // The address leads on: to whom the clerk has just registered, or to somebody else.
            typed.set(String::new());
            if let Some(input) = input.get_untracked() {
                input.set_value("");
            }
        } else if let Some(id) = found.filter(|id| now != Some(*id)) {
            // Whoever comes back to this page finds the person again.
            let replace = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&format!("/desk/book?for={id}"), replace);
        }
        now
    });
    let find = move |event: SubmitEvent| {
        let Some(text) = input.get_untracked().map(|it| it.value()) else { return };
        if !store.live_once() {
            return;
        }
        event.prevent_default();
        typed.set(text.trim().to_owned());
        if let (None, Some(input)) = (phone.get_untracked(), input.get_untracked()) {
            _ = input.focus();
        }
    };
    let value = typed.get_untracked();
    let wrong = Memo::new(move |_| !typed.read().is_empty() && phone.get().is_none());
    let described = move || if wrong.get() { "find-phone-wrong find-phone-hint" } else { "find-phone-hint" };
    let result = move || {
        let asked = !typed.read().is_empty();
        if !asked && chosen.get().is_none() {
            return view! {
                <p class="small">{lang.book_no_phone()}</p>
                <ButtonLink href="/desk/register" kind=Kind::Quiet icon=Picture::Person>
                    {lang.register_title()}
                </ButtonLink>
            }
            .into_any();
        }
        let phone = phone.get();
        if asked && phone.is_none() {
            return view! {
                <EmptyState icon=Picture::Phone title=lang.book_bad_phone() about=lang.book_bad_phone_about()/>
            }
            .into_any();
        }
        match answer.get() {
            Answer::Loading => view! { <Loading/> }.into_any(),
            Answer::Failed(problem) => view! { <Trouble problem/> }.into_any(),
            Answer::Ready(Some(person)) => found(store, &person, registered.get()),
            Answer::Ready(None) => nobody(store, phone.as_ref()),
        }
    };
    view! {
        <Page title=lang.desk_book_title() back="/desk">
            <form method="post" action="/desk/book" class="form" role="search" on:submit=find>
                {whose(store)}
                <div class="field">
                    <label for="find-phone">{lang.book_phone()}</label>
                    <p class="small" id="find-phone-hint">{lang.book_phone_hint()}</p>
                    <input
                        type="tel"
                        inputmode="tel"
                        id="find-phone"
                        name="phone"
                        value=value
                        required
                        autocomplete="off"
                        autofocus=wrong.get_untracked()
                        aria-invalid=move || wrong.get().then_some("true")
                        aria-describedby=described
                        node_ref=input
                    />
                </div>
                <Button icon=Picture::Phone>{lang.book_find()}</Button>
            </form>
            <div class="stack" aria-live="polite" id="find-phone-wrong">{result}</div>
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
    view! {
        <EmptyState
            icon=Picture::Person
            title=lang.book_nobody(&phone.spoken())
            about=lang.book_nobody_about()
        />
        <section class="stack">
            <h2>{lang.book_register()}</h2>
            <RegisterForm phone=phone.spoken()/>
        </section>
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
            <p class="row">
                <Pill href="/desk/book">{lang.book_other()}</Pill>
                <Pill href=format!("/desk/number?for={id}")>{lang.number_door()}</Pill>
            </p>
        </Card>
    };
    let (mut doors, mut lists) = (Vec::new(), Vec::new());
    for offers in SYSTEMS.iter().filter_map(|it| it.at_desk.offers) {
        match offers(store, id) {
            Offers::Door(door) => doors.push(door),
            Offers::List(list) => lists.push(list),
        }
    }
    view! {
        {person}
        <section class="stack">
            <h2>{lang.book_what()}</h2>
            {doors}
            {lists}
        </section>
    }
    .into_any()
}
