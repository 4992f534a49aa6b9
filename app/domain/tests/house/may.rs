//! What somebody may, of everything that can be asked in any system.

use std::collections::BTreeSet;

use linli_domain::booking::{Booking, CareVisit, Kind, State};
use linli_domain::care::{self, Service};
use linli_domain::help;
use linli_domain::ids::{HouseholdId, MemberId, ResourceId};
use linli_domain::member::{Member, Role};
use linli_domain::policy::{self, Actor, AnyAction, Standing};
use linli_domain::resource::Nature;
use linli_domain::systems::{bookings, hours, members, messages, notices, rooms};

use super::{HALL, HOME, RIVAL, SHANGHAI, booking_id, carer, community, member, room, sh};

/// What is asked about, in the home community: for each system something of its own.
#[derive(Clone, Debug)]
pub struct Matter {
    /// Whose it is.
    pub subject: Option<MemberId>,
    pub booking: Booking,
    pub help: help::Target,
    pub account: Member,
    pub notice: notices::Target,
    /// Whose hours.
    pub resource: Nature,
}

impl Matter {
    /// The use of a room, a request that nobody has taken, the account of a resident, a room's hours.
    pub fn of(subject: Option<MemberId>) -> Self {
        let whose = subject.unwrap_or(RIVAL);
        let booking = Booking {
            id: booking_id(0),
            community_id: HOME,
            subject: whose,
            actor: whose,
            household_id: HouseholdId(uuid::Uuid::nil()),
            called: String::new(),
            contact: None,
            starts: sh("2026-11-26 08:00"),
            ends: sh("2026-11-26 09:00"),
            state: State::Pending,
            hold_until: None,
            note: String::new(),
            reason: String::new(),
            made: sh("2026-11-24 08:00"),
            also: false,
            settled: None,
            ver: 1,
            kind: Kind::Room { resource_id: HALL, people: 1 },
        };
        Self {
            subject,
            booking,
            help: help::Target::default(),
            notice: notices::Target { draft: false, reaches: true },
            account: member(whose, "Somebody", Role::Resident, HOME),
            resource: room(HALL, "Hall", 1).nature,
        }
    }

    /// A visit of these caregivers, and a caregiver's hours.
    pub fn visit(subject: Option<MemberId>, carers: &[ResourceId]) -> Self {
        let mut it = Self::of(subject);
        it.booking.kind = Kind::CareVisit(CareVisit::new(Service::Meal, carers.to_vec(), Vec::new()));
        it.resource = carer(0).nature;
        it
    }

    /// The same with this about the request.
    pub fn with(mut self, help: help::Target) -> Self {
        self.help = help;
        self
    }
}

/// Whether the actor may do this to what there is of the matter in that system.
pub fn may(actor: &Actor, action: AnyAction, matter: &Matter) -> bool {
    let who = Standing::new(actor, &community(HOME, SHANGHAI), matter.subject);
    match action {
        AnyAction::Place(it) => policy::may(&who, it),
        AnyAction::Rooms(it) => rooms::may(&who, it, &matter.booking),
        AnyAction::Hours(it) => hours::may(&who, it, &matter.resource),
        AnyAction::Care(it) => care::may(&who, it, &matter.booking),
        AnyAction::Bookings(it) => bookings::may(&who, it, Some(&matter.booking)),
        AnyAction::Help(it) => help::may(&who, it, &matter.help),
        AnyAction::Members(it) => members::may(&who, it, Some(&matter.account)),
        AnyAction::Messages(it) => messages::may(&who, it),
        AnyAction::Notices(it) => notices::may(&who, it, matter.notice),
    }
}

/// All that the actor may.
pub fn allowed(actor: &Actor, matter: &Matter) -> BTreeSet<AnyAction> {
    AnyAction::all().filter(|action| may(actor, *action, matter)).collect()
}
