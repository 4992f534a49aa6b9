//! Another phone number for somebody, or none any more: numbers change hands, and whoever has a number is its
//! person.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::ids::MemberId;
use linli_domain::member::Glimpse;
use linli_domain::mutation::{MemberMutation, MemberRenumber};
use linli_domain::refusal::Thing;
use serde_json::json;

use crate::components::{
    Button, Card, Choice, Choices, EmptyState, Field, FieldKind, Loading, MutationForm, NotFound, Page,
    Picture, Trouble,
};
use crate::pages::desk::parts::is_clerk;
use crate::ports::{Answer, use_query};
use crate::store::{Store, use_store};
use crate::{field, fields};

/// The person, and the form.
#[component]
pub fn Number() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if !is_clerk(store) {
        return view! { <NotFound/> }.into_any();
    }
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.read().get("for").and_then(|id| id.parse::<MemberId>().ok()));
    let answer =
        use_query::<Option<Glimpse>>("member", move || chosen.get().map(|id| json!({ "member_id": id })));
    let found = move || {
        let nobody = move || {
            view! { <EmptyState icon=Picture::Person title=lang.unknown(lang.thing(Thing::Person))/> }
                .into_any()
        };
        if chosen.get().is_none() {
            return nobody();
        }
        match answer.get() {
            Answer::Loading => view! { <Loading/> }.into_any(),
            Answer::Failed(problem) => view! { <Trouble problem/> }.into_any(),
            Answer::Ready(Some(person)) => form(store, &person),
            Answer::Ready(None) => nobody(),
        }
    };
    view! {
        <Page title=lang.members().number_title() lead=lang.members().number_lead() back="/desk/book">
            <div class="stack">{found}</div>
        </Page>
    }
    .into_any()
}

fn form(store: Store, person: &Glimpse) -> AnyView {
    let lang = store.lang();
    let (name, phone) = (person.name.clone(), person.phone.clone());
    let mut ways =
        vec![Choice::new("false", lang.members().number_new()).about(lang.members().number_new_about())];
    if !phone.is_empty() {
        ways.push(
            Choice::new("true", lang.members().number_none()).about(lang.members().number_none_about()),
        );
    }
    let renumber = MemberRenumber { member_id: person.id, phone: None, remove: false, reason: String::new() };
    view! {
        <Card now=true>
            <h2>{name}</h2>
            {(!phone.is_empty()).then(|| view! { <p class="number">{phone}</p> })}
            <p class="small">{lang.members().number_staff()}</p>
        </Card>
        <MutationForm
            of=MemberMutation::Renumber(renumber)
            asks=fields!(MemberRenumber { remove, phone, reason })
            next=format!("/desk/book?for={}", person.id)
        >
            <Choices legend=lang.members().number_what() name=field!(MemberRenumber.remove) options=ways chosen="false"/>
            <Field
                label=lang.members().number_phone()
                name=field!(MemberRenumber.phone)
                kind=FieldKind::Phone
                hint=lang.members().number_phone_hint()
                autocomplete="off"
            />
            <Field
                label=lang.members().number_reason()
                name=field!(MemberRenumber.reason)
                hint=lang.members().number_reason_hint()
                required=true
                autocomplete="off"
            />
            <p class="small">{lang.members().number_after()}</p>
            <Button icon=Picture::Check>{lang.members().number_send()}</Button>
        </MutationForm>
    }
    .into_any()
}
