//! What people are told.

mod list;
pub mod words;

use leptos_router::path;
use linli_domain::mutation::{MessageMutation, Mutation};
use linli_domain::policy::Actor;
use linli_domain::refusal::Offer;
use linli_domain::rows::Rows;

use super::{Call, Says, System};
use crate::components::Picture;
use crate::pages::routes::page;
use crate::store::Store;
use crate::strings::Lang;

/// What messages add to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: Some(|| vec![page(path!("/messages"), list::Messages)]),
    #[cfg(feature = "staff")]
    staff_routes: None,
    door: None,
    work: None,
    call: Some(unread),
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

impl Says for MessageMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Read(_) => lang.messages().did_read(),
        }
    }

    fn made(&self, _: Store, _: &Rows) -> Option<Vec<String>> {
        None
    }

    fn again(&self, _: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        None
    }
}

/// How many wait to be read.
fn unread(store: Store, rows: &Rows, actor: &Actor) -> Option<Call> {
    let count = rows.messages.values().filter(|it| it.to == actor.id && !it.read).count();
    (count > 0).then(|| Call {
        href: "/messages",
        picture: Picture::Bell,
        words: store.lang().messages().unread(count),
    })
}
