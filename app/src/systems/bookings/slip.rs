//! A booking on paper: what stands on the refrigerator door. A page of its own, so that it can be
//! printed from any browser, also without WebAssembly.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use linli_domain::booking::{Booking, Kind as What};
use linli_domain::contact::Phone;
use linli_domain::ids::BookingId;

use super::own::what_of;
use crate::components::{NotFound, Page, PrintButton, UnsentBanner, fact_if_any};
use crate::pages::common::SignInFirst;
use crate::store::{Store, use_store};
use crate::systems::rooms::list::about;

/// The slip of one booking.
#[component]
pub fn Slip() -> impl IntoView {
    let store = use_store();
    let params = use_params_map();
    let id = Memo::new(move |_| params.get().get("id").unwrap_or_default().parse::<BookingId>().ok());
    let row = Memo::new(move |_| id.get().and_then(|id| store.rows().bookings.get(&id).cloned()));
    move || match row.get() {
        Some(row) if store.is_unsent(row.id.0) => unsent(store, row.id),
        Some(row) => page(store, &row),
        None if store.my_id().is_none() => {
            view! { <SignInFirst title=store.lang().bookings().title()/> }.into_any()
        }
        None => view! { <NotFound/> }.into_any(),
    }
}

/// Paper must not promise what the server has not decided.
fn unsent(store: Store, id: BookingId) -> AnyView {
    let (lang, back) = (store.lang(), format!("/mine/{id}"));
    view! {
        <Page title=lang.bookings().slip_title() back>
            <UnsentBanner about=id/>
            <p>{lang.bookings().slip_unsent()}</p>
        </Page>
    }
    .into_any()
}

fn page(store: Store, row: &Booking) -> AnyView {
    let (lang, rows) = (store.lang(), store.rows_once());
    let home = rows.communities.get(&row.community_id);
    let zone = home.map_or_else(|| store.zone(), |it| it.zone());
    let (starts, ends) = (zone.civil(row.starts), zone.civil(row.ends));
    let day = lang.long_date(starts.date());
    let time = lang.bookings().from_to(&lang.time(starts.time()), &lang.time(ends.time()));
    let place = match &row.kind {
        What::Room { resource_id, .. } => {
            rows.resources.get(resource_id).map(|it| about(lang, it)).unwrap_or_default()
        }
        What::CareVisit(_) => row.contact.as_ref().map(|it| it.address.clone()).unwrap_or_default(),
    };
    let community = home.map(|it| lang.pick(&it.name).to_owned()).unwrap_or_default();
    // In groups, for who dials from paper.
    let phone = home.map_or_else(String::new, |it| {
        it.phone.parse::<Phone>().map_or_else(|_| it.phone.clone(), |phone| phone.spoken())
    });
    let (what, back) = (what_of(lang, &rows, row), format!("/mine/{}", row.id));
    let (state, whom) = (lang.state(row.state).to_owned(), row.called.clone());
    let code = format!("/mine/{}/qr.svg", row.id);
    // Without a network there is no code.
    let no_code = RwSignal::new(false);
    view! {
        <Page title=lang.bookings().slip_title() back>
            <section class="slip">
                <h2>{what}</h2>
                <p class="slip-when">{day} <br/> {time}</p>
                <dl class="facts">
                    {fact_if_any(lang.bookings().slip_state(), state)}
                    {fact_if_any(lang.fact_whom(), whom)}
                    {fact_if_any(lang.fact_where(), place)}
                    {fact_if_any(lang.bookings().slip_call(), [community, phone].join(" ").trim().to_owned())}
                </dl>
                <p class="slip-code" hidden=no_code>
                    <img
                        src=code
                        alt=lang.bookings().slip_code_alt()
                        width="160"
                        height="160"
                        on:error=move |_| no_code.set(true)
                    />
                    <span class="small">{lang.bookings().slip_code()}</span>
                </p>
            </section>
            <PrintButton/>
        </Page>
    }
    .into_any()
}
