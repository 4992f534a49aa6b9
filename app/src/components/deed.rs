//! What somebody did, and to what: for where the form and its page are long gone.

use linli_domain::booking::{Booking, Kind};
use linli_domain::help::Help;
use linli_domain::ids::{BookingId, HelpId};
use linli_domain::member::Role;
use linli_domain::mutation::{CareMutation, HelpMutation, Mutation, RoomMutation};
use linli_domain::rows::Rows;

use crate::forms::fields_of;
use crate::store::Store;
use crate::strings::Side;

/// The booking or request that a form is about, as far as this phone knows it.
enum Thing<'a> {
    Booking(&'a Booking),
    Help(&'a Help),
}

fn thing<'a>(rows: &'a Rows, fields: &[(String, String)]) -> Option<Thing<'a>> {
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
    let booking = field("booking_id").parse::<BookingId>().ok().and_then(|id| rows.bookings.get(&id));
    let help = || field("help_id").parse::<HelpId>().ok().and_then(|id| rows.helps.get(&id));
    booking.map(Thing::Booking).or_else(|| help().map(Thing::Help))
}

/// What was done in a word or two, and to what: whose visit, which room, when.
pub fn did(store: Store, mutation: &Mutation) -> String {
    let (lang, zone, now, rows) = (store.lang(), store.zone(), store.present(), store.rows_once());
    let mut words = vec![lang.did(mutation, &rows, now, &zone)];
    let made = matches!(
        mutation,
        Mutation::Rooms(RoomMutation::Book(_))
            | Mutation::Care(CareMutation::Book(_))
            | Mutation::Help(HelpMutation::Ask(_))
    );
    match thing(&rows, &fields_of(mutation)).filter(|_| !made) {
        Some(Thing::Booking(it)) => {
            let own = store.actor_once().is_some_and(|actor| actor.id == it.subject);
            words.extend((!own).then(|| it.called.clone()));
            words.extend(match &it.kind {
                Kind::CareVisit(visit) => Some(lang.service(visit.service).to_owned()),
                Kind::Room { resource_id, .. } => {
                    rows.resources.get(resource_id).map(|it| lang.pick(&it.name).to_owned())
                }
            });
            words.push(lang.when(it.starts, now, &zone));
        }
        Some(Thing::Help(it)) => words.push(it.what.clone()),
        None => {}
    }
    words.retain(|it| !it.is_empty());
    words.join(" · ")
}

/// As whom the reader has to do with what a form is about, which decides the words.
pub fn side_of(store: Store, fields: &[(String, String)]) -> Side {
    let (rows, actor) = (store.rows_once(), store.actor_once());
    match (thing(&rows, fields), actor) {
        (Some(Thing::Booking(it)), Some(actor)) if !actor.stands_for(it.subject) => {
            let sent = actor.carer.is_some_and(|id| it.resources().contains(&id));
            if sent { Side::Carer } else { Side::Staff }
        }
        (Some(Thing::Help(it)), Some(actor)) if !it.subject.is_some_and(|id| actor.stands_for(id)) => {
            if actor.works_at_desk() { Side::Staff } else { Side::Resident }
        }
        _ => Side::Resident,
    }
}

/// Where the reader looks at what a form is about.
pub fn link_of(store: Store, fields: &[(String, String)]) -> Option<String> {
    let (rows, actor) = (store.rows_once(), store.actor_once()?);
    Some(match thing(&rows, fields)? {
        Thing::Booking(it) if side_of(store, fields) == Side::Carer => format!("/work/{}", it.id),
        Thing::Booking(it) => format!("/mine/{}", it.id),
        Thing::Help(it) if it.subject.is_some_and(|id| actor.stands_for(id)) => format!("/help/{}", it.id),
        Thing::Help(it) if actor.has(Role::Clerk) => format!("/desk/help/{}", it.id),
        Thing::Help(it) if actor.has(Role::Supervisor) || actor.has(Role::Officer) => {
            format!("/street/{}", it.id)
        }
        Thing::Help(it) => format!("/help/{}", it.id),
    })
}
