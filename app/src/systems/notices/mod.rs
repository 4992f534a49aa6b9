//! Notices of the community.

#[cfg(feature = "staff")]
mod at_desk;
mod card;
#[cfg(feature = "staff")]
mod desk;
#[cfg(feature = "staff")]
mod form;
mod list;
mod one;
mod own;
mod refused;
pub mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::path;
#[cfg(feature = "ssr")]
use linli_domain::json::Code;
use linli_domain::mutation::{Mutation, NoticeMutation};
use linli_domain::policy::Actor;
use linli_domain::refusal::Offer;
use linli_domain::rows::Rows;
use linli_domain::search::Query;
#[cfg(feature = "ssr")]
use linli_domain::systems::notices::NoticeKind;
use linli_domain::systems::notices::{Notice, NoticeId};

use super::{About, Call, DeskPage, Finds, Hit, Link, Says, System, field_of, fit};
use crate::components::Picture;
use crate::pages::finding::topic::{Here, Topic};
use crate::pages::later::{Later, later};
use crate::store::Store;
use crate::strings::{Lang, Side, both};
#[cfg(feature = "ssr")]
use card::KindChip;

/// What notices add to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: Some(|| {
        vec![later(path!("/notices"), Later::Notices), later(path!("/notices/:id"), Later::Notices)]
    }),
    #[cfg(feature = "staff")]
    staff_routes: Some(|| {
        vec![
            later(path!("/desk/notices"), Later::Notices),
            later(path!("/desk/notices/new"), Later::Notices),
            later(path!("/desk/notices/:id"), Later::Notices),
        ]
    }),
    door: None,
    work: None,
    call: Some(unseen),
    first: Some(card::first),
    next: None,
    mine: None,
    finds: Some(Finds {
        title: both!(notices.found),
        all: found,
        entry: |store, rows, key| Some(card::entry(store, rows.notices.get(&key.parse().ok()?)?, "/notices")),
    }),
    topics: &[Topic {
        place: 45,
        code: "notices",
        picture: Picture::Info,
        here: Here::At("/notices"),
        title: both!(notices.topic),
        text: both!(notices.topic_text),
        keywords: both!(notices.topic_keywords),
    }],
    about: Some(about),
    retold: None,
    desk: Some(DeskPage {
        place: 30,
        link: Link { href: "/desk/notices", picture: Picture::Info, words: both!(notices.title) },
        nav: false,
        clerks: true,
    }),
    #[cfg(feature = "staff")]
    at_desk: at_desk::AT_DESK,
    #[cfg(feature = "ssr")]
    chips: Some(|| NoticeKind::all().map(|kind| view! { <KindChip kind/> }.into_any()).collect()),
};

/// Its pages, by their addresses; all of them arrive after the first page.
#[component]
pub fn Pages() -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    match path.split('/').filter(|it| !it.is_empty()).collect::<Vec<_>>()[..] {
        #[cfg(feature = "staff")]
        ["desk", _] => view! { <desk::Desk/> }.into_any(),
        #[cfg(feature = "staff")]
        ["desk", _, "new"] => view! { <form::Write/> }.into_any(),
        #[cfg(feature = "staff")]
        ["desk", ..] => view! { <desk::One/> }.into_any(),
        [_, _] => view! { <one::One/> }.into_any(),
        _ => view! { <list::List/> }.into_any(),
    }
}

impl Says for NoticeMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Draft(_) => lang.notices().did_draft(),
            Self::Edit(_) => lang.notices().did_edit(),
            Self::Publish(_) => lang.notices().did_publish(),
            Self::Withdraw(_) => lang.notices().did_withdraw(),
            Self::Correct(_) => lang.notices().did_correct(),
            Self::Seen(_) => lang.notices().did_seen(),
        }
    }

    fn made(&self, _: Store, _: &Rows) -> Option<Vec<String>> {
        match self {
            Self::Draft(it) | Self::Edit(it) => Some(vec![it.what.clone()]),
            Self::Correct(it) => Some(vec![it.what.clone()]),
            Self::Publish(_) | Self::Withdraw(_) | Self::Seen(_) => None,
        }
    }

    fn again(&self, _: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        None
    }
}

/// How many hold that the reader, or one whom they act for, has not seen.
fn unseen(store: Store, rows: &Rows, actor: &Actor) -> Option<Call> {
    let now = store.present();
    let waits = |it: &&Notice| own::is_running(it, now) && !own::waiting(rows, actor, it, now).is_empty();
    let count = rows.notices.values().filter(waits).count();
    (count > 0).then(|| Call {
        href: "/notices",
        picture: Picture::Info,
        words: store.lang().notices().unseen(count),
    })
}

fn found(rows: &Rows, _: Option<&Actor>, query: &Query) -> Vec<Hit> {
    let public = rows.notices.values().filter(|it| it.is_public());
    let fitting = public.filter_map(|it| {
        let fit = fit(query, &[&it.what], &both!(notices.found).joined(), &it.note)?;
        let latest = it.published.map_or(0, |at| at.millis());
        Some(Hit { fit, latest, key: it.id.to_string() })
    });
    fitting.collect()
}

fn about(store: Store, rows: &Rows, fields: &[(String, String)]) -> Option<About> {
    let id: NoticeId = field_of(fields, "notice_id").parse().ok()?;
    let notice = rows.notices.get(&id)?;
    let desk = store.actor_once().is_some_and(|it| it.works_at_desk());
    let (side, page) = if desk { (Side::Staff, "/desk/notices") } else { (Side::Resident, "/notices") };
    Some(About { words: vec![notice.what.clone()], side, link: Some(format!("{page}/{id}")) })
}
