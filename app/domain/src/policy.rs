//! Who may do what. Here is who somebody is to a place and a person; what that lets them do, each system says in
//! its `may`, a pure function that every service, page and stream asks. Nothing else decides it.

use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, PlaceId, ResourceId};
use crate::member::{Grant, Member, Role, RoleGrant};
use crate::place::{Community, PlaceKind};
use crate::resource::Nature;
use crate::rows::Rows;
use crate::story::{StoryEvent, StoryOf};
use crate::systems::{bookings, systems};
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

/// What somebody is to a place, and to the person whose booking, request or account it is there. Made once for
/// what is asked, and the first argument of every `may`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    pub id: MemberId,
    /// The resource that they are, when a caregiver.
    pub carer: Option<ResourceId>,
    /// The person is themselves or somebody they act for.
    pub own: bool,
    /// The person is themselves.
    pub themselves: bool,
    /// They live in the place.
    pub lives_here: bool,
    /// They are a caregiver of the place.
    pub cares_here: bool,
    /// They work at the place's desk.
    pub clerk: bool,
    /// They keep the place's rooms.
    pub keeper: bool,
    /// They answer for the place's subdistrict.
    pub street: bool,
    /// They read for the place's district.
    pub officer: bool,
    pub administrator: bool,
}

impl Standing {
    /// Of somebody to a community, and to a person where it is somebody's affair.
    #[must_use]
    pub fn new(actor: &Actor, community: &Community, subject: Option<MemberId>) -> Self {
        let place = Where::from(community);
        Self {
            id: actor.id,
            carer: actor.carer,
            own: subject.is_some_and(|it| actor.stands_for(it)),
            themselves: subject == Some(actor.id),
            lives_here: actor.is(Role::Resident, place),
            cares_here: actor.is(Role::Caregiver, place),
            clerk: actor.is(Role::Clerk, place),
            keeper: actor.is(Role::Keeper, place),
            street: actor.is(Role::Supervisor, place),
            officer: actor.is(Role::Officer, place),
            administrator: actor.is(Role::Administrator, place),
        }
    }
}

/// What can be done in a system: a line each.
macro_rules! actions {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $action:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$doc])* $action,)*
        }

        impl $name {
            /// Every action, for [`AnyAction`]($crate::policy::AnyAction).
            pub(crate) const ALL: &'static [Self] = &[$(Self::$action),*];
        }
    };
}

pub(crate) use actions;

actions! {
    /// What is asked of every place, whatever the system.
    PlaceAction {
        /// See rooms, services and free times of a place.
        See,
        SeeDesk,
        SeeFigures,
    }
}

/// Whether somebody may do this in a place.
#[must_use]
pub const fn may(who: &Standing, action: PlaceAction) -> bool {
    match action {
        PlaceAction::See => {
            who.lives_here
                || who.clerk
                || who.keeper
                || who.street
                || who.officer
                || who.administrator
                || who.own
                || who.cares_here
        }
        PlaceAction::SeeDesk => who.clerk || who.keeper,
        PlaceAction::SeeFigures => who.street || who.officer || who.clerk,
    }
}

macro_rules! all_actions {
    ($($variant:ident = $module:ident: $writes:ident $no:tt $news:tt $limits:tt;)*) => {
        /// An action of any system, for tests that walk them all: what is new in one of them is asked by
        /// these at once.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum AnyAction {
            Place(PlaceAction),
            $($variant(crate::systems::$module::Action),)*
        }

        impl AnyAction {
            /// Every action of every system.
            pub fn all() -> impl Iterator<Item = Self> {
                let places = PlaceAction::ALL.iter().copied().map(Self::Place);
                places$(.chain(crate::systems::$module::Action::ALL.iter().copied().map(Self::$variant)))*
            }
        }
    };
}

systems!(all_actions);

/// Whether a reader who was given these rows may read an event of the story of one of them: of a
/// booking that they may know of, and of a request that they have with its name. A story names who
/// asked and holds what people wrote, so that a neighbour's reduced request comes without it.
#[must_use]
pub fn readable_event(rows: &Rows, event: &StoryEvent) -> bool {
    match event.what.of() {
        StoryOf::Booking(id) => rows.bookings.contains_key(&id),
        StoryOf::Matter(id) => rows.matters.get(&id).is_some_and(|it| it.subject.is_some()),
    }
}

/// An event of a story as this reader may have it; `None` where [`readable_event`] says no. What others
/// wrote of a booking is read by whoever may read what its person wrote.
#[must_use]
pub fn readable_story(rows: &Rows, reader: MemberId, mut event: StoryEvent) -> Option<StoryEvent> {
    if !readable_event(rows, &event) {
        return None;
    }
    if let StoryOf::Booking(id) = event.what.of()
        && event.actor != Some(reader)
        && rows.bookings.get(&id).is_some_and(bookings::is_reduced)
    {
        event.note.clear();
    }
    Some(event)
}
