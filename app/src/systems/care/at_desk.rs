//! What care adds to the desk's own pages.

use leptos::prelude::*;
use linli_domain::booking::State;
use linli_domain::care::Service;
use linli_domain::ids::MemberId;
use linli_domain::policy::{Actor, Standing};
use linli_domain::rows::Rows;
use linli_domain::systems::{bookings, care};

use super::book::care_for;
use super::cards::{disputed_card, missed_card, unassigned_card};
use super::parts::gaps_of;
use crate::components::Pill;
use crate::pages::desk::parts::resources;
use crate::store::Store;
use crate::strings::both;
use crate::systems::bookings::hangs;
use crate::systems::bookings::table::day_table;
use crate::systems::{AtDesk, Board, Offers, Waits};

/// Visits that wait, the caregivers of today, and services for somebody.
pub const AT_DESK: AtDesk = AtDesk {
    waiting: Some(waiting),
    board: Some(Board { title: both!(care.desk_care_today), show: board }),
    offers: Some(offers),
};

/// Hours in which a visit without a caregiver is as urgent as somebody who calls for help.
const SOON: i64 = 12;

/// Visits that were missed, that nobody is sent to, and that the elder is not content with.
fn waiting(store: Store, rows: &Rows, actor: &Actor) -> Vec<Waits> {
    let now = store.present();
    let waits = rows.bookings.values().filter_map(|booking| {
        let community = rows.communities.get(&booking.community_id)?;
        let who = Standing::new(actor, community, Some(booking.subject));
        let may = |action| care::may(&who, action, booking);
        let waits = |rank, since, card| Some(Waits { rank, since, id: booking.id.0, card });
        if booking.is_missed() {
            let missed = may(care::Action::Assign).then(|| missed_card(store, rows, booking));
            return missed.and_then(|card| waits(0, booking.ends, card));
        }
        if hangs(rows, booking, &who, now) {
            return None;
        }
        if booking.state == State::Requested && bookings::may(&who, bookings::Action::Cancel, Some(booking)) {
            let rank = if booking.starts < now.plus_hours(SOON) { 0 } else { 2 };
            return waits(rank, booking.made, unassigned_card(store, rows, actor, booking));
        }
        if booking.state == State::Disputed && may(care::Action::Confirm) {
            return waits(3, booking.ends, disputed_card(store, rows, actor, booking));
        }
        None
    });
    waits.collect()
}

/// The caregivers of today, with gaps.
fn board(store: Store, rows: &Rows, actor: &Actor) -> AnyView {
    let (lang, today) = (store.lang(), store.today());
    let carers = resources(rows, actor, false);
    let gaps = carers.iter().map(|it| gaps_of(store, rows, it, today).len()).sum();
    let without = rows.bookings.values().filter(|it| it.state == State::Requested).count();
    let page = format!("/desk/care?day={today}");
    let table = day_table(
        store,
        rows,
        &carers,
        today,
        page.clone(),
        lang.care().desk_care_today(),
        lang.care().desk_off(),
    );
    view! {
        <section class="stack">
            <div class="row">
                <h2 class="grow">{lang.care().desk_care_today()}</h2>
                <p class="small">{lang.care().desk_gaps(gaps, without)}</p>
                <Pill href=page>{lang.desk_see_day()}</Pill>
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn offers(store: Store, whom: MemberId) -> Offers {
    let lang = store.lang();
    let services: Vec<_> = Service::ALL
        .into_iter()
        .map(|service| {
            view! {
                <li>
                    <a class="service" href=care_for(service, whom) rel="external">
                        <b>{lang.service(service)}</b>
                        <span class="small">{lang.length(service.minutes())}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let list = view! {
        <h3>{lang.care().book_care()}</h3>
        <ul class="services">{services}</ul>
    };
    Offers::List(list.into_any())
}
