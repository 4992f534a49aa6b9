//! An account for somebody without a phone.

use leptos::prelude::*;
use linli_domain::json::Code;
use linli_domain::member::Gender;
use linli_domain::policy::{Action, Target, may};

use crate::components::{Button, Choice, Choices, Field, FieldKind, MutationForm, NotFound, Page, Picture};
use crate::store::use_store;

use super::parts::is_clerk;

/// Registers a resident; then on to book for them.
#[component]
pub fn Register() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if !is_clerk(store) {
        return view! { <NotFound/> }.into_any();
    }
    view! {
        <Page title=lang.register_title() lead=lang.register_lead() back="/desk/book">
            <RegisterForm/>
        </Page>
    }
    .into_any()
}

/// What it takes to know a resident.
#[component]
pub fn RegisterForm(
    /// Known already: nobody has this number.
    #[prop(optional, into)]
    phone: String,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let place = store.actor_once().and_then(|actor| {
        let rows = store.rows_once();
        let keeps =
            |id| rows.communities.get(&id).filter(|it| may(&actor, Action::KeepMembers, &Target::place(it)));
        keeps(actor.community_id)
            .or_else(|| rows.communities.values().find(|it| keeps(it.id).is_some()))
            .map(|it| it.id)
    });
    let place = place.map(|id| ("community_id".to_owned(), id.to_string()));
    let genders = [Gender::Female, Gender::Male].map(|it| Choice::new(it.code(), lang.gender(it))).to_vec();
    view! {
        <MutationForm
            name="member.register@1"
            action="/desk/register"
            next="/desk/book?for={member_id}&new=1"
            new=&["member_id", "household_id"]
            anew=true
            hidden=place.into_iter().collect()
        >
            <Field label=lang.register_name() name="name" required=true autocomplete="off"/>
            <Field
                label=lang.register_phone()
                name="phone"
                kind=FieldKind::Phone
                hint=lang.register_phone_hint()
                value=phone
                autocomplete="off"
            />
            <Choices legend=lang.register_gender() name="gender" options=genders/>
            <Field
                label=lang.register_year()
                name="birth_year"
                kind=FieldKind::Number
                hint=lang.register_year_hint()
                required=true
                autocomplete="off"
            />
            <Field
                label=lang.register_address()
                name="address"
                hint=lang.register_address_hint()
                autocomplete="off"
            />
            <Button icon=Picture::Check>{lang.register_send()}</Button>
        </MutationForm>
    }
    .into_any()
}
