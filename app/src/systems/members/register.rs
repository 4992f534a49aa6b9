//! An account for somebody without a phone.

use leptos::prelude::*;
use linli_domain::ids::{HouseholdId, MemberId};
use linli_domain::json::Code;
use linli_domain::member::Gender;
use linli_domain::mutation::{MemberMutation, MemberRegister};
use linli_domain::policy::Standing;
use linli_domain::systems::members;
use uuid::Uuid;

use crate::components::{Button, Choice, Choices, Field, FieldKind, MutationForm, NotFound, Page, Picture};
use crate::store::use_store;
use crate::{field, fields};

use crate::pages::desk::parts::is_clerk;

/// Registers a resident; then on to book for them.
#[component]
pub fn Register() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if !is_clerk(store) {
        return view! { <NotFound/> }.into_any();
    }
    view! {
        <Page title=lang.register_title() lead=lang.members().register_lead() back="/desk/book">
            <RegisterForm/>
        </Page>
    }
    .into_any()
}

/// What it takes to know a resident. Nothing for who may register nobody.
#[component]
pub fn RegisterForm(
    /// Known already: nobody has this number.
    #[prop(optional, into)]
    phone: String,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let community = store.actor_once().and_then(|actor| {
        let rows = store.rows_once();
        let may = |who| members::may(&who, members::Action::Keep, None);
        let keeps = |id| rows.communities.get(&id).filter(|it| may(Standing::new(&actor, it, None)));
        keeps(actor.community_id)
            .or_else(|| rows.communities.values().find(|it| keeps(it.id).is_some()))
            .map(|it| it.id)
    });
    let Some(community_id) = community else { return ().into_any() };
    // What is asked for stands for nothing here.
    let register = MemberRegister {
        member_id: MemberId(Uuid::nil()),
        household_id: HouseholdId(Uuid::nil()),
        community_id,
        name: String::new(),
        phone: None,
        gender: Gender::Female,
        birth_year: 0,
        address: String::new(),
    };
    let genders =
        [Gender::Female, Gender::Male].map(|it| Choice::new(it.code(), lang.members().gender(it))).to_vec();
    view! {
        <MutationForm
            of=MemberMutation::Register(register)
            asks=fields!(MemberRegister { name, phone, gender, birth_year, address })
            new=fields!(MemberRegister { member_id, household_id })
            action="/desk/register"
            next="/desk/book?for={member_id}&new=1"
            anew=true
        >
            <Field label=lang.members().register_name() name=field!(MemberRegister.name) required=true autocomplete="off"/>
            <Field
                label=lang.members().register_phone()
                name=field!(MemberRegister.phone)
                kind=FieldKind::Phone
                hint=lang.members().register_phone_hint()
                value=phone
                autocomplete="off"
            />
            <Choices legend=lang.members().register_gender() name=field!(MemberRegister.gender) options=genders/>
            <Field
                label=lang.members().register_year()
                name=field!(MemberRegister.birth_year)
                kind=FieldKind::Number
                hint=lang.members().register_year_hint()
                required=true
                autocomplete="off"
            />
            <Field
                label=lang.members().register_address()
                name=field!(MemberRegister.address)
                hint=lang.members().register_address_hint()
                autocomplete="off"
            />
            <Button icon=Picture::Check>{lang.members().register_send()}</Button>
        </MutationForm>
    }
    .into_any()
}
