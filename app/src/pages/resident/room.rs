//! One room and its free times.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use linli_domain::ids::ResourceId;
use linli_domain::lifecycle::hold_until;
use linli_domain::time::{Instant, Minutes};

use super::own::{SignInFirst, address, calendar, chosen_for_rooms, place_of, room_of, subject_field};
use super::rooms::{USUAL, about};
use crate::components::{
    Banner, Button, ButtonLink, DayPicker, EmptyState, Field, FieldKind, Kind, MutationForm, NotFound, Page,
    Picture, Stepper, TimeChoices, Tone,
};
use crate::store::{Store, use_store};

/// What the address says.
#[derive(Clone, PartialEq, Default)]
struct Asked {
    id: String,
    whom: String,
    day: Option<Date>,
    starts: Option<Instant>,
    minutes: Option<Minutes>,
}

impl Asked {
    fn href(&self) -> String {
        address(
            &format!("/rooms/{}", self.id),
            &[
                ("for", self.whom.clone()),
                ("day", self.day.map(|it| it.to_string()).unwrap_or_default()),
                ("starts", self.starts.map(|it| it.to_string()).unwrap_or_default()),
                ("minutes", self.minutes.map(|it| it.to_string()).unwrap_or_default()),
            ],
        )
    }
}

/// One room and its free times.
#[component]
pub fn Room() -> impl IntoView {
    let store = use_store();
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        Asked {
            id: params.get().get("id").unwrap_or_default(),
            whom: get("for"),
            day: get("day").parse().ok(),
            starts: get("starts").parse().ok(),
            minutes: get("minutes").parse().ok(),
        }
    });
    // Rows may come later than the page, when the browser went here by itself.
    let known = Memo::new(move |_| {
        let id: Option<ResourceId> = asked.read().id.parse().ok();
        id.is_some_and(|id| store.rows().resources.get(&id).is_some_and(|it| room_of(it).is_some()))
    });
    move || {
        // The address first: `known` is made from it, and a memo that is looked at only through
        // another one that stays the same would not render this again.
        let asked = asked.get();
        if known.get() || store.my_id().is_none() {
            page(store, asked)
        } else {
            view! { <NotFound/> }.into_any()
        }
    }
}

fn page(store: Store, asked: Asked) -> AnyView {
    let (lang, now) = (store.lang(), store.now_once());
    let rows = store.rows_once();
    let Some(actor) = store.actor_once() else {
        return view! { <SignInFirst title=lang.rooms_title()/> }.into_any();
    };
    let found = asked.id.parse().ok().and_then(|id: ResourceId| rows.resources.get(&id)).cloned();
    let whom = chosen_for_rooms(&rows, &actor, &asked.whom);
    let (Some(resource), Some(whom)) = (found, whom) else { return view! { <NotFound/> }.into_any() };
    let (Some(room), Some(place)) = (room_of(&resource).cloned(), place_of(&rows, &whom)) else {
        return view! { <NotFound/> }.into_any();
    };
    let (settings, zone) = (place.0.settings.clone(), place.1);
    let today = zone.date(now);
    let day = asked.day.or_else(|| asked.starts.map(|it| zone.date(it))).unwrap_or(today);
    let step = settings.slot_minutes.max(1);
    let minutes = asked.minutes.unwrap_or(USUAL).clamp(settings.room_min_minutes, settings.room_max_minutes);
    let with = |minutes: Minutes| {
        let fits = (settings.room_min_minutes..=settings.room_max_minutes).contains(&minutes);
        fits.then(|| Asked { day: Some(day), minutes: Some(minutes), ..asked.clone() }.href())
    };
    let (less, more) = (with(minutes - step), with(minutes + step));
    let path = Asked { day: None, starts: None, ..asked.clone() }.href();
    let times = {
        let (resource, whom) = (resource.clone(), whom.clone());
        Memo::new(move |_| {
            let rows = store.rows();
            place_of(&rows, &whom).map_or_else(Vec::new, |place| {
                calendar(&rows, &place, now).room_starts(&resource, day, minutes)
            })
        })
    };
    let is_free = Memo::new(move |_| !times.read().is_empty());
    let approval = room.approval.then(|| match asked.starts {
        Some(starts) => lang.held_until(&lang.when(hold_until(starts, now, &settings), now, &zone)),
        None => lang.room_holds(&lang.length(settings.pending_hold_minutes)),
    });
    let others = store.me_once().is_none_or(|me| me.id != whom.id);
    let mut lead = about(lang, &resource);
    if others {
        lead = format!("{} · {lead}", lang.for_whom(whom.greeted()));
    }
    let mut hidden = subject_field(store, &whom);
    hidden.push(("resource_id".to_owned(), resource.id.to_string()));
    hidden.push(("minutes".to_owned(), minutes.to_string()));
    let quota = lang.week_quota(settings.household_week_quota);
    let back = address("/rooms", &[("for", asked.whom.clone()), ("day", day.to_string())]);
    let note = resource.hours.exception(day).map(|it| it.note.clone()).filter(|it| !it.is_empty());
    let chosen = asked.starts;
    let other_room = back.clone();
    let times_field = move || {
        if !is_free.get() {
            let title = note
                .as_ref()
                .map_or_else(|| lang.no_room_times().to_owned(), |note| lang.room_shut_because(note));
            let href = other_room.clone();
            return view! {
                <EmptyState icon=Picture::Calendar title about=lang.no_room_times_about()>
                    <ButtonLink href kind=Kind::Quiet>{lang.the_rooms()}</ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        match chosen {
            Some(chosen) => view! { <TimeChoices legend=lang.start_time() times chosen/> }.into_any(),
            None => view! { <TimeChoices legend=lang.start_time() times/> }.into_any(),
        }
    };
    view! {
        <Page title=lang.pick(&resource.name).to_owned() lead back>
            <DayPicker path first=today chosen=day count=settings.horizon_days + 1/>
            <Stepper label=lang.how_long() value=lang.length(minutes) less more/>
            <section class="stack">
                <h2>{lang.day(day, today)}</h2>
                <MutationForm name="room.book@1" next="/mine/{booking_id}?new=1" new=&["booking_id"] hidden>
                    {times_field}
                    <Field
                        label=lang.room_people()
                        name="people"
                        kind=FieldKind::Number
                        hint=lang.seats(room.seats)
                    />
                    <Field label=lang.room_what() name="note" hint=lang.room_what_hint()/>
                    {approval.map(|words| view! { <Banner tone=Tone::Wait><p>{words}</p></Banner> })}
                    <p class="small">{quota}</p>
                    {move || {
                        is_free.get().then(|| view! { <Button icon=Picture::Check>{lang.room_take()}</Button> })
                    }}
                </MutationForm>
            </section>
        </Page>
    }
    .into_any()
}
