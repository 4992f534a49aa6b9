//! What several pages of the desk share.

use std::collections::BTreeSet;

use linli_domain::policy::{Actor, Standing};
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::Rows;
use linli_domain::systems::members;

use crate::pages::staff::desks;
use crate::store::Store;

/// How many days the desk looks ahead from the picker.
pub const DAYS: i64 = 28;

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
