//! Who may do what with notices, and what a reader has of them.

use super::Notice;
use crate::member::Member;
use crate::place::Community;
use crate::policy::{Actor, Standing, actions};

actions! {
    /// What somebody wants to do with a notice.
    Action {
        See,
        /// Write, publish, withdraw and correct it, and see whom it has not come to.
        Write,
        /// Say that the person whom the standing is to has seen it.
        Acknowledge,
    }
}

/// What decides who may, of a notice.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Target {
    /// It was never published.
    pub draft: bool,
    /// It concerns the person whom the standing is to.
    pub reaches: bool,
}

/// Whether somebody may do this with a notice of the place.
#[must_use]
pub const fn may(who: &Standing, action: Action, it: Target) -> bool {
    match action {
        // Who works in the place knows what is told there, whomever it concerns.
        Action::See => who.clerk || (!it.draft && (who.keeper || who.cares_here || (who.own && it.reaches))),
        Action::Write => who.clerk,
        // The desk says it for whom it has called.
        Action::Acknowledge => !it.draft && it.reaches && (who.own || who.clerk),
    }
}

/// A notice as a reader may have it, who reads for these people: themselves, and those whom they act for. `year` is
/// that of the community.
#[must_use]
pub fn readable<'m>(
    actor: &Actor,
    community: &Community,
    mut notice: Notice,
    people: impl IntoIterator<Item = &'m Member>,
    year: i16,
) -> Option<Notice> {
    let sees = |person: Option<&Member>| {
        let who = Standing::new(actor, community, person.map(|it| it.id));
        may(&who, Action::See, notice.target(person, year))
    };
    let readable = sees(None) || people.into_iter().any(|it| sees(Some(it)));
    notice.seen.retain(|it| actor.stands_for(*it));
    readable.then_some(notice)
}
