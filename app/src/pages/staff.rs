//! What the pages of caregivers, the desk and the street share.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::contact::{Contact, Phone};
use linli_domain::place::Community;
use linli_domain::policy::{Actor, PlaceAction, Standing, may};
use linli_domain::rows::Rows;

use crate::components::{ButtonLink, Chip, Kind, Picture, Tone, side_of};
use crate::store::{Store, use_store};

/// The communities where the reader works at the desk.
pub fn desks<'a>(rows: &'a Rows, actor: &Actor) -> Vec<&'a Community> {
    let sees = |place| may(&Standing::new(actor, place, None), PlaceAction::SeeDesk);
    rows.communities.values().filter(|it| sees(it)).collect()
}

/// Where a link dials.
pub fn tel(phone: &Phone) -> String {
    format!("tel:{}", phone.as_str())
}

/// The day that the address names, else today. Tracks the address.
pub fn chosen_day(store: Store) -> Date {
    let day = use_query_map().read().get("day").and_then(|day| day.parse().ok());
    day.unwrap_or_else(|| store.today())
}

/// A quiet button that dials.
pub fn call_button(store: Store, contact: Option<&Contact>) -> Option<AnyView> {
    let phone = contact?.phone.as_ref()?;
    let href = tel(phone);
    Some(
        view! {
            <ButtonLink href kind=Kind::Quiet icon=Picture::Phone>{store.lang().call()}</ButtonLink>
        }
        .into_any(),
    )
}

/// The refusal of the last form, beside the card that it is about, where a page has many.
#[component]
pub fn RefusedHere(#[prop(into)] about: String) -> impl IntoView {
    let store = use_store();
    move || {
        let outcome = store.outcome_of(None, Some(&about))?;
        let side = side_of(store, &outcome.fields);
        let (what, next) = store.lang().problem(&outcome.problem, side, store.present(), &store.zone());
        Some(view! { <p class="field-wrong">{what}" "{next}</p> })
    }
}

/// A booking's state and what it is about, said as a chip in one tone; for what staff must look at.
pub fn alarm_chip(words: &'static str) -> AnyView {
    view! { <Chip tone=Tone::Bad icon=Picture::Alarm>{words}</Chip> }.into_any()
}
