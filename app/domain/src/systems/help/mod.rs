//! Requests for help: a kind of [matter](crate::matter), with a story that the resident can read.

mod decide;
mod deeds;
mod may;
pub mod mutations;
mod news;
mod refusal;
mod room;
mod settings;
mod steps;

pub use deeds::HelpDeed;
pub use may::{Action, Target, may, open_to_neighbours, readable_help};
pub use news::HelpNews;
pub use refusal::HelpRefusal;
pub use settings::HelpSettings;

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::ids::MatterId;
use crate::matter::{Body, Kind, Matter, Phase, Step};
use crate::message::News;
use crate::place::Community;
use crate::policy::Standing;
use crate::refusal::{Refusal, Thing};
use crate::story::What;
use crate::time::Instant;

/// What only a request for help has, beside what all matters have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpBody {
    pub what: String,
    /// Where, when not at home; empty for neighbours who have not taken it.
    pub place: String,
    pub wanted: Option<Instant>,
    pub answerer: Answerer,
    pub urgency: Urgency,
    pub stage: Stage,
}

as_json!(struct HelpBody { what, place, wanted, answerer, urgency, stage });

impl From<HelpBody> for Kind {
    fn from(it: HelpBody) -> Self {
        Self::Help(it)
    }
}

impl Body for HelpBody {
    type Stage = Stage;
    type Deed = HelpDeed;
    type Action = Action;

    const NAME: &'static str = "help";
    const THING: Thing = Thing::Help;
    const KNOWS: &'static [Action] = &[Action::See, Action::AnswerAsNeighbour];
    const STEPS: &'static [Step<Self>] = steps::ALL;

    fn of(kind: &Kind) -> Option<&Self> {
        match kind {
            Kind::Help(it) => Some(it),
        }
    }

    fn stage(&self) -> Stage {
        self.stage
    }

    fn stand(&mut self, stage: Stage) {
        self.stage = stage;
    }

    fn phase(stage: Stage) -> Phase {
        match stage {
            Stage::Received => Phase::Asked,
            // Called back, it is to be put away.
            Stage::Triaged | Stage::Assigned | Stage::InProgress | Stage::CalledBack => Phase::Ours,
            Stage::Resolved => Phase::Answered,
            Stage::Closed | Stage::Withdrawn | Stage::HandedOver => Phase::Ended,
        }
    }

    fn may(&self, who: &Standing, community: &Community, matter: &Matter, action: Action) -> bool {
        may(who, action, &Target::new(community, matter, self))
    }

    fn moved_on(stage: Stage) -> Refusal {
        HelpRefusal::WrongStage { stage }.into()
    }

    fn news(id: MatterId, stage: Stage) -> News {
        HelpNews::Moved { help_id: id, stage }.into()
    }

    fn told(id: MatterId, deed: HelpDeed) -> What {
        (id, deed).into()
    }
}

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
    pub fn is_open(self) -> bool {
        HelpBody::phase(self) != Phase::Ended
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
