//! Why a request was not moved on, in words.

use linli_domain::refusal::HelpRefusal;

use crate::systems::{Explains, Saying, Why};

impl Explains for HelpRefusal {
    fn words(&self, Saying { lang, to, .. }: Saying<'_>) -> Why {
        match self {
            Self::WrongStage { stage } => {
                Why::not(lang.wrong_stage(lang.stage_to(to, *stage)), lang.look_again()).gone()
            }
            Self::TakenByNeighbour => {
                Why::not(lang.taken_by_neighbour(), lang.taken_by_neighbour_next()).gone()
            }
            Self::WhoseMatter => Why::not(lang.whose_matter(), lang.missing_next()),
        }
    }
}
