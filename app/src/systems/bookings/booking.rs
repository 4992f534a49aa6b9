//! One booking with its story.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use linli_domain::booking::{Booking as Row, Kind as What, State};
use linli_domain::care::Verdict;
use linli_domain::ids::BookingId;
use linli_domain::json::Code;
use linli_domain::mutation::{BookingMutation, BookingReason, CareConfirm, CareMutation, Mutation};
use linli_domain::rows::Rows;

use super::StateChip;
use super::own::{carers_of, is_own, name_of, phone_of, what_of};
use crate::components::{
    Banner, Button, ButtonLink, Card, Field, FieldKind, Kind, MutationForm, NotFound, NotMade, Page, Picture,
    Story, Tone, UnsentBanner, fact, fact_if_any,
};
use crate::pages::common::{SignInFirst, address, would};
use crate::store::{Store, use_store};
use crate::systems::rooms::list::about;
use crate::{field, fields};

/// One booking with its story.
#[component]
pub fn Booking() -> impl IntoView {
    let store = use_store();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.get().get("id").unwrap_or_default().parse::<BookingId>().ok());
    let is_new = Memo::new(move |_| query.get().get("new").is_some());
    let known = Memo::new(move |_| id.get().filter(|id| store.rows().bookings.contains_key(id)));
    move || match known.get() {
        Some(id) => page(store, id, is_new.get()),
        None if store.my_id().is_none() => {
            view! { <SignInFirst title=store.lang().bookings().title()/> }.into_any()
        }
        None if is_new.get() => view! { <NotMade again="/"/> }.into_any(),
        None => view! { <NotFound/> }.into_any(),
    }
}

fn page(store: Store, id: BookingId, is_new: bool) -> AnyView {
    let lang = store.lang();
    let row = Memo::new(move |_| store.rows().bookings.get(&id).cloned());
    let story = Memo::new(move |_| store.rows().story(id).into_iter().cloned().collect::<Vec<_>>());
    let title = row.get_untracked().map_or_else(String::new, |it| what_of(lang, &store.rows_once(), &it));
    view! {
        <Page title back="/mine">
            <UnsentBanner about=id/>
            {move || row.get().filter(|it| is_new && !store.is_unsent(it.id.0)).map(|it| noted(store, &it))}
            {move || row.get().map(|it| facts(store, it))}
            {move || row.get().map(|it| confirm(store, &it))}
            {move || row.get().map(|it| ways_on(store, &it))}
            {move || {
                let events = story.get();
                (!events.is_empty()).then(|| view! { <Story events/> })
            }}
            {move || row.get().and_then(|it| cancel(store, &it))}
        </Page>
    }
    .into_any()
}

/// Right after booking: that it is done.
fn noted(store: Store, row: &Row) -> AnyView {
    let lang = store.lang();
    let (tone, words) = match row.state {
        State::Pending => (Tone::Wait, lang.bookings().booked_pending()),
        _ => (Tone::Good, lang.bookings().booked_now()),
    };
    view! { <Banner tone><p>{words}</p></Banner> }.into_any()
}

fn facts(store: Store, row: Row) -> AnyView {
    let (lang, now) = (store.lang(), store.present());
    let rows = store.rows_once();
    let zone = rows.communities.get(&row.community_id).map_or_else(|| store.zone(), |it| it.zone());
    let others = store.actor_once().is_some_and(|it| it.id != row.subject);
    let hold = row
        .hold_until
        .filter(|_| row.state == State::Pending && !store.is_unsent(row.id.0))
        .map(|until| view! { <p class="small">{lang.held_until(&lang.when(until, now, &zone))}</p> });
    let (place, people) = match &row.kind {
        What::Room { resource_id, people } => (
            rows.resources.get(resource_id).map(|it| about(lang, it)).unwrap_or_default(),
            lang.bookings().people_come(*people),
        ),
        What::CareVisit(_) => {
            (row.contact.as_ref().map(|it| it.address.clone()).unwrap_or_default(), String::new())
        }
    };
    let report = row.visit().map(|it| it.report.clone()).unwrap_or_default();
    let note_words = if row.visit().is_some() { lang.bookings().fact_note() } else { lang.room_what() };
    view! {
        <Card>
            <div class="row">
                <h2 class="grow">{lang.span(row.interval(), now, &zone)}</h2>
                <StateChip state=row.state about=row.id/>
            </div>
            {hold}
            <dl class="facts">
                {fact_if_any(lang.fact_whom(), if others { row.called.clone() } else { String::new() })}
                {who_comes(store, &rows, &row)}
                {fact_if_any(lang.fact_where(), place)}
                {fact_if_any(lang.room_people(), people)}
                {fact_if_any(note_words, row.note.clone())}
                {fact_if_any(lang.fact_reason(), row.reason.clone())}
                {fact_if_any(lang.bookings().fact_report(), report)}
            </dl>
        </Card>
    }
    .into_any()
}

/// The caregivers, each with why it is them.
fn who_comes(store: Store, rows: &Rows, row: &Row) -> Option<AnyView> {
    let lang = store.lang();
    let visit = row.visit()?;
    if carers_of(lang, rows, row).is_empty() {
        return None;
    }
    let open = row.state.is_open();
    let carers: Vec<_> = visit
        .carers
        .iter()
        .enumerate()
        .map(|(place, id)| {
            let why = visit.why.get(place).filter(|_| open).map(|why| lang.reason(*why));
            view! {
                <li>
                    <b>{name_of(lang, rows, *id)}</b>
                    {why.map(|why| view! { <span class="small reason">{why}</span> })}
                </li>
            }
        })
        .collect();
    Some(fact(lang.fact_who_comes(), view! { <ul class="carers">{carers}</ul> }))
}

/// After a visit: the elder's word.
fn confirm(store: Store, row: &Row) -> Option<AnyView> {
    let lang = store.lang();
    let says = |verdict, reason: &str| {
        let words = CareConfirm { booking_id: row.id, verdict, reason: reason.to_owned() };
        Mutation::Care(CareMutation::Confirm(words))
    };
    // Something stands where a reason is needed, to ask whether the rest is in order.
    let (done, disputed) = (says(Verdict::Done, ""), says(Verdict::Disputed, "."));
    let may_dispute = would(store, &disputed);
    let here = format!("/mine/{}", row.id);
    let ver = row.ver;
    would(store, &done).then(|| {
        view! {
            <Card now=true>
                <h2>{lang.bookings().confirm_title()}</h2>
                <MutationForm of=done next=here.clone() ver>
                    <Button icon=Picture::Check>{lang.bookings().confirm_done()}</Button>
                </MutationForm>
                {may_dispute
                    .then(|| {
                        view! {
                            <details class="fold">
                                <summary>{lang.bookings().confirm_bad()}</summary>
                                <MutationForm
                                    of=disputed
                                    asks=fields!(CareConfirm { reason })
                                    next=here
                                    ver
                                >
                                    <Field
                                        label=lang.bookings().confirm_bad_reason()
                                        name=field!(CareConfirm.reason)
                                        kind=FieldKind::Long
                                        id="disputed-"
                                        required=true
                                    />
                                    <Button kind=Kind::Alarm>{lang.bookings().confirm_bad_send()}</Button>
                                </MutationForm>
                            </details>
                        }
                    })}
            </Card>
        }
        .into_any()
    })
}

/// Calling, and booking the same again.
fn ways_on(store: Store, row: &Row) -> AnyView {
    let lang = store.lang();
    let rows = store.rows_once();
    let actor = store.actor_once();
    let own = actor.as_ref().is_some_and(|it| is_own(it, row));
    let whom =
        if actor.is_some_and(|it| it.id == row.subject) { String::new() } else { row.subject.to_string() };
    let again = match &row.kind {
        What::Room { resource_id, .. } => address(
            &format!("/rooms/{resource_id}"),
            &[("for", whom), ("minutes", row.interval().minutes().to_string())],
        ),
        What::CareVisit(visit) => {
            address("/care/book", &[("for", whom), ("service", visit.service.code().to_owned())])
        }
    };
    let phone = phone_of(&rows, row).map(|phone| {
        let words = if row.visit().is_some() {
            lang.bookings().call_caregiver()
        } else {
            lang.bookings().call_desk_short()
        };
        view! {
            <ButtonLink href=format!("tel:{phone}") kind=Kind::Quiet icon=Picture::Phone>{words}</ButtonLink>
        }
    });
    let slip = (!store.is_unsent(row.id.0)).then(|| {
        view! {
            <ButtonLink href=format!("/mine/{}/slip", row.id) kind=Kind::Quiet icon=Picture::Paper>
                {lang.bookings().slip_door()}
            </ButtonLink>
        }
    });
    view! {
        <div class="buttons">
            {phone}
            {slip}
            {own
                .then(|| {
                    view! { <ButtonLink href=again kind=Kind::Quiet icon=Picture::Calendar>{lang.bookings().book_again()}</ButtonLink> }
                })}
        </div>
    }
    .into_any()
}

/// Two steps: the button of the first opens the second.
fn cancel(store: Store, row: &Row) -> Option<AnyView> {
    let lang = store.lang();
    let words = BookingReason { booking_id: row.id, reason: ".".to_owned(), at: None };
    let cancel = Mutation::Bookings(BookingMutation::Cancel(words));
    would(store, &cancel).then(|| {
        view! {
            <details class="fold">
                <summary>{lang.bookings().cancel_booking()}</summary>
                <p>{lang.bookings().cancel_ask()}</p>
                <MutationForm
                    of=cancel
                    asks=fields!(BookingReason { reason })
                    next=format!("/mine/{}", row.id)
                >
                    <Field label=lang.bookings().cancel_reason() name=field!(BookingReason.reason) id="cancel-"/>
                    <Button kind=Kind::Alarm icon=Picture::Cross>{lang.bookings().cancel_yes()}</Button>
                </MutationForm>
            </details>
        }
        .into_any()
    })
}
