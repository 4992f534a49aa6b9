//! Who may do what: one pure function, asked by every service, page and stream.

use serde::{Deserialize, Serialize};

use crate::booking::{Booking, Kind, State};
use crate::help::{Answerer, Help, Stage};
use crate::ids::{MemberId, PlaceId, ResourceId};
use crate::member::{Grant, Member, Role, RoleGrant};
use crate::place::{Community, PlaceKind, Settings};
use crate::resource::Nature;
use crate::rows::Rows;
use crate::story::{StoryEvent, StoryOf};
use crate::time::Instant;

/// Somebody who acts, with all that decides what they may.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Actor {
    pub id: MemberId,
    pub community_id: PlaceId,
    pub roles: Vec<RoleGrant>,
    /// Elders whose grant to this person holds now.
    pub acts_for: Vec<MemberId>,
    /// The resource that this person is, when a caregiver.
    pub carer: Option<ResourceId>,
}

impl Actor {
    /// A person as their row says, with those of the grants that they were given and that hold now,
    /// and with the resource of their account, which counts while they have the role of a caregiver.
    #[must_use]
    pub fn new<'g>(
        member: &Member,
        grants: impl IntoIterator<Item = &'g Grant>,
        carer: Option<ResourceId>,
        now: Instant,
    ) -> Self {
        let given = grants.into_iter().filter(|it| it.to == member.id && it.holds(now));
        Self {
            id: member.id,
            community_id: member.community_id,
            roles: member.roles.clone(),
            acts_for: given.map(|it| it.from).collect(),
            carer: carer.filter(|_| member.has(Role::Caregiver)),
        }
    }

    /// The person with this id, as the rows say; none when their own row is not among them.
    #[must_use]
    pub fn among(rows: &Rows, id: MemberId, now: Instant) -> Option<Self> {
        let member = rows.members.get(&id)?;
        let carer = rows
            .resources
            .values()
            .find(|it| matches!(&it.nature, Nature::Caregiver(carer) if carer.member_id == id))
            .map(|it| it.id);
        Some(Self::new(member, rows.grants.values(), carer, now))
    }

    /// Whether what is this person's is the actor's own affair: theirs, or of whom they act for.
    #[must_use]
    pub fn stands_for(&self, person: MemberId) -> bool {
        person == self.id || self.acts_for.contains(&person)
    }

    /// Whether a role of this person covers the place. A role that was noted at another level than its
    /// own covers nothing.
    #[must_use]
    pub fn is(&self, role: Role, place: Where) -> bool {
        self.roles.iter().any(|grant| grant.role == role && place.is_under(*grant))
    }

    /// Whether they hold the role anywhere.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|grant| grant.role == role)
    }

    /// Whether they work at the desk of any place: what decides which screens they start with.
    #[must_use]
    pub fn works_at_desk(&self) -> bool {
        self.has(Role::Clerk) || self.has(Role::Keeper)
    }
}

/// A community and what it lies in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Where {
    pub community: PlaceId,
    pub subdistrict: PlaceId,
    pub district: PlaceId,
}

impl Where {
    /// Whether the community is that place or lies below it.
    #[must_use]
    pub fn lies_in(self, place: PlaceId) -> bool {
        [self.community, self.subdistrict, self.district].contains(&place)
    }

    /// Whether a role that is held there covers the community.
    #[must_use]
    pub fn is_under(self, grant: RoleGrant) -> bool {
        match grant.role.level() {
            Some(PlaceKind::Community) => grant.place_id == self.community,
            Some(PlaceKind::Subdistrict) => grant.place_id == self.subdistrict,
            Some(PlaceKind::District) => grant.place_id == self.district,
            None => self.lies_in(grant.place_id),
        }
    }
}

impl From<&Community> for Where {
    fn from(it: &Community) -> Self {
        Self { community: it.id, subdistrict: it.subdistrict_id, district: it.district_id }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What somebody wants to do.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action, for the test that walks the matrix.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

actions! {
    /// See rooms, services and free times of a place.
    SeePlace,
    /// Book a room or a visit for the target person.
    Book,
    /// Read a booking whole.
    SeeBooking,
    CancelBooking,
    /// Say yes or no to a pending room.
    DecideRoom,
    CheckInRoom,
    ChangeHours,
    /// Accept, set out, check in and out: the visit's own caregiver.
    WorkVisit,
    /// Say which caregiver comes to a visit.
    AssignCarer,
    /// Say whether a visit was done.
    ConfirmVisit,
    /// Ask for help for the target person; withdraw it.
    AskHelp,
    /// Read a request whole.
    SeeHelp,
    /// Read a request for neighbours without name and door, and take it.
    AnswerAsNeighbour,
    /// Say who answers, escalate, note that nobody was reached.
    TriageHelp,
    /// Take it as staff; resolve it.
    HandleHelp,
    /// Add a word: who handles it, or whose it is. Not who only reads it.
    NoteHelp,
    /// Say whether help arrived; close; reopen.
    JudgeHelp,
    /// Find a person by phone, see and keep their account.
    KeepMembers,
    /// Give a person another phone number, or take theirs away: whoever has the number is them.
    Renumber,
    SeeDesk,
    SeeEscalated,
    SeeFigures,
    ReadMessages,
}

/// What it would be done to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target<'a> {
    pub place: Where,
    /// Whose booking, request or account.
    pub subject: Option<MemberId>,
    /// The caregivers of a visit.
    pub carers: &'a [ResourceId],
    /// Who took a request.
    pub taker: Option<MemberId>,
    /// Whether the request is with the subdistrict.
    pub escalated: bool,
    /// Whether the request is open to neighbours now.
    pub for_neighbours: bool,
    /// Whether it is about a room.
    pub room: bool,
    /// Whether it is the account of somebody who works at a desk or above: their number is as good as what
    /// they may.
    pub staff: bool,
}

impl<'a> Target<'a> {
    /// A place itself.
    #[must_use]
    pub fn place(community: &Community) -> Self {
        Self {
            place: community.into(),
            subject: None,
            carers: &[],
            taker: None,
            escalated: false,
            for_neighbours: false,
            room: false,
            staff: false,
        }
    }

    /// A person of a place.
    #[must_use]
    pub fn person(community: &Community, subject: MemberId) -> Self {
        Self { subject: Some(subject), ..Self::place(community) }
    }

    /// A person's account.
    #[must_use]
    pub fn account(community: &Community, member: &Member) -> Self {
        let staff = member.roles.iter().any(|it| match it.role {
            Role::Resident | Role::Caregiver => false,
            Role::Keeper | Role::Clerk | Role::Supervisor | Role::Officer | Role::Administrator => true,
        });
        Self { staff, ..Self::person(community, member.id) }
    }

    /// A booking.
    #[must_use]
    pub fn booking(community: &Community, booking: &'a Booking) -> Self {
        Self {
            subject: Some(booking.subject),
            carers: booking.visit().map_or(&[], |visit| &visit.carers),
            room: matches!(booking.kind, Kind::Room { .. }),
            ..Self::place(community)
        }
    }

    /// A request for help.
    #[must_use]
    pub fn help(community: &Community, help: &Help) -> Self {
        Self {
            subject: help.subject,
            taker: help.taker,
            escalated: help.escalated,
            for_neighbours: Self::help_for_neighbours(&community.settings, help),
            ..Self::place(community)
        }
    }

    /// Whether neighbours can read a request now, without name and door, and take it.
    #[must_use]
    pub fn help_for_neighbours(settings: &Settings, help: &Help) -> bool {
        let let_out = match help.stage {
            Stage::Triaged => true,
            Stage::Received => !settings.neighbours_after_staff,
            Stage::Assigned
            | Stage::InProgress
            | Stage::Resolved
            | Stage::CalledBack
            | Stage::Closed
            | Stage::Withdrawn
            | Stage::HandedOver => false,
        };
        let_out && help.answerer == Answerer::Neighbour && help.taker.is_none() && !help.escalated
    }
}

/// Whether the actor may do this. The only place in linli that decides it.
#[must_use]
pub fn may(actor: &Actor, action: Action, target: &Target<'_>) -> bool {
    let own = target.subject.is_some_and(|it| actor.stands_for(it));
    let clerk = actor.is(Role::Clerk, target.place);
    let keeper = actor.is(Role::Keeper, target.place);
    let street = actor.is(Role::Supervisor, target.place);
    let officer = actor.is(Role::Officer, target.place);
    let administrator = actor.is(Role::Administrator, target.place);
    let lives_here = actor.is(Role::Resident, target.place);
    let carer = actor.carer.is_some_and(|it| target.carers.contains(&it));
    let took = target.taker == Some(actor.id);
    match action {
        Action::SeePlace => {
            lives_here
                || clerk
                || keeper
                || street
                || officer
                || administrator
                || own
                || actor.is(Role::Caregiver, target.place)
        }
        Action::Book | Action::AskHelp => own || clerk,
        Action::SeeBooking => own || clerk || carer || (keeper && target.room),
        Action::CancelBooking => own || clerk,
        Action::DecideRoom | Action::CheckInRoom => target.room && (clerk || keeper),
        // A keeper keeps rooms; the hours of a caregiver are the clerk's.
        Action::ChangeHours => clerk || (keeper && target.carers.is_empty()),
        Action::WorkVisit => carer,
        Action::AssignCarer => clerk,
        // Nobody confirms their own work, not even a caregiver who acts for the elder.
        Action::ConfirmVisit => (own || clerk) && !carer,
        Action::SeeHelp => own || clerk || took || (target.escalated && (street || officer)),
        Action::AnswerAsNeighbour => lives_here && target.for_neighbours && !own,
        Action::TriageHelp => clerk || (target.escalated && street),
        Action::HandleHelp => clerk || took || (target.escalated && street),
        Action::NoteHelp => own || clerk || took || (target.escalated && street),
        Action::JudgeHelp => own || clerk || (target.escalated && street),
        Action::KeepMembers | Action::SeeDesk => clerk || (action == Action::SeeDesk && keeper),
        // Not their own number, and not that of whoever may more than they: those stand in the file of places.
        Action::Renumber => clerk && !target.staff,
        Action::SeeEscalated => street || officer,
        Action::SeeFigures => street || officer || clerk,
        Action::ReadMessages => target.subject == Some(actor.id),
    }
}

/// A booking as this reader may know it; `None` when they may not know of it. A caregiver has the
/// door, the risks and what was written for the visit only from a while before a visit to a while after; a room is no reason for
/// anybody to have the risks.
#[must_use]
pub fn readable_booking(
    actor: &Actor,
    community: &Community,
    mut booking: Booking,
    now: Instant,
) -> Option<Booking> {
    let target = Target::booking(community, &booking);
    if !may(actor, Action::SeeBooking, &target) {
        return None;
    }
    let staff_or_own = may(actor, Action::CancelBooking, &target);
    if target.room {
        if let Some(contact) = &mut booking.contact {
            contact.risks.clear();
            if !staff_or_own {
                // A keeper greets and calls people; where they live is not the room's affair.
                contact.address.clear();
            }
        }
    } else if !staff_or_own && !address_open(&booking, &community.settings, now) {
        booking.contact = None;
        // People write there where the key lies.
        booking.note.clear();
    }
    Some(booking)
}

/// Whether a caregiver may have a visit's address now. Also when nobody opened, or when linli took
/// them for missing: they stand at the door or are on their way.
#[must_use]
pub fn address_open(booking: &Booking, settings: &Settings, now: Instant) -> bool {
    !matches!(booking.state, State::Expired | State::Cancelled | State::Refused)
        && booking
            .interval()
            .widened(settings.address_before_minutes, settings.address_after_minutes)
            .contains(now)
}

/// A request as this reader may know it; `None` when they may not know of it. A neighbour who took
/// one has the way to who asked until it is done, and how they are called until it is closed. What a
/// caregiver must mind at the door is nobody's who answers a request.
#[must_use]
pub fn readable_help(actor: &Actor, community: &Community, mut help: Help) -> Option<Help> {
    if let Some(contact) = &mut help.contact {
        contact.risks.clear();
    }
    let target = Target::help(community, &help);
    if may(actor, Action::SeeHelp, &target) {
        let only_took = !may(actor, Action::SeeHelp, &Target { taker: None, ..target });
        Some(match help.stage {
            Stage::Received | Stage::Triaged | Stage::Assigned | Stage::InProgress => help,
            _ if !only_took => help,
            Stage::Resolved | Stage::CalledBack => Help { contact: None, place: String::new(), ..help },
            Stage::Closed | Stage::Withdrawn | Stage::HandedOver => help.for_neighbours(),
        })
    } else if may(actor, Action::AnswerAsNeighbour, &target) {
        Some(help.for_neighbours())
    } else {
        None
    }
}

/// Whether a reader who was given these rows may read an event of the story of one of them: of a
/// booking that they may know of, and of a request that they have with its name. A story names who
/// asked and holds what people wrote, so that a neighbour's reduced request comes without it.
#[must_use]
pub fn readable_event(rows: &Rows, event: &StoryEvent) -> bool {
    match event.of() {
        StoryOf::Booking(id) => rows.bookings.contains_key(&id),
        StoryOf::Help(id) => rows.helps.get(&id).is_some_and(|help| help.subject.is_some()),
    }
}

/// An event of a story as this reader may have it; `None` where [`readable_event`] says no. What others
/// wrote about a visit is closed to its caregiver with the door.
#[must_use]
pub fn readable_story(rows: &Rows, reader: MemberId, mut event: StoryEvent) -> Option<StoryEvent> {
    if !readable_event(rows, &event) {
        return None;
    }
    if let StoryOf::Booking(id) = event.of()
        && event.actor != Some(reader)
        && rows.bookings.get(&id).is_some_and(|it| it.visit().is_some() && it.contact.is_none())
    {
        event.note.clear();
    }
    Some(event)
}
