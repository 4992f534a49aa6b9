//! This phone: what is not sent, what is kept, and how linli comes to the home screen.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{
    Banner, Card, EmptyState, Kind, Page, Picture, Press, Tone, did, fact, way_to_install,
};
use crate::pages::common::SignInFirst;
use crate::ports::Ports;
use crate::store::{Facts, Problem, Store, use_store};
use crate::strings::Side;

/// See the module.
#[component]
pub fn Phone() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if untrack(|| store.my_id()).is_none() {
        return view! { <SignInFirst title=lang.phone_title()/> }.into_any();
    }
    view! {
        <Page title=lang.phone_title() lead=lang.phone_lead() back="/me">
            <section class="stack" aria-live="polite">
                <h2>{lang.phone_unsent()}</h2>
                {move || unsent(store)}
            </section>
            {move || install(store)}
            <State/>
            <Report/>
        </Page>
    }
    .into_any()
}

fn unsent(store: Store) -> AnyView {
    let lang = store.lang();
    let phone = store.phone();
    if phone.put_by > 0 {
        return view! { <EmptyState icon=Picture::Key title=lang.put_by(phone.put_by)/> }.into_any();
    }
    if phone.waiting.is_empty() {
        return view! { <EmptyState icon=Picture::Check title=lang.phone_unsent_none()/> }.into_any();
    }
    let (now, zone) = (store.present(), store.zone());
    let is_zone_known = store.own_zone().is_some();
    let waiting: Vec<_> = phone
        .waiting
        .iter()
        .map(|it| {
            let (did, when) = (did(store, &it.mutation), lang.when(it.made, now, &zone));
            view! {
                <li>
                    <Card tone=Tone::Wait>
                        <p><b>{did}</b></p>
                        {is_zone_known.then(|| view! { <p class="small">{when}</p> })}
                    </Card>
                </li>
            }
        })
        .collect();
    view! {
        {phone.sends_by_itself().then(|| view! { <p class="small">{lang.unsent_about()}</p> })}
        <ul class="list">{waiting}</ul>
        <Press press=|ports: &Ports| ports.0.sync_now() picture=Picture::Cloud>{lang.phone_send_now()}</Press>
    }
    .into_any()
}

/// How to put linli on the home screen, where the browser can.
fn install(store: Store) -> Option<AnyView> {
    let lang = store.lang();
    let way = way_to_install(store)?;
    let card = view! {
        <Card>
            <div>
                <h2>{lang.install_title()}</h2>
                <p class="small">{lang.install_about()}</p>
            </div>
            {way}
        </Card>
    };
    Some(card.into_any())
}

/// What the phone and the browser say.
#[component]
fn State() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let facts = RwSignal::new(None::<Facts>);
    if let Some(ports) = use_context::<Ports>() {
        Effect::new(move || {
            let coming = ports.0.facts();
            spawn_local(async move {
                facts.try_set(Some(coming.await));
            });
        });
    }
    let pulled = move || {
        let zone = store.own_zone()?;
        let when = |at| lang.when(at, store.present(), &zone);
        let words = store.phone().pulled.map_or_else(|| lang.phone_never().to_owned(), when);
        Some(fact(lang.phone_pulled(), words))
    };
    let others = move || {
        facts.get().map(|it| {
            let kept = if it.persistent { lang.phone_persistent_yes() } else { lang.phone_persistent_no() };
            view! {
                {it.used.map(|bytes| fact(lang.phone_storage(), lang.bytes(bytes)))}
                {fact(lang.phone_persistent(), kept.to_owned())}
                {fact(lang.phone_build(), it.build)}
            }
        })
    };
    view! {
        <Card>
            <h2>{lang.phone_state()}</h2>
            <dl class="facts">{pulled} {others}</dl>
        </Card>
    }
    .into_any()
}

/// A report without names or texts, for whoever runs the server.
#[component]
fn Report() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let answer = RwSignal::new(None::<Result<String, Problem>>);
    let send = move |ports: &Ports| {
        let coming = ports.0.report();
        spawn_local(async move {
            answer.try_set(Some(coming.await));
        });
    };
    let said = move || {
        answer.get().map(|it| match it {
            Ok(code) => {
                view! { <Banner tone=Tone::Good><p>{lang.phone_reported(&code)}</p></Banner> }.into_any()
            }
            Err(problem) => {
                let (what, next) = lang.problem(&problem, Side::Resident, store.present(), &store.zone());
                view! { <Banner tone=Tone::Wait><p>{what}</p><p class="small">{next}</p></Banner> }.into_any()
            }
        })
    };
    view! {
        <Card>
            <p class="small">{lang.phone_report_about()}</p>
            <div role="status">{said}</div>
            <Press press=send picture=Picture::Chat kind=Kind::Quiet>{lang.phone_report()}</Press>
        </Card>
    }
    .into_any()
}
