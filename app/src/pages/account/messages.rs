//! Messages, in words.

use leptos::prelude::*;
use linli_domain::message::{Message, News};
use linli_domain::rows::Rows;

use crate::components::{
    Button, ButtonLink, Card, Chip, EmptyState, Kind, MutationForm, Page, Picture, Tone,
};
use crate::pages::resident::own::{SignInFirst, what_of};
use crate::store::{Store, use_store};

/// Messages, the newest first; opening one marks it as read.
#[component]
pub fn Messages() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if store.me_once().is_none() {
        return view! { <SignInFirst title=lang.messages_title()/> }.into_any();
    }
    view! { <Page title=lang.messages_title()>{move || list(store)}</Page> }.into_any()
}

fn list(store: Store) -> AnyView {
    let lang = store.lang();
    let (rows, me) = (store.rows(), store.my_id());
    let mut messages: Vec<_> = rows.messages.values().filter(|it| Some(it.to) == me).collect();
    messages.sort_by_key(|it| (it.read, core::cmp::Reverse(it.at)));
    if messages.is_empty() {
        return view! {
            <EmptyState icon=Picture::Bell title=lang.messages_none() about=lang.messages_none_about()/>
        }
        .into_any();
    }
    let (read, new): (Vec<_>, Vec<_>) = messages.into_iter().partition(|it| it.read);
    let part = |title: &'static str, messages: Vec<&Message>| {
        let messages: Vec<_> = messages.into_iter().map(|it| message(store, &rows, it)).collect();
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
        {part(lang.messages_new(), new)}
        {part(lang.messages_read(), read)}
    }
    .into_any()
}

fn message(store: Store, rows: &Rows, message: &Message) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.now_once());
    let (words, more) = words(store, rows, message);
    let href = match &message.news {
        News::Booking { booking_id, .. } | News::HoursChanged { booking_id, .. } => {
            format!("/mine/{booking_id}")
        }
        News::Help { help_id, .. } => format!("/help/{help_id}"),
    };
    let open = if message.read {
        view! { <ButtonLink href kind=Kind::Quiet>{lang.message_open()}</ButtonLink> }.into_any()
    } else {
        let hidden = || vec![("message_id".to_owned(), message.id.to_string())];
        view! {
            <div class="buttons">
                <MutationForm name="message.read@1" next="/messages" hidden=hidden()>
                    <Button kind=Kind::Quiet icon=Picture::Check>{lang.message_seen()}</Button>
                </MutationForm>
                <MutationForm name="message.read@1" next=href hidden=hidden()>
                    <Button>{lang.message_open()}</Button>
                </MutationForm>
            </div>
        }
        .into_any()
    };
    let (ago, unread) = (lang.ago(message.at, now, &zone), !message.read);
    view! {
        <li>
            <Card>
                <div class="row">
                    <p class="small grow">{ago}</p>
                    {unread
                        .then(|| view! { <Chip tone=Tone::Info icon=Picture::Bell>{lang.message_unread()}</Chip> })}
                </div>
                <p><b>{words}</b></p>
                {(!more.is_empty()).then(|| view! { <p class="small">{more}</p> })}
                {open}
            </Card>
        </li>
    }
    .into_any()
}

/// What a message says, and why.
fn words(store: Store, rows: &Rows, message: &Message) -> (String, String) {
    let (lang, zone, now) = (store.lang(), store.zone(), store.now_once());
    match &message.news {
        News::Booking { booking_id, state, starts, service, reason } => {
            let what = match (service, rows.bookings.get(booking_id)) {
                (Some(service), _) => lang.service(*service).to_owned(),
                (None, Some(booking)) => what_of(lang, rows, booking),
                (None, None) => lang.booking_title().to_owned(),
            };
            let words = lang.news_booking(&what, &lang.when(*starts, now, &zone), lang.state(*state));
            let more = if reason.is_empty() { String::new() } else { lang.news_reason(reason) };
            (words, more)
        }
        News::HoursChanged { starts, note, .. } => {
            let when = lang.when(*starts, now, &zone);
            let words =
                if note.is_empty() { lang.news_hours_plain(&when) } else { lang.news_hours(&when, note) };
            (words, String::new())
        }
        News::Help { help_id, stage } => {
            let what = rows.helps.get(help_id).map(|it| it.what.clone()).unwrap_or_default();
            (lang.news_help(lang.stage(*stage)), what)
        }
    }
}
