//! Why nobody was sent, in words.

use linli_domain::refusal::CareRefusal;

use crate::systems::{Explains, Saying};

impl Explains for CareRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> (String, &'static str) {
        match self {
            Self::NoCaregiver { .. } => (lang.no_caregiver().into(), lang.choose_other_time()),
            Self::CannotSend { rule } => (lang.cannot_send(lang.rule(*rule)), lang.cannot_send_next()),
            Self::SameCarers => (lang.same_carers().into(), lang.same_carers_next()),
        }
    }

    fn is_gone(&self) -> bool {
        false
    }

    fn is_for_the_desk(&self) -> bool {
        false
    }
}
