//! What rooms add to the desk's own pages.

use leptos::prelude::*;
use linli_domain::booking::State;
use linli_domain::ids::MemberId;
use linli_domain::policy::{Actor, Standing};
use linli_domain::rows::Rows;
use linli_domain::systems::rooms;

use super::card::pending_card;
use crate::components::{Door, Picture, Pill, Tint};
use crate::pages::desk::parts::resources;
use crate::store::Store;
use crate::strings::both;
use crate::systems::bookings::hangs;
use crate::systems::bookings::table::day_table;
use crate::systems::{AtDesk, Board, Offers, Waits};

/// Rooms that wait for a yes, the rooms of today, and a room for somebody.
pub const AT_DESK: AtDesk = AtDesk {
    waiting: Some(waiting),
    board: Some(Board { title: both!(rooms.desk_rooms_today), show: board }),
    offers: Some(offers),
};

/// What waits for the community's yes or no.
fn waiting(store: Store, rows: &Rows, actor: &Actor) -> Vec<Waits> {
    let now = store.present();
    let waits = rows.bookings.values().filter(|it| it.state == State::Pending).filter_map(|booking| {
        let community = rows.communities.get(&booking.community_id)?;
        let who = Standing::new(actor, community, Some(booking.subject));
        let decides = rooms::may(&who, rooms::Action::Decide, booking);
        (decides && !hangs(rows, booking, &who, now)).then(|| {
            let card = pending_card(store, rows, booking, "/desk");
            Waits { rank: 3, since: booking.made, id: booking.id.0, card }
        })
    });
    waits.collect()
}

/// The rooms of today.
fn board(store: Store, rows: &Rows, actor: &Actor) -> AnyView {
    let (lang, today) = (store.lang(), store.today());
    let rooms = resources(rows, actor, true);
    let page = format!("/desk/rooms?day={today}");
    let table = day_table(
        store,
        rows,
        &rooms,
        today,
        page.clone(),
        lang.rooms().desk_rooms_today(),
        lang.rooms().desk_closed(),
    );
    view! {
        <section class="stack">
            <div class="row">
                <h2 class="grow">{lang.rooms().desk_rooms_today()}</h2>
                <Pill href=page>{lang.desk_see_day()}</Pill>
            </div>
            {table}
        </section>
    }
    .into_any()
}

fn offers(store: Store, whom: MemberId) -> Offers {
    let lang = store.lang();
    let door = view! {
        <Door
            href=format!("/rooms?for={whom}")
            picture=Picture::Door
            tint=Tint::Blue
            title=lang.rooms().book_room()
            about=lang.rooms().book_room_about()
            external=true
        />
    };
    Offers::Door(door.into_any())
}
