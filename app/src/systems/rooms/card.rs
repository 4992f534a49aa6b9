//! The card of a room that waits for a yes.

use leptos::prelude::*;
use linli_domain::booking::Booking;
use linli_domain::mutation::{RoomDecide, RoomMutation};
use linli_domain::rows::Rows;

use crate::components::{Button, Card, Field, FieldKind, Kind, LeftChip, MutationForm, Picture, Tone};
use crate::pages::staff::{RefusedHere, call_button};
use crate::store::Store;
use crate::systems::bookings::card::{about, title};
use crate::{field, fields};

/// A room that waits for the community's yes or no.
pub fn pending_card(store: Store, rows: &Rows, booking: &Booking, next: &str) -> AnyView {
    let lang = store.lang();
    let id = booking.id.to_string();
    let hold = booking.hold_until;
    let clock = move || hold.map(|hold| view! { <LeftChip left=hold.minutes_since(store.now())/> });
    let (title, about) = (title(store, rows, booking), about(store, booking));
    let call = call_button(store, booking.contact.as_ref());
    let booking_id = booking.id;
    let decide = |approve| RoomMutation::Decide(RoomDecide { booking_id, approve, reason: String::new() });
    let (yes, no) = (decide(true), decide(false));
    let next = next.to_owned();
    let next_no = next.clone();
    view! {
        <Card tone=Tone::Wait>
            <div class="row">
                <h3 class="grow">{title}</h3>
                {clock}
            </div>
            <p class="small">{about}</p>
            <RefusedHere about=id.clone()/>
            <div class="buttons is-pair">
                {call}
                <MutationForm of=yes next=next>
                    <Button icon=Picture::Check>{lang.rooms().desk_approve()}</Button>
                </MutationForm>
            </div>
            <details class="fold">
                <summary>{lang.rooms().desk_refuse()}</summary>
                <MutationForm of=no asks=fields!(RoomDecide { reason }) next=next_no class="spaced">
                    <Field
                        label=lang.desk_refuse_reason()
                        name=field!(RoomDecide.reason)
                        kind=FieldKind::Long
                        required=true
                        id=id.clone()
                        about=id
                    />
                    <Button kind=Kind::Alarm>{lang.rooms().desk_refuse_send()}</Button>
                </MutationForm>
            </details>
        </Card>
    }
    .into_any()
}
