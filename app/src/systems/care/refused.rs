//! Why nobody was sent, in words.

use linli_domain::refusal::CareRefusal;

use crate::systems::{Explains, Saying, Why};

impl Explains for CareRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> Why {
        match self {
            Self::NoCaregiver { .. } => Why::not(lang.no_caregiver(), lang.choose_other_time()),
            Self::CannotSend { rule } => {
                Why::not(lang.cannot_send(lang.rule(*rule)), lang.cannot_send_next())
            }
            Self::SameCarers => Why::not(lang.same_carers(), lang.same_carers_next()),
        }
    }
}
