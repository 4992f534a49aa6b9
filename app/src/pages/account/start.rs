//! The first start: how it shall look, who one is, where it is found again. Each can be passed over, and
//! who has passed or ended them sees them no more.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::{
    ButtonLink, Card, ElderChoice, Icon, Kind, LanguageChoice, Page, Picture, PrefButton, SizeChoice,
    way_to_install,
};
use crate::pages::common::address;
use crate::store::{Store, use_store};

const STEPS: usize = 3;

/// The step that the address names, the first where it names none.
#[component]
pub fn Start() -> impl IntoView {
    let store = use_store();
    let query = use_query_map();
    let step = Memo::new(move |_| query.read().get("step").and_then(|it| it.parse().ok()).unwrap_or(1));
    move || match step.get() {
        2 => who(store),
        3 => home_screen(store),
        _ => looks(store),
    }
}

fn step_href(step: usize) -> String {
    address("/start", &[("step", step.to_string())])
}

fn looks(store: Store) -> AnyView {
    let lang = store.lang();
    view! {
        <Page title=lang.welcome() lead=lang.start_step(1, STEPS)>
            <p>{lang.start_looks()}</p>
            <Card>
                <h2>{lang.how_it_looks()}</h2>
                <LanguageChoice/>
                <ElderChoice/>
                <SizeChoice/>
            </Card>
            <div class="stack">
                <ButtonLink href=step_href(2) icon=Picture::Next>{lang.start_next()}</ButtonLink>
                <PrefButton field="begun" value="1" back="/" kind=Kind::Quiet>{lang.start_skip()}</PrefButton>
            </div>
        </Page>
    }
    .into_any()
}

fn who(store: Store) -> AnyView {
    let lang = store.lang();
    let next = match store.me_once() {
        Some(me) => view! {
            <p>{lang.start_signed_in(me.greeted())}</p>
            <ButtonLink href=step_href(3) icon=Picture::Next>{lang.start_next()}</ButtonLink>
        }
        .into_any(),
        // Whoever comes back from signing in may never press the last button.
        None => view! {
            <PrefButton
                field="begun"
                value="1"
                back=address("/sign-in", &[("next", step_href(3))])
                kind=Kind::Main
                icon=Picture::Phone
            >
                {lang.sign_in_by_phone()}
            </PrefButton>
            <ButtonLink href=step_href(3) kind=Kind::Quiet icon=Picture::Next>{lang.start_later()}</ButtonLink>
        }
        .into_any(),
    };
    let people = [
        (Picture::Person, lang.start_resident(), lang.start_resident_about()),
        (Picture::People, lang.start_family(), lang.start_family_about()),
        (Picture::Heart, lang.start_staff(), lang.start_staff_about()),
    ]
    .map(|(picture, name, about)| {
        view! {
            <li class="start-who">
                <span class="door-picture tint-green"><Icon picture/></span>
                <div>
                    <p><b>{name}</b></p>
                    <p class="small">{about}</p>
                </div>
            </li>
        }
    });
    view! {
        <Page title=lang.start_who() lead=lang.start_step(2, STEPS) back=step_href(1)>
            <p>{lang.start_who_about()}</p>
            <ul class="list">{Vec::from(people)}</ul>
            <div class="stack">{next}</div>
        </Page>
    }
    .into_any()
}

fn home_screen(store: Store) -> AnyView {
    let lang = store.lang();
    let way = move || {
        way_to_install(store)
            .unwrap_or_else(|| view! { <p class="install-hint">{lang.install_by_menu()}</p> }.into_any())
    };
    view! {
        <Page title=lang.install_title() lead=lang.start_step(3, STEPS) back=step_href(2)>
            <p>{lang.install_about()}</p>
            {phone(lang.app_name())}
            <Card>{way}</Card>
            <PrefButton field="begun" value="1" back="/" kind=Kind::Main icon=Picture::Check>
                {lang.start_done()}
            </PrefButton>
        </Page>
    }
    .into_any()
}

/// A home screen with linli among other apps.
fn phone(name: &'static str) -> impl IntoView {
    let apps = (0..8).map(|place| {
        if place == 5 {
            view! { <span class="phone-app"><img src="/icon.svg" alt=""/>{name}</span> }.into_any()
        } else {
            view! { <span class="phone-app is-other"></span> }.into_any()
        }
    });
    view! { <div class="phone-apps" aria-hidden="true">{apps.collect::<Vec<_>>()}</div> }
}
