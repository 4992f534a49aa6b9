//! What several of care's pages at the desk share.

use jiff::civil::Date;
use linli_domain::booking::{Booking, State};
use linli_domain::policy::{Actor, Standing};
use linli_domain::resource::Resource;
use linli_domain::rows::Rows;
use linli_domain::systems::care;
use linli_domain::time::Interval;

use crate::store::Store;

/// Whether this reader may say who comes, and anybody still can.
pub fn may_assign(store: Store, rows: &Rows, actor: &Actor, booking: &Booking) -> bool {
    let open = [State::Requested, State::Assigned, State::Accepted, State::OnTheWay];
    let place = rows.communities.get(&booking.community_id);
    booking.visit().is_some()
        && open.contains(&booking.state)
        && store.present() < booking.starts
        && place.is_some_and(|it| {
            let who = Standing::new(actor, it, Some(booking.subject));
            care::may(&who, care::Action::Assign, booking)
        })
}

/// Where that is done.
pub fn assign_at(booking: &Booking) -> String {
    format!("/desk/care/{}", booking.id)
}

/// Free time shorter than this is a way between two homes.
const SHORTEST_GAP: i64 = 30;

/// The free stretches of a caregiver's working day that still lie ahead.
pub fn gaps_of(store: Store, rows: &Rows, carer: &Resource, day: Date) -> Vec<Interval> {
    let now = store.present();
    let mut gaps = Vec::new();
    for open in carer.hours.open(day, &store.zone()) {
        let mut from = open.starts.max(now);
        for busy in rows.busy(carer.id, open) {
            gaps.extend(Interval::new(from, busy.starts.min(open.ends)));
            from = from.max(busy.ends);
        }
        gaps.extend(Interval::new(from, open.ends));
    }
    gaps.retain(|it| it.minutes() >= SHORTEST_GAP);
    gaps
}
