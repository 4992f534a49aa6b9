//! An account for somebody without a phone.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::member::Gender;
use linli_domain::policy::{Action, Target, may};

use crate::components::{Button, Choice, Choices, Field, FieldKind, MutationForm, NotFound, Page, Picture};
use crate::store::use_store;

/// Registers a resident; then on to book for them.
#[component]
pub fn Register() -> impl IntoView {
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
    let Some(place) = place else { return view! { <NotFound/> }.into_any() };
    let phone = use_query_map().read_untracked().get("phone").unwrap_or_default();
    let genders = [Gender::Female, Gender::Male]
        .map(|it| Choice::new(crate::pages::staff::code_of(it), lang.gender(it)))
        .to_vec();
    view! {
        <Page title=lang.register_title() lead=lang.register_lead() back="/desk/book">
            <MutationForm
                name="member.register@1"
                next="/desk/book?for={member_id}"
                new=&["member_id", "household_id"]
                hidden=vec![("community_id".to_owned(), place.to_string())]
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
        </Page>
    }
    .into_any()
}
