//! Who one is, and how the app looks.

use leptos::prelude::*;
use linli_domain::contact::Phone;
use linli_domain::ids::MemberId;
use linli_domain::member::{Gender, Grant, Member};

use super::sign_out::SignOut;
use crate::components::{
    ButtonLink, Card, Door, ElderChoice, Kind, LanguageChoice, Page, Picture, SizeChoice, ThemeChoice, Tint,
    fact_if_any,
};
use crate::pages::common::SignInFirst;
use crate::store::{Store, use_store};

/// Who one is, and how the app looks.
#[component]
pub fn Me() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let Some(me) = store.me_once() else {
        return view! { <SignInFirst title=lang.me_title()/> }.into_any();
    };
    view! {
        <Page title=lang.me_title()>
            {data(store, me.clone())}
            {looks(store)}
            {move || grants(store, me.id)}
            <Door
                href="/me/phone"
                picture=Picture::Phone
                tint=Tint::Blue
                title=lang.phone_title()
                about=lang.phone_link_about()
            />
            <Door href="/search" picture=Picture::Search tint=Tint::Blue title=lang.search() about=lang.search_what()/>
            <Door href="/guide" picture=Picture::Info tint=Tint::Blue title=lang.guide_title() about=lang.guide_lead()/>
            <SignOut/>
        </Page>
    }
    .into_any()
}

/// A number with its middle hidden: enough to know one's own, too little to read over a shoulder.
fn masked(phone: &Phone) -> String {
    let spoken = phone.spoken();
    let letters = spoken.chars().count();
    spoken
        .chars()
        .enumerate()
        .map(|(place, letter)| if place >= 3 && place + 4 < letters && letter != ' ' { '•' } else { letter })
        .collect()
}

fn data(store: Store, me: Member) -> AnyView {
    let lang = store.lang();
    let community = store.community_once();
    let mut roles: Vec<_> = me.roles.iter().map(|it| lang.role(it.role)).collect();
    roles.dedup();
    let wish = match me.carer_gender {
        Some(Gender::Female) => lang.only_women(),
        Some(Gender::Male) => lang.only_men(),
        None => lang.no_wish(),
    };
    let phone = community.as_ref().map(|it| it.phone.clone()).filter(|it| !it.is_empty());
    view! {
        <Card>
            <h2>{lang.my_data()}</h2>
            <dl class="facts">
                {fact_if_any(lang.fact_name(), me.name.clone())}
                {fact_if_any(lang.fact_phone(), me.phone.as_ref().map(masked).unwrap_or_default())}
                {fact_if_any(lang.fact_address(), me.address.clone())}
                {fact_if_any(lang.fact_community(), community.map(|it| lang.pick(&it.name).to_owned()).unwrap_or_default())}
                {fact_if_any(lang.fact_role(), roles.join(lang.and()))}
                {fact_if_any(lang.fact_carer_gender(), wish.to_owned())}
            </dl>
            <p class="small">{lang.my_data_about()}</p>
            {phone
                .map(|phone| {
                    view! {
                        <ButtonLink href=format!("tel:{phone}") kind=Kind::Quiet icon=Picture::Phone>
                            {lang.call_desk()}
                        </ButtonLink>
                    }
                })}
        </Card>
    }
    .into_any()
}

fn looks(store: Store) -> AnyView {
    view! {
        <Card>
            <h2>{store.lang().how_it_looks()}</h2>
            <ElderChoice/>
            <SizeChoice/>
            <ThemeChoice/>
            <LanguageChoice/>
        </Card>
    }
    .into_any()
}

/// Who may act for whom.
fn grants(store: Store, me: MemberId) -> AnyView {
    let lang = store.lang();
    let (rows, now) = (store.rows(), store.now());
    let holds = |grant: &&Grant| grant.holds(now);
    let given: Vec<_> = rows
        .grants
        .values()
        .filter(holds)
        .filter(|it| it.from == me)
        .map(|it| grant(store, it, it.to))
        .collect();
    let had: Vec<_> = rows
        .grants
        .values()
        .filter(holds)
        .filter(|it| it.to == me)
        .map(|it| grant(store, it, it.from))
        .collect();
    let list = |grants: Vec<AnyView>, none: &'static str| {
        if grants.is_empty() {
            view! { <p class="small">{none}</p> }.into_any()
        } else {
            view! { <ul class="people">{grants}</ul> }.into_any()
        }
    };
    view! {
        <Card>
            <h2>{lang.i_act_for()}</h2>
            {list(had, lang.i_act_for_none())}
            <h2>{lang.acts_for_me()}</h2>
            {list(given, lang.acts_for_me_none())}
        </Card>
    }
    .into_any()
}

fn grant(store: Store, grant: &Grant, other: MemberId) -> AnyView {
    let (lang, zone) = (store.lang(), store.zone());
    let rows = store.rows_once();
    let name =
        rows.members.get(&other).map_or_else(|| lang.somebody().to_owned(), |it| it.greeted().to_owned());
    let until = grant.expires.map_or_else(
        || lang.grant_open().to_owned(),
        |end| lang.grant_until(&lang.day(zone.date(end), zone.date(store.present()))),
    );
    view! {
        <li>
            <b>{name}</b>
            " "
            <span class="small">{until}</span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_number_is_hidden() {
        assert_eq!(masked(&"13800000001".parse().unwrap()), "138 •••• 0001");
    }
}
