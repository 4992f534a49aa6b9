//! Who may do what with requests for help.

use super::{Answerer, HelpBody, Stage};
use crate::ids::MemberId;
use crate::matter::{Kind, Matter};
use crate::place::{Community, Settings};
use crate::policy::{Actor, Standing, actions};

actions! {
    /// What somebody wants to do with a request.
    Action {
        /// Ask for the person; withdraw it.
        Ask,
        /// Read a request whole.
        See,
        /// Read a request for neighbours without name and door, and take it.
        AnswerAsNeighbour,
        /// Say who answers, escalate, note that nobody was reached.
        Triage,
        /// Take it as staff; resolve it.
        Handle,
        /// Add a word: who handles it, or whose it is. Not who only reads it.
        Note,
        /// Say whether help arrived; close; reopen.
        Judge,
        /// See what is with the subdistrict.
        SeeEscalated,
    }
}

/// What of a request decides who may what with it; by default of one that there is not yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// Who took it.
    pub taker: Option<MemberId>,
    /// Whether it is with the subdistrict.
    pub escalated: bool,
    /// Whether it is open to neighbours now.
    pub for_neighbours: bool,
}

impl Target {
    /// Of a request of the community.
    #[must_use]
    pub fn new(community: &Community, matter: &Matter, help: &HelpBody) -> Self {
        Self {
            taker: matter.taker,
            escalated: matter.escalated,
            for_neighbours: open_to_neighbours(&community.settings, matter, help),
        }
    }
}

/// Whether neighbours can read a request now, without name and door, and take it.
#[must_use]
pub fn open_to_neighbours(settings: &Settings, matter: &Matter, help: &HelpBody) -> bool {
    let let_out = match help.stage {
        Stage::Triaged => true,
        Stage::Received => !settings.help.neighbours_after_staff,
        Stage::Assigned
        | Stage::InProgress
        | Stage::Resolved
        | Stage::CalledBack
        | Stage::Closed
        | Stage::Withdrawn
        | Stage::HandedOver => false,
    };
    let_out && help.answerer == Answerer::Neighbour && matter.taker.is_none() && !matter.escalated
}

/// Whether somebody may do this with a request.
#[must_use]
pub fn may(who: &Standing, action: Action, target: &Target) -> bool {
    let took = target.taker == Some(who.id);
    match action {
        Action::Ask => who.own || who.clerk,
        Action::See => who.own || who.clerk || took || (target.escalated && (who.street || who.officer)),
        Action::AnswerAsNeighbour => who.lives_here && target.for_neighbours && !who.own,
        Action::Triage => who.clerk || (target.escalated && who.street),
        Action::Handle => who.clerk || took || (target.escalated && who.street),
        Action::Note => who.own || who.clerk || took || (target.escalated && who.street),
        Action::Judge => who.own || who.clerk || (target.escalated && who.street),
        Action::SeeEscalated => who.street || who.officer,
    }
}

/// A request as this reader may know it; `None` when they may not know of it. A neighbour who took
/// one has the way to who asked until it is done, and how they are called until it is closed. What a
/// caregiver must mind at the door is nobody's who answers a request.
#[must_use]
pub fn readable_help(actor: &Actor, community: &Community, mut matter: Matter) -> Option<Matter> {
    if let Some(contact) = &mut matter.contact {
        contact.risks.clear();
    }
    let who = Standing::new(actor, community, matter.subject);
    let help: &HelpBody = matter.body()?;
    let (target, stage) = (Target::new(community, &matter, help), help.stage);
    if may(&who, Action::See, &target) {
        let only_took = !may(&who, Action::See, &Target { taker: None, ..target });
        Some(match stage {
            Stage::Received | Stage::Triaged | Stage::Assigned | Stage::InProgress => matter,
            _ if !only_took => matter,
            Stage::Resolved | Stage::CalledBack => without_door(matter),
            Stage::Closed | Stage::Withdrawn | Stage::HandedOver => for_neighbours(matter),
        })
    } else if may(&who, Action::AnswerAsNeighbour, &target) {
        Some(for_neighbours(matter))
    } else {
        None
    }
}

/// Without the way to who asked.
fn without_door(mut matter: Matter) -> Matter {
    let Kind::Help(help) = &mut matter.kind;
    help.place = String::new();
    Matter { contact: None, ..matter }
}

/// What a neighbour sees before taking it: no name, no door.
fn for_neighbours(matter: Matter) -> Matter {
    Matter { subject: None, actor: None, called: String::new(), ..without_door(matter) }
}
