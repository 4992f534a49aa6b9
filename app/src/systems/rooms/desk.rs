//! The rooms of a day, for the desk.

use jiff::civil::Date;
use leptos::prelude::*;
use linli_domain::booking::{Booking, State};
use linli_domain::decide::dry_run;
use linli_domain::mutation::{BookingRef, Mutation, RoomMutation};
use linli_domain::policy::Actor;
use linli_domain::resource::Resource;
use linli_domain::rows::Rows;

use crate::components::{
    Button, ButtonLink, Card, Chip, DayPicker, EmptyState, Items, Kind, MutationForm, Page, Picture, Pill,
    PrintButton, Tone,
};
use crate::pages::desk::parts::{DAYS, resources};
use crate::pages::staff::{RefusedHere, chosen_day};
use crate::store::{Store, use_store};
use crate::systems::bookings::table::{booking_line, bookings_on, day_table, line_id};
use crate::systems::hours::panel::{hours_panel, hours_words, may_change};

/// The rooms of a day as a table and as a list.
#[component]
pub fn Rooms() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let body = move || {
        let (rows, day) = (store.rows(), chosen_day(store));
        let Some(actor) = store.actor_once() else { return ().into_any() };
        let rooms = resources(&rows, &actor, true);
        let title = lang.rooms().desk_rooms_of(&lang.day(day, store.today()));
        if rooms.is_empty() {
            return view! { <EmptyState icon=Picture::Door title=lang.rooms().desk_no_rooms()/> }.into_any();
        }
        let card = |room| view! { <li>{room_card(store, &rows, &actor, room, day)}</li> }.into_any();
        let cards: Items = rooms.iter().map(|it| (it.id, card(it))).collect();
        let table =
            day_table(store, &rows, &rooms, day, String::new(), title.clone(), lang.rooms().desk_closed());
        view! {
            {hours_panel(store, &rows, &actor, "/desk/rooms", day)}
            <section class="stack">
                <h2>{title}</h2>
                <div class="only-wide">{table}</div>
                <ul class="list is-grid">{cards}</ul>
            </section>
        }
        .into_any()
    };
    view! {
        <Page title=lang.rooms().desk_rooms_title() wide=true>
            {move || {
                let day = chosen_day(store);
                view! { <DayPicker path="/desk/rooms" first=store.today() chosen=day count=DAYS/> }
            }}
            {body}
            <PrintButton/>
        </Page>
    }
}

/// One room: its hours, who comes, and how to change the day.
fn room_card(store: Store, rows: &Rows, actor: &Actor, room: &Resource, day: Date) -> AnyView {
    let lang = store.lang();
    let hours = room.hours.hours(day);
    let open = if hours.is_empty() {
        view! { <Chip tone=Tone::Still icon=Picture::Cross>{lang.desk_closed_day()}</Chip> }.into_any()
    } else {
        view! { <p class="small">{lang.desk_open_hours(&hours_words(lang, hours))}</p> }.into_any()
    };
    let note = room.hours.exception(day).map(|it| it.note.clone()).filter(|it| !it.is_empty());
    let bookings = bookings_on(rows, room, day, &store.zone());
    let line = |it| booking_line(store, it, Some(line_id(it)), actions(store, rows, actor, it, day));
    let lines: Items = bookings.iter().map(|it| (it.id, line(it))).collect();
    let nobody = lines.is_empty().then(|| view! { <p class="small">{lang.rooms().desk_nobody_booked()}</p> });
    let change = may_change(store, rows, actor, room, day).then(|| {
        let href = format!("/desk/rooms?day={day}&change={}#change", room.id);
        view! { <p><Pill href icon=Picture::Clock>{lang.desk_change_day()}</Pill></p> }
    });
    let name = lang.pick(&room.name).to_owned();
    view! {
        <Card>
            <div class="stack-close">
                <h3>{name}</h3>
                {open}
                {note.map(|it| view! { <p class="small">{it}</p> })}
            </div>
            {nobody}
            <ul class="lines">{lines}</ul>
            {change}
        </Card>
    }
    .into_any()
}

/// What can be done with a booking at the door of the room.
fn actions(store: Store, rows: &Rows, actor: &Actor, booking: &Booking, day: Date) -> Option<AnyView> {
    let lang = store.lang();
    if booking.state == State::Pending {
        return Some(
            view! {
                <ButtonLink href="/desk/approvals" kind=Kind::Quiet>{lang.desk_look()}</ButtonLink>
            }
            .into_any(),
        );
    }
    let check_in = Mutation::Rooms(RoomMutation::CheckIn(BookingRef { booking_id: booking.id, at: None }));
    dry_run(&check_in, rows, actor, store.present()).ok()?;
    Some(
        view! {
            <RefusedHere about=booking.id.to_string()/>
            <MutationForm of=check_in next=format!("/desk/rooms?day={day}")>
                <Button icon=Picture::Check>{lang.rooms().desk_check_in()}</Button>
            </MutationForm>
        }
        .into_any(),
    )
}
