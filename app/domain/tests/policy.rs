//! Who may do what: every role, every action, here and elsewhere, own and others'.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeSet;

use house::*;
use linli_domain::booking::Booking;
use linli_domain::care::Service;
use linli_domain::help::{Answerer, Help};
use linli_domain::ids::{MemberId, PlaceId, ResourceId};
use linli_domain::member::{Grant, Role, RoleGrant};
use linli_domain::place::PlaceKind;
use linli_domain::policy::{Action, Actor, Target, Where, may, readable_booking, readable_help};

const ME: MemberId = NEIGHBOUR;

fn actor(role: Role, place_id: PlaceId) -> Actor {
    Actor {
        id: ME,
        community_id: HOME,
        roles: vec![RoleGrant { role, place_id }],
        acts_for: Vec::new(),
        carer: None,
    }
}

/// A thing in the home community that touches every kind of rule: a room booking of somebody's.
fn target(subject: Option<MemberId>) -> Target<'static> {
    Target {
        place: Where { community: HOME, subdistrict: STREET, district: DISTRICT },
        subject,
        carers: &[],
        taker: None,
        escalated: false,
        for_neighbours: false,
        room: true,
        staff: false,
    }
}

fn allowed(actor: &Actor, target: &Target<'_>) -> BTreeSet<Action> {
    Action::ALL.iter().copied().filter(|action| may(actor, *action, target)).collect()
}

fn set(actions: &[Action]) -> BTreeSet<Action> {
    actions.iter().copied().collect()
}

/// What a person may do to what is their own, whatever they are, wherever it lies.
const OWN: [Action; 9] = [
    Action::SeePlace,
    Action::Book,
    Action::SeeBooking,
    Action::CancelBooking,
    Action::ConfirmVisit,
    Action::AskHelp,
    Action::SeeHelp,
    Action::NoteHelp,
    Action::JudgeHelp,
];

/// What a role may do to others' things below the place that it was granted at.
fn over_others(role: Role) -> Vec<Action> {
    use Action as A;
    match role {
        Role::Resident | Role::Caregiver | Role::Administrator => vec![A::SeePlace],
        Role::Keeper => {
            vec![A::SeePlace, A::SeeBooking, A::DecideRoom, A::CheckInRoom, A::ChangeHours, A::SeeDesk]
        }
        Role::Clerk => vec![
            A::SeePlace,
            A::Book,
            A::SeeBooking,
            A::CancelBooking,
            A::DecideRoom,
            A::CheckInRoom,
            A::ChangeHours,
            A::AssignCarer,
            A::ConfirmVisit,
            A::AskHelp,
            A::SeeHelp,
            A::TriageHelp,
            A::HandleHelp,
            A::NoteHelp,
            A::JudgeHelp,
            A::KeepMembers,
            A::Renumber,
            A::SeeDesk,
            A::SeeFigures,
        ],
        Role::Supervisor | Role::Officer => vec![A::SeePlace, A::SeeEscalated, A::SeeFigures],
    }
}

/// What is added when a request has been escalated.
fn over_escalated(role: Role) -> Vec<Action> {
    match role {
        Role::Supervisor => {
            vec![Action::SeeHelp, Action::TriageHelp, Action::HandleHelp, Action::NoteHelp, Action::JudgeHelp]
        }
        Role::Officer => vec![Action::SeeHelp],
        _ => Vec::new(),
    }
}

#[test]
fn the_matrix() {
    for role in Role::ALL {
        // Granted at the community, above it, beside it, and above what lies beside it.
        for (place, level) in [
            (HOME, Some(PlaceKind::Community)),
            (STREET, Some(PlaceKind::Subdistrict)),
            (DISTRICT, Some(PlaceKind::District)),
            (NEXT_DOOR, None),
            (FAR, None),
            (OTHER_STREET, None),
        ] {
            // m13: noted at another level than the role's own, it covers nothing.
            let covers = level.is_some() && role.level().is_none_or(|own| level == Some(own));
            for (subject, own) in [(Some(ME), true), (Some(RIVAL), false), (None, false)] {
                for escalated in [false, true] {
                    let mut expected = BTreeSet::new();
                    if covers {
                        expected.extend(over_others(role));
                        if escalated {
                            expected.extend(over_escalated(role));
                        }
                    }
                    if own {
                        expected.extend(OWN);
                        expected.insert(Action::ReadMessages);
                    }
                    let target = Target { escalated, ..target(subject) };
                    assert_eq!(
                        allowed(&actor(role, place), &target),
                        expected,
                        "{role:?} at {place}, own {own}, escalated {escalated}"
                    );
                }
            }
        }
    }
}

#[test]
fn without_a_role_there_is_only_ones_own() {
    let mut nobody = actor(Role::Resident, HOME);
    nobody.roles.clear();
    assert_eq!(allowed(&nobody, &target(Some(RIVAL))), set(&[]));
    let mut own = set(&OWN);
    own.insert(Action::ReadMessages);
    assert_eq!(allowed(&nobody, &target(Some(ME))), own);
}

#[test]
fn family_does_what_the_elder_does_but_reads_no_messages() {
    let mut family = actor(Role::Resident, FAR);
    family.acts_for = vec![ELDER];
    assert_eq!(allowed(&family, &target(Some(ELDER))), set(&OWN));
    assert_eq!(allowed(&family, &target(Some(RIVAL))), set(&[]));
}

#[test]
fn several_roles_add_up() {
    let mut both = actor(Role::Keeper, HOME);
    both.roles.push(RoleGrant { role: Role::Supervisor, place_id: STREET });
    let expected: Vec<_> = [over_others(Role::Keeper), over_others(Role::Supervisor)].concat();
    assert_eq!(allowed(&both, &target(None)), set(&expected));
}

#[test]
fn a_keeper_keeps_rooms_only() {
    let carers = [carer_ids(0).0];
    let visit = Target { room: false, carers: &carers, ..target(Some(RIVAL)) };
    let keeper = actor(Role::Keeper, HOME);
    assert_eq!(allowed(&keeper, &visit), set(&[Action::SeePlace, Action::SeeDesk]));
    assert!(may(&actor(Role::Clerk, HOME), Action::ChangeHours, &visit));
}

#[test]
fn a_caregiver_works_and_sees_own_visits_only() {
    let (carer, _) = carer_ids(0);
    let mut who = actor(Role::Caregiver, HOME);
    who.carer = Some(carer);
    let (mine, others): ([ResourceId; 2], [ResourceId; 1]) = ([carer_ids(1).0, carer], [carer_ids(1).0]);
    let visit = Target { room: false, carers: &mine, ..target(Some(RIVAL)) };
    assert_eq!(allowed(&who, &visit), set(&[Action::SeePlace, Action::SeeBooking, Action::WorkVisit]));
    let visit = Target { room: false, carers: &others, ..target(Some(RIVAL)) };
    assert_eq!(allowed(&who, &visit), set(&[Action::SeePlace]));
    // Somebody's own caregiver does not say for them that the work was done.
    who.acts_for = vec![RIVAL];
    let visit = Target { room: false, carers: &mine, ..target(Some(RIVAL)) };
    assert!(!may(&who, Action::ConfirmVisit, &visit));
}

#[test]
fn who_took_a_request_sees_and_handles_it() {
    let taken = Target { room: false, taker: Some(ME), ..target(Some(RIVAL)) };
    let who = actor(Role::Resident, HOME);
    assert_eq!(
        allowed(&who, &taken),
        set(&[Action::SeePlace, Action::SeeHelp, Action::HandleHelp, Action::NoteHelp])
    );
}

#[test]
fn neighbours_are_those_who_live_there_and_do_not_ask() {
    let open = |subject| Target { room: false, for_neighbours: true, ..target(subject) };
    let answers = |actor: &Actor, subject| may(actor, Action::AnswerAsNeighbour, &open(subject));
    assert!(answers(&actor(Role::Resident, HOME), Some(RIVAL)));
    assert!(answers(&actor(Role::Resident, HOME), None), "as their phone knows it, without a name");
    assert!(!answers(&actor(Role::Resident, HOME), Some(ME)));
    assert!(!answers(&actor(Role::Resident, NEXT_DOOR), Some(RIVAL)));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Resident) {
        assert!(!answers(&actor(role, HOME), Some(RIVAL)), "{role:?}");
    }
}

#[test]
fn a_grant_holds_until_it_ends_or_is_revoked() {
    let id = linli_domain::ids::GrantId(uuid::Uuid::from_u128(1));
    let end = sh("2026-11-24 08:00");
    let grant = Grant { id, from: ELDER, to: DAUGHTER, expires: Some(end), revoked: false };
    assert!(grant.holds(end.plus_minutes(-1)));
    assert!(!grant.holds(end));
    assert!(Grant { expires: None, ..grant }.holds(end));
    assert!(!Grant { revoked: true, expires: None, ..grant }.holds(end.plus_minutes(-1)));
}

#[test]
fn what_to_mind_at_the_door_is_for_a_visit_only() {
    let mut house = House::with_carers(1);
    let elder = house.rows.members[&ELDER].clone();
    house.act(ELDER, &book_room(0, HALL, span(sh("2026-11-26 08:00"), 60))).unwrap();
    house.act(ELDER, &ask(0, Answerer::Neighbour)).unwrap();
    house.act(ELDER, &book_visit(1, Service::Meal, sh("2026-11-26 10:00"))).unwrap();
    let (now, home) = (sh("2026-11-26 10:00"), house.home());
    // However the rows were filled.
    let contact = Some(elder.contact_for_visit());
    for who in [ELDER, DAUGHTER, CLERK, KEEPER] {
        let room = Booking { contact: contact.clone(), ..house.booking(booking_id(0)).clone() };
        let read = readable_booking(&house.actor(who), home, room, now).unwrap().contact.unwrap();
        assert_eq!(read.risks, Vec::<String>::new(), "{who}");
        assert_eq!(read.address.is_empty(), who == KEEPER, "{who}");
    }
    for who in [ELDER, NEIGHBOUR, CLERK] {
        let taken =
            Help { taker: Some(NEIGHBOUR), contact: contact.clone(), ..house.help(help_id(0)).clone() };
        let read = readable_help(&house.actor(who), home, taken).unwrap().contact.unwrap();
        assert_eq!((read.address, read.risks), (elder.address.clone(), Vec::new()), "{who}");
    }
    for who in [ELDER, CLERK, carer_ids(0).1] {
        let visit = house.booking(booking_id(1)).clone();
        let read = readable_booking(&house.actor(who), home, visit, now).unwrap().contact;
        assert_eq!(read, contact, "{who}");
    }
}

#[test]
fn a_caregivers_visits_go_with_the_role() {
    let mut house = House::with_carers(1);
    let (resource, account) = carer_ids(0);
    let among = |house: &House| Actor::among(&house.rows, account, house.now).unwrap().carer;
    assert_eq!((house.actor(account).carer, among(&house)), (Some(resource), Some(resource)));
    house.rows.members.get_mut(&account).unwrap().roles[0].role = Role::Resident;
    assert_eq!((house.actor(account).carer, among(&house)), (None, None));
}
