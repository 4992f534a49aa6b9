//! Messages, in words.

use leptos::prelude::*;
use linli_domain::message::Message;
use linli_domain::mutation::{MessageMutation, MessageRef};
use linli_domain::rows::Rows;

use crate::components::{
    Button, ButtonLink, Card, Chip, EmptyState, Items, Kind, MutationForm, Page, Picture, Tone,
};
use crate::pages::common::SignInFirst;
use crate::store::{Store, use_store};
use crate::systems::{Told, told};

/// Messages, the newest first; opening one marks it as read.
#[component]
pub fn Messages() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if store.me_once().is_none() {
        return view! { <SignInFirst title=lang.messages().title()/> }.into_any();
    }
    view! { <Page title=lang.messages().title()>{move || list(store)}</Page> }.into_any()
}

fn list(store: Store) -> AnyView {
    let lang = store.lang();
    let (rows, me) = (store.rows(), store.my_id());
    let mut messages: Vec<_> = rows.messages.values().filter(|it| Some(it.to) == me).collect();
    messages.sort_by_key(|it| (it.read, core::cmp::Reverse(it.at)));
    if messages.is_empty() {
        return view! {
            <EmptyState icon=Picture::Bell title=lang.messages().none() about=lang.messages().none_about()/>
        }
        .into_any();
    }
    let (read, new): (Vec<_>, Vec<_>) = messages.into_iter().partition(|it| it.read);
    let part = |title: &'static str, messages: Vec<&Message>| {
        let messages: Items = messages.into_iter().map(|it| (it.id, message(store, &rows, it))).collect();
        (!messages.is_empty()).then(|| {
            view! {
                <section class="stack">
                    <h2>{title}</h2>
                    <ul class="list">{messages}</ul>
                </section>
            }
        })
    };
    view! {
        {part(lang.messages().messages_new(), new)}
        {part(lang.messages().read(), read)}
    }
    .into_any()
}

fn message(store: Store, rows: &Rows, message: &Message) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let Told { words, more, href } = told(store, rows, &message.news);
    let read = || MessageMutation::Read(MessageRef { message_id: message.id });
    let open = match href {
        Some(href) if message.read => {
            view! { <ButtonLink href kind=Kind::Quiet>{lang.messages().open()}</ButtonLink> }.into_any()
        }
        None if message.read => ().into_any(),
        href => {
            let open = href.map(|next| {
                view! {
                    <MutationForm of=read() next>
                        <Button>{lang.messages().open()}</Button>
                    </MutationForm>
                }
            });
            view! {
                <div class="buttons">
                    <MutationForm of=read() next="/messages">
                        <Button kind=Kind::Quiet icon=Picture::Check>{lang.messages().seen()}</Button>
                    </MutationForm>
                    {open}
                </div>
            }
            .into_any()
        }
    };
    let (ago, unread) = (lang.ago(message.at, now, &zone), !message.read);
    view! {
        <li>
            <Card>
                <div class="row">
                    <p class="small grow">{ago}</p>
                    {unread
                        .then(|| view! { <Chip tone=Tone::Info icon=Picture::Bell>{lang.messages().message_unread()}</Chip> })}
                </div>
                <p><b>{words}</b></p>
                {(!more.is_empty()).then(|| view! { <p class="small">{more}</p> })}
                {open}
            </Card>
        </li>
    }
    .into_any()
}
