//! Requests for help: a case with a story that the resident can read, and two clocks.

mod decide;
mod deeds;
mod may;
pub mod mutations;
mod news;
mod refusal;
mod settings;

pub use deeds::HelpDeed;
pub use may::{Action, Target, may, open_to_neighbours, readable_help};
pub use news::HelpNews;
pub use refusal::HelpRefusal;
pub use settings::HelpSettings;

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::contact::Contact;
use crate::ids::{HelpId, MemberId, PlaceId};
use crate::place::Settings;
use crate::time::{Instant, Minutes};

/// A request for help. What a reader may not know is absent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Help {
    pub id: HelpId,
    pub community_id: PlaceId,
    /// Who needs help; absent for neighbours who have not taken it.
    pub subject: Option<MemberId>,
    pub actor: Option<MemberId>,
    /// How the subject is greeted; empty for neighbours who have not taken it.
    pub called: String,
    /// Name, phone and door; absent for neighbours who have not taken it.
    pub contact: Option<Contact>,
    pub what: String,
    /// Where, when not at home; empty for neighbours who have not taken it.
    pub place: String,
    pub wanted: Option<Instant>,
    pub answerer: Answerer,
    pub urgency: Urgency,
    pub stage: Stage,
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
    #[serde(default)]
    pub asked: Option<Instant>,
    /// The clock of the stage runs from here.
    pub stage_since: Instant,
    /// When both clocks stopped.
    pub ended: Option<Instant>,
    pub ver: u64,
}

as_json!(struct Help {
    id, community_id, subject, actor, called, contact, what, place, wanted, answerer, urgency, stage,
    taker, taker_called, escalated, owner, opened, asked, stage_since, ended, ver,
});

/// Who should answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answerer {
    /// Community staff. 社区
    Community,
    /// A neighbour. 邻居
    Neighbour,
    /// Government relief. 政府救助
    Relief,
    /// A charity or another office; `owner` says which. 社会援助
    Other,
}

as_json!(
    enum Answerer {
        Community = "community",
        Neighbour = "neighbour",
        Relief = "relief",
        Other = "other",
    }
);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    Usual,
    Urgent,
}

as_json!(
    enum Urgency {
        Usual = "usual",
        Urgent = "urgent",
    }
);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Received,
    Triaged,
    Assigned,
    InProgress,
    Resolved,
    CalledBack,
    Closed,
    /// The resident took it back.
    Withdrawn,
    /// Somebody else's matter, and they have it.
    HandedOver,
}

as_json!(
    enum Stage {
        Received = "received",
        Triaged = "triaged",
        Assigned = "assigned",
        InProgress = "in_progress",
        Resolved = "resolved",
        CalledBack = "called_back",
        Closed = "closed",
        Withdrawn = "withdrawn",
        HandedOver = "handed_over",
    }
);

impl Stage {
    /// Whether anybody still has to do something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn | Self::HandedOver)
    }
}

/// The resident's word when somebody asks whether it is solved.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Solved,
    NotSolved,
    /// Staff tried and nobody answered.
    NotReached,
}

as_json!(
    enum Word {
        Solved = "solved",
        NotSolved = "not_solved",
        NotReached = "not_reached",
    }
);

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

impl Help {
    /// The clock of the stage; a page that is a moment behind the server shows it at zero.
    #[must_use]
    pub fn stage_clock(&self, settings: &Settings, now: Instant) -> Clock {
        Clock {
            ran: self.until(now).minutes_since(self.stage_since).max(0),
            limit: settings.help.help_stage_minutes,
        }
    }

    /// The clock of the whole case; escalation does not touch it.
    #[must_use]
    pub fn case_clock(&self, settings: &Settings, now: Instant) -> Clock {
        Clock {
            ran: self.until(now).minutes_since(self.opened).max(0),
            limit: settings.help.help_case_minutes,
        }
    }

    fn until(&self, now: Instant) -> Instant {
        self.ended.unwrap_or(now)
    }

    /// What a neighbour sees before taking it: no name, no door.
    #[must_use]
    pub fn for_neighbours(mut self) -> Self {
        self.subject = None;
        self.actor = None;
        self.called = String::new();
        self.contact = None;
        self.place = String::new();
        self
    }
}
