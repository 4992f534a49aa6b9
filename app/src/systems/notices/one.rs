//! One notice: to read, to say that it was seen, and to print as a sheet for the door.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use linli_domain::contact::Phone;
use linli_domain::rows::Rows;
use linli_domain::systems::notices::{Notice, NoticeId, NoticeKind, NoticePhase};

use super::card::{KindChip, phase_chip, seen_form};
use super::own::{is_running, waiting};
use crate::components::{
    Banner, ButtonLink, Items, Kind, NotFound, Page, Picture, PrintButton, Tone, fact, fact_if_any,
};
use crate::pages::common::SignInFirst;
use crate::store::{Store, use_store};

/// The notice that the address names.
#[component]
pub fn One() -> impl IntoView {
    let store = use_store();
    let id = named();
    let title = Memo::new(move |_| {
        let id = id.get()?;
        store.rows().notices.get(&id).filter(|it| it.is_public()).map(|it| it.what.clone())
    });
    move || match title.get() {
        Some(title) => {
            view! { <Page title back="/notices">{move || page(store, id.get())}</Page> }.into_any()
        }
        None if store.my_id().is_none() => {
            view! { <SignInFirst title=store.lang().notices().title()/> }.into_any()
        }
        None => view! { <NotFound/> }.into_any(),
    }
}

/// Which one the address names.
pub fn named() -> Memo<Option<NoticeId>> {
    let params = use_params_map();
    Memo::new(move |_| params.get().get("id").unwrap_or_default().parse().ok())
}

fn page(store: Store, id: Option<NoticeId>) -> AnyView {
    let (rows, now) = (store.rows(), store.present());
    let Some(it) = id.and_then(|id| rows.notices.get(&id)) else { return ().into_any() };
    let waiting = match store.actor() {
        Some(actor) if is_running(it, now) => waiting(&rows, &actor, it, now),
        Some(_) | None => Vec::new(),
    };
    let seen = it.seen.iter().any(|it| Some(*it) == store.my_id());
    let next = format!("/notices/{}", it.id);
    let forms: Items =
        waiting.iter().map(|person| (person.id, seen_form(store, it, person, next.clone()))).collect();
    view! {
        {sheet(store, &rows, it, "/notices")}
        {forms}
        {seen
            .then(|| view! { <p class="small only-screen">{store.lang().notices().seen_already()}</p> })}
        <PrintButton/>
    }
    .into_any()
}

/// The notice as it is read, on a phone or at a door. Others that correct it, or that it corrects, lie below `path`.
pub fn sheet(store: Store, rows: &Rows, it: &Notice, path: &'static str) -> AnyView {
    let lang = store.lang();
    let words = lang.notices();
    let home = rows.communities.get(&it.community_id);
    let community = home.map(|it| lang.pick(&it.name).to_owned()).unwrap_or_default();
    // In groups, for who dials from paper.
    let phone = home.map_or_else(String::new, |it| {
        it.phone.parse::<Phone>().map_or_else(|_| it.phone.clone(), |phone| phone.spoken())
    });
    let phase = it.phase(store.present());
    let withdrawn = (phase == NoticePhase::Withdrawn).then(|| {
        let words = words.withdrawn_because(&it.reason);
        view! { <Banner tone=Tone::Bad icon=Picture::Cross><p>{words}</p></Banner> }
    });
    let another = |id: NoticeId, said: &'static str, see: &'static str| {
        view! {
            <Banner tone=Tone::Info>
                <p>{said}</p>
                <ButtonLink href=format!("{path}/{id}") kind=Kind::Quiet>{see}</ButtonLink>
            </Banner>
        }
        .into_any()
    };
    let correction = rows.notices.values().filter(|other| other.corrects == Some(it.id) && other.is_public());
    let corrected = correction
        .max_by_key(|it| it.published)
        .map(|it| another(it.id, words.corrected(), words.see_correction()));
    let corrects = it
        .corrects
        .filter(|id| rows.notices.contains_key(id))
        .map(|id| another(id, words.corrects(), words.see_corrected()));
    let holds = match it.kind {
        NoticeKind::Announcement => words.fact_announced(),
        NoticeKind::Emergency | NoticeKind::Important | NoticeKind::News => words.fact_holds(),
    };
    let when = period(store, rows, it);
    let note = it.note.clone();
    view! {
        {withdrawn}
        {corrected}
        {corrects}
        <section class="slip">
            <p class="row">
                <KindChip kind=it.kind/>
                {phase_chip(store, phase)}
            </p>
            <p class="said">{note}</p>
            <dl class="facts">
                {fact_if_any(holds, when)}
                {fact(words.fact_whom(), words.audience(&it.audience))}
                {fact_if_any(words.fact_from(), community)}
                {fact_if_any(words.fact_call(), phone)}
            </dl>
        </section>
    }
    .into_any()
}

/// From which day to which it holds, or would if it were published now: dates, since paper stays.
pub fn period(store: Store, rows: &Rows, it: &Notice) -> String {
    let lang = store.lang();
    let zone = rows.communities.get(&it.community_id).map_or_else(|| store.zone(), |it| it.zone());
    let first = it.starts.map(|at| zone.date(at)).or(it.from).unwrap_or_else(|| zone.date(store.present()));
    let last = match it.ends {
        Some(at) => zone.date(at.minus_minutes(1)),
        None => linli_domain::time::plus_days(first, it.days.saturating_sub(1)),
    };
    // No line breaks within a date.
    let date = |day| lang.long_date(day).replace(' ', "\u{a0}");
    if first == last { date(first) } else { lang.notices().from_to(&date(first), &date(last)) }
}
