//! Matters 事项: promises to see to something, of any kind. What all of them have is here: who asks, who sees to it, two
//! clocks, how far it has come in words that are the same everywhere, and how it moves. What only one kind has is its
//! body, with its own stages and its own table of steps, in the folder of its system.
//!
//! A further kind is a body with its [`Body`], and an arm wherever [`Kind`] is told apart here; nothing about how a
//! matter flows is in the database or in settings.

mod decide;
mod step;

pub(crate) use decide::Found;
pub use step::{Body, Step};

use serde::Serialize;

use crate::contact::Contact;
use crate::ids::{MatterId, MemberId, PlaceId};
use crate::member::Member;
use crate::place::{Community, Settings};
use crate::policy::Actor;
use crate::rows::Rows;
use crate::systems::help::{self, HelpBody};
use crate::time::{Instant, Minutes};
use crate::{as_json, read_by_json};

/// Something that somebody promises to see to. What a reader may not know is absent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matter {
    pub id: MatterId,
    pub community_id: PlaceId,
    /// Whose it is; absent for who may read only what it is about.
    pub subject: Option<MemberId>,
    /// By whom it was brought; differs from `subject` when family or staff acted.
    pub actor: Option<MemberId>,
    /// How the subject is greeted; empty for who may read only what it is about.
    pub called: String,
    /// Name, phone and door; absent for who may read only what it is about.
    pub contact: Option<Contact>,
    /// Who took it.
    pub taker: Option<MemberId>,
    pub taker_called: String,
    /// With the subdistrict now.
    pub escalated: bool,
    /// Whose matter it is, when it was handed over.
    pub owner: String,
    /// The clock of the whole case runs from here and is never set back: when it was heard of.
    pub opened: Instant,
    /// When the person asked, by their phone's clock, where it was heard of later.
    pub asked: Option<Instant>,
    /// The clock of the stage runs from here.
    pub stage_since: Instant,
    /// When both clocks stopped.
    pub ended: Option<Instant>,
    /// Rises with every change; an edit names the version it is about.
    pub ver: u64,
    #[serde(flatten)]
    pub kind: Kind,
}

as_json!(struct Matter {
    id, community_id, subject, actor, called, contact, taker, taker_called, escalated, owner, opened, asked,
    stage_since, ended, ver,
} flat kind);
// Builds before there were kinds name none; see `Kind`.
read_by_json!(Matter);

/// What a matter is, with what only that kind has. Where none is named, it is a request for help, as all were once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = MatterKind))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    Help(HelpBody),
}

as_json!(enum Kind by "kind" or "help" {
    Help = "help" (_),
});

impl Kind {
    /// The name as it travels.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Help(_) => HelpBody::NAME,
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self {
            Self::Help(it) => HelpBody::phase(it.stage()),
        }
    }

    /// How long its stage and the whole of it may take.
    const fn limits(&self, settings: &Settings) -> (Minutes, Minutes) {
        match self {
            Self::Help(_) => (settings.help.help_stage_minutes, settings.help.help_case_minutes),
        }
    }
}

/// How far a matter has come, whatever its kind; the stages of a kind are finer. A kind that waits for somebody else,
/// such as an office, brings a phase for that, between ours and answered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// Nobody has taken it up. 已提交
    Asked,
    /// We must act. 办理中
    Ours,
    /// What came of it is told, and the person's word is awaited. 已答复
    Answered,
    /// Nobody has to do anything any more. 已结束
    Ended,
}

/// How long a clock has run and how long it may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    pub ran: Minutes,
    pub limit: Minutes,
}

impl Clock {
    /// Minutes left; negative when over.
    #[must_use]
    pub const fn left(self) -> Minutes {
        self.limit - self.ran
    }
}

impl Matter {
    /// A matter as it is brought: for somebody and by somebody, heard of now. Nobody has taken it, and it has no
    /// story yet.
    #[must_use]
    pub fn new(id: MatterId, (subject, actor): (&Member, MemberId), opened: Instant, kind: Kind) -> Self {
        Self {
            id,
            community_id: subject.community_id,
            subject: Some(subject.id),
            actor: Some(actor),
            called: subject.greeted().to_owned(),
            contact: Some(subject.contact()),
            taker: None,
            taker_called: String::new(),
            escalated: false,
            owner: String::new(),
            opened,
            asked: None,
            stage_since: opened,
            ended: None,
            ver: 1,
            kind,
        }
    }

    /// What only its kind has, where it is of that kind.
    #[must_use]
    pub fn body<B: Body>(&self) -> Option<&B> {
        B::of(&self.kind)
    }

    /// Whether anybody still has to do something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.kind.phase() != Phase::Ended
    }

    /// The clock of the stage; a page that is a moment behind the server shows it at zero.
    #[must_use]
    pub fn stage_clock(&self, settings: &Settings, now: Instant) -> Clock {
        self.clock(self.stage_since, self.kind.limits(settings).0, now)
    }

    /// The clock of the whole case; escalation does not touch it.
    #[must_use]
    pub fn case_clock(&self, settings: &Settings, now: Instant) -> Clock {
        self.clock(self.opened, self.kind.limits(settings).1, now)
    }

    fn clock(&self, since: Instant, limit: Minutes, now: Instant) -> Clock {
        Clock { ran: self.ended.unwrap_or(now).minutes_since(since).max(0), limit }
    }
}

impl Rows {
    /// All matters of a kind.
    pub fn matters_of<B: Body>(&self) -> impl Iterator<Item = (&Matter, &B)> {
        self.matters.values().filter_map(|it| Some((it, it.body()?)))
    }

    /// One matter, where there is one of this id that is of the kind.
    #[must_use]
    pub fn matter_of<B: Body>(&self, id: MatterId) -> Option<(&Matter, &B)> {
        self.matters.get(&id).and_then(|it| Some((it, it.body()?)))
    }
}

/// A matter as this reader may know it; `None` when they may not know of it. Its kind says who knows of it, and what is
/// kept from them.
#[must_use]
pub fn readable(actor: &Actor, community: &Community, matter: Matter) -> Option<Matter> {
    match matter.kind {
        Kind::Help(_) => help::readable_help(actor, community, matter),
    }
}
