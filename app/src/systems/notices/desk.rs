//! Notices at the desk: what is written and published, and whom it has not come to.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::mutation::{NoticeCorrect, NoticeMutation, NoticeRef, NoticeSeen, NoticeWithdraw};
use linli_domain::policy::Standing;
use linli_domain::rows::Rows;
use linli_domain::systems::notices::{self, Action, Call, Calls, Notice, NoticeId, NoticeKind, NoticePhase};
use serde_json::json;
use uuid::Uuid;

use super::card::{entry, rank};
use super::form;
use super::one::{named, period, sheet};
use crate::components::{
    Button, ButtonLink, Card, EmptyState, Field, FieldKind, Items, Kind, Loading, MutationForm, NotFound,
    Page, Picture, PrintButton, Trouble,
};
use crate::pages::staff::tel;
use crate::ports::{Answer, use_query};
use crate::store::{Store, use_store};
use crate::{field, fields};

/// All of them: drafts, those that hold or come, and those before.
#[component]
pub fn Desk() -> impl IntoView {
    let store = use_store();
    let words = store.lang().notices();
    if form::desk_of(store).is_none() {
        return view! { <NotFound/> }.into_any();
    }
    view! {
        <Page title=words.desk_title() lead=words.desk_lead() back="/desk">
            <ButtonLink href="/desk/notices/new" icon=Picture::Plus>{words.desk_new()}</ButtonLink>
            {move || lists(store)}
        </Page>
    }
    .into_any()
}

/// Whether the reader writes this one.
fn writes(store: Store, rows: &Rows, it: &Notice) -> bool {
    let Some(actor) = store.actor_once() else { return false };
    rows.communities.get(&it.community_id).is_some_and(|place| {
        notices::may(&Standing::new(&actor, place, None), Action::Write, it.target(None, 0))
    })
}

fn lists(store: Store) -> AnyView {
    let (words, rows, now) = (store.lang().notices(), store.rows(), store.present());
    let mut parts: [Vec<&Notice>; 3] = Default::default();
    for it in rows.notices.values().filter(|it| writes(store, &rows, it)) {
        let part = match it.phase(now) {
            NoticePhase::Draft => 0,
            NoticePhase::Coming | NoticePhase::Running => 1,
            NoticePhase::Ended | NoticePhase::Withdrawn if it.is_public() => 2,
            // Thrown away.
            NoticePhase::Ended | NoticePhase::Withdrawn => continue,
        };
        if let Some(part) = parts.get_mut(part) {
            part.push(it);
        }
    }
    let [mut drafts, mut running, mut past] = parts;
    drafts.sort_by_key(|it| core::cmp::Reverse(it.made));
    running.sort_by_key(|it| rank(it));
    past.sort_by_key(|it| core::cmp::Reverse(it.published));
    let none = (drafts.is_empty() && running.is_empty() && past.is_empty()).then(|| {
        view! { <EmptyState icon=Picture::Info title=words.desk_none()/> }
    });
    view! {
        {none}
        {part(store, words.desk_drafts(), drafts)}
        {part(store, words.running(), running)}
        {part(store, words.past(), past)}
    }
    .into_any()
}

fn part(store: Store, title: &'static str, notices: Vec<&Notice>) -> Option<AnyView> {
    let entries: Items = notices.into_iter().map(|it| (it.id, entry(store, it, "/desk/notices"))).collect();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{title}</h2>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}

/// One of them.
#[component]
pub fn One() -> impl IntoView {
    let store = use_store();
    let id = named();
    let known = Memo::new(move |_| {
        let id = id.get()?;
        let rows = store.rows();
        let it = rows.notices.get(&id).filter(|it| writes(store, &rows, it))?;
        // What its forms do, and its heading: written anew when that is another.
        // A draft holds from the day that it is.
        Some((it.id, it.what.clone(), it.phase(store.present()), (it.ver, period(store, &rows, it))))
    });
    let query = use_query_map();
    let calls = use_query::<Option<Calls>>("notice_calls", move || {
        let told = query.read().get("told").unwrap_or_default();
        // Asked again when somebody was told. Of a draft there is nobody.
        known
            .get()
            .filter(|(_, _, phase, _)| *phase != NoticePhase::Draft)
            .map(|(id, ..)| json!({ "notice_id": id, "told": told }))
    });
    move || match known.get() {
        Some((id, what, phase, _)) => {
            let list = move || {
                (phase != NoticePhase::Draft).then(|| match calls.get() {
                    Answer::Loading => view! { <Loading/> }.into_any(),
                    Answer::Failed(problem) => view! { <Trouble problem/> }.into_any(),
                    Answer::Ready(calls) => calls.map(|it| came(store, id, it)).into_any(),
                })
            };
            view! {
                <Page title=what back="/desk/notices">
                    {untrack(|| page(store, id))}
                    {list}
                    <PrintButton/>
                </Page>
            }
            .into_any()
        }
        None => view! { <NotFound/> }.into_any(),
    }
}

fn page(store: Store, id: NoticeId) -> AnyView {
    let (rows, now) = (store.rows_once(), store.present());
    let Some(it) = rows.notices.get(&id) else { return ().into_any() };
    let forms = match (it.phase(now), it.kind) {
        (NoticePhase::Draft, _) => draft(store, &rows, it),
        (NoticePhase::Coming | NoticePhase::Running, NoticeKind::Announcement) => correct(store, it),
        (NoticePhase::Coming | NoticePhase::Running, _) => withdraw(store, it),
        (NoticePhase::Ended | NoticePhase::Withdrawn, _) => ().into_any(),
    };
    view! {
        {sheet(store, &rows, it, "/desk/notices")}
        {forms}
    }
    .into_any()
}

/// Publish it, write it anew, throw it away.
fn draft(store: Store, rows: &Rows, it: &Notice) -> AnyView {
    let words = store.lang().notices();
    let (id, ver) = (it.id, it.ver);
    let about = words.desk_publish_about(&period(store, rows, it));
    let more = match it.kind {
        NoticeKind::Announcement => Some(words.desk_publish_stands()),
        NoticeKind::Emergency => Some(words.desk_publish_calls()),
        NoticeKind::Important | NoticeKind::News => None,
    };
    let away = NoticeWithdraw { notice_id: id, reason: String::new() };
    view! {
        <MutationForm of=NoticeMutation::Publish(NoticeRef { notice_id: id }) ver next=format!("/desk/notices/{id}")>
            <p class="small">{about}</p>
            {more.map(|it| view! { <p class="small">{it}</p> })}
            <Button icon=Picture::Check>{words.desk_publish()}</Button>
        </MutationForm>
        <details class="fold">
            <summary>{words.desk_edit()}</summary>
            {form::again(store, it)}
        </details>
        <details class="fold">
            <summary>{words.desk_throw_away()}</summary>
            <MutationForm of=NoticeMutation::Withdraw(away) ver next="/desk/notices">
                <Button kind=Kind::Alarm icon=Picture::Cross>{words.desk_throw_away_yes()}</Button>
            </MutationForm>
        </details>
    }
    .into_any()
}

fn withdraw(store: Store, it: &Notice) -> AnyView {
    let words = store.lang().notices();
    let (next, ver) = (format!("/desk/notices/{}", it.id), it.ver);
    let of = NoticeWithdraw { notice_id: it.id, reason: String::new() };
    view! {
        <details class="fold">
            <summary>{words.desk_withdraw()}</summary>
            <MutationForm of=NoticeMutation::Withdraw(of) asks=fields!(NoticeWithdraw { reason }) ver next>
                <Field label=words.desk_withdraw_why() name=field!(NoticeWithdraw.reason) required=true/>
                <Button kind=Kind::Alarm icon=Picture::Cross>{words.desk_withdraw_yes()}</Button>
            </MutationForm>
        </details>
    }
    .into_any()
}

fn correct(store: Store, it: &Notice) -> AnyView {
    let words = store.lang().notices();
    let of = NoticeCorrect {
        notice_id: NoticeId(Uuid::nil()),
        corrects: it.id,
        what: String::new(),
        note: String::new(),
    };
    let (what, note) = (it.what.clone(), it.note.clone());
    view! {
        <details class="fold">
            <summary>{words.desk_correct()}</summary>
            <MutationForm
                of=NoticeMutation::Correct(of)
                asks=fields!(NoticeCorrect { what, note })
                new=fields!(NoticeCorrect { notice_id })
                next="/desk/notices"
            >
                <p class="small">{words.desk_correct_about()}</p>
                <Field label=words.label_what() name=field!(NoticeCorrect.what) value=what required=true/>
                <Field
                    label=words.label_note()
                    name=field!(NoticeCorrect.note)
                    kind=FieldKind::Long
                    value=note
                    required=true
                />
                <Button icon=Picture::Check>{words.desk_correct_yes()}</Button>
            </MutationForm>
        </details>
    }
    .into_any()
}

/// How far it has come, and whom to call.
fn came(store: Store, id: NoticeId, calls: Calls) -> AnyView {
    let words = store.lang().notices();
    let rows = store.rows_once();
    let urgent = rows.notices.get(&id).is_some_and(|it| it.kind == NoticeKind::Emergency);
    let came = words.came(calls.seen, calls.reached);
    let nobody = urgent && calls.missing.is_empty();
    let list: Items = calls.missing.into_iter().map(|it| (it.member_id, call(store, id, it))).collect();
    view! {
        <section class="stack only-screen">
            <p><b>{came}</b></p>
            {nobody.then(|| view! { <EmptyState icon=Picture::Check title=words.desk_calls_none()/> })}
            {(!list.is_empty())
                .then(|| {
                    view! {
                        <div class="row">
                            <h2 class="grow">{words.desk_calls()}</h2>
                            <p class="small">{words.desk_calls_order()}</p>
                        </div>
                        <ul class="list">{list}</ul>
                    }
                })}
        </section>
    }
    .into_any()
}

fn call(store: Store, id: NoticeId, it: Call) -> AnyView {
    let lang = store.lang();
    let seen = NoticeSeen { notice_id: id, subject: Some(it.member_id) };
    let next = format!("/desk/notices/{id}?told={}", it.member_id);
    let phone = it.phone.as_ref().map(|phone| {
        let (href, number) = (tel(phone), phone.spoken());
        view! { <ButtonLink href kind=Kind::Quiet icon=Picture::Phone>{number}</ButtonLink> }
    });
    view! {
        <li>
            <Card>
                <div class="stack-close">
                    <h3>{it.name}</h3>
                    <p>{it.address}</p>
                </div>
                <div class="buttons is-call">
                    {phone}
                    <MutationForm of=NoticeMutation::Seen(seen) next>
                        <Button icon=Picture::Check>{lang.notices().desk_told()}</Button>
                    </MutationForm>
                </div>
            </Card>
        </li>
    }
    .into_any()
}
