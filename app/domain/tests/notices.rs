//! Notices: who writes them, whom they reach, and until when.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use jiff::civil::Date;
use linli_domain::ids::MemberId;
use linli_domain::json::Json;
use linli_domain::mutation::{
    AudienceKind, Mutation, NoticeCorrect, NoticeDraft, NoticeMutation, NoticeRef, NoticeSeen, NoticeWithdraw,
};
use linli_domain::refusal::{CommonRefusal, NoticeRefusal, Refusal};
use linli_domain::systems::notices::{
    Audience, Notice, NoticeId, NoticeKind, NoticePhase, NoticeState, readable,
};
use linli_domain::time::Instant;
use uuid::Uuid;

const fn id(number: u128) -> NoticeId {
    NoticeId(Uuid::from_u128(0xa000 + number))
}

fn draft(number: u128, kind: NoticeKind) -> NoticeDraft {
    NoticeDraft {
        notice_id: id(number),
        community_id: HOME,
        kind,
        what: "停水".to_owned(),
        note: "明天上午停水。\n请备水。".to_owned(),
        audience: AudienceKind::All,
        age: None,
        building: String::new(),
        from: None,
        days: 7,
    }
}

fn write(of: NoticeDraft) -> Mutation {
    NoticeMutation::Draft(of).into()
}

fn publish(number: u128) -> Mutation {
    NoticeMutation::Publish(NoticeRef { notice_id: id(number) }).into()
}

fn withdraw(number: u128, reason: &str) -> Mutation {
    NoticeMutation::Withdraw(NoticeWithdraw { notice_id: id(number), reason: reason.to_owned() }).into()
}

fn seen(number: u128, subject: Option<MemberId>) -> Mutation {
    NoticeMutation::Seen(NoticeSeen { notice_id: id(number), subject }).into()
}

fn correct(number: u128, corrects: u128) -> Mutation {
    NoticeMutation::Correct(NoticeCorrect {
        notice_id: id(number),
        corrects: id(corrects),
        what: "停水（更正）".to_owned(),
        note: "后天停水。".to_owned(),
    })
    .into()
}

fn notice(house: &House, number: u128) -> &Notice {
    &house.rows.notices[&id(number)]
}

/// Published by the clerk at the house's present.
fn out(house: &mut House, number: u128, of: NoticeDraft) {
    house.act(CLERK, &write(of)).unwrap();
    house.act(CLERK, &publish(number)).unwrap();
}

fn not_allowed() -> Result<(), Refusal> {
    Err(Refusal::Common(CommonRefusal::NotAllowed))
}

fn refused(why: NoticeRefusal) -> Result<(), Refusal> {
    Err(Refusal::Notices(why))
}

#[test]
fn a_notice_holds_from_when_it_is_published_to_the_end_of_its_last_day() {
    let mut house = House::new();
    house.now = sh("2026-11-24 15:20");
    out(&mut house, 1, NoticeDraft { days: 2, ..draft(1, NoticeKind::News) });
    let it = notice(&house, 1).clone();
    assert_eq!((it.starts, it.ends), (Some(sh("2026-11-24 15:20")), Some(sh("2026-11-26 00:00"))));
    assert_eq!((it.state, it.ver, it.published), (NoticeState::Published, 2, Some(house.now)));
    let last = Instant::from_millis(sh("2026-11-26 00:00").millis() - 1);
    for (at, phase) in [
        (house.now, NoticePhase::Running),
        (last, NoticePhase::Running),
        (sh("2026-11-26 00:00"), NoticePhase::Ended),
    ] {
        assert_eq!(it.phase(at), phase, "{at}");
    }
}

#[test]
fn one_for_later_days_comes_with_its_first_by_the_communitys_clock() {
    // Where the clock is put back on 2026-11-01, so that the day has 25 hours.
    let mut house = House::within("America/New_York");
    house.now = at("2026-10-30T12:00:00-04:00");
    let first: Date = day("2026-11-01");
    out(&mut house, 1, NoticeDraft { from: Some(first), days: 1, ..draft(1, NoticeKind::Important) });
    let it = notice(&house, 1);
    let (starts, ends) = (at("2026-11-01T00:00:00-04:00"), at("2026-11-02T00:00:00-05:00"));
    assert_eq!((it.starts, it.ends), (Some(starts), Some(ends)));
    assert_eq!(it.phase(house.now), NoticePhase::Coming);
    assert_eq!(it.phase(starts), NoticePhase::Running);
}

#[test]
fn what_nobody_may_write() {
    let house = House::new();
    let of = |change: fn(&mut NoticeDraft)| {
        let mut it = draft(1, NoticeKind::News);
        change(&mut it);
        house.decide(CLERK, &write(it)).map(|_| ())
    };
    assert_eq!(of(|_| {}), Ok(()));
    assert_eq!(of(|it| it.what = " \u{200B}".to_owned()), refused(NoticeRefusal::NoWhat));
    assert_eq!(of(|it| it.what = "长".repeat(61)), refused(NoticeRefusal::WhatTooLong { limit: 60 }));
    assert_eq!(of(|it| it.note = "\n".to_owned()), refused(NoticeRefusal::NoText));
    assert_eq!(of(|it| it.note = "长".repeat(2_000)), Ok(()));
    assert_eq!(of(|it| it.note = "长".repeat(2_001)), refused(NoticeRefusal::TextTooLong { limit: 2_000 }));
    assert_eq!(of(|it| it.days = 0), refused(NoticeRefusal::TooShort { days: 1 }));
    assert_eq!(of(|it| it.days = i64::MIN), refused(NoticeRefusal::TooShort { days: 1 }));
    assert_eq!(of(|it| it.days = 90), Ok(()));
    for days in [91, i64::MAX] {
        let mut it = draft(1, NoticeKind::News);
        it.days = days;
        assert_eq!(house.decide(CLERK, &write(it)).map(|_| ()), refused(NoticeRefusal::TooLong { days: 90 }));
    }
    assert_eq!(of(|it| it.from = Some(day("2027-02-20"))), refused(NoticeRefusal::TooLong { days: 90 }));
    assert_eq!(of(|it| it.from = Some(day("9999-12-31"))), refused(NoticeRefusal::TooLong { days: 90 }));
    assert_eq!(of(|it| it.from = Some(day("2026-11-23"))), Err(CommonRefusal::Past.into()));
    assert_eq!(of(|it| it.audience = AudienceKind::From), refused(NoticeRefusal::WhichAge));
    let aged = |it: &mut NoticeDraft| (it.audience, it.age) = (AudienceKind::From, Some(121));
    assert_eq!(of(aged), refused(NoticeRefusal::WhichAge));
    assert_eq!(of(|it| it.audience = AudienceKind::Building), refused(NoticeRefusal::WhichBuilding));
    let short = |it: &mut NoticeDraft| (it.kind, it.days) = (NoticeKind::Announcement, 4);
    assert_eq!(of(short), refused(NoticeRefusal::TooShort { days: 5 }));
}

#[test]
fn the_line_that_says_what_it_is_about_is_one_line() {
    let mut house = House::new();
    let what = " 停\n水\u{202E} ".to_owned();
    house.act(CLERK, &write(NoticeDraft { what, ..draft(1, NoticeKind::News) })).unwrap();
    assert_eq!(notice(&house, 1).what, "停 水");
}

#[test]
fn only_the_desk_of_the_place_writes() {
    let mut house = House::new();
    out(&mut house, 1, draft(1, NoticeKind::News));
    house.act(CLERK, &write(draft(2, NoticeKind::News))).unwrap();
    for who in [ELDER, NEIGHBOUR, KEEPER, SUPERVISOR, OFFICER, ADMINISTRATOR] {
        for deed in [
            write(draft(3, NoticeKind::News)),
            NoticeMutation::Edit(draft(2, NoticeKind::News)).into(),
            publish(2),
            withdraw(1, "why"),
            correct(4, 1),
        ] {
            assert_eq!(house.decide(who, &deed).map(|_| ()), not_allowed(), "{who} {}", deed.name());
        }
    }
    let next_door = NoticeDraft { community_id: NEXT_DOOR, ..draft(3, NoticeKind::News) };
    assert_eq!(house.decide(CLERK, &write(next_door)).map(|_| ()), not_allowed());
    // What there is not is answered as what one may not.
    assert_eq!(house.decide(CLERK, &publish(9)).map(|_| ()), not_allowed());
}

#[test]
fn what_people_have_read_is_not_changed() {
    let mut house = House::new();
    house.act(CLERK, &write(draft(1, NoticeKind::News))).unwrap();
    let better = NoticeDraft { what: "停电".to_owned(), ..draft(1, NoticeKind::Important) };
    house.act(CLERK, &NoticeMutation::Edit(better.clone()).into()).unwrap();
    assert_eq!((notice(&house, 1).what.as_str(), notice(&house, 1).ver), ("停电", 2));
    house.act(CLERK, &publish(1)).unwrap();
    for deed in [publish(1), NoticeMutation::Edit(better).into()] {
        assert_eq!(house.decide(CLERK, &deed).map(|_| ()), refused(NoticeRefusal::Fixed));
    }
    let missing = CommonRefusal::Missing { field: linli_domain::refusal::Field::Reason };
    assert_eq!(house.decide(CLERK, &withdraw(1, " ")).map(|_| ()), Err(missing.into()));
    house.act(CLERK, &withdraw(1, "写错了")).unwrap();
    let it = notice(&house, 1);
    assert_eq!(
        (it.phase(house.now), it.reason.as_str(), it.is_public()),
        (NoticePhase::Withdrawn, "写错了", true)
    );
    assert_eq!(house.decide(CLERK, &withdraw(1, "again")).map(|_| ()), refused(NoticeRefusal::Over));
}

#[test]
fn two_at_the_desk_do_not_write_over_each_other() {
    let mut house = House::new();
    house.act(CLERK, &write(draft(1, NoticeKind::News))).unwrap();
    let edit: Mutation = NoticeMutation::Edit(draft(1, NoticeKind::News)).into();
    house.act(CLERK, &edit).unwrap();
    for deed in [edit, publish(1), withdraw(1, "why")] {
        let late = house.decide_seeing(CLERK, &deed, Some(1)).map(|_| ());
        assert_eq!(late, Err(CommonRefusal::Changed.into()), "{}", deed.name());
    }
}

#[test]
fn a_draft_that_is_thrown_away_was_never_told() {
    let mut house = House::new();
    house.act(CLERK, &write(draft(1, NoticeKind::Announcement))).unwrap();
    house.act(CLERK, &withdraw(1, "")).unwrap();
    assert!(!notice(&house, 1).is_public());
    assert_eq!(house.decide(CLERK, &publish(1)).map(|_| ()), refused(NoticeRefusal::Fixed));
}

#[test]
fn an_announcement_stands_and_is_corrected_by_another() {
    let mut house = House::new();
    out(&mut house, 1, draft(1, NoticeKind::Announcement));
    assert_eq!(house.decide(CLERK, &withdraw(1, "oops")).map(|_| ()), refused(NoticeRefusal::Stands));
    let before = notice(&house, 1).clone();
    house.now = sh("2026-11-27 10:00");
    house.act(CLERK, &correct(2, 1)).unwrap();
    assert_eq!(*notice(&house, 1), before, "nothing of it has changed");
    let it = notice(&house, 2);
    assert_eq!(
        (it.corrects, it.kind, it.phase(house.now)),
        (Some(id(1)), NoticeKind::Announcement, NoticePhase::Running)
    );
    // Four days are left of the first: the correction stands for the five that any does.
    assert_eq!((before.ends, it.ends), (Some(sh("2026-12-01 00:00")), Some(sh("2026-12-02 00:00"))));
    // A correction is an announcement too.
    house.act(CLERK, &correct(3, 2)).unwrap();
    // What has ended, and what is no announcement, is not corrected.
    out(&mut house, 4, draft(4, NoticeKind::News));
    assert_eq!(house.decide(CLERK, &correct(5, 4)).map(|_| ()), refused(NoticeRefusal::NothingToCorrect));
    house.now = sh("2026-12-01 00:00");
    assert_eq!(house.decide(CLERK, &correct(5, 1)).map(|_| ()), refused(NoticeRefusal::NothingToCorrect));
    assert_eq!(house.decide(CLERK, &withdraw(1, "late")).map(|_| ()), refused(NoticeRefusal::Over));
}

#[test]
fn so_many_a_day_and_no_more() {
    let mut house = House::new();
    house.settings().notices.notice_day_limit = 2;
    out(&mut house, 1, draft(1, NoticeKind::Announcement));
    out(&mut house, 2, draft(2, NoticeKind::News));
    house.act(CLERK, &write(draft(3, NoticeKind::News))).unwrap();
    let full = refused(NoticeRefusal::TooMany { limit: 2 });
    assert_eq!(house.decide(CLERK, &publish(3)).map(|_| ()), full);
    assert_eq!(house.decide(CLERK, &correct(4, 1)).map(|_| ()), full);
    // Until the community's midnight.
    house.now = sh("2026-11-25 00:00");
    house.act(CLERK, &publish(3)).unwrap();
}

#[test]
fn whom_it_reaches() {
    let mut house = House::new();
    let year = 2026;
    let reaches = |house: &mut House, audience: &Audience, born: i16, door: &str| {
        let elder = house.elder();
        elder.birth_year = born;
        door.clone_into(&mut elder.address);
        audience.reaches(house.elder(), year)
    };
    let from = Audience::From { age: 65 };
    // Whoever comes to the age within the year belongs; of no year of birth nobody is left out.
    for (born, is) in [(1960, true), (1961, true), (1962, false), (2030, true), (0, true), (1895, true)] {
        assert_eq!(reaches(&mut house, &from, born, ""), is, "{born}");
    }
    let building = |it: &str| Audience::Building { building: it.to_owned() };
    for (wanted, door, is) in [
        ("3 幢", "安平路 12 号 3 幢 502", true),
        ("3", "安平路 12 号 3 幢 502", true),
        ("３号楼", "安平路12号3幢502", true),
        ("3 幢", "安平路 3 号 13 幢 502", false),
        ("3 幢", "安平路 12 号 4 幢 302", false),
        // A door of which nobody can tell.
        ("3 幢", "", true),
        ("3 幢", "卜桥村 4 组 3 号", true),
        ("3 幢", "三号楼 302", true),
        // A building with a name.
        ("桂花苑", "桂花苑 2 单元", true),
        ("桂花苑", "安平路 12 号", false),
        ("桂花苑", " ", true),
    ] {
        assert_eq!(reaches(&mut house, &building(wanted), 1950, door), is, "{wanted} at {door}");
    }
}

#[test]
fn who_reads_it() {
    let mut house = House::with_carers(1);
    house.elder().birth_year = 1946;
    house.rows.members.get_mut(&NEIGHBOUR).unwrap().birth_year = 1990;
    let (mut aged, draft_too) = (draft(1, NoticeKind::Important), draft(2, NoticeKind::News));
    (aged.audience, aged.age) = (AudienceKind::From, Some(80));
    out(&mut house, 1, aged);
    house.act(CLERK, &write(draft_too)).unwrap();
    let reads = |who: MemberId, number: u128| {
        let people = [Some(who), (who == DAUGHTER).then_some(ELDER)];
        let people = people.into_iter().flatten().map(|it| &house.rows.members[&it]);
        readable(&house.actor(who), house.home(), notice(&house, number).clone(), people, 2026).is_some()
    };
    for (who, is, of_draft) in [
        (ELDER, true, false),
        (DAUGHTER, true, false),
        (NEIGHBOUR, false, false),
        (CLERK, true, true),
        (KEEPER, true, false),
        (carer_ids(0).1, true, false),
        (ADMINISTRATOR, false, false),
    ] {
        assert_eq!((reads(who, 1), reads(who, 2)), (is, of_draft), "{who}");
    }
}

#[test]
fn who_has_seen_it() {
    let mut house = House::new();
    let mut aged = draft(1, NoticeKind::Emergency);
    (aged.audience, aged.age) = (AudienceKind::From, Some(60));
    house.rows.members.get_mut(&NEIGHBOUR).unwrap().birth_year = 1990;
    house.act(CLERK, &write(aged)).unwrap();
    assert_eq!(house.decide(ELDER, &seen(1, None)).map(|_| ()), not_allowed(), "a draft is nobody's");
    house.act(CLERK, &publish(1)).unwrap();
    house.act(ELDER, &seen(1, None)).unwrap();
    // Said twice it is said once.
    house.act(ELDER, &seen(1, None)).unwrap();
    house.act(DAUGHTER, &seen(1, Some(ELDER))).unwrap();
    assert_eq!((notice(&house, 1).seen.clone(), notice(&house, 1).ver), (vec![ELDER], 2));
    // The desk says it of whom it has called.
    house.act(CLERK, &seen(1, Some(RIVAL))).unwrap();
    assert_eq!(notice(&house, 1).seen, [ELDER, RIVAL]);
    for (who, subject) in
        [(NEIGHBOUR, None), (ELDER, Some(RIVAL)), (KEEPER, Some(RIVAL)), (CLERK, Some(NEIGHBOUR))]
    {
        assert_eq!(house.decide(who, &seen(1, subject)).map(|_| ()), not_allowed(), "{who} of {subject:?}");
    }
    // Nobody is told of others.
    let read = |who: MemberId| {
        let people = [&house.rows.members[&who]];
        readable(&house.actor(who), house.home(), notice(&house, 1).clone(), people, 2026).unwrap().seen
    };
    assert_eq!((read(ELDER), read(RIVAL), read(CLERK)), (vec![ELDER], vec![RIVAL], Vec::new()));
}

#[test]
fn a_notice_is_read_without_what_came_later() {
    let mut house = House::new();
    out(&mut house, 1, draft(1, NoticeKind::News));
    let mut json = notice(&house, 1).write();
    for field in ["reason", "corrects", "seen", "from"] {
        json.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(Notice::read(&json).as_ref(), Ok(notice(&house, 1)));
    assert_eq!(serde_json::from_value::<Notice>(json).unwrap(), *notice(&house, 1));
}
