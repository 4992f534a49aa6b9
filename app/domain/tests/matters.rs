//! What holds of matters of every kind: their tables of steps, and that what decides does what these say.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use std::collections::{BTreeMap, BTreeSet};

use house::*;
use linli_domain::decide::Effect;
use linli_domain::help::{Answerer, HelpBody, Word};
use linli_domain::json::{self, Code};
use linli_domain::matter::{Body, Kind, Matter, Phase, Step};
use linli_domain::mutation::{HelpCallBack, HelpMutation, HelpNote, HelpRef, HelpTriage, Mutation};
use linli_domain::policy::Standing;
use linli_domain::rows::Row;

/// What a kind begins with, in diagrams; and what it is after its end.
const NOTHING: &str = "[*]";

/// A change as a table or a decision has it: what the story tells, and from where to where.
type Change = (&'static str, &'static str, &'static str);

/// A kind of matter, as the tests of all kinds see it.
struct Table {
    name: &'static str,
    phases: BTreeMap<&'static str, Phase>,
    /// The stages that each change begins in and leads to; a line for each of the first.
    changes: Vec<Change>,
    /// Those that leave it where it stands.
    stays: Vec<Change>,
    /// How many steps there are that change the stage.
    steps: usize,
    deeds: BTreeSet<&'static str>,
    /// Without one of these a wish does not end: the word of whose it is, an attempt to have it that is written
    /// down, or somebody by name who has it from then on.
    needed: &'static [&'static str],
    /// What people really do to it.
    done: fn() -> Done,
}

/// What happened when everybody tried everything, wherever that led.
#[derive(Default)]
struct Done {
    changes: BTreeSet<Change>,
    mutations: BTreeSet<&'static str>,
    /// All that there are.
    names: BTreeSet<&'static str>,
}

/// A kind is told apart here, so that a new one does not compile until it has a table below.
fn table_of(kind: &Kind) -> Table {
    match kind {
        Kind::Help(_) => table::<HelpBody>(&["solved", "withdrawn", "not_reached", "handed_over"], help_done),
    }
}

/// One of each kind.
fn tables() -> Vec<Table> {
    let mut house = House::new();
    house.act(ELDER, &ask(1, Answerer::Community)).unwrap();
    house.rows.matters.values().map(|it| table_of(&it.kind)).collect()
}

fn table<B: Body>(needed: &'static [&'static str], done: fn() -> Done) -> Table {
    let lines = |step: &Step<B>| -> Vec<Change> {
        let from: Vec<_> = step.from.iter().map(|it| it.code()).collect();
        let from = if from.is_empty() { vec![NOTHING] } else { from };
        from.into_iter().map(|from| (step.deed.code(), from, step.to.map_or(from, Code::code))).collect()
    };
    let (moves, stays): (Vec<_>, Vec<_>) = B::STEPS.iter().partition(|it| it.to.is_some());
    Table {
        name: B::NAME,
        phases: B::Stage::all().map(|it| (it.code(), B::phase(it))).collect(),
        changes: moves.iter().flat_map(|it| lines(it)).collect(),
        stays: stays.iter().flat_map(|it| lines(it)).collect(),
        steps: moves.len(),
        deeds: B::Deed::all().map(Code::code).collect(),
        needed,
        done,
    }
}

/// Has everybody try all of this from wherever it led before, and looks at what each did and whether they might.
fn everything<B: Body>(begin: &[Mutation], then: &[Mutation], names: &[&'static str]) -> Done {
    let mut done = Done { names: names.iter().copied().collect(), ..Done::default() };
    let (mut seen, mut waiting) = (BTreeSet::new(), Vec::new());
    for mutation in begin {
        let (house, change) = tried::<B>(&House::new(), ELDER, mutation).unwrap();
        done.changes.insert(change);
        done.mutations.insert(mutation.name());
        waiting.push(house);
    }
    while let Some(house) = waiting.pop() {
        let it = house.help(help_id(1));
        if !seen.insert((json::to_text(&it.kind), it.escalated, it.taker)) {
            continue;
        }
        for who in [ELDER, DAUGHTER, NEIGHBOUR, RIVAL, CLERK, KEEPER, SUPERVISOR, OFFICER, ADMINISTRATOR] {
            for mutation in then {
                let Some((after, change)) = tried::<B>(&house, who, mutation) else { continue };
                let community = &house.rows.communities[&it.community_id];
                let standing = Standing::new(&house.actor(who), community, it.subject);
                let body: &B = it.body().unwrap();
                let may = |step: &&Step<B>| {
                    let same = step.deed.code() == change.0
                        && step.from.contains(&body.stage())
                        && step.to.map_or(change.1, Code::code) == change.2;
                    same && step.by.iter().any(|action| body.may(&standing, community, it, *action))
                };
                assert!(B::STEPS.iter().any(|it| may(&it)), "{who} did {change:?}, and no step lets them");
                done.changes.insert(change);
                done.mutations.insert(mutation.name());
                waiting.push(after);
            }
        }
    }
    done
}

/// What becomes of the matter when somebody does this, if they can.
fn tried<B: Body>(
    house: &House,
    who: linli_domain::ids::MemberId,
    mutation: &Mutation,
) -> Option<(House, Change)> {
    let stage = |it: &Matter| it.body::<B>().unwrap().stage().code();
    let from = house.rows.matters.get(&help_id(1)).map_or(NOTHING, stage);
    let effects = house.decide(who, mutation).ok()?;
    let deeds: Vec<_> = effects
        .iter()
        .filter_map(|it| match it {
            Effect::Put(row) => Some(&**row),
            Effect::Claim(..) | Effect::Release(..) | Effect::Renumber { .. } => None,
        })
        .filter_map(|it| if let Row::Event(event) = it { Some(event.what.deed()) } else { None })
        .collect();
    let [deed] = deeds[..] else { panic!("{}: {deeds:?}", mutation.name()) };
    let mut after = house.clone();
    after.rows.apply(effects);
    let matter = after.help(help_id(1));
    let to = stage(matter);
    // The clocks follow the stage, whatever the kind.
    assert_eq!(matter.ended.is_some(), !matter.is_open(), "{deed} to {to}");
    assert!(from == to || matter.stage_since == house.now, "{deed} to {to}");
    assert_eq!(matter.opened, house.now);
    Some((after, (deed, from, to)))
}

fn help_done() -> Done {
    let (help_id, note) = (help_id(1), "A word".to_owned());
    let said = || HelpNote { help_id, note: note.clone() };
    let named = || HelpRef { help_id };
    let mut then = vec![
        HelpMutation::Take(named()),
        HelpMutation::Note(said()),
        HelpMutation::Resolve(said()),
        HelpMutation::Close(named()),
        HelpMutation::Reopen(said()),
        HelpMutation::Escalate(said()),
        HelpMutation::GiveBack(said()),
        HelpMutation::Withdraw(named()),
    ];
    for answerer in Answerer::all() {
        then.push(HelpMutation::Triage(HelpTriage { help_id, answerer, owner: "Water works".to_owned() }));
    }
    for word in Word::all() {
        then.push(HelpMutation::CallBack(HelpCallBack { help_id, word, note: String::new() }));
    }
    let begin = [ask(1, Answerer::Community), ask(1, Answerer::Neighbour)];
    let then: Vec<_> = then.into_iter().map(Mutation::from).collect();
    everything::<HelpBody>(&begin, &then, HelpMutation::NAMES)
}

/// Where one comes to from there, by the changes that are let.
fn reached<'a>(from: &'a str, changes: impl Iterator<Item = &'a Change> + Clone) -> BTreeSet<&'a str> {
    let (mut found, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(here) = waiting.pop() {
        if found.insert(here) {
            waiting.extend(changes.clone().filter(|(_, from, _)| *from == here).map(|(_, _, to)| *to));
        }
    }
    found
}

#[test]
fn what_is_decided_is_what_the_tables_say() {
    for table in tables() {
        let done = (table.done)();
        let told: BTreeSet<_> = table.changes.iter().chain(&table.stays).copied().collect();
        assert_eq!(done.changes, told, "{}: left what people did, right the table", table.name);
        assert_eq!(done.mutations, done.names, "{}: left what somebody could do", table.name);
    }
}

#[test]
fn every_stage_comes_to_an_end_and_every_deed_happens() {
    for table in tables() {
        assert!(table.steps <= 16, "{}: what needs {} steps is two kinds", table.name, table.steps);
        let happens: BTreeSet<_> = table.changes.iter().chain(&table.stays).map(|it| it.0).collect();
        assert_eq!(happens, table.deeds, "{}", table.name);
        let all: BTreeSet<_> = table.phases.keys().copied().chain([NOTHING]).collect();
        assert_eq!(reached(NOTHING, table.changes.iter()), all, "{}", table.name);
        for stage in table.phases.keys() {
            let ends = reached(stage, table.changes.iter());
            assert!(ends.iter().any(|it| table.phases[it] == Phase::Ended), "{} {stage}", table.name);
        }
    }
}

/// The word of whose it is, an attempt to have it that is written down, or somebody by name who has it now.
#[test]
fn nobody_ends_a_wish_in_silence() {
    for table in tables() {
        let without = table.changes.iter().filter(|(deed, ..)| !table.needed.contains(deed));
        for stage in reached(NOTHING, without) {
            assert!(
                stage == NOTHING || table.phases[stage] != Phase::Ended,
                "a matter of the kind {} comes to {stage} without {:?}",
                table.name,
                table.needed
            );
        }
    }
}

#[test]
fn the_diagrams_are_drawn_from_the_tables() {
    let architecture = include_str!("../../../ARCHITECTURE.md");
    for table in tables() {
        let mut lines = vec!["stateDiagram-v2".to_owned()];
        for (deed, from, to) in &table.changes {
            lines.push(format!("    {from} --> {to}: {deed}"));
        }
        let ended = table.phases.iter().filter(|(_, phase)| **phase == Phase::Ended);
        lines.extend(ended.map(|(stage, _)| format!("    {stage} --> {NOTHING}")));
        let diagram = format!("```mermaid\n{}\n```", lines.join("\n"));
        assert!(
            architecture.contains(&diagram),
            "ARCHITECTURE.md should show, of {}:\n{diagram}",
            table.name
        );
    }
}
