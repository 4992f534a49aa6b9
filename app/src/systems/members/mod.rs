//! Accounts.

#[cfg(feature = "staff")]
pub(crate) mod number;
mod refused;
#[cfg(feature = "staff")]
pub mod register;
pub mod words;

#[cfg(feature = "staff")]
use leptos_router::path;
use linli_domain::message::MemberNews;
use linli_domain::mutation::{MemberMutation, Mutation};
use linli_domain::refusal::Offer;
use linli_domain::rows::Rows;

use super::{Says, System, Told};
#[cfg(feature = "staff")]
use crate::pages::later::{Later, later};
use crate::store::Store;
use crate::strings::Lang;

/// What accounts add to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: None,
    #[cfg(feature = "staff")]
    staff_routes: Some(|| {
        vec![later(path!("/desk/number"), Later::Number), later(path!("/desk/register"), Later::Register)]
    }),
    door: None,
    work: None,
    call: None,
    first: None,
    next: None,
    mine: None,
    finds: None,
    topics: &[],
    about: None,
    retold: None,
    desk: None,
    #[cfg(feature = "staff")]
    at_desk: super::AtDesk { waiting: None, board: None, offers: None },
    #[cfg(feature = "ssr")]
    chips: None,
};

impl Says for MemberMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Register(_) => lang.members().did_register(),
            Self::Renumber(_) => lang.members().did_renumber(),
        }
    }

    fn made(&self, _: Store, _: &Rows) -> Option<Vec<String>> {
        None
    }

    fn again(&self, _: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        None
    }
}

/// That somebody's number is another one, or is gone, and why.
#[must_use]
pub fn told(store: Store, _: &Rows, news: &MemberNews) -> Told {
    let MemberNews::Number { removed, reason } = news;
    let lang = store.lang();
    let words = if *removed { lang.members().news_number_gone() } else { lang.members().news_number() };
    Told {
        words: words.to_owned(),
        more: if reason.is_empty() { String::new() } else { lang.news_reason(reason) },
        href: Some("/me".to_owned()),
    }
}
