//! Requests for help.

pub(crate) mod ask;
#[cfg(feature = "staff")]
mod at_desk;
#[cfg(feature = "staff")]
mod card;
mod chip;
#[cfg(feature = "staff")]
pub(crate) mod desk;
mod entry;
pub(crate) mod neighbours;
mod refused;
mod request;
#[cfg(feature = "staff")]
pub(crate) mod street;
pub mod words;

use leptos::prelude::*;
use leptos_router::path;
#[cfg(feature = "ssr")]
use linli_domain::help::Stage;
use linli_domain::help::{self, HelpBody};
use linli_domain::ids::MatterId;
#[cfg(feature = "ssr")]
use linli_domain::json::Code;
use linli_domain::matter::{Matter, Phase};
use linli_domain::member::Role;
use linli_domain::message::HelpNews;
use linli_domain::mutation::{HelpMutation, Mutation};
use linli_domain::policy::{Actor, Standing};
use linli_domain::refusal::Offer;
use linli_domain::rows::Rows;
use linli_domain::search::Query;
use linli_domain::story::StoryEvent;
use linli_domain::systems::help::HelpDeed;
use linli_domain::time::Instant;

use super::{About, Call, Finds, Hit, Link, Mine, Own, Part, Says, System, Told, Work, field_of, fit};
use crate::components::{Door, Picture, Tint};
use crate::pages::common::brief;
use crate::pages::finding::topic::{Here, Topic};
use crate::pages::later::{Later, later};
use crate::pages::routes::page;
use crate::store::Store;
use crate::strings::{Lang, Side, both};
pub use chip::StageChip;
use entry::help_entry;

/// What help adds to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: Some(|| {
        vec![
            later(path!("/help/ask"), Later::HelpAsk),
            later(path!("/help/neighbours"), Later::Neighbours),
            page(path!("/help/:id"), request::Help),
        ]
    }),
    #[cfg(feature = "staff")]
    staff_routes: Some(|| {
        vec![
            later(path!("/desk/help/:id"), Later::DeskHelp),
            later(path!("/street"), Later::Escalated),
            later(path!("/street/:id"), Later::Case),
        ]
    }),
    door: Some(door),
    work: Some(Work {
        place: 30,
        roles: &[Role::Supervisor, Role::Officer],
        href: "/street",
        picture: Picture::Street,
        title: both!(help.door_street),
        about: both!(help.door_street_about),
        nav: &[Link { href: "/street", picture: Picture::Street, words: both!(help.nav_street) }],
    }),
    call: Some(asking),
    first: None,
    next: None,
    mine: Some(Mine { all: mine, entry: |store, rows, id| entry(store, rows, MatterId(id)) }),
    finds: Some(Finds {
        title: both!(help.found),
        all: found,
        entry: |store, rows, key| Some(entry(store, rows, key.parse().ok()?)),
    }),
    topics: &[Topic {
        place: 30,
        code: "help",
        picture: Picture::Hands,
        here: Here::At("/help/ask"),
        title: both!(help.topic),
        text: both!(help.topic_text),
        keywords: both!(help.topic_keywords),
    }],
    about: Some(about),
    retold: Some(retold),
    desk: None,
    #[cfg(feature = "staff")]
    at_desk: at_desk::AT_DESK,
    #[cfg(feature = "ssr")]
    chips: Some(|| Stage::all().map(|stage| view! { <StageChip stage/> }.into_any()).collect()),
};

impl Says for HelpMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Ask(_) => lang.help().did_ask(),
            Self::Triage(_) => lang.help().did_triage(),
            Self::Take(_) => lang.help().did_take(),
            Self::Note(_) => lang.help().did_note(),
            Self::GiveBack(_) => lang.help().did_give_back(),
            Self::Resolve(_) => lang.help().did_resolve(),
            Self::CallBack(_) => lang.help().did_call_back(),
            Self::Close(_) => lang.help().did_close(),
            Self::Reopen(_) => lang.help().did_reopen(),
            Self::Escalate(_) => lang.help().did_escalate(),
            Self::Withdraw(_) => lang.help().did_withdraw(),
        }
    }

    fn made(&self, _: Store, _: &Rows) -> Option<Vec<String>> {
        let Self::Ask(it) = self else { return None };
        Some(vec![it.what.clone()])
    }

    fn again(&self, _: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        None
    }
}

/// Whether a request is this reader's affair.
pub fn is_own_help(actor: &Actor, matter: &Matter) -> bool {
    matter.subject.is_some_and(|it| actor.stands_for(it))
}

/// Whether a reader may do this with a request.
fn may(rows: &Rows, actor: &Actor, (matter, help): (&Matter, &HelpBody), action: help::Action) -> bool {
    rows.communities.get(&matter.community_id).is_some_and(|place| {
        let who = Standing::new(actor, place, matter.subject);
        help::may(&who, action, &help::Target::new(place, matter, help))
    })
}

fn door(store: Store, _: bool) -> AnyView {
    let lang = store.lang();
    view! {
        <Door
            href="/help/ask"
            picture=Picture::Hands
            tint=Tint::Plum
            title=lang.help().door()
            about=brief(store, lang.help().door_about())
        />
    }
    .into_any()
}

/// How many neighbours ask.
fn asking(store: Store, rows: &Rows, actor: &Actor) -> Option<Call> {
    let asks = |it: &(&Matter, &HelpBody)| may(rows, actor, *it, help::Action::AnswerAsNeighbour);
    let count = rows.matters_of().filter(asks).count();
    (count > 0).then(|| Call {
        href: "/help/neighbours",
        picture: Picture::People,
        words: store.lang().help().neighbours_ask(count),
    })
}

/// The latest first.
fn mine(rows: &Rows, actor: &Actor, _: Instant) -> Vec<Own> {
    let own = rows.matters_of::<HelpBody>().map(|(it, _)| it).filter(|it| is_own_help(actor, it));
    let own = own.map(|it| {
        let part = match it.kind.phase() {
            Phase::Answered => Part::Word,
            Phase::Asked | Phase::Ours => Part::Under(both!(help.mine_helps)),
            Phase::Ended => Part::Past,
        };
        Own { part, at: it.opened, id: it.id.0 }
    });
    let mut all: Vec<_> = own.collect();
    all.sort_by_key(|it| core::cmp::Reverse(it.at));
    all
}

fn entry(store: Store, rows: &Rows, id: MatterId) -> AnyView {
    rows.matter_of(id).map(|it| help_entry(store, it)).into_any()
}

fn found(rows: &Rows, actor: Option<&Actor>, query: &Query) -> Vec<Hit> {
    let fitting = rows.matters_of::<HelpBody>().filter_map(|(it, help)| {
        let mine = actor.is_some_and(|actor| is_own_help(actor, it));
        let keywords = if mine { both!(help.found) } else { both!(help.neighbours_title) };
        let fit = fit(query, &[&help.what], &keywords.joined(), &it.called)?;
        Some(Hit { fit, latest: it.opened.millis(), key: it.id.to_string() })
    });
    fitting.collect()
}

fn about(store: Store, rows: &Rows, fields: &[(String, String)]) -> Option<About> {
    let id: MatterId = field_of(fields, "help_id").parse().ok()?;
    let (it, help) = rows.matter_of::<HelpBody>(id)?;
    let actor = store.actor_once();
    let side = match &actor {
        Some(actor) if !is_own_help(actor, it) && actor.works_at_desk() => Side::Staff,
        Some(_) | None => Side::Resident,
    };
    let link = actor.map(|actor| {
        let page = match &actor {
            own if is_own_help(own, it) => "/help",
            clerk if clerk.has(Role::Clerk) => "/desk/help",
            street if street.has(Role::Supervisor) || street.has(Role::Officer) => "/street",
            _ => "/help",
        };
        format!("{page}/{}", it.id)
    });
    Some(About { words: vec![help.what.clone()], side, link })
}

/// Who has taken a request, has not said that it is done, and opens it again has given it back.
fn retold(lang: Lang, before: &[StoryEvent], event: &StoryEvent) -> Option<&'static str> {
    let turns = [HelpDeed::Taken, HelpDeed::Resolved, HelpDeed::Closed, HelpDeed::Reopened];
    let last = before.iter().rev().find(|it| turns.iter().any(|deed| it.what == *deed));
    let taker = last.filter(|it| it.what == HelpDeed::Taken).and_then(|it| it.actor);
    let gave_back = event.what == HelpDeed::Reopened && taker.is_some() && taker == event.actor;
    gave_back.then(|| lang.help().deed_gave_back())
}

/// As whom the reader is told, which decides the words and where they lead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// It is their own, or of whom they act for.
    Own,
    Staff,
    /// They have taken somebody's request.
    Taker,
}

/// By the row where the reader has it. What is old or not theirs to see any more has none: then by
/// what they are.
fn reader(store: Store, rows: &Rows, id: MatterId) -> Reader {
    let Some(actor) = store.actor_once() else { return Reader::Own };
    let clerk = actor.has(Role::Clerk);
    match rows.matters.get(&id) {
        Some(it) if is_own_help(&actor, it) => Reader::Own,
        Some(it) if it.taker == Some(actor.id) && !clerk => Reader::Taker,
        Some(_) => Reader::Staff,
        None if clerk => Reader::Staff,
        None => Reader::Own,
    }
}

/// That a request has moved on.
#[must_use]
pub fn told(store: Store, rows: &Rows, news: &HelpNews) -> Told {
    let HelpNews::Moved { help_id: id, stage } = *news;
    let (lang, reader) = (store.lang(), reader(store, rows, id));
    let stage = match reader {
        Reader::Staff | Reader::Taker => lang.stage_for_staff(stage),
        Reader::Own => lang.stage(stage),
    };
    let page = if reader == Reader::Staff { "/desk/help" } else { "/help" };
    Told {
        words: lang.help().news(stage),
        more: rows.matter_of::<HelpBody>(id).map(|(_, it)| it.what.clone()).unwrap_or_default(),
        href: Some(format!("{page}/{id}")),
    }
}
