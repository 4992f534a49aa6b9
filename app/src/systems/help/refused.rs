//! Why a request was not moved on, in words.

use linli_domain::refusal::HelpRefusal;

use crate::systems::{Explains, Saying};

impl Explains for HelpRefusal {
    fn words(&self, Saying { lang, to, .. }: Saying<'_>) -> (String, &'static str) {
        match self {
            Self::WrongStage { stage } => (lang.wrong_stage(lang.stage_to(to, *stage)), lang.look_again()),
            Self::TakenByNeighbour => (lang.taken_by_neighbour().into(), lang.taken_by_neighbour_next()),
            Self::WhoseMatter => (lang.whose_matter().into(), lang.missing_next()),
        }
    }

    fn is_gone(&self) -> bool {
        match self {
            Self::WrongStage { .. } | Self::TakenByNeighbour => true,
            Self::WhoseMatter => false,
        }
    }

    fn is_for_the_desk(&self) -> bool {
        false
    }
}
