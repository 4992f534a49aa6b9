//! A notice in a list, and on the first page.

use core::cmp::Reverse;

use leptos::prelude::*;
use linli_domain::member::Member;
use linli_domain::mutation::{NoticeMutation, NoticeSeen};
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::systems::notices::{Notice, NoticeKind, NoticePhase};

use super::own::{is_running, waiting};
use crate::components::{Button, ButtonLink, Card, Chip, Kind, MutationForm, Picture, Tone};
use crate::store::{Store, use_store};
use crate::systems::Next;

const fn tone(kind: NoticeKind) -> Tone {
    match kind {
        NoticeKind::Emergency => Tone::Bad,
        NoticeKind::Important => Tone::Wait,
        NoticeKind::Announcement | NoticeKind::News => Tone::Info,
    }
}

/// What sort of notice it is.
#[component]
pub fn KindChip(kind: NoticeKind) -> impl IntoView {
    let icon = match kind {
        NoticeKind::Emergency => Picture::Alarm,
        NoticeKind::Important => Picture::Bell,
        NoticeKind::Announcement => Picture::List,
        NoticeKind::News => Picture::Info,
    };
    view! { <Chip tone=tone(kind) icon>{use_store().lang().notices().kind(kind)}</Chip> }.into_any()
}

/// How it stands, where that is not that it holds.
pub fn phase_chip(store: Store, phase: NoticePhase) -> Option<AnyView> {
    let tone = match phase {
        NoticePhase::Running => return None,
        NoticePhase::Draft | NoticePhase::Coming => Tone::Wait,
        NoticePhase::Ended | NoticePhase::Withdrawn => Tone::Still,
    };
    let words = store.lang().notices().phase(phase);
    Some(view! { <Chip tone icon=Picture::Clock>{words}</Chip> }.into_any())
}

/// What comes first in a list: what is urgent, then the newest.
pub fn rank(it: &Notice) -> (NoticeKind, Reverse<Option<linli_domain::time::Instant>>) {
    (it.kind, Reverse(it.published.or(Some(it.made))))
}

/// A line of a list, the whole of it a link below `path`.
pub fn entry(store: Store, it: &Notice, path: &str) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let phase = it.phase(now);
    let at = it.published.unwrap_or(it.made);
    let new = store
        .actor()
        .is_some_and(|actor| is_running(it, now) && !waiting(&store.rows(), &actor, it, now).is_empty());
    view! {
        <li>
            <a class="card entry" href=format!("{path}/{}", it.id)>
                <span class="entry-when">{lang.ago(at, now, &zone)}</span>
                <b class="entry-what is-long">{it.what.clone()}</b>
                <span class="row">
                    <KindChip kind=it.kind/>
                    {phase_chip(store, phase)}
                    {new.then(|| view! { <Chip tone=Tone::Info icon=Picture::Bell>{lang.notices().not_seen()}</Chip> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// The form by which somebody says that they have seen it, or that somebody for whom they act has.
pub fn seen_form(store: Store, it: &Notice, person: &Member, next: String) -> AnyView {
    let (lang, own) = (store.lang(), store.my_id_once() == Some(person.id));
    let words =
        if own { lang.notices().seen().to_owned() } else { lang.notices().seen_for(person.greeted()) };
    let seen = NoticeSeen { notice_id: it.id, subject: (!own).then_some(person.id) };
    view! {
        <MutationForm of=NoticeMutation::Seen(seen) next>
            <Button icon=Picture::Check>{words}</Button>
        </MutationForm>
    }
    .into_any()
}

/// What is to be seen before all else: the most urgent one that holds and that the reader, or somebody for whom they
/// act, has not seen. News and announcements can wait for whoever looks for them.
pub fn first(store: Store, rows: &Rows, actor: &Actor) -> Option<Next> {
    let now = store.present();
    let presses = |it: &&Notice| match it.kind {
        NoticeKind::Emergency | NoticeKind::Important => is_running(it, now),
        NoticeKind::Announcement | NoticeKind::News => false,
    };
    let waiting = rows.notices.values().filter(presses).filter_map(|it| {
        let person = waiting(rows, actor, it, now).into_iter().next()?;
        Some((it, person))
    });
    let (it, person) = waiting.min_by_key(|(it, _)| rank(it))?;
    let lang = store.lang();
    let (what, kind, href) = (it.what.clone(), it.kind, format!("/notices/{}", it.id));
    // Of an emergency the text too: it may be all that somebody sees.
    let note = (kind == NoticeKind::Emergency).then(|| it.note.clone());
    let seen = seen_form(store, it, &person, "/".to_owned());
    let card = view! {
        <Card tone=tone(kind)>
            <div class="row">
                <h2 class="grow">{what}</h2>
                <KindChip kind/>
            </div>
            {note.map(|note| view! { <p class="said">{note}</p> })}
            {seen}
            <ButtonLink href kind=Kind::Quiet>{lang.notices().read_it()}</ButtonLink>
        </Card>
    }
    .into_any();
    Some(Next { at: it.published.unwrap_or(it.made), id: it.id.0, card })
}
