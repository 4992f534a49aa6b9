//! Why an account was not changed, in words.

use linli_domain::refusal::MemberRefusal;

use crate::systems::{Explains, Saying};

impl Explains for MemberRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> (String, &'static str) {
        match self {
            Self::PhoneInUse => (lang.phone_in_use().into(), lang.phone_in_use_next()),
            Self::BirthYear { first, last } => (lang.birth_year(*first, *last), lang.birth_year_next()),
        }
    }

    fn is_gone(&self) -> bool {
        false
    }

    fn is_for_the_desk(&self) -> bool {
        false
    }
}
