//! Who may do what: every role, every action, here and elsewhere, own and others'.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeSet;

use house::may::{Matter, allowed, may};
use house::*;
use linli_domain::booking::Booking;
use linli_domain::care::{self, Service};
use linli_domain::help::{self, Answerer, readable_help};
use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::{Grant, Role, RoleGrant};
use linli_domain::place::PlaceKind;
use linli_domain::policy::{Actor, AnyAction, PlaceAction};
use linli_domain::systems::bookings::{self, readable_booking};
use linli_domain::systems::{hours, members, messages, notices, rooms};

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

fn set(actions: &[AnyAction]) -> BTreeSet<AnyAction> {
    actions.iter().copied().collect()
}

const SEE_PLACE: AnyAction = AnyAction::Place(PlaceAction::See);
const SEE_DESK: AnyAction = AnyAction::Place(PlaceAction::SeeDesk);
const SEE_FIGURES: AnyAction = AnyAction::Place(PlaceAction::SeeFigures);
const BOOK: AnyAction = AnyAction::Bookings(bookings::Action::Book);
const SEE_BOOKING: AnyAction = AnyAction::Bookings(bookings::Action::See);
const CANCEL: AnyAction = AnyAction::Bookings(bookings::Action::Cancel);
const SEE_ROOM: AnyAction = AnyAction::Rooms(rooms::Action::See);
const DECIDE: AnyAction = AnyAction::Rooms(rooms::Action::Decide);
const CHECK_IN: AnyAction = AnyAction::Rooms(rooms::Action::CheckIn);
const CHANGE_HOURS: AnyAction = AnyAction::Hours(hours::Action::Change);
const SEE_VISIT: AnyAction = AnyAction::Care(care::Action::See);
const WORK: AnyAction = AnyAction::Care(care::Action::Work);
const ASSIGN: AnyAction = AnyAction::Care(care::Action::Assign);
const CONFIRM: AnyAction = AnyAction::Care(care::Action::Confirm);
const ASK_HELP: AnyAction = AnyAction::Help(help::Action::Ask);
const SEE_HELP: AnyAction = AnyAction::Help(help::Action::See);
const ANSWER: AnyAction = AnyAction::Help(help::Action::AnswerAsNeighbour);
const TRIAGE: AnyAction = AnyAction::Help(help::Action::Triage);
const HANDLE: AnyAction = AnyAction::Help(help::Action::Handle);
const NOTE: AnyAction = AnyAction::Help(help::Action::Note);
const JUDGE: AnyAction = AnyAction::Help(help::Action::Judge);
const SEE_ESCALATED: AnyAction = AnyAction::Help(help::Action::SeeEscalated);
const KEEP: AnyAction = AnyAction::Members(members::Action::Keep);
const RENUMBER: AnyAction = AnyAction::Members(members::Action::Renumber);
const READ: AnyAction = AnyAction::Messages(messages::Action::Read);
const SEE_NOTICE: AnyAction = AnyAction::Notices(notices::Action::See);
const WRITE_NOTICE: AnyAction = AnyAction::Notices(notices::Action::Write);
const ACKNOWLEDGE: AnyAction = AnyAction::Notices(notices::Action::Acknowledge);

/// What a person may do to what is their own, whatever they are, wherever it lies.
const OWN: [AnyAction; 13] = [
    SEE_PLACE,
    BOOK,
    SEE_BOOKING,
    SEE_ROOM,
    SEE_VISIT,
    CANCEL,
    CONFIRM,
    ASK_HELP,
    SEE_HELP,
    NOTE,
    JUDGE,
    SEE_NOTICE,
    ACKNOWLEDGE,
];

/// What a role may do to others' things below the place that it was granted at.
fn over_others(role: Role) -> Vec<AnyAction> {
    match role {
        Role::Resident | Role::Administrator => vec![SEE_PLACE],
        Role::Caregiver => vec![SEE_PLACE, SEE_NOTICE],
        Role::Keeper => {
            vec![SEE_PLACE, SEE_BOOKING, SEE_ROOM, DECIDE, CHECK_IN, CHANGE_HOURS, SEE_DESK, SEE_NOTICE]
        }
        Role::Clerk => vec![
            SEE_PLACE,
            BOOK,
            SEE_BOOKING,
            SEE_ROOM,
            SEE_VISIT,
            CANCEL,
            DECIDE,
            CHECK_IN,
            CHANGE_HOURS,
            ASSIGN,
            CONFIRM,
            ASK_HELP,
            SEE_HELP,
            TRIAGE,
            HANDLE,
            NOTE,
            JUDGE,
            KEEP,
            RENUMBER,
            SEE_NOTICE,
            WRITE_NOTICE,
            ACKNOWLEDGE,
            SEE_DESK,
            SEE_FIGURES,
        ],
        Role::Supervisor | Role::Officer => vec![SEE_PLACE, SEE_ESCALATED, SEE_FIGURES],
    }
}

/// What is added when a request has been escalated.
fn over_escalated(role: Role) -> Vec<AnyAction> {
    match role {
        Role::Supervisor => vec![SEE_HELP, TRIAGE, HANDLE, NOTE, JUDGE],
        Role::Officer => vec![SEE_HELP],
        _ => Vec::new(),
    }
}

/// Every role at every place: granted at the community, above it, beside it, and above what lies beside it; with
/// whether it covers the home community.
fn everybody() -> impl Iterator<Item = (Role, PlaceId, bool)> {
    let places = [
        (HOME, Some(PlaceKind::Community)),
        (STREET, Some(PlaceKind::Subdistrict)),
        (DISTRICT, Some(PlaceKind::District)),
        (NEXT_DOOR, None),
        (FAR, None),
        (OTHER_STREET, None),
    ];
    Role::ALL.into_iter().flat_map(move |role| {
        places.map(|(place, level)| {
            // m13: noted at another level than the role's own, it covers nothing.
            (role, place, level.is_some() && role.level().is_none_or(|own| level == Some(own)))
        })
    })
}

#[test]
fn the_matrix() {
    for (role, place, covers) in everybody() {
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
                    expected.insert(READ);
                }
                let matter = Matter::of(subject).with(help::Target { escalated, ..help::Target::default() });
                assert_eq!(
                    allowed(&actor(role, place), &matter),
                    expected,
                    "{role:?} at {place}, own {own}, escalated {escalated}"
                );
            }
        }
    }
}

#[test]
fn the_matrix_of_visits() {
    // What is about rooms only is nobody's.
    let rooms = [SEE_ROOM, DECIDE, CHECK_IN];
    for (role, place, covers) in everybody() {
        for (subject, own) in [(Some(ME), true), (Some(RIVAL), false), (None, false)] {
            let mut expected = BTreeSet::new();
            if covers {
                expected.extend(over_others(role));
                if role == Role::Keeper {
                    // A keeper keeps rooms.
                    expected.remove(&SEE_BOOKING);
                    expected.remove(&CHANGE_HOURS);
                }
            }
            if own {
                expected.extend(OWN);
                expected.insert(READ);
            }
            expected.retain(|it| !rooms.contains(it));
            let visit = Matter::visit(subject, &[carer_ids(0).0]);
            assert_eq!(allowed(&actor(role, place), &visit), expected, "{role:?} at {place}, own {own}");
        }
    }
}

#[test]
fn the_number_of_whoever_may_more_is_nobodys_to_change() {
    for (role, place, _) in everybody() {
        for of in Role::ALL {
            let mut matter = Matter::of(Some(RIVAL));
            matter.account.roles.push(RoleGrant { role: of, place_id: HOME });
            let expected =
                role == Role::Clerk && place == HOME && matches!(of, Role::Resident | Role::Caregiver);
            assert_eq!(
                may(&actor(role, place), RENUMBER, &matter),
                expected,
                "{role:?} at {place}, of {of:?}"
            );
        }
    }
}

#[test]
fn without_a_role_there_is_only_ones_own() {
    let mut nobody = actor(Role::Resident, HOME);
    nobody.roles.clear();
    assert_eq!(allowed(&nobody, &Matter::of(Some(RIVAL))), set(&[]));
    let mut own = set(&OWN);
    own.insert(READ);
    assert_eq!(allowed(&nobody, &Matter::of(Some(ME))), own);
}

#[test]
fn family_does_what_the_elder_does_but_reads_no_messages() {
    let mut family = actor(Role::Resident, FAR);
    family.acts_for = vec![ELDER];
    assert_eq!(allowed(&family, &Matter::of(Some(ELDER))), set(&OWN));
    assert_eq!(allowed(&family, &Matter::of(Some(RIVAL))), set(&[]));
}

#[test]
fn several_roles_add_up() {
    let mut both = actor(Role::Keeper, HOME);
    both.roles.push(RoleGrant { role: Role::Supervisor, place_id: STREET });
    let expected: Vec<_> = [over_others(Role::Keeper), over_others(Role::Supervisor)].concat();
    assert_eq!(allowed(&both, &Matter::of(None)), set(&expected));
}

#[test]
fn a_keeper_keeps_rooms_only() {
    let visit = Matter::visit(Some(RIVAL), &[carer_ids(0).0]);
    assert_eq!(allowed(&actor(Role::Keeper, HOME), &visit), set(&[SEE_PLACE, SEE_DESK, SEE_NOTICE]));
    assert!(may(&actor(Role::Clerk, HOME), CHANGE_HOURS, &visit));
}

#[test]
fn a_caregiver_works_and_sees_own_visits_only() {
    let (carer, _) = carer_ids(0);
    let mut who = actor(Role::Caregiver, HOME);
    who.carer = Some(carer);
    let visit = Matter::visit(Some(RIVAL), &[carer_ids(1).0, carer]);
    assert_eq!(allowed(&who, &visit), set(&[SEE_PLACE, SEE_BOOKING, SEE_VISIT, WORK, SEE_NOTICE]));
    let others = Matter::visit(Some(RIVAL), &[carer_ids(1).0]);
    assert_eq!(allowed(&who, &others), set(&[SEE_PLACE, SEE_NOTICE]));
    // Somebody's own caregiver does not say for them that the work was done.
    who.acts_for = vec![RIVAL];
    assert!(!may(&who, CONFIRM, &visit));
}

#[test]
fn who_took_a_request_sees_and_handles_it() {
    let taken = help::Target { taker: Some(ME), ..help::Target::default() };
    let who = actor(Role::Resident, HOME);
    assert_eq!(
        allowed(&who, &Matter::of(Some(RIVAL)).with(taken)),
        set(&[SEE_PLACE, SEE_HELP, HANDLE, NOTE])
    );
}

#[test]
fn neighbours_are_those_who_live_there_and_do_not_ask() {
    let open = help::Target { for_neighbours: true, ..help::Target::default() };
    let answers = |actor: &Actor, subject| may(actor, ANSWER, &Matter::of(subject).with(open));
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
        let taken = linli_domain::matter::Matter {
            taker: Some(NEIGHBOUR),
            contact: contact.clone(),
            ..house.help(help_id(0)).clone()
        };
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

#[test]
fn a_notice_that_is_not_published_or_not_for_somebody() {
    let of = |subject, draft, reaches| {
        let mut it = Matter::of(subject);
        it.notice = notices::Target { draft, reaches };
        it
    };
    let notices = [SEE_NOTICE, WRITE_NOTICE, ACKNOWLEDGE];
    for (role, place, covers) in everybody() {
        let may_of = |matter: &Matter| notices.map(|it| may(&actor(role, place), it, matter));
        let clerk = covers && role == Role::Clerk;
        assert_eq!(may_of(&of(Some(ME), true, true)), [clerk, clerk, false], "{role:?} at {place}, a draft");
        let works = covers && matches!(role, Role::Clerk | Role::Keeper | Role::Caregiver);
        assert_eq!(
            may_of(&of(Some(ME), false, false)),
            [works, clerk, false],
            "{role:?} at {place}, for others"
        );
        assert_eq!(
            may_of(&of(Some(RIVAL), false, true)),
            [works, clerk, clerk],
            "{role:?} at {place}, of another"
        );
    }
}
