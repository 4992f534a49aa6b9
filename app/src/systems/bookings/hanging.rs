//! Bookings ahead that hang in the air: whose room, or whose caregiver, is not there any more.

use linli_domain::booking::Booking;
use linli_domain::policy::{Actor, Standing};
use linli_domain::rows::Rows;
use linli_domain::systems::bookings;
use linli_domain::time::Instant;

use crate::pages::desk::cards::hanging_card;
use crate::pages::desk::parts::is_hanging;
use crate::store::Store;
use crate::systems::Waits;

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
