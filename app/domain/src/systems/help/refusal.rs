//! Why not, of requests for help.

use super::Stage;
use crate::refusal::refusals;

refusals! {
    /// Why not, of requests for help.
    HelpRefusal {
        /// The request for help has moved on and this is no longer possible.
        WrongStage { stage: Stage } = "wrong_stage", server;
        /// A neighbour took it first.
        TakenByNeighbour = "taken_by_neighbour", phone;
        /// Whose matter it is must be said when it is not the community's.
        WhoseMatter = "whose_matter", phone, Owner;
    }
}
