//! Bookings ahead that hang in the air: whose room, or whose caregiver, is not there any more.

use leptos::prelude::*;
use linli_domain::booking::Booking;
use linli_domain::decide::dry_run;
use linli_domain::mutation::{BookingMutation, BookingReason, Mutation};
use linli_domain::policy::{Actor, Standing};
use linli_domain::rows::Rows;
use linli_domain::systems::bookings;
use linli_domain::time::Instant;

use super::card::{about, title};
use crate::components::{Button, ButtonLink, Card, Field, FieldKind, Kind, MutationForm, Picture, Tone};
use crate::pages::staff::{RefusedHere, alarm_chip, call_button};
use crate::store::Store;
use crate::systems::Waits;
use crate::systems::care::book::care_for;
use crate::systems::care::parts::{assign_at, may_assign};
use crate::{field, fields};

/// Whether a booking ahead is of a room, or counts on a caregiver, that is not there any more.
fn is_hanging(rows: &Rows, booking: &Booking, now: Instant) -> bool {
    let gone = |id| rows.resources.get(id).is_some_and(|it| it.retired);
    booking.starts > now && booking.state.is_open() && booking.resources().iter().any(gone)
}

/// Whether it waits for this reader as one that hangs, and so as nothing else.
pub fn hangs(rows: &Rows, booking: &Booking, who: &Standing, now: Instant) -> bool {
    is_hanging(rows, booking, now) && bookings::may(who, bookings::Action::Cancel, Some(booking))
}

/// Those that this reader may move on.
pub fn waiting(store: Store, rows: &Rows, actor: &Actor) -> Vec<Waits> {
    let now = store.present();
    let hanging = rows.bookings.values().filter(|it| {
        rows.communities
            .get(&it.community_id)
            .is_some_and(|place| hangs(rows, it, &Standing::new(actor, place, Some(it.subject)), now))
    });
    let waits = hanging.map(|it| {
        let card = hanging_card(store, rows, actor, it);
        Waits { rank: 0, since: it.starts, id: it.id.0, card }
    });
    waits.collect()
}

/// Calling a booking off, with the reason that people read; nothing where it cannot be.
pub fn cancel_fold(store: Store, rows: &Rows, actor: &Actor, booking: &Booking) -> Option<AnyView> {
    let lang = store.lang();
    let (booking_id, reason) = (booking.id, "-".to_owned());
    let cancel = Mutation::Bookings(BookingMutation::Cancel(BookingReason { booking_id, reason, at: None }));
    dry_run(&cancel, rows, actor, store.present()).is_ok().then(|| {
        let id = booking.id.to_string();
        view! {
            <details class="fold">
                <summary>{lang.bookings().desk_cancel_visit()}</summary>
                <MutationForm of=cancel asks=fields!(BookingReason { reason }) next="/desk" class="spaced">
                    <Field
                        label=lang.desk_refuse_reason()
                        name=field!(BookingReason.reason)
                        kind=FieldKind::Long
                        required=true
                        id=id.clone()
                        about=id
                    />
                    <Button kind=Kind::Alarm>{lang.bookings().desk_cancel_send()}</Button>
                </MutationForm>
            </details>
        }
        .into_any()
    })
}

/// A booking ahead whose room, or whose caregiver, is not there any more.
fn hanging_card(store: Store, rows: &Rows, actor: &Actor, booking: &Booking) -> AnyView {
    let lang = store.lang();
    let about_id = booking.id.to_string();
    let (title, about) = (title(store, rows, booking), about(store, booking));
    let call = call_button(store, booking.contact.as_ref());
    let (chip, main) = match booking.visit() {
        Some(_) if may_assign(store, rows, actor, booking) => {
            let main = view! {
                <ButtonLink href=assign_at(booking) icon=Picture::Person>{lang.desk_assign()}</ButtonLink>
            };
            (lang.bookings().desk_carer_gone(), main.into_any())
        }
        Some(visit) => {
            let href = care_for(visit.service, booking.subject);
            let main = view! {
                <ButtonLink href icon=Picture::Calendar external=true>{lang.desk_another_time()}</ButtonLink>
            };
            (lang.bookings().desk_carer_gone(), main.into_any())
        }
        None => {
            let href = format!("/rooms?for={}", booking.subject);
            let main = view! {
                <ButtonLink href icon=Picture::Door external=true>{lang.bookings().desk_another_room()}</ButtonLink>
            };
            (lang.bookings().desk_room_gone(), main.into_any())
        }
    };
    let cancel = cancel_fold(store, rows, actor, booking);
    view! {
        <Card tone=Tone::Bad>
            <div class="row">
                <h3 class="grow">{title}</h3>
                {alarm_chip(chip)}
            </div>
            <p class="small">{about}</p>
            <RefusedHere about=about_id/>
            <div class="buttons is-pair">{call} {main}</div>
            {cancel}
        </Card>
    }
    .into_any()
}
