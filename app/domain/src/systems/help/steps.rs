//! What can be done with a request for help, and where that leads: the one place that says so.

use super::Action::{AnswerAsNeighbour, Ask, Handle, Judge, Note, Triage};
use super::Stage::{
    Assigned, CalledBack, Closed, HandedOver, InProgress, Received, Resolved, Triaged, Withdrawn,
};
use super::{HelpBody, HelpDeed as Deed, Stage};
use crate::matter::Step;

type It = Step<HelpBody>;

/// Not told done yet.
const UNDONE: &[Stage] = &[Received, Triaged, Assigned, InProgress];
/// Nobody has begun with it.
const UNTOUCHED: &[Stage] = &[Received, Triaged, Assigned];
/// Somebody has it, and has not told it done.
pub(super) const TAKEN: &[Stage] = &[Assigned, InProgress];

/// How a request stands when it comes in.
pub(super) const FIRST: Stage = Received;

pub(super) const ASK: It = Step::begins(Deed::Asked, FIRST, &[Ask]);
pub(super) const TRIAGE: It = Step::moves(Deed::Triaged, UNTOUCHED, Triaged, &[Triage]).freeing();
pub(super) const HAND_OVER: It = Step::moves(Deed::HandedOver, UNTOUCHED, HandedOver, &[Triage]).freeing();
pub(super) const TAKE: It =
    Step::moves(Deed::Taken, &[Received, Triaged], Assigned, &[Handle, AnswerAsNeighbour]);
/// It stands as it did when it came in, so that staff looks at it again, and others may take it. The story calls it
/// opened again, a word that phones of every build can read.
pub(super) const GIVE_BACK: It = Step::moves(Deed::Reopened, TAKEN, FIRST, &[Handle]).freeing();
/// A word on a request that is open.
pub(super) const SAY: It =
    Step::stays(Deed::Noted, &[Received, Triaged, Assigned, InProgress, Resolved], &[Note]);
/// The first word of who has it: they have begun.
pub(super) const BEGIN: It = Step::moves(Deed::Noted, &[Assigned], InProgress, &[Note]);
pub(super) const RESOLVE: It = Step::moves(Deed::Resolved, TAKEN, Resolved, &[Handle]);
/// The resident's to say, or staff's who asked them.
pub(super) const SOLVED: It = Step::moves(Deed::Solved, &[Resolved], CalledBack, &[Judge]);
pub(super) const NOT_SOLVED: It = Step::moves(Deed::NotSolved, &[Resolved], InProgress, &[Judge]);
/// Staff's to say, who tried.
pub(super) const NOT_REACHED: It = Step::moves(Deed::NotReached, &[Resolved], CalledBack, &[Triage]);
/// Only after the resident's word, or a recorded attempt to have it.
pub(super) const CLOSE: It = Step::moves(Deed::Closed, &[CalledBack], Closed, &[Judge]);
/// Whoever had it then does not get the door back without being asked.
pub(super) const REOPEN: It =
    Step::moves(Deed::Reopened, &[CalledBack, Closed, HandedOver], Triaged, &[Judge]).freeing();
/// To the subdistrict.
pub(super) const ESCALATE: It = Step::moves(Deed::Escalated, UNDONE, Triaged, &[Triage]).freeing();
pub(super) const WITHDRAW: It = Step::moves(Deed::Withdrawn, UNDONE, Withdrawn, &[Ask]);

pub(super) const ALL: &[It] = &[
    ASK,
    TRIAGE,
    HAND_OVER,
    TAKE,
    GIVE_BACK,
    SAY,
    BEGIN,
    RESOLVE,
    SOLVED,
    NOT_SOLVED,
    NOT_REACHED,
    CLOSE,
    REOPEN,
    ESCALATE,
    WITHDRAW,
];
