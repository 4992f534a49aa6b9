//! What several pages of the desk share.

use std::collections::BTreeSet;

use jiff::civil::Date;
use linli_domain::booking::{Booking, Kind as Of, State};
use linli_domain::policy::{Actor, Standing};
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::Rows;
use linli_domain::systems::{care, members};
use linli_domain::time::{Instant, Interval};

use crate::pages::common::what_of;
use crate::pages::staff::desks;
use crate::store::Store;

/// How many days the desk looks ahead from the picker.
pub const DAYS: i64 = 28;

/// Whether a booking ahead is of a room, or counts on a caregiver, that is not there any more.
pub fn is_hanging(rows: &Rows, booking: &Booking, now: Instant) -> bool {
    let gone = |id| rows.resources.get(id).is_some_and(|it| it.retired);
    booking.starts > now && booking.state.is_open() && booking.resources().iter().any(gone)
}

/// Rooms or caregivers of the places where the reader works, by name; of those that are not there any more
/// the ones on which a booking hangs.
pub fn resources<'a>(rows: &'a Rows, actor: &Actor, rooms: bool) -> Vec<&'a Resource> {
    let places: Vec<_> = desks(rows, actor).into_iter().map(|it| it.id).collect();
    let retired = rows.resources.values().any(|it| it.retired);
    let bookings = retired.then(|| rows.bookings.values().filter(|it| it.state.is_open()));
    let hanging: BTreeSet<_> =
        bookings.into_iter().flatten().flat_map(|it| it.resources().to_vec()).collect();
    let mut found: Vec<_> = rows
        .resources
        .values()
        .filter(|it| places.contains(&it.community_id) && (!it.retired || hanging.contains(&it.id)))
        .filter(|it| matches!(it.nature, Nature::Room(_)) == rooms)
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Whether the reader books, registers and sees care, and not the rooms only.
pub fn is_clerk(store: Store) -> bool {
    store.actor_once().is_some_and(|actor| {
        let rows = store.rows_once();
        let keeps = |who| members::may(&who, members::Action::Keep, None);
        rows.communities.values().any(|it| keeps(Standing::new(&actor, it, None)))
    })
}

/// What it is and when.
pub fn title(store: Store, rows: &Rows, booking: &Booking) -> String {
    let (zone, now) = (store.zone(), store.present());
    format!(
        "{} · {}",
        what_of(store.lang(), rows, booking),
        store.lang().span(booking.interval(), now, &zone)
    )
}

/// Who, how many, what for.
pub fn about(store: Store, booking: &Booking) -> String {
    let mut about = vec![booking.called.clone()];
    if let Of::Room { people, .. } = &booking.kind {
        about.push(store.lang().desk_people(*people));
    }
    about.push(booking.note.clone());
    about.retain(|it| !it.is_empty());
    about.join(" · ")
}

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
