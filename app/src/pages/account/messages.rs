//! Messages, in words.

use leptos::prelude::*;
use linli_domain::booking::State;
use linli_domain::member::Role;
use linli_domain::message::{Message, News};
use linli_domain::mutation::{MessageMutation, MessageRef};
use linli_domain::rows::Rows;

use crate::components::{
    Button, ButtonLink, Card, Chip, EmptyState, Items, Kind, MutationForm, Page, Picture, Tone,
};
use crate::pages::common::{SignInFirst, what_of};
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
        {part(lang.messages_new(), new)}
        {part(lang.messages_read(), read)}
    }
    .into_any()
}

fn message(store: Store, rows: &Rows, message: &Message) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let reader = reader(store, rows, &message.news);
    let (words, more) = words(store, rows, &message.news, reader);
    let href = href(store, &message.news, reader);
    let read = || MessageMutation::Read(MessageRef { message_id: message.id });
    let open = match href {
        Some(href) if message.read => {
            view! { <ButtonLink href kind=Kind::Quiet>{lang.message_open()}</ButtonLink> }.into_any()
        }
        None if message.read => ().into_any(),
        href => {
            let open = href.map(|next| {
                view! {
                    <MutationForm of=read() next>
                        <Button>{lang.message_open()}</Button>
                    </MutationForm>
                }
            });
            view! {
                <div class="buttons">
                    <MutationForm of=read() next="/messages">
                        <Button kind=Kind::Quiet icon=Picture::Check>{lang.message_seen()}</Button>
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

/// As whom the reader is told, which decides the words and where they lead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// It is their own, or of whom they act for.
    Own,
    /// They are sent to it.
    Carer,
    /// They were sent to it and somebody else is now.
    CarerOff,
    /// They made it for somebody, as staff.
    Staff,
    /// They have taken somebody's request.
    Taker,
}

/// By the row where the reader has it. What is old or not theirs to see any more has none: then by
/// what they are.
fn reader(store: Store, rows: &Rows, news: &News) -> Reader {
    let Some(actor) = store.actor_once() else { return Reader::Own };
    let clerk = actor.has(Role::Clerk);
    match news {
        News::Booking { booking_id, service, .. } | News::HoursChanged { booking_id, service, .. } => {
            match rows.bookings.get(booking_id) {
                Some(it) if actor.stands_for(it.subject) => Reader::Own,
                Some(it) if actor.carer.is_some_and(|id| it.resources().contains(&id)) => Reader::Carer,
                None if service.is_some() && actor.carer.is_some() => Reader::CarerOff,
                Some(_) => Reader::Staff,
                None if clerk => Reader::Staff,
                None => Reader::Own,
            }
        }
        News::Help { help_id, .. } => match rows.helps.get(help_id) {
            Some(it) if it.subject.is_some_and(|id| actor.stands_for(id)) => Reader::Own,
            Some(it) if it.taker == Some(actor.id) && !clerk => Reader::Taker,
            Some(_) => Reader::Staff,
            None if clerk => Reader::Staff,
            None => Reader::Own,
        },
        News::Number { .. } => Reader::Own,
    }
}

/// Where it leads; nowhere when it is not the reader's affair any more.
fn href(store: Store, news: &News, reader: Reader) -> Option<String> {
    match news {
        News::Booking { booking_id, starts, service, .. }
        | News::HoursChanged { booking_id, starts, service, .. } => match reader {
            Reader::Own | Reader::Taker => Some(format!("/mine/{booking_id}")),
            Reader::Carer => Some(format!("/work/{booking_id}")),
            Reader::CarerOff => None,
            Reader::Staff => {
                let page = if service.is_some() { "/desk/care" } else { "/desk/rooms" };
                Some(format!("{page}?day={}#b-{booking_id}", store.zone().date(*starts)))
            }
        },
        News::Help { help_id, .. } if reader == Reader::Staff => Some(format!("/desk/help/{help_id}")),
        News::Help { help_id, .. } => Some(format!("/help/{help_id}")),
        News::Number { .. } => Some("/me".to_owned()),
    }
}

/// What a message says, and why.
fn words(store: Store, rows: &Rows, news: &News, reader: Reader) -> (String, String) {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    match news {
        News::Booking { booking_id, state, starts, service, reason } => {
            let what = match (service, rows.bookings.get(booking_id)) {
                (Some(service), _) => lang.service(*service).to_owned(),
                (None, Some(booking)) => what_of(lang, rows, booking),
                (None, None) => lang.booking_title().to_owned(),
            };
            let state = match reader {
                // What is over tells a caregiver more than that somebody else was sent before.
                Reader::CarerOff if *state == State::Requested => lang.state_taken_off(),
                Reader::Carer | Reader::CarerOff => lang.state_for_carer(*state),
                Reader::Staff => lang.state_for_staff(*state),
                Reader::Own | Reader::Taker => lang.state(*state),
            };
            let words = lang.news_booking(&what, &lang.when(*starts, now, &zone), state);
            let more = if reason.is_empty() { String::new() } else { lang.news_reason(reason) };
            (words, more)
        }
        News::HoursChanged { starts, service, note, retired, .. } => {
            let when = lang.when(*starts, now, &zone);
            let words = match (service, retired) {
                (Some(service), false) => lang.news_carer_hours(lang.service(*service), &when),
                (None, false) => lang.news_hours(&when),
                (Some(service), true) => lang.news_carer_gone(lang.service(*service), &when),
                (None, true) => lang.news_room_gone(&when),
            };
            (words, if note.is_empty() { String::new() } else { lang.news_reason(note) })
        }
        News::Help { help_id, stage } => {
            let what = rows.helps.get(help_id).map(|it| it.what.clone()).unwrap_or_default();
            let stage = match reader {
                Reader::Staff | Reader::Taker => lang.stage_for_staff(*stage),
                Reader::Own | Reader::Carer | Reader::CarerOff => lang.stage(*stage),
            };
            (lang.news_help(stage), what)
        }
        News::Number { removed, reason } => {
            let words = if *removed { lang.news_number_gone() } else { lang.news_number() };
            let more = if reason.is_empty() { String::new() } else { lang.news_reason(reason) };
            (words.to_owned(), more)
        }
    }
}
