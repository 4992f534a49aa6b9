//! What the pages of a caregiver share: the visit's next step, and its card.

use leptos::prelude::*;
use linli_domain::booking::{Booking, State};
use linli_domain::contact::Phone;
use linli_domain::decide::dry_run;
use linli_domain::ids::{BookingId, ResourceId};
use linli_domain::member::Role;
use linli_domain::mutation::{BookingRef, CareCheckIn, CareCheckOut, CareMutation, Mutation};
use linli_domain::refusal::{BookingRefusal, Refusal};
use linli_domain::rows::Rows;
use linli_domain::time::Instant;

use crate::components::{
    Button, Card, Chip, EmptyState, Field, FieldKind, MutationForm, Page, Picture, Tag, Tone, UnsentChip,
};
use crate::pages::staff::{RefusedHere, call_button};
use crate::store::Store;
use crate::systems::bookings::StateChip;
use crate::{field, fields};

/// The one thing to do next at a visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Accept,
    SetOut,
    CheckIn,
    CheckOut,
    /// Nothing before this instant.
    Wait(Instant),
    Nothing,
}

/// A page of the caregiver who reads, as whom the rows know them. They may come only after the page has:
/// then it is rendered again.
pub fn as_carer(store: Store, title: &'static str, page: fn(Store, ResourceId) -> AnyView) -> AnyView {
    let lang = store.lang();
    let carer = Memo::new(move |_| store.actor().and_then(|it| it.carer));
    let nobody = move || {
        // Who they are is known, but not yet as which of the caregivers.
        let coming = store.actor_once().is_some_and(|it| it.has(Role::Caregiver));
        let words = if coming { lang.loading() } else { lang.care().work_no_role() };
        view! {
            <Page title>
                <EmptyState icon=Picture::Info title=words/>
            </Page>
        }
        .into_any()
    };
    let shown = move || {
        let carer = carer.get();
        untrack(|| carer.map_or_else(nobody, |carer| page(store, carer)))
    };
    shown.into_any()
}

/// The next step of a visit, as the rules have it now.
pub fn step(store: Store, rows: &Rows, booking: &Booking, now: Instant) -> Step {
    let Some(actor) = store.actor_once() else { return Step::Nothing };
    let step = match booking.state {
        State::Assigned => Step::Accept,
        State::Accepted => Step::SetOut,
        State::OnTheWay | State::NoShow => Step::CheckIn,
        State::CheckedIn => return Step::CheckOut,
        _ => return Step::Nothing,
    };
    let Some(mutation) = taken(step, booking.id, now) else { return Step::Nothing };
    match dry_run(&mutation, rows, &actor, now) {
        Ok(_) => step,
        Err(Refusal::Bookings(BookingRefusal::NotYet { opens })) => Step::Wait(opens),
        Err(_) => Step::Nothing,
    }
}

/// What is written when a step is taken now.
fn taken(step: Step, booking_id: BookingId, now: Instant) -> Option<Mutation> {
    let about = BookingRef { booking_id, at: None };
    Some(Mutation::Care(match step {
        Step::Accept => CareMutation::Accept(about),
        Step::SetOut => CareMutation::SetOut(about),
        Step::CheckIn => CareMutation::CheckIn(CareCheckIn { booking_id, at: now, metres: None }),
        Step::CheckOut => {
            let report = String::new();
            CareMutation::CheckOut(CareCheckOut { booking_id, at: now, metres: None, report })
        }
        Step::Wait(_) | Step::Nothing => return None,
    }))
}

/// The visits of a caregiver that are not called off, in order.
pub fn visits(rows: &Rows, carer: ResourceId) -> Vec<Booking> {
    let mut visits: Vec<_> = rows
        .bookings
        .values()
        .filter(|it| it.visit().is_some_and(|visit| visit.carers.contains(&carer)))
        .filter(|it| !matches!(it.state, State::Cancelled | State::Expired | State::Refused))
        .cloned()
        .collect();
    visits.sort_by_key(|it| (it.starts, it.id));
    visits
}

/// Whether a visit still asks something of its caregiver.
pub const fn lies_ahead(state: State) -> bool {
    matches!(state, State::Assigned | State::Accepted | State::OnTheWay | State::CheckedIn)
}

/// The form of a step; at the end with what was done.
pub fn step_form(store: Store, booking: &Booking, step: Step, next: String) -> Option<AnyView> {
    let lang = store.lang();
    let (picture, words) = match step {
        Step::Accept => (Picture::Check, lang.care().visit_accept()),
        Step::SetOut => (Picture::Walk, lang.care().visit_set_out()),
        Step::CheckIn => (Picture::Pin, lang.care().visit_check_in()),
        Step::CheckOut => (Picture::Check, lang.care().visit_check_out()),
        Step::Wait(opens) => {
            let when = lang.when(opens, store.present(), &store.zone());
            let words = lang.care().visit_not_yet(&when);
            return Some(view! { <p class="visit-wait"><Chip tone=Tone::Wait>{words}</Chip></p> }.into_any());
        }
        Step::Nothing => return None,
    };
    let of = taken(step, booking.id, store.now_once())?;
    let id = booking.id.to_string();
    let report = (step == Step::CheckOut).then(|| {
        view! {
            <Field
                label=lang.care().visit_report()
                name=field!(CareCheckOut.report)
                kind=FieldKind::Long
                hint=lang.care().visit_report_hint()
                about=id.clone()
            />
        }
    });
    Some(
        view! {
            <MutationForm of asks=fields!(CareCheckOut { report }) next>
                {report}
                <Button icon=picture>{words}</Button>
            </MutationForm>
        }
        .into_any(),
    )
}

/// The part of the day over the clock.
pub fn time_of(store: Store, at: Instant) -> AnyView {
    let (part, clock) = store.lang().clock_parts(store.zone().civil(at).time());
    view! {
        <p class="visit-time">
            <span class="small">{part}</span>
            <b>{clock}</b>
        </p>
    }
    .into_any()
}

/// When the caregiver came and left, or else the state.
pub fn state_of(store: Store, booking: &Booking) -> AnyView {
    let (lang, zone) = (store.lang(), store.zone());
    let clock = |at: Instant| lang.clock_parts(zone.civil(at).time()).1;
    let checks = booking.visit().map(|visit| (visit.checked_in, visit.checked_out));
    match checks {
        Some((Some(came), Some(left))) if booking.state != State::Disputed => {
            let words = lang.care().visit_times(&clock(came.at), &clock(left.at));
            view! { <Chip tone=Tone::Good icon=Picture::Check>{words}</Chip> }.into_any()
        }
        Some((Some(came), None)) => {
            let words = lang.care().visit_came(&clock(came.at));
            view! { <Chip tone=Tone::Good icon=Picture::Pin>{words}</Chip> }.into_any()
        }
        _ => {
            let state = booking.state;
            view! { <StateChip state words=lang.state_for_carer(state)/> }.into_any()
        }
    }
}

/// One visit of the day; `now` is the one that matters most. One with a step says what to mind, and has its
/// step; on paper each one that is not over says it, with the number to call.
pub fn visit_card(store: Store, booking: &Booking, next: Option<Step>, now: bool) -> AnyView {
    let lang = store.lang();
    let Some(visit) = booking.visit() else { return ().into_any() };
    let href = format!("/work/{}", booking.id);
    let title = lang.visit_of(&booking.called, lang.service(visit.service));
    let contact = booking.contact.as_ref();
    let address = contact.map(|it| it.address.clone()).filter(|it| !it.is_empty());
    let ahead = lies_ahead(booking.state);
    let tags: Vec<_> = contact
        .filter(|_| ahead)
        .into_iter()
        .flat_map(|it| it.risks.clone())
        .map(|risk| view! { <Tag risk=true>{risk}</Tag> })
        .collect();
    let note = Some(booking.note.clone()).filter(|it| ahead && !it.is_empty());
    let has_tags = !tags.is_empty() || note.is_some();
    let tags_class = if next.is_some() { "tags" } else { "tags only-print" };
    let phone = contact.filter(|_| ahead).and_then(|it| it.phone.as_ref()).map(Phone::spoken);
    let form = next.and_then(|step| step_form(store, booking, step, "/work".to_owned()));
    // What is written at the end needs the width.
    let wide = next == Some(Step::CheckOut);
    let call = next.and_then(|_| call_button(store, contact));
    let actions = (form.is_some() || call.is_some()).then(|| {
        let class = if wide { "stack" } else { "buttons is-pair" };
        view! { <div class=class>{call} {form}</div> }
    });
    let (id, about) = (booking.id.to_string(), booking.id);
    let (time, state) = (time_of(store, booking.starts), state_of(store, booking));
    view! {
        <Card now=now>
            <div class="visit">
                {time}
                <div class="stack-close">
                    <h3><a class="plain" href=href>{title}</a></h3>
                    {address.map(|it| view! { <p class="small">{it}</p> })}
                    {phone.map(|it| view! { <p class="only-print">{it}</p> })}
                    {has_tags
                        .then(|| {
                            view! {
                                <div class=tags_class>
                                    {tags} {note.map(|note| view! { <Tag>{note}</Tag> })}
                                </div>
                            }
                        })}
                    <div class="tags">{state} <UnsentChip about/></div>
                </div>
            </div>
            {next.is_some().then(|| view! { <RefusedHere about=id/> })}
            {actions}
        </Card>
    }
    .into_any()
}
