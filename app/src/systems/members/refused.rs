//! Why an account was not changed, in words.

use linli_domain::refusal::MemberRefusal;

use crate::systems::{Explains, Saying, Why};

impl Explains for MemberRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> Why {
        match self {
            Self::PhoneInUse => Why::not(lang.phone_in_use(), lang.phone_in_use_next()),
            Self::BirthYear { first, last } => {
                Why::not(lang.birth_year(*first, *last), lang.birth_year_next())
            }
        }
    }
}
