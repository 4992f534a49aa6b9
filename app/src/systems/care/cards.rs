//! Cards of visits that wait at the desk.

use leptos::prelude::*;
use linli_domain::booking::Booking;
use linli_domain::care::Verdict;
use linli_domain::decide::dry_run;
use linli_domain::mutation::{BookingReason, CareConfirm, CareMutation, Mutation};
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;

use super::book::care_for;
use super::parts::{assign_at, may_assign};
use crate::components::{
    Button, ButtonLink, Card, Field, FieldKind, Items, MutationForm, Picture, Pill, Tone,
};
use crate::pages::staff::{RefusedHere, alarm_chip, call_button};
use crate::store::Store;
use crate::systems::bookings::card::{about, title};
use crate::systems::bookings::hanging::cancel_fold;
use crate::systems::bookings::own::carers_of;
use crate::{field, fields};

/// A visit that did not come about: whom to call, another one, and that it is seen to.
pub fn missed_card(store: Store, rows: &Rows, booking: &Booking) -> AnyView {
    let lang = store.lang();
    let Some(visit) = booking.visit() else { return ().into_any() };
    let id = booking.id.to_string();
    let about_id = id.clone();
    let (title, about) = (title(store, rows, booking), about(store, booking));
    let call = call_button(store, booking.contact.as_ref());
    let again = care_for(visit.service, booking.subject);
    let who = match carers_of(lang, rows, booking) {
        // Nobody was sent, so that nobody stayed away.
        nobody if nobody.is_empty() => lang.care().desk_no_carer().to_owned(),
        carers => format!("{carers} · {}", lang.state_for_staff(booking.state)),
    };
    let (booking_id, ver) = (booking.id, booking.ver);
    let settle = CareMutation::Settle(BookingReason { booking_id, reason: String::new(), at: None });
    view! {
        <Card tone=Tone::Bad>
            <div class="row">
                <h3 class="grow">{title}</h3>
                {alarm_chip(lang.care().desk_missed())}
            </div>
            <p class="small">{about} " · " {who}</p>
            <RefusedHere about=about_id/>
            <div class="buttons is-pair">
                {call}
                <ButtonLink href=again icon=Picture::Calendar external=true>{lang.desk_another_time()}</ButtonLink>
            </div>
            <details class="fold">
                <summary>{lang.care().desk_missed_settle()}</summary>
                <MutationForm of=settle asks=fields!(BookingReason { reason }) next="/desk" ver=ver class="spaced">
                    <Field
                        label=lang.care().desk_missed_done()
                        name=field!(BookingReason.reason)
                        kind=FieldKind::Long
                        required=true
                        id=id.clone()
                        about=id
                    />
                    <Button>{lang.care().desk_missed_send()}</Button>
                </MutationForm>
            </details>
        </Card>
    }
    .into_any()
}

/// A visit that nobody is sent to.
pub fn unassigned_card(store: Store, rows: &Rows, actor: &Actor, booking: &Booking) -> AnyView {
    let lang = store.lang();
    let Some(visit) = booking.visit() else { return ().into_any() };
    let about_id = booking.id.to_string();
    let again = care_for(visit.service, booking.subject);
    let (main, other) = if may_assign(store, rows, actor, booking) {
        let main = view! {
            <ButtonLink href=assign_at(booking) icon=Picture::Person>{lang.desk_assign()}</ButtonLink>
        };
        let other = view! {
            <p><Pill href=again icon=Picture::Calendar external=true>{lang.desk_another_time()}</Pill></p>
        };
        (("assign", main.into_any()), Some(other))
    } else {
        let main = view! {
            <ButtonLink href=again icon=Picture::Calendar external=true>{lang.desk_another_time()}</ButtonLink>
        };
        (("again", main.into_any()), None)
    };
    let main = Items::from_iter([main]);
    let (title, about) = (title(store, rows, booking), about(store, booking));
    let call = call_button(store, booking.contact.as_ref());
    let cancel = cancel_fold(store, rows, actor, booking);
    view! {
        <Card tone=Tone::Bad>
            <div class="row">
                <h3 class="grow">{title}</h3>
                {alarm_chip(lang.care().desk_no_carer())}
            </div>
            <p class="small">{about}</p>
            <RefusedHere about=about_id/>
            <div class="buttons is-pair">{call} {main}</div>
            {other}
            {cancel}
        </Card>
    }
    .into_any()
}

/// A visit that the elder is not content with.
pub fn disputed_card(store: Store, rows: &Rows, actor: &Actor, booking: &Booking) -> AnyView {
    let lang = store.lang();
    let id = booking.id.to_string();
    let about_id = id.clone();
    let (title, about) = (title(store, rows, booking), about(store, booking));
    let call = call_button(store, booking.contact.as_ref());
    let carers: Vec<_> = booking
        .resources()
        .iter()
        .filter_map(|id| rows.resources.get(id))
        .map(|it| lang.pick(&it.name).to_owned())
        .collect();
    let confirm = Mutation::Care(CareMutation::Confirm(CareConfirm {
        booking_id: booking.id,
        verdict: Verdict::Done,
        reason: String::new(),
    }));
    let ver = booking.ver;
    let reason = booking.reason.clone();
    let settle = dry_run(&confirm, rows, actor, store.present()).is_ok().then(|| {
        view! {
            <details class="fold">
                <summary>{lang.care().desk_settled()}</summary>
                <MutationForm of=confirm asks=fields!(CareConfirm { reason }) next="/desk" ver=ver class="spaced">
                    <Field
                        label=lang.care().desk_settled_reason()
                        name=field!(CareConfirm.reason)
                        kind=FieldKind::Long
                        required=true
                        id=id.clone()
                        about=id.clone()
                    />
                    <Button>{lang.care().desk_settled_send()}</Button>
                </MutationForm>
            </details>
        }
    });
    view! {
        <Card tone=Tone::Bad>
            <h3>{title}</h3>
            <div class="tags">{alarm_chip(lang.care().desk_disputed())}</div>
            <p class="small">{about} " · " {carers.join(" · ")}</p>
            {(!reason.is_empty()).then(|| view! { <p class="story-note">{reason}</p> })}
            <RefusedHere about=about_id/>
            {call}
            {settle}
        </Card>
    }
    .into_any()
}
