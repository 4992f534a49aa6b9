//! What this phone has not sent, where it is seen: beside the thing itself, and at the top of every
//! page.

use leptos::prelude::*;
use uuid::Uuid;

use super::refusal::sign_in_from_here;
use super::{Banner, Button, ButtonLink, Chip, Icon, Kind, Picture, Tone};
use crate::ports::Ports;
use crate::store::{Network, Trouble, use_store};

/// “Not sent”, while the thing of this id looks as it does by something that the server has not
/// decided.
#[component]
pub fn UnsentChip(#[prop(into)] about: Uuid) -> impl IntoView {
    let store = use_store();
    let unsent = Memo::new(move |_| store.is_unsent(about));
    move || {
        unsent
            .get()
            .then(|| view! { <Chip tone=Tone::Wait icon=Picture::Offline>{store.lang().unsent()}</Chip> })
    }
}

/// As [`UnsentChip`], with a sentence about what it means.
#[component]
pub fn UnsentBanner(#[prop(into)] about: Uuid) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let unsent = Memo::new(move |_| store.is_unsent(about));
    let by_itself = Memo::new(move |_| store.phone().sends_by_itself());
    move || {
        unsent.get().then(|| {
            let about = by_itself.get().then(|| view! { <p class="small">{lang.unsent_about()}</p> });
            view! {
                <Banner tone=Tone::Wait icon=Picture::Offline>
                    <p>{lang.unsent()}</p>
                    {about}
                </Banner>
            }
        })
    }
}

/// How this phone stands, under the header of every page: nothing while all is well.
#[component]
pub fn PhoneBar() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let waiting = Memo::new(move |_| store.phone().not_sent());
    let since = Memo::new(move |_| {
        let phone = store.phone();
        (phone.network == Network::Offline).then(|| phone.pulled.zip(store.own_zone()))
    });
    let trouble = Memo::new(move |_| store.phone().trouble);
    let update = Memo::new(move |_| store.phone().update);
    let offline = move || {
        since.get().map(|pulled| {
            let words = pulled.map_or_else(
                || lang.offline().to_owned(),
                |(at, zone)| lang.offline_since(&lang.when(at, store.present(), &zone)),
            );
            view! { <p class="phone-line tone-wait"><Icon picture=Picture::Offline/> <span>{words}</span></p> }
        })
    };
    let unsent = move || {
        let count = waiting.get();
        (count > 0).then(|| {
            view! {
                <a class="phone-line tone-wait" href="/me/phone">
                    <Icon picture=Picture::Cloud/>
                    <span>{lang.unsent_count(count)}</span>
                    <Icon picture=Picture::Next/>
                </a>
            }
        })
    };
    let wrong = move || {
        trouble.get().map(|it| {
            let again = (it == Trouble::SignedOut).then(|| {
                view! { <ButtonLink href=sign_in_from_here() kind=Kind::Quiet external=true>{lang.sign_in()}</ButtonLink> }
            });
            view! {
                <Banner tone=Tone::Wait>
                    <p>{lang.trouble(it)}</p>
                    {again}
                    {matches!(it, Trouble::Cleared | Trouble::Borrowed).then(|| view! { <Dismiss/> })}
                </Banner>
            }
        })
    };
    let newer = move || {
        update.get().then(|| {
            view! {
                <Banner tone=Tone::Info>
                    <p>{lang.update_ready()}</p>
                    <Press press=|ports: &Ports| ports.0.update() picture=Picture::Check>{lang.update_now()}</Press>
                </Banner>
            }
        })
    };
    view! { <div class="phone-bar" role="status">{offline} {unsent} {wrong} {newer}</div> }.into_any()
}

#[component]
fn Dismiss() -> impl IntoView {
    let lang = use_store().lang();
    view! { <Press press=|ports: &Ports| ports.0.dismiss() picture=Picture::Check>{lang.seen()}</Press> }
}

/// A button that asks something of the phone itself.
#[component]
pub fn Press(
    press: impl Fn(&Ports) + Send + Sync + 'static,
    picture: Picture,
    #[prop(optional)] kind: Kind,
    children: Children,
) -> impl IntoView {
    press_button(Box::new(press), picture, kind, children)
}

/// The code of a view is there once for each type of what it holds; this is one for all.
fn press_button(
    press: Box<dyn Fn(&Ports) + Send + Sync>,
    picture: Picture,
    kind: Kind,
    children: Children,
) -> AnyView {
    let (store, ports) = (use_store(), use_context::<Ports>());
    let press = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if store.resting_once() {
            return;
        }
        if let Some(ports) = &ports {
            store.rest();
            press(ports);
        }
    };
    view! {
        <form class="form" on:submit=press>
            <Button kind icon=picture>{children()}</Button>
        </form>
    }
    .into_any()
}
