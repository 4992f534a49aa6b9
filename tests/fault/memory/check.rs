//! The promises, as they can be seen.

use linli_domain::mutation::{HelpMutation, Mutation, RoomMutation};
use linli_domain::rows::Rows;
use linli_domain::sync::{Asked, Fate, RowChange, replay};

use super::world::{Phone, World, is_done, is_explained};

/// What holds after every step.
///
/// # Errors
/// The promise that was broken. So for all below.
pub fn always(world: &World) -> Result<(), String> {
    overlaps(&world.server.data.rows)?;
    if let Some((mid, times)) = world.server.data.effects.iter().find(|(_, times)| **times > 1) {
        return Err(format!("{mid} had its effect twice or more: {times}"));
    }
    world.phones.iter().try_for_each(own_writes)
}

fn overlaps(rows: &Rows) -> Result<(), String> {
    let mut before = None;
    for busy in rows.busy.values() {
        if let Some(last) = before.filter(|it: &&linli_domain::booking::Busy| {
            it.resource_id == busy.resource_id && busy.starts < it.ends
        }) {
            return Err(format!("{last:?} and {busy:?} overlap"));
        }
        before = Some(busy);
    }
    Ok(())
}

/// What a pull has brought stays in sight.
fn own_writes(phone: &Phone) -> Result<(), String> {
    for entry in phone.ledger.entries.iter().filter(|it| it.fate == Fate::Covered) {
        let seen = match &entry.envelope.mutation {
            Mutation::Rooms(RoomMutation::Book(args)) => phone.base.bookings.contains_key(&args.booking_id),
            Mutation::Help(HelpMutation::Ask(args)) => phone.base.matters.contains_key(&args.help_id),
            _ => true,
        };
        if !seen {
            return Err(format!("acknowledged and gone from the phone: {entry:?}"));
        }
    }
    Ok(())
}

/// What holds when nothing is left to do.
pub fn at_rest(world: &World) -> Result<(), String> {
    always(world)?;
    for phone in &world.phones {
        settled(world, phone)?;
        // A phone that knows nothing and asks for everything has the same rows.
        let mut anew = linli_domain::sync::Ledger::new(phone.ledger.device);
        let asked = Asked { cursor: None, device: phone.ledger.device };
        let mut rows = Rows::default();
        if let RowChange::Patch { steps, .. } =
            anew.pulled(&asked, world.server.pull(&asked, linli_tests::builders::NOON), "fault")
        {
            rows.patch(steps);
        }
        if phone.base != rows {
            return Err(format!("the phone of {} differs from the server", phone.me));
        }
        let view = replay(phone.base.clone(), &phone.ledger, phone.me);
        if view.rows != rows || !view.unsent.is_empty() {
            return Err(format!("the phone of {} shows what is not", phone.me));
        }
    }
    Ok(())
}

/// Every mutation was done once or refused in words; what was acknowledged is there.
fn settled(world: &World, phone: &Phone) -> Result<(), String> {
    for made in &phone.made {
        let mid = made.mid;
        let there = world.server.data.effects.contains_key(&mid);
        let known = is_done(phone, mid) || phone.acknowledged.contains(&mid);
        match (there, known, is_explained(phone, mid)) {
            (true, true, _) | (false, _, true) => {}
            (there, known, explained) => {
                return Err(format!(
                    "{mid} ({}): on the server {there}, acknowledged {known}, explained {explained}",
                    made.mutation.name()
                ));
            }
        }
    }
    Ok(())
}
