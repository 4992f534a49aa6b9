//! Asking for help: the stages, who may move them, what neighbours see, the two clocks.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::help::{Answerer, HelpBody, Stage, Word, readable_help};
use linli_domain::ids::MemberId;
use linli_domain::message::{HelpNews, Message, News};
use linli_domain::mutation::{HelpAsk, HelpCallBack, HelpMutation, HelpNote, HelpRef, HelpTriage, Mutation};
use linli_domain::refusal::{CommonRefusal, Field, HelpRefusal, Refusal, Thing};
use linli_domain::rows::Row;
use linli_domain::systems::help::HelpDeed;

fn note(text: &str) -> HelpNote {
    HelpNote { help_id: help_id(1), note: text.to_owned() }
}

fn named() -> HelpRef {
    HelpRef { help_id: help_id(1) }
}

fn triage(answerer: Answerer, owner: &str) -> Mutation {
    Mutation::Help(HelpMutation::Triage(HelpTriage {
        help_id: help_id(1),
        answerer,
        owner: owner.to_owned(),
    }))
}

fn call_back(word: Word) -> Mutation {
    Mutation::Help(HelpMutation::CallBack(HelpCallBack { help_id: help_id(1), word, note: String::new() }))
}

fn take() -> Mutation {
    Mutation::Help(HelpMutation::Take(named()))
}

fn resolve() -> Mutation {
    Mutation::Help(HelpMutation::Resolve(note("Lamp changed")))
}

fn asked(answerer: Answerer) -> House {
    let mut house = House::new();
    house.act(ELDER, &ask(1, answerer)).unwrap();
    house
}

/// A house with the request in a stage, moved there by the people whose matter it is.
fn at_stage(stage: Stage) -> House {
    let mut house = asked(Answerer::Community);
    let way: &[(MemberId, Mutation)] = match stage {
        Stage::Received => &[],
        Stage::Triaged => &[(CLERK, triage(Answerer::Community, ""))],
        Stage::Assigned => &[(CLERK, take())],
        Stage::InProgress => {
            &[(CLERK, take()), (CLERK, Mutation::Help(HelpMutation::Note(note("On my way"))))]
        }
        Stage::Resolved => &[(CLERK, take()), (CLERK, resolve())],
        Stage::CalledBack => &[(CLERK, take()), (CLERK, resolve()), (ELDER, call_back(Word::Solved))],
        Stage::Closed => &[
            (CLERK, take()),
            (CLERK, resolve()),
            (ELDER, call_back(Word::Solved)),
            (CLERK, Mutation::Help(HelpMutation::Close(named()))),
        ],
        Stage::Withdrawn => &[(ELDER, Mutation::Help(HelpMutation::Withdraw(named())))],
        Stage::HandedOver => &[(CLERK, triage(Answerer::Other, "Water works"))],
    };
    for (who, mutation) in way {
        house.act(*who, mutation).unwrap();
    }
    assert_eq!(house.stage(help_id(1)), stage);
    house
}

const STAGES: [Stage; 9] = [
    Stage::Received,
    Stage::Triaged,
    Stage::Assigned,
    Stage::InProgress,
    Stage::Resolved,
    Stage::CalledBack,
    Stage::Closed,
    Stage::Withdrawn,
    Stage::HandedOver,
];

#[test]
fn each_step_is_possible_in_its_stages_and_in_no_other() {
    use Stage::{Assigned, CalledBack, Closed, HandedOver, InProgress, Received, Resolved, Triaged};
    let steps: [(MemberId, Mutation, &[Stage]); 11] = [
        (CLERK, triage(Answerer::Relief, ""), &[Received, Triaged, Assigned]),
        (CLERK, triage(Answerer::Other, "Water works"), &[Received, Triaged, Assigned]),
        (CLERK, take(), &[Received, Triaged]),
        (
            ELDER,
            Mutation::Help(HelpMutation::Note(note("Still dark"))),
            &[Received, Triaged, Assigned, InProgress, Resolved],
        ),
        (CLERK, resolve(), &[Assigned, InProgress]),
        (ELDER, call_back(Word::NotSolved), &[Resolved]),
        (CLERK, call_back(Word::NotReached), &[Resolved]),
        (ELDER, Mutation::Help(HelpMutation::Close(named())), &[CalledBack]),
        (ELDER, Mutation::Help(HelpMutation::Reopen(note("Dark again"))), &[CalledBack, Closed, HandedOver]),
        (
            CLERK,
            Mutation::Help(HelpMutation::Escalate(note("Too large for us"))),
            &[Received, Triaged, Assigned, InProgress],
        ),
        (ELDER, Mutation::Help(HelpMutation::Withdraw(named())), &[Received, Triaged, Assigned, InProgress]),
    ];
    for (who, mutation, stages) in steps {
        for stage in STAGES {
            let answer = at_stage(stage).decide(who, &mutation);
            if stages.contains(&stage) {
                assert!(answer.is_ok(), "{} in {stage:?}: {answer:?}", mutation.name());
            } else {
                assert_eq!(answer, Err(HelpRefusal::WrongStage { stage }.into()), "{}", mutation.name());
            }
        }
    }
}

#[test]
fn closing_needs_the_residents_word_or_an_attempt_to_have_it() {
    let mut house = at_stage(Stage::Resolved);
    let close = Mutation::Help(HelpMutation::Close(named()));
    assert_eq!(house.decide(CLERK, &close), Err(HelpRefusal::WrongStage { stage: Stage::Resolved }.into()));
    assert_eq!(house.decide(ELDER, &call_back(Word::NotReached)), Err(CommonRefusal::NotAllowed.into()));
    house.act(CLERK, &call_back(Word::NotReached)).unwrap();
    house.act(CLERK, &close).unwrap();
    assert_eq!(house.stage(help_id(1)), Stage::Closed);
    assert_eq!(house.help(help_id(1)).ended, Some(house.now));
    let deeds: Vec<_> = house.rows.story(help_id(1)).iter().map(|e| e.what).collect();
    assert_eq!(
        deeds,
        [HelpDeed::Asked, HelpDeed::Taken, HelpDeed::Resolved, HelpDeed::NotReached, HelpDeed::Closed]
    );
}

#[test]
fn what_is_not_solved_goes_on_with_who_had_it() {
    let mut house = at_stage(Stage::Resolved);
    house.act(ELDER, &call_back(Word::NotSolved)).unwrap();
    assert_eq!((house.stage(help_id(1)), house.help(help_id(1)).taker), (Stage::InProgress, Some(CLERK)));
    house.act(CLERK, &resolve()).unwrap();
    house.act(ELDER, &call_back(Word::Solved)).unwrap();
    house.act(ELDER, &Mutation::Help(HelpMutation::Close(named()))).unwrap();
    house.now = house.now.plus_days(3);
    let blank = house.decide(ELDER, &Mutation::Help(HelpMutation::Reopen(note(" "))));
    assert_eq!(blank, Err(CommonRefusal::Missing { field: Field::Note }.into()));
    house.act(ELDER, &Mutation::Help(HelpMutation::Reopen(note("Dark again")))).unwrap();
    let help = house.help(help_id(1));
    assert_eq!((house.stage(help_id(1)), help.ended, help.taker), (Stage::Triaged, None, None));
}

#[test]
fn handing_over_says_to_whom_and_can_be_taken_back() {
    let mut house = asked(Answerer::Community);
    assert_eq!(house.decide(CLERK, &triage(Answerer::Other, "  ")), Err(HelpRefusal::WhoseMatter.into()));
    house.act(CLERK, &triage(Answerer::Other, "Water works")).unwrap();
    let help = house.help(help_id(1));
    assert_eq!(
        (house.stage(help_id(1)), help.owner.as_str(), help.ended),
        (Stage::HandedOver, "Water works", Some(house.now))
    );
    house.act(ELDER, &Mutation::Help(HelpMutation::Reopen(note("They say it is yours")))).unwrap();
    let help = house.help(help_id(1));
    assert_eq!(
        (house.stage(help_id(1)), help.owner.as_str(), house.asked(help_id(1)).answerer),
        (Stage::Triaged, "", Answerer::Community)
    );
}

#[test]
fn who_had_a_request_that_was_handed_over_does_not_have_it_back() {
    let mut house = asked(Answerer::Neighbour);
    house.act(NEIGHBOUR, &take()).unwrap();
    let told = house.messages_to(NEIGHBOUR);
    house.act(CLERK, &triage(Answerer::Other, "Water works")).unwrap();
    assert_eq!((house.help(help_id(1)).taker, house.messages_to(NEIGHBOUR)), (None, told + 1));
    let stage = Stage::HandedOver;
    let handed = |m: &Message| {
        m.to == NEIGHBOUR && m.news == News::Help(HelpNews::Moved { help_id: help_id(1), stage })
    };
    assert!(house.rows.messages.values().any(handed));
    house.act(ELDER, &Mutation::Help(HelpMutation::Reopen(note("They say it is yours")))).unwrap();
    let help = house.help(help_id(1)).clone();
    assert_eq!((house.stage(help_id(1)), help.taker, help.taker_called.as_str()), (Stage::Triaged, None, ""));
    assert_eq!(readable_help(&house.actor(NEIGHBOUR), house.home(), help), None);
}

#[test]
fn escalation_starts_the_stage_anew_and_leaves_the_case_clock() {
    let mut house = at_stage(Stage::InProgress);
    let opened = house.now;
    house.now = opened.plus_hours(5);
    assert_eq!(
        house.decide(CLERK, &Mutation::Help(HelpMutation::Escalate(note("")))),
        Err(CommonRefusal::Missing { field: Field::Note }.into())
    );
    for who in [SUPERVISOR, OFFICER] {
        let hidden = Err(CommonRefusal::Unknown { what: Thing::Help }.into());
        assert_eq!(house.decide(who, &take()), hidden, "before it is escalated");
    }
    let told = house.messages_to(ELDER);
    house.act(CLERK, &Mutation::Help(HelpMutation::Escalate(note("Needs the street")))).unwrap();
    assert_eq!(house.messages_to(ELDER), told + 1);
    let help = house.help(help_id(1));
    let settings = &house.home().settings;
    assert_eq!((house.stage(help_id(1)), help.taker, help.escalated), (Stage::Triaged, None, true));
    assert_eq!(help.stage_clock(settings, house.now.plus_minutes(7)).ran, 7);
    assert_eq!(help.case_clock(settings, house.now).ran, 300);
    assert_eq!(help.case_clock(settings, house.now).left(), 72 * 60 - 300);
    assert_eq!(help.stage_clock(settings, house.now.plus_minutes(121)).left(), -1);
    let twice = house.decide(CLERK, &Mutation::Help(HelpMutation::Escalate(note("Again"))));
    assert_eq!(twice, Err(HelpRefusal::WrongStage { stage: Stage::Triaged }.into()));
    house.act(SUPERVISOR, &take()).unwrap();
    house.act(SUPERVISOR, &resolve()).unwrap();
    house.act(SUPERVISOR, &call_back(Word::NotReached)).unwrap();
    house.act(SUPERVISOR, &Mutation::Help(HelpMutation::Close(named()))).unwrap();
    // An officer reads, and does nothing.
    assert!(readable_help(&house.actor(OFFICER), house.home(), house.help(help_id(1)).clone()).is_some());
    assert_eq!(
        house.decide(OFFICER, &Mutation::Help(HelpMutation::Reopen(note("x")))),
        Err(CommonRefusal::NotAllowed.into())
    );
    // Both clocks stand still.
    let (help, settings) = (house.help(help_id(1)), &house.home().settings);
    assert_eq!(help.case_clock(settings, house.now.plus_days(9)).ran, 300);
}

#[test]
fn escalation_of_a_triaged_request_tells_the_resident_too() {
    let mut house = at_stage(Stage::Triaged);
    let told = house.messages_to(ELDER);
    house.act(CLERK, &Mutation::Help(HelpMutation::Escalate(note("Needs the street")))).unwrap();
    assert_eq!(house.messages_to(ELDER), told + 1);
}

#[test]
fn a_request_with_the_street_is_not_open_to_neighbours() {
    let mut house = asked(Answerer::Neighbour);
    assert!(house.decide(NEIGHBOUR, &take()).is_ok());
    house.act(CLERK, &Mutation::Help(HelpMutation::Escalate(note("Dangerous")))).unwrap();
    assert!(house.decide(NEIGHBOUR, &take()).is_err());
    assert_eq!(readable_help(&house.actor(NEIGHBOUR), house.home(), house.help(help_id(1)).clone()), None);
}

#[test]
fn neighbours_see_neither_name_nor_door_until_one_takes_it() {
    let mut house = asked(Answerer::Neighbour);
    let read =
        |house: &House, who| readable_help(&house.actor(who), house.home(), house.help(help_id(1)).clone());
    let secrets = [
        "Granny".to_owned(),
        "Zhang".to_owned(),
        "Lane of".to_owned(),
        "blue gate".to_owned(),
        "13800000256".to_owned(),
        ELDER.to_string(),
    ];
    let knows = |help: &linli_domain::matter::Matter| {
        let json = serde_json::to_string(help).unwrap();
        secrets.iter().filter(|s| json.contains(s.as_str())).count()
    };
    let open = read(&house, NEIGHBOUR).unwrap();
    assert_eq!(
        (knows(&open), open.body::<HelpBody>().unwrap().what.as_str()),
        (0, "The lamp in the kitchen is dark")
    );
    for who in [DAUGHTER, ELDER, CLERK] {
        assert_eq!(knows(&read(&house, who).unwrap()), secrets.len());
    }
    for who in [KEEPER, SUPERVISOR, OFFICER, ADMINISTRATOR] {
        assert_eq!(read(&house, who), None);
    }
    house.act(NEIGHBOUR, &take()).unwrap();
    assert_eq!(knows(&read(&house, NEIGHBOUR).unwrap()), secrets.len());
    assert_eq!(read(&house, RIVAL), None);
    // When it is over, the neighbour keeps no door.
    house.act(NEIGHBOUR, &resolve()).unwrap();
    // Whom they helped they may still know: the name by which she is greeted, and her id.
    assert_eq!(knows(&read(&house, NEIGHBOUR).unwrap()), 2);
    house.act(ELDER, &call_back(Word::Solved)).unwrap();
    house.act(ELDER, &Mutation::Help(HelpMutation::Close(named()))).unwrap();
    assert_eq!(knows(&read(&house, NEIGHBOUR).unwrap()), 0);
    assert_eq!(knows(&read(&house, CLERK).unwrap()), secrets.len());
}

#[test]
fn of_two_neighbours_the_second_is_told() {
    let mut house = asked(Answerer::Neighbour);
    house.act(NEIGHBOUR, &take()).unwrap();
    let help = house.help(help_id(1));
    assert_eq!(
        (house.stage(help_id(1)), help.taker, help.taker_called.as_str()),
        (Stage::Assigned, Some(NEIGHBOUR), "Neighbour")
    );
    assert_eq!(house.messages_to(ELDER), 1);
    assert_eq!(house.decide(RIVAL, &take()), Err(HelpRefusal::TakenByNeighbour.into()));
    assert_eq!(
        house.decide(NEIGHBOUR, &take()),
        Err(HelpRefusal::WrongStage { stage: Stage::Assigned }.into())
    );
    assert_eq!(house.decide(CLERK, &take()), Err(HelpRefusal::WrongStage { stage: Stage::Assigned }.into()));
    // Who saw it before it was withdrawn is told that it has ended, not that it never was.
    let mut gone = asked(Answerer::Neighbour);
    gone.act(ELDER, &Mutation::Help(HelpMutation::Withdraw(named()))).unwrap();
    assert_eq!(gone.decide(RIVAL, &take()), Err(HelpRefusal::WrongStage { stage: Stage::Withdrawn }.into()));
    // A version seen before somebody added a word does not cost the neighbour the request.
    let mut noted = asked(Answerer::Neighbour);
    noted.act(ELDER, &Mutation::Help(HelpMutation::Note(note("The key is below")))).unwrap();
    assert!(noted.decide_seeing(NEIGHBOUR, &take(), Some(1)).is_ok());
}

#[test]
fn not_everybody_takes_everything() {
    let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Help });
    let ours = asked(Answerer::Community);
    assert_eq!(ours.decide(NEIGHBOUR, &take()), Err(unknown.clone()), "not for neighbours");
    assert_eq!(ours.decide(ELDER, &take()), Err(CommonRefusal::NotAllowed.into()), "one's own");
    let theirs = asked(Answerer::Neighbour);
    assert_eq!(theirs.decide(DAUGHTER, &take()), Err(CommonRefusal::NotAllowed.into()), "her mother's");
    assert_eq!(theirs.decide(ELDER, &take()), Err(CommonRefusal::NotAllowed.into()));
    assert!(theirs.decide(CLERK, &take()).is_ok(), "staff takes any");
    let mut away = theirs.clone();
    away.rows.members.get_mut(&NEIGHBOUR).unwrap().roles[0].place_id = NEXT_DOOR;
    assert_eq!(away.decide(NEIGHBOUR, &take()), Err(unknown));
    for mutation in
        [resolve(), triage(Answerer::Community, ""), Mutation::Help(HelpMutation::Withdraw(named()))]
    {
        assert_eq!(
            theirs.decide(NEIGHBOUR, &mutation),
            Err(CommonRefusal::NotAllowed.into()),
            "{}",
            mutation.name()
        );
    }
}

#[test]
fn who_loses_a_request_is_told() {
    let mut house = asked(Answerer::Neighbour);
    house.act(NEIGHBOUR, &take()).unwrap();
    house.act(CLERK, &triage(Answerer::Community, "")).unwrap();
    assert_eq!((house.messages_to(NEIGHBOUR), house.help(help_id(1)).taker), (1, None));
    assert_eq!(house.help(help_id(1)).taker_called, "");
}

#[test]
fn a_word_reaches_the_others_and_begins_the_work() {
    let mut house = House::new();
    let mut args = HelpAsk { subject: Some(ELDER), ..plain() };
    args.answerer = Answerer::Neighbour;
    house.act(DAUGHTER, &Mutation::Help(HelpMutation::Ask(args))).unwrap();
    house.act(NEIGHBOUR, &take()).unwrap();
    assert_eq!((house.messages_to(ELDER), house.messages_to(DAUGHTER)), (1, 1), "who asked is told too");
    house.act(NEIGHBOUR, &Mutation::Help(HelpMutation::Note(note("I come at six")))).unwrap();
    assert_eq!((house.messages_to(ELDER), house.messages_to(DAUGHTER)), (2, 2));
    assert_eq!(house.stage(help_id(1)), Stage::InProgress);
    house.act(ELDER, &Mutation::Help(HelpMutation::Note(note("Ring twice")))).unwrap();
    assert_eq!((house.messages_to(NEIGHBOUR), house.messages_to(DAUGHTER)), (1, 3));
    assert_eq!(house.stage(help_id(1)), Stage::InProgress);
    assert_eq!(
        house.decide(ELDER, &Mutation::Help(HelpMutation::Note(note(" ")))),
        Err(CommonRefusal::Missing { field: Field::Note }.into())
    );
    house.act(ELDER, &Mutation::Help(HelpMutation::Withdraw(named()))).unwrap();
    assert_eq!(house.messages_to(NEIGHBOUR), 2, "who would have come need not");
}

#[test]
fn who_only_reads_a_request_adds_no_word() {
    let mut house = asked(Answerer::Community);
    house.act(CLERK, &Mutation::Help(HelpMutation::Escalate(note("No electrician")))).unwrap();
    let word = Mutation::Help(HelpMutation::Note(note("Tomorrow")));
    assert_eq!(house.decide(OFFICER, &word), Err(CommonRefusal::NotAllowed.into()));
    for who in [ELDER, DAUGHTER, CLERK, SUPERVISOR] {
        assert!(house.decide(who, &word).is_ok());
    }
}

fn plain() -> HelpAsk {
    match ask(1, Answerer::Community) {
        Mutation::Help(HelpMutation::Ask(args)) => args,
        _ => unreachable!(),
    }
}

#[test]
fn asking_needs_words_and_a_day_that_is_not_over() {
    let house = House::new();
    let asks = |change: &dyn Fn(&mut HelpAsk)| {
        let mut args = plain();
        change(&mut args);
        house.decide(ELDER, &Mutation::Help(HelpMutation::Ask(args))).err()
    };
    assert_eq!(asks(&|_| ()), None);
    assert_eq!(
        asks(&|a| a.what = " ".to_owned()),
        Some(Refusal::Common(CommonRefusal::Missing { field: Field::What }))
    );
    assert_eq!(
        asks(&|a| a.what = "灯".repeat(501)),
        Some(Refusal::Common(CommonRefusal::TooLongText { field: Field::What, limit: 500 }))
    );
    // Asked without a network for seven, sent at eight: help is not refused for that.
    assert_eq!(asks(&|a| a.wanted = Some(sh("2026-11-24 07:00"))), None);
    assert_eq!(
        asks(&|a| (a.wanted, a.at) = (Some(sh("2026-11-23 23:59")), Some(sh("2026-11-24 08:00")))),
        Some(Refusal::Common(CommonRefusal::Past))
    );
    assert_eq!(asks(&|a| a.subject = Some(RIVAL)), Some(Refusal::Common(CommonRefusal::NotAllowed)));
    let mut taken = house.clone();
    taken.act(RIVAL, &ask(1, Answerer::Community)).unwrap();
    assert_eq!(taken.decide(ELDER, &ask(1, Answerer::Community)), Err(CommonRefusal::Changed.into()));
}

#[test]
fn a_request_that_changed_meanwhile_is_not_moved_on_what_was_seen_before() {
    let mut house = at_stage(Stage::Resolved);
    if let Some(help) = house.rows.matters.get(&help_id(1)).cloned() {
        house.rows.put(Row::Matter(linli_domain::matter::Matter { ver: 9, ..help }));
    }
    assert_eq!(
        house.decide_seeing(ELDER, &call_back(Word::Solved), Some(8)),
        Err(CommonRefusal::Changed.into())
    );
    assert!(house.decide_seeing(ELDER, &call_back(Word::Solved), Some(9)).is_ok());
    assert!(
        house.decide_seeing(ELDER, &Mutation::Help(HelpMutation::Note(note("x"))), Some(8)).is_ok(),
        "a word is always heard"
    );
}
