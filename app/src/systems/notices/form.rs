//! Writing a notice.

use jiff::civil::Date;
use leptos::prelude::*;
use linli_domain::ids::PlaceId;
use linli_domain::json::Code;
use linli_domain::mutation::{AudienceKind, NoticeDraft, NoticeMutation};
use linli_domain::policy::Standing;
use linli_domain::systems::notices::{self, Action, Audience, Notice, NoticeId, NoticeKind, Target};
use linli_domain::time::plus_days;
use uuid::Uuid;

use crate::components::{
    Button, Choice, Choices, Field, FieldKind, Items, MutationForm, NotFound, Page, Picture,
};
use crate::store::{Store, use_store};
use crate::{field, fields};

/// How long a notice may hold, in days, to choose from.
const DAYS: [i64; 9] = [1, 2, 3, 5, 7, 10, 15, 30, 60];

/// How many days ahead a first day can be chosen.
const AHEAD: i64 = 30;

/// The community at whose desk the reader writes: their own, else the first of those.
pub fn desk_of(store: Store) -> Option<PlaceId> {
    let (rows, actor) = (store.rows_once(), store.actor_once()?);
    let writes = |id: &PlaceId| {
        rows.communities.get(id).is_some_and(|place| {
            notices::may(&Standing::new(&actor, place, None), Action::Write, Target::default())
        })
    };
    Some(actor.community_id).filter(writes).or_else(|| rows.communities.keys().copied().find(writes))
}

/// A new one.
#[component]
pub fn Write() -> impl IntoView {
    let store = use_store();
    let Some(place) = desk_of(store) else { return view! { <NotFound/> }.into_any() };
    let new = NoticeDraft {
        notice_id: NoticeId(Uuid::nil()),
        community_id: place,
        kind: NoticeKind::News,
        what: String::new(),
        note: String::new(),
        audience: AudienceKind::All,
        age: None,
        building: String::new(),
        from: None,
        days: 7,
    };
    view! {
        <Page title=store.lang().notices().desk_new() back="/desk/notices">
            {form(store, new, None)}
        </Page>
    }
    .into_any()
}

/// The same for a draft that is there.
pub fn again(store: Store, it: &Notice) -> AnyView {
    let (audience, age, building) = match &it.audience {
        Audience::All => (AudienceKind::All, None, String::new()),
        Audience::From { age } => (AudienceKind::From, Some(*age), String::new()),
        Audience::Building { building } => (AudienceKind::Building, None, building.clone()),
    };
    let draft = NoticeDraft {
        notice_id: it.id,
        community_id: it.community_id,
        kind: it.kind,
        what: it.what.clone(),
        note: it.note.clone(),
        audience,
        age,
        building,
        from: it.from,
        days: it.days,
    };
    form(store, draft, Some(it.ver))
}

/// What the form asks for.
const ASKS: &[&str] = fields!(NoticeDraft { kind, what, note, audience, age, building, from, days });

/// The form; with a version where it writes a draft anew.
fn form(store: Store, of: NoticeDraft, ver: Option<u64>) -> AnyView {
    let words = store.lang().notices();
    let kinds = NoticeKind::all().map(|kind| {
        let (about, picture) = match kind {
            NoticeKind::Emergency => (words.kind_emergency_about(), Picture::Alarm),
            NoticeKind::Important => (words.kind_important_about(), Picture::Bell),
            NoticeKind::Announcement => (words.kind_announcement_about(), Picture::List),
            NoticeKind::News => (words.kind_news_about(), Picture::Info),
        };
        Choice::new(kind.code(), words.kind(kind)).about(about).picture(picture)
    });
    let kinds: Vec<_> = kinds.collect();
    let audiences = AudienceKind::all().map(|it| {
        let (words, picture) = match it {
            AudienceKind::All => (words.audience_all(), Picture::People),
            AudienceKind::From => (words.audience_age(), Picture::Person),
            AudienceKind::Building => (words.audience_building(), Picture::Street),
        };
        Choice::new(it.code(), words).picture(picture)
    });
    let audiences: Vec<_> = audiences.collect();
    let (kind, audience) = (of.kind.code(), of.audience.code());
    let (what, note, building) = (of.what.clone(), of.note.clone(), of.building.clone());
    let age = of.age.map(|it| it.to_string()).unwrap_or_default();
    let first = first_field(store, of.from);
    let days = days_field(store, of.days);
    let fields = view! {
        <Choices legend=words.label_kind() name=field!(NoticeDraft.kind) options=kinds chosen=kind/>
        <Field label=words.label_what() name=field!(NoticeDraft.what) value=what required=true autocomplete="off"/>
        <Field label=words.label_note() name=field!(NoticeDraft.note) kind=FieldKind::Long value=note required=true/>
        <Choices legend=words.label_audience() name=field!(NoticeDraft.audience) options=audiences chosen=audience/>
        <Field
            label=words.label_age()
            name=field!(NoticeDraft.age)
            kind=FieldKind::Number
            hint=words.label_age_hint()
            value=age
            autocomplete="off"
        />
        <Field
            label=words.label_building()
            name=field!(NoticeDraft.building)
            hint=words.label_building_hint()
            value=building
            autocomplete="off"
        />
        {first}
        {days}
        <Button icon=Picture::Check>{words.desk_save()}</Button>
    }
    .into_any();
    match ver {
        None => view! {
            <MutationForm
                of=NoticeMutation::Draft(of)
                asks=ASKS
                new=fields!(NoticeDraft { notice_id })
                next="/desk/notices"
                anew=true
            >
                {fields}
            </MutationForm>
        }
        .into_any(),
        Some(ver) => {
            let next = format!("/desk/notices/{}", of.notice_id);
            view! {
                <MutationForm of=NoticeMutation::Edit(of) asks=ASKS next ver>
                    {fields}
                </MutationForm>
            }
            .into_any()
        }
    }
}

/// On how many days: a choice, so that nothing can be typed wrongly.
fn days_field(store: Store, days: i64) -> AnyView {
    let words = store.lang().notices();
    let draft = store.draft(field!(NoticeDraft.days)).parse().ok();
    let chosen = draft.unwrap_or(days);
    let mut all = DAYS.to_vec();
    all.push(chosen);
    all.sort_unstable();
    all.dedup();
    let options: Vec<_> = all
        .into_iter()
        .map(|it| view! { <option value=it.to_string() selected=it == chosen>{words.days(it)}</option> })
        .collect();
    view! {
        <div class="field">
            <label for="days-field">{words.label_days()}</label>
            <select id="days-field" name=field!(NoticeDraft.days)>{options}</select>
        </div>
    }
    .into_any()
}

/// From which day: a choice as well, of as many as a desk plans ahead. The form may lie open over a night: what was
/// tomorrow is today then, and what is chosen stays chosen.
fn first_field(store: Store, from: Option<Date>) -> AnyView {
    let lang = store.lang();
    let draft = store.draft(field!(NoticeDraft.from)).parse().ok();
    let chosen = draft.or(from);
    let today = Memo::new(move |_| store.today());
    let options = move || {
        let mut all: Vec<Date> = (1..=AHEAD).map(|days| plus_days(today.get(), days)).collect();
        all.extend(chosen);
        all.sort_unstable();
        all.dedup();
        let option = |it: Date| {
            let selected = Some(it) == chosen;
            view! { <option value=it.to_string() selected=selected>{lang.long_date(it)}</option> }.into_any()
        };
        all.into_iter().map(|it| (it, option(it))).collect::<Items>()
    };
    view! {
        <div class="field">
            <label for="from-field">{lang.notices().label_from()}</label>
            <select id="from-field" name=field!(NoticeDraft.from)>
                <option value="" selected=chosen.is_none()>{lang.notices().from_at_once()}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
