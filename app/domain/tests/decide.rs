//! Deciding as a whole: total, pure, repeatable, and never two at one time.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::BTreeMap;

use house::*;
use linli_domain::booking::Kind;
use linli_domain::care::{Service, Verdict};
use linli_domain::contact::Phone;
use linli_domain::decide::{Effect, pass_time};
use linli_domain::help::{Answerer, Urgency, Word};
use linli_domain::ids::{ExceptionId, HouseholdId, MemberId, MessageId, MutationId, ResourceId};
use linli_domain::lifecycle::due;
use linli_domain::member::{Gender, Member};
use linli_domain::message::{MemberNews, News};
use linli_domain::mutation::*;
use linli_domain::refusal::{CommonRefusal, Field, MemberRefusal, Refusal, Thing};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, plus_days};
use proptest::prelude::*;
use uuid::Uuid;

const PEOPLE: [MemberId; 11] = [
    ELDER,
    DAUGHTER,
    NEIGHBOUR,
    RIVAL,
    CLERK,
    KEEPER,
    SUPERVISOR,
    OFFICER,
    ADMINISTRATOR,
    MemberId(Uuid::from_u128(0x400)),
    MemberId(Uuid::from_u128(0x401)),
];

fn people() -> impl Strategy<Value = MemberId> {
    prop::sample::select(PEOPLE.to_vec())
}

fn resources() -> impl Strategy<Value = ResourceId> {
    prop::sample::select(vec![HALL, STUDY, STAGE, carer_ids(0).0, carer_ids(1).0, ResourceId(Uuid::nil())])
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("Word".to_owned()), Just("字".repeat(600)), "\\PC{0,8}"]
}

/// Mostly on the grid of the next days, at times anywhere in linli's years.
fn instants() -> impl Strategy<Value = Instant> {
    prop_oneof![
        8 => (0..48_i64).prop_map(|half| sh("2026-11-24 06:00").plus_minutes(half * 30)),
        1 => any::<i64>().prop_map(Instant::from_millis),
    ]
}

fn mutations() -> impl Strategy<Value = Mutation> {
    let seeds = (
        0..27_u8,
        0..12_u128,
        instants(),
        0..10_i64,
        texts(),
        prop::option::of(people()),
        resources(),
        any::<u16>(),
    );
    seeds.prop_map(|(kind, id, starts, slots, text, subject, resource_id, n)| {
        let booking_id = booking_id(id);
        let help_id = help_id(id);
        let pick = usize::from(n);
        let answerer =
            [Answerer::Community, Answerer::Neighbour, Answerer::Relief, Answerer::Other][pick % 4];
        let note = HelpNote { help_id, note: text.clone() };
        let booking = BookingRef { booking_id, at: None };
        let reason = BookingReason { booking_id, reason: text.clone(), at: None };
        let service = Service::ALL[pick % 12];
        match kind {
            0 | 1 => Mutation::Rooms(RoomMutation::Book(RoomBook {
                booking_id,
                resource_id,
                starts,
                ends: starts.plus_minutes(slots * 30),
                people: (n % 3 == 0).then_some(n % 40),
                note: text,
                subject,
                also: n % 5 == 0,
            })),
            2 => Mutation::Rooms(RoomMutation::Decide(RoomDecide {
                booking_id,
                approve: n % 2 == 0,
                reason: text,
            })),
            3 => Mutation::Rooms(RoomMutation::CheckIn(booking)),
            4 => Mutation::Hours(HoursMutation::Except(HoursExcept {
                exception_id: ExceptionId(Uuid::from_u128(id)),
                resource_id,
                day: plus_days(day("2026-11-24"), if n % 9 == 0 { i64::from(n) * 50 } else { slots }),
                from: (n % 4 != 0).then_some(n % 1500),
                until: (n % 4 != 0).then_some(n),
                note: text,
            })),
            5 | 6 => Mutation::Care(CareMutation::Book(CareBook {
                booking_id,
                service,
                starts,
                note: text,
                subject,
                also: false,
            })),
            7 => Mutation::Care(CareMutation::Accept(booking)),
            8 => Mutation::Care(CareMutation::Decline(reason)),
            9 => Mutation::Care(CareMutation::SetOut(booking)),
            10 => Mutation::Care(CareMutation::CheckIn(CareCheckIn {
                booking_id,
                at: starts,
                metres: Some(u32::from(n)),
            })),
            11 => Mutation::Care(CareMutation::CheckOut(CareCheckOut {
                booking_id,
                at: starts,
                metres: None,
                report: text,
            })),
            12 => Mutation::Care(CareMutation::NobodyHome(booking)),
            13 => {
                let verdict = if n % 2 == 0 { Verdict::Done } else { Verdict::Disputed };
                Mutation::Care(CareMutation::Confirm(CareConfirm { booking_id, verdict, reason: text }))
            }
            14 => Mutation::Bookings(BookingMutation::Cancel(reason)),
            15 => Mutation::Help(HelpMutation::Ask(HelpAsk {
                help_id,
                what: text,
                place: String::new(),
                wanted: (n % 2 == 0).then_some(starts),
                answerer,
                urgency: Urgency::Urgent,
                subject,
                at: (n % 3 == 0).then_some(starts),
            })),
            16 => Mutation::Help(HelpMutation::Triage(HelpTriage { help_id, answerer, owner: text })),
            17 => Mutation::Help(HelpMutation::Take(HelpRef { help_id })),
            18 => Mutation::Help(HelpMutation::Note(note)),
            19 if n % 3 == 0 => Mutation::Help(HelpMutation::GiveBack(note)),
            19 => Mutation::Help(HelpMutation::Resolve(note)),
            20 => {
                let word = [Word::Solved, Word::NotSolved, Word::NotReached][pick % 3];
                Mutation::Help(HelpMutation::CallBack(HelpCallBack { help_id, word, note: text }))
            }
            21 => {
                if n % 2 == 0 {
                    Mutation::Help(HelpMutation::Close(HelpRef { help_id }))
                } else {
                    Mutation::Help(HelpMutation::Withdraw(HelpRef { help_id }))
                }
            }
            22 => {
                if n % 2 == 0 {
                    Mutation::Help(HelpMutation::Reopen(note))
                } else {
                    Mutation::Help(HelpMutation::Escalate(note))
                }
            }
            23 => Mutation::Members(MemberMutation::Register(MemberRegister {
                member_id: MemberId(Uuid::from_u128(0x8_0000 + id)),
                household_id: HouseholdId(Uuid::from_u128(id)),
                community_id: HOME,
                name: text,
                phone: None,
                gender: Gender::Male,
                birth_year: i16::from_le_bytes(n.to_le_bytes()),
                address: String::new(),
            })),
            24 => Mutation::Care(CareMutation::Assign(CareAssign {
                booking_id,
                carer: carer_ids(u32::from(n % 2)).0,
                second: (n % 3 == 0).then(|| carer_ids(1).0),
                reason: text,
            })),
            25 => Mutation::Members(MemberMutation::Renumber(MemberRenumber {
                member_id: subject.unwrap_or(ELDER),
                phone: Some(format!("1390000{n:04}").chars().take(11).collect::<String>().parse().unwrap()),
                remove: n % 3 == 0,
                reason: text,
            })),
            _ => Mutation::Messages(MessageMutation::Read(MessageRef {
                message_id: MessageId(Uuid::from_u128(id)),
            })),
        }
    })
}

/// Visits that mostly could be had: for three people, all within one day, so that they soon want the
/// same caregivers at the same time.
fn visits() -> impl Strategy<Value = (MemberId, Mutation)> {
    let who = prop::sample::select(vec![ELDER, DAUGHTER, NEIGHBOUR, RIVAL]);
    let service = prop::sample::select(vec![Service::Meal, Service::Walking, Service::Bath]);
    (who, 0..1_000_u128, service, 0..8_i64).prop_map(|(who, id, service, half)| {
        let starts = sh("2026-11-25 09:00").plus_minutes(half * 30);
        let subject = (who == DAUGHTER).then_some(ELDER);
        let booking_id = booking_id(100 + id);
        (
            who,
            Mutation::Care(CareMutation::Book(CareBook {
                booking_id,
                service,
                starts,
                note: String::new(),
                subject,
                also: false,
            })),
        )
    })
}

/// Anybody doing anything, and every third time somebody booking care.
fn deeds() -> impl Strategy<Value = (MemberId, Mutation)> {
    prop_oneof![2 => (people(), mutations()), 1 => visits()]
}

/// What must hold of rows whatever was decided.
fn sound(rows: &Rows) {
    let mut last: BTreeMap<ResourceId, Instant> = BTreeMap::new();
    for busy in rows.busy.values() {
        assert!(busy.starts < busy.ends);
        if let Some(end) = last.insert(busy.resource_id, busy.ends) {
            assert!(end <= busy.starts, "two at one time: {busy:?}");
        }
        let booking = &rows.bookings[&busy.booking_id];
        assert!(booking.state.holds_time(), "{booking:?} holds time");
        assert!(booking.resources().contains(&busy.resource_id));
        assert!(busy.interval().covers(booking.interval()));
    }
    for booking in rows.bookings.values() {
        if let Kind::CareVisit(visit) = &booking.kind {
            assert_eq!(visit.carers.len(), visit.why.len());
        }
        assert_eq!(
            rows.story(booking.id).first().unwrap().what,
            linli_domain::systems::bookings::BookingDeed::Booked
        );
    }
    for help in rows.matters.values() {
        assert_eq!(help.ended.is_some(), !help.is_open());
        assert!(help.opened <= help.stage_since);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_long_day_of_everybody_doing_everything(
        steps in prop::collection::vec((deeds(), 0..40_i64), 1..60),
    ) {
        let mut house = House::with_carers(2);
        let mut events = 0;
        for ((who, mutation), minutes) in steps {
            house.now = house.now.plus_minutes(minutes);
            let before = house.rows.clone();
            let first = house.decide(who, &mutation);
            prop_assert_eq!(&first, &house.decide(who, &mutation), "the same each time");
            prop_assert_eq!(&before, &house.rows);
            if let Ok(effects) = &first {
                for effect in effects {
                    if let Effect::Put(row) = effect
                        && let Row::Event(event) = &**row
                    {
                        prop_assert!(!house.rows.events.contains_key(&event.id), "a story is only added to");
                        prop_assert_eq!(event.at, house.now);
                    }
                    if let Effect::Put(row) = effect
                        && let Row::Message(message) = &**row
                    {
                        prop_assert!(message.to != who || message.read, "nobody is told what they did");
                    }
                }
                house.act(who, &mutation).unwrap();
            }
            let settings = house.home().settings.clone();
            for booking in before.bookings.values() {
                if let Some(passed) = due(booking, &settings, house.now)
                    && house.rows.bookings.get(&booking.id) == Some(booking)
                {
                    let effects = pass_time(booking, passed, &house.rows, house.now, Uuid::now_v7);
                    house.rows.apply(effects);
                }
            }
            sound(&house.rows);
            prop_assert!(house.rows.events.len() >= events);
            events = house.rows.events.len();
        }
    }

    #[test]
    fn rows_that_lack_anything_are_answered_not_crashed_on(
        mutation in mutations(),
        who in people(),
        lacks in prop::collection::vec(any::<bool>(), 9),
    ) {
        let mut house = House::with_carers(2);
        for number in 0..3 {
            let _ = house.act(ELDER, &book_room(number, HALL, span(sh("2026-11-25 09:00").plus_hours(2 * number as i64), 60)));
            let _ = house.act(ELDER, &book_visit(number + 3, Service::Meal, sh("2026-11-25 09:00").plus_hours(2 * number as i64)));
            let _ = house.act(ELDER, &ask(number, Answerer::Neighbour));
        }
        let whole = house.rows.clone();
        let actor = house.actor(who);
        let keep = |i: usize| lacks[i];
        let mut rows = whole;
        if keep(0) { rows.communities.clear(); }
        if keep(1) { rows.members.clear(); }
        if keep(2) { rows.resources.clear(); }
        if keep(3) { rows.bookings.clear(); }
        if keep(4) { rows.busy.clear(); }
        if keep(5) { rows.matters.clear(); }
        if keep(6) { rows.events.clear(); }
        if keep(7) { rows.members.remove(&ELDER); }
        if keep(8) { rows.resources.remove(&carer_ids(0).0); }
        let case = linli_domain::decide::Case {
            rows: &rows, actor: &actor, called: "", now: house.now, mid: MutationId(Uuid::from_u128(u128::MAX)), fresh: None, base_ver: Some(0), offers: true,
        };
        let _ = linli_domain::decide::decide(&mutation, case);
    }
}

#[test]
fn the_ids_of_neighbouring_mutations_do_not_meet() {
    let mut house = House::with_carers(2);
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..10_u128 {
        let starts = sh("2026-11-25 09:00").plus_days(i64::try_from(number).unwrap());
        let effects = house.decide(ELDER, &book_visit(number, Service::Bath, starts)).unwrap();
        for effect in &effects {
            if let Effect::Put(row) = effect {
                match &**row {
                    Row::Event(it) => assert!(seen.insert(it.id.0)),
                    Row::Message(it) => assert!(seen.insert(it.id.0)),
                    _ => {}
                }
            }
        }
        house.mids += 1;
        house.rows.apply(effects);
    }
    assert_eq!(seen.len(), 30);
}

fn register(change: impl Fn(&mut MemberRegister)) -> Mutation {
    let mut args = MemberRegister {
        member_id: MemberId(Uuid::from_u128(0x8_0001)),
        household_id: HouseholdId(Uuid::from_u128(0x8_0002)),
        community_id: HOME,
        name: " 王秀英 ".to_owned(),
        phone: None,
        gender: Gender::Female,
        birth_year: 1943,
        address: String::new(),
    };
    change(&mut args);
    Mutation::Members(MemberMutation::Register(args))
}

#[test]
fn the_desk_keeps_accounts_and_overwrites_none() {
    let mut house = House::new();
    for who in [ELDER, KEEPER, SUPERVISOR, OFFICER, ADMINISTRATOR] {
        assert_eq!(house.decide(who, &register(|_| ())), Err(CommonRefusal::NotAllowed.into()));
    }
    assert_eq!(
        house.decide(CLERK, &register(|a| a.community_id = NEXT_DOOR)),
        Err(CommonRefusal::NotAllowed.into())
    );
    assert_eq!(
        house.decide(CLERK, &register(|a| a.member_id = ADMINISTRATOR)),
        Err(CommonRefusal::Changed.into())
    );
    assert!(matches!(
        house.decide(CLERK, &register(|a| a.name = " ".to_owned())),
        Err(Refusal::Common(CommonRefusal::Missing { .. }))
    ));
    for year in [1900, 2027, 48] {
        let refused = house.decide(CLERK, &register(|a| a.birth_year = year));
        assert_eq!(refused, Err(MemberRefusal::BirthYear { first: 1901, last: 2026 }.into()), "{year}");
    }
    assert!(house.decide(CLERK, &register(|a| a.birth_year = 2026)).is_ok());
    house.act(CLERK, &register(|_| ())).unwrap();
    let member = &house.rows.members[&MemberId(Uuid::from_u128(0x8_0001))];
    assert_eq!((member.name.as_str(), member.community_id), ("王秀英", HOME));
    // The clerk books for them at once, greeted by name for want of better.
    let mut args = room_book(1, HALL, span(sh("2026-11-25 09:00"), 60));
    args.subject = Some(member.id);
    house.act(CLERK, &Mutation::Rooms(RoomMutation::Book(args))).unwrap();
    assert_eq!(house.booking(booking_id(1)).called, "王秀英");
}

fn renumber(member_id: MemberId, phone: Option<&str>, reason: &str) -> Mutation {
    let (phone, remove) = (phone.map(|it| it.parse().unwrap()), phone.is_none());
    Mutation::Members(MemberMutation::Renumber(MemberRenumber {
        member_id,
        phone,
        remove,
        reason: reason.to_owned(),
    }))
}

#[test]
fn b20_the_desk_gives_somebody_another_number_and_tells_them_why() {
    let mut house = House::new();
    let new = Some("139 0000 0002");
    for who in [ELDER, DAUGHTER, KEEPER, SUPERVISOR, OFFICER, ADMINISTRATOR] {
        assert_eq!(
            house.decide(who, &renumber(ELDER, new, "x")),
            Err(CommonRefusal::NotAllowed.into()),
            "{who}"
        );
    }
    // Whoever has the number of somebody at a desk may what they may.
    for staff in [CLERK, KEEPER, SUPERVISOR, OFFICER, ADMINISTRATOR] {
        assert_eq!(
            house.decide(CLERK, &renumber(staff, new, "x")),
            Err(CommonRefusal::NotAllowed.into()),
            "{staff}"
        );
    }
    assert_eq!(
        house.decide(CLERK, &renumber(ELDER, new, " ")),
        Err(CommonRefusal::Missing { field: Field::Reason }.into())
    );
    let nothing = MemberRenumber { member_id: ELDER, phone: None, remove: false, reason: "x".to_owned() };
    assert_eq!(
        house.decide(CLERK, &Mutation::Members(MemberMutation::Renumber(nothing))),
        Err(CommonRefusal::Missing { field: Field::Phone }.into()),
        "an empty field takes nothing away"
    );
    let before = house.rows.members[&ELDER].clone();
    house.act(CLERK, &renumber(ELDER, new, "New phone")).unwrap();
    let after = house.rows.members[&ELDER].clone();
    assert_eq!(after.phone.as_ref().map(Phone::as_str), Some("+8613900000002"));
    assert_eq!(Member { phone: before.phone.clone(), ..after }, before, "nothing else is another");
    let told: Vec<_> = house.rows.messages.values().filter(|it| it.to == ELDER).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].news,
        News::Members(MemberNews::Number { removed: false, reason: "New phone".to_owned() })
    );
    // The number that somebody has is nobody else's, their own included.
    for who in [NEIGHBOUR, ELDER] {
        assert_eq!(house.decide(CLERK, &renumber(who, new, "x")), Err(MemberRefusal::PhoneInUse.into()));
    }
    house.act(CLERK, &renumber(ELDER, None, "Lost")).unwrap();
    assert_eq!(house.rows.members[&ELDER].phone, None);
    assert_eq!(house.decide(CLERK, &renumber(ELDER, None, "Lost")), Err(CommonRefusal::Changed.into()));
    // Its new owner can be registered.
    house.act(CLERK, &register(|a| a.phone = new.map(|it| it.parse().unwrap()))).unwrap();
}

#[test]
fn a_message_is_read_by_whom_it_is_for() {
    let mut house = House::new();
    let mut args = room_book(1, HALL, span(sh("2026-11-25 09:00"), 60));
    args.subject = Some(ELDER);
    house.act(CLERK, &Mutation::Rooms(RoomMutation::Book(args))).unwrap();
    let id = *house.rows.messages.keys().next().unwrap();
    let read = Mutation::Messages(MessageMutation::Read(MessageRef { message_id: id }));
    let unknown = Err(CommonRefusal::Unknown { what: Thing::Message }.into());
    for who in [DAUGHTER, CLERK, RIVAL] {
        assert_eq!(house.decide(who, &read), unknown);
    }
    house.act(ELDER, &read).unwrap();
    assert!(house.rows.messages[&id].read);
    assert_eq!(house.decide(ELDER, &read), Ok(Vec::new()), "twice is once");
}
