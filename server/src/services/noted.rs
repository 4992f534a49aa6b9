//! What the audit's log (`linli::audit`) is told of the writes of people.

use linli_domain::ids::{MatterId, MemberId};
use linli_domain::mutation::{HelpMutation, MemberMutation, Mutation, Settled};
use linli_domain::refusal::{MemberRefusal, Refusal};

use super::session::Session;

/// What the audit's log is told of: ids only, since the log holds no names and no numbers.
pub(super) enum Noted {
    /// Somebody was registered, with a number or without. The answer to a number tells whether anybody
    /// has it.
    Registering(MemberId),
    /// Somebody was given another number, or theirs was taken away: whoever has a number is its person.
    Renumbering {
        member: MemberId,
        removed: bool,
    },
    /// Whoever takes a request is given a name, a number and a door.
    Taking(MatterId),
    GivingBack(MatterId),
}

impl Noted {
    pub(super) fn of(mutation: &Mutation) -> Option<Self> {
        match mutation {
            Mutation::Members(MemberMutation::Register(args)) => Some(Self::Registering(args.member_id)),
            Mutation::Members(MemberMutation::Renumber(args)) => {
                Some(Self::Renumbering { member: args.member_id, removed: args.remove })
            }
            Mutation::Help(HelpMutation::Take(args)) => Some(Self::Taking(args.help_id)),
            Mutation::Help(HelpMutation::GiveBack(args)) => Some(Self::GivingBack(args.help_id)),
            Mutation::Help(
                HelpMutation::Ask(_)
                | HelpMutation::Triage(_)
                | HelpMutation::Note(_)
                | HelpMutation::Resolve(_)
                | HelpMutation::CallBack(_)
                | HelpMutation::Close(_)
                | HelpMutation::Reopen(_)
                | HelpMutation::Escalate(_)
                | HelpMutation::Withdraw(_),
            )
            | Mutation::Rooms(_)
            | Mutation::Hours(_)
            | Mutation::Care(_)
            | Mutation::Bookings(_)
            | Mutation::Messages(_) => None,
        }
    }

    /// Whose sessions have ended with it.
    pub(super) fn signs_out(&self, result: &Settled) -> Option<MemberId> {
        match self {
            Self::Renumbering { member, .. } if *result == Settled::Applied => Some(*member),
            Self::Renumbering { .. } | Self::Registering(_) | Self::Taking(_) | Self::GivingBack(_) => None,
        }
    }

    pub(super) fn note(self, session: &Session, result: &Settled) {
        let reader = session.actor.id;
        let done = *result == Settled::Applied;
        match self {
            Self::Registering(member) => {
                let known =
                    *result == Settled::Refused { refusal: Refusal::Members(MemberRefusal::PhoneInUse) };
                tracing::info!(target: "linli::audit", %reader, %member, known, done, "registering");
            }
            Self::Renumbering { member, removed } => {
                let known =
                    *result == Settled::Refused { refusal: Refusal::Members(MemberRefusal::PhoneInUse) };
                tracing::info!(target: "linli::audit", %reader, %member, removed, known, done, "another number");
            }
            Self::Taking(help) if done => {
                tracing::info!(target: "linli::audit", %reader, %help, "a request was taken");
            }
            Self::GivingBack(help) if done => {
                tracing::info!(target: "linli::audit", %reader, %help, "a request was given back");
            }
            Self::Taking(_) | Self::GivingBack(_) => {}
        }
    }
}
