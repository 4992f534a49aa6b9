//! What is one's own of bookings, and what a booking is about.

use linli_domain::booking::{Booking, Kind, State};
use linli_domain::ids::ResourceId;
use linli_domain::policy::Actor;
use linli_domain::refusal::Thing;
use linli_domain::resource::Nature;
use linli_domain::rows::Rows;
use linli_domain::time::Instant;

use crate::strings::Lang;

/// Whether a booking is this reader's affair: theirs, or of whom they act for.
pub fn is_own(actor: &Actor, booking: &Booking) -> bool {
    actor.stands_for(booking.subject)
}

/// The reader's bookings that lie ahead or are under way, the next one first.
pub fn coming(rows: &Rows, actor: &Actor, now: Instant) -> Vec<Booking> {
    let mut list: Vec<_> = rows
        .bookings
        .values()
        .filter(|it| is_own(actor, it) && it.state.is_open() && !wants_word(it) && !in_question(it))
        .filter(|it| it.ends > now || it.state.is_under_way())
        .cloned()
        .collect();
    list.sort_by_key(|it| (it.starts, it.id));
    list
}

/// Whether a visit is over and staff looks into it.
pub fn in_question(booking: &Booking) -> bool {
    booking.state == State::Disputed
}

/// Whether a visit waits for the elder's word.
pub fn wants_word(booking: &Booking) -> bool {
    booking.state == State::CheckedOut
}

/// The name of a resource; empty where it is not known.
pub fn name_of(lang: Lang, rows: &Rows, id: ResourceId) -> String {
    rows.resources.get(&id).map_or_else(String::new, |it| lang.pick(&it.name).to_owned())
}

/// The names of a visit's caregivers.
pub fn carers_of(lang: Lang, rows: &Rows, booking: &Booking) -> String {
    let carers = booking.visit().map_or(&[][..], |it| &it.carers);
    let names: Vec<_> =
        carers.iter().map(|id| name_of(lang, rows, *id)).filter(|it| !it.is_empty()).collect();
    names.join(lang.and())
}

/// What a booking is about: the service or the room.
pub fn what_of(lang: Lang, rows: &Rows, booking: &Booking) -> String {
    match &booking.kind {
        Kind::Room { resource_id, .. } => {
            let name = name_of(lang, rows, *resource_id);
            if name.is_empty() { lang.thing(Thing::Room).to_owned() } else { name }
        }
        Kind::CareVisit(visit) => lang.service(visit.service).to_owned(),
    }
}

/// Whom to call about a booking: the caregiver where their number is known, else the desk.
pub fn phone_of(rows: &Rows, booking: &Booking) -> Option<String> {
    let carer = booking.visit().and_then(|it| it.carers.first()).and_then(|id| rows.resources.get(id));
    let account = carer.and_then(|it| match &it.nature {
        Nature::Caregiver(carer) => rows.members.get(&carer.member_id),
        Nature::Room(_) => None,
    });
    let own = account.and_then(|it| it.phone.as_ref()).map(|it| it.as_str().to_owned());
    own.or_else(|| {
        rows.communities.get(&booking.community_id).map(|it| it.phone.clone()).filter(|it| !it.is_empty())
    })
}
