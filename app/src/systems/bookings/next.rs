//! The next booking, for the first page.

use leptos::prelude::*;
use linli_domain::booking::Booking;
use linli_domain::care::Reason;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;

use super::StateChip;
use super::own::{coming, name_of, phone_of, what_of};
use crate::components::{ButtonLink, Kind, NextCard, Picture};
use crate::pages::common::brief;
use crate::store::Store;
use crate::systems::Next;

/// The one that comes next, its time large.
pub fn next(store: Store, rows: &Rows, actor: &Actor) -> Option<Next> {
    let booking = coming(rows, actor, store.now()).into_iter().next()?;
    let card = next_card(store, rows, &booking, booking.subject != actor.id);
    Some(Next { at: booking.starts, id: booking.id.0, card })
}

fn next_card(store: Store, rows: &Rows, booking: &Booking, others: bool) -> AnyView {
    let (lang, now) = (store.lang(), store.present());
    let zone = rows.communities.get(&booking.community_id).map_or_else(|| store.zone(), |it| it.zone());
    let starts = zone.civil(booking.starts);
    let (part, clock) = lang.clock_parts(starts.time());
    let part = lang.day_part(&lang.near_day(starts.date(), zone.date(now)), part);
    let what = what_of(lang, rows, booking);
    let first = booking.visit().and_then(|it| it.carers.first()).map(|id| name_of(lang, rows, *id));
    let title = match first.filter(|it| !it.is_empty()) {
        Some(name) => lang.bookings().one_caregiver(&what, &name),
        None => what,
    };
    let mut about = Vec::new();
    if others {
        about.push(lang.for_whom(&booking.called));
    }
    if booking.visit().is_some_and(|it| it.why.iter().any(|why| matches!(why, Reason::KnowsYou { .. }))) {
        about.push(lang.bookings().also_last_time().to_owned());
    }
    about.push(lang.bookings().about_so_long(&lang.length(booking.interval().minutes())));
    let about = brief(store, about.join(" · "));
    let href = format!("/mine/{}", booking.id);
    let phone = phone_of(rows, booking);
    let (elder, state, id) = (store.prefs().elder, booking.state, booking.id);
    let second = if booking.visit().is_some() {
        lang.bookings().call_caregiver()
    } else {
        lang.bookings().call_desk_short()
    };
    view! {
        <NextCard
            part
            clock
            title
            about
            actions=move || {
                // One button in elder mode: the page of the booking has the others.
                let phone = phone.filter(|_| !elder);
                view! {
                    {phone
                        .map(|phone| {
                            view! {
                                <ButtonLink href=format!("tel:{phone}") kind=Kind::Quiet icon=Picture::Phone>
                                    {second}
                                </ButtonLink>
                            }
                        })}
                    <ButtonLink href>{lang.details()}</ButtonLink>
                }
            }
        >
            <StateChip state about=id/>
        </NextCard>
    }
    .into_any()
}
