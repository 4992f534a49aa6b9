//! One room: when, for how long, and a look at it all. Each answer is a link, as when care is booked.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use linli_domain::ids::{BookingId, ResourceId};
use linli_domain::lifecycle::hold_until;
use linli_domain::member::Member;
use linli_domain::mutation::{Mutation, RoomBook, RoomMutation};
use linli_domain::place::Settings;
use linli_domain::resource::Resource;
use linli_domain::time::{Instant, Interval, Minutes};
use uuid::Uuid;

use super::list::{USUAL, about};
use super::{chosen_for_rooms, room_of};
use crate::components::{
    Banner, Button, ButtonLink, Card, DayPicker, EmptyState, Field, FieldKind, Kind, MutationForm, NotFound,
    Page, Picture, Stepper, Tone, fact, time_links,
};
use crate::pages::common::{
    SignInFirst, address, another, beside, calendar, cannot_be_had, place_of, still_to_come, subject,
    today_in, while_it_can_be_had,
};
use crate::store::{Store, use_store};
use crate::{field, fields};

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
    /// How long it is used, within the community's rules.
    fn length(&self, settings: &Settings) -> Minutes {
        self.minutes.unwrap_or(USUAL).clamp(settings.rooms.room_min_minutes, settings.rooms.room_max_minutes)
    }

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
            untrack(|| page(store, asked))
        } else {
            view! { <NotFound/> }.into_any()
        }
    }
}

fn page(store: Store, asked: Asked) -> AnyView {
    let rows = store.rows_once();
    let Some(actor) = store.actor_once() else {
        return view! { <SignInFirst title=store.lang().rooms().title()/> }.into_any();
    };
    let found = asked.id.parse().ok().and_then(|id: ResourceId| rows.resources.get(&id)).cloned();
    let whom = chosen_for_rooms(&rows, &actor, &asked.whom);
    let (Some(resource), Some(whom)) = (found, whom) else { return view! { <NotFound/> }.into_any() };
    match asked.starts {
        None => choose_time(store, asked, resource, whom),
        Some(starts) => {
            let (room, person, length) = (resource.clone(), whom.clone(), asked.clone());
            let can = move || {
                let (rows, now) = (store.rows_once(), store.present());
                let Some(place) = place_of(&rows, &person) else { return false };
                let use_ = Interval { starts, ends: starts.plus_minutes(length.length(&place.0.settings)) };
                calendar(&rows, &place, now).room_fits(&room, use_).is_ok()
            };
            while_it_can_be_had(can, move || look(store, &asked, &resource, &whom, starts))
        }
    }
}

fn choose_time(store: Store, asked: Asked, resource: Resource, whom: Member) -> AnyView {
    let lang = store.lang();
    let rows = store.rows_once();
    let Some(place) = place_of(&rows, &whom) else { return view! { <NotFound/> }.into_any() };
    let settings = &place.0.settings;
    let (today, chosen) = (today_in(store, &place.1), asked.day);
    let day = Memo::new(move |_| still_to_come(chosen, today.get()));
    let step = settings.bookings.slot_minutes.max(1);
    let minutes = asked.length(settings);
    let allowed = settings.rooms.room_min_minutes..=settings.rooms.room_max_minutes;
    let of = asked.clone();
    let stepper = move || {
        let with = |minutes: Minutes| {
            let day = Some(day.get());
            allowed.contains(&minutes).then(|| Asked { day, minutes: Some(minutes), ..of.clone() }.href())
        };
        let (less, more) = (with(minutes - step), with(minutes + step));
        view! { <Stepper label=lang.rooms().how_long() value=lang.length(minutes) less more/> }
    };
    let path = Asked { day: None, ..asked.clone() }.href();
    let mut lead = about(lang, &resource);
    if let Some(name) = another(store, &whom) {
        lead = format!("{} · {lead}", lang.for_whom(&name));
    }
    let hours = resource.hours.clone();
    let back = address("/rooms", &[("for", asked.whom.clone()), ("day", day.get_untracked().to_string())]);
    let title = lang.pick(&resource.name).to_owned();
    let (other_room, count) = (back.clone(), settings.bookings.horizon_days + 1);
    let times = Memo::new(move |_| {
        let rows = store.rows();
        let (day, now) = (day.get(), store.now());
        place_of(&rows, &whom)
            .map_or_else(Vec::new, |place| calendar(&rows, &place, now).room_starts(&resource, day, minutes))
    });
    let list = move || {
        let (times, day) = (times.get(), day.get());
        if times.is_empty() {
            let note = hours.exception(day).map(|it| &it.note).filter(|it| !it.is_empty());
            let title = note.map_or_else(
                || lang.rooms().no_room_times().to_owned(),
                |note| lang.rooms().shut_because(note),
            );
            let href = other_room.clone();
            return view! {
                <EmptyState icon=Picture::Calendar title about=lang.rooms().no_room_times_about()>
                    <ButtonLink href kind=Kind::Quiet>{lang.rooms().the_rooms()}</ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        time_links(store, &times, |starts| {
            Asked { day: Some(day), starts: Some(starts), minutes: Some(minutes), ..asked.clone() }.href()
        })
    };
    view! {
        <Page title lead back>
            {move || view! { <DayPicker path=path.clone() first=today.get() chosen=day.get() count/> }}
            {stepper}
            <section class="stack" aria-live="polite">
                <h2>{move || lang.day(day.get(), today.get())}</h2>
                {list}
            </section>
        </Page>
    }
    .into_any()
}

fn look(store: Store, asked: &Asked, resource: &Resource, whom: &Member, starts: Instant) -> AnyView {
    let lang = store.lang();
    let rows = store.rows_once();
    let (Some(place), Some(room)) = (place_of(&rows, whom), room_of(resource)) else {
        return view! { <NotFound/> }.into_any();
    };
    let (settings, zone, seats) = (&place.0.settings, &place.1, room.seats);
    let minutes = asked.length(settings);
    let use_ = Interval { starts, ends: starts.plus_minutes(minutes) };
    let problem = calendar(&rows, &place, store.now_once()).room_fits(resource, use_).err();
    let there = beside(store, &rows, &place, (whom, use_, false));
    let book = Mutation::Rooms(RoomMutation::Book(RoomBook {
        booking_id: BookingId(Uuid::nil()),
        resource_id: resource.id,
        starts,
        ends: use_.ends,
        people: None,
        note: String::new(),
        subject: subject(store, whom),
        also: there.is_some(),
    }));
    let problem = cannot_be_had(store, &book, starts, problem.as_ref(), zone);
    let refused = problem.is_some();
    let back = Asked { day: Some(zone.date(starts)), starts: None, ..asked.clone() }.href();
    let beside = there.filter(|_| !refused);
    let both = beside.is_some();
    let approval = room.approval.then(|| {
        let (zone, settings) = (zone.clone(), settings.clone());
        let words = move || {
            let now = store.present();
            lang.held_until(&lang.when(hold_until(starts, now, &settings), now, &zone))
        };
        view! { <Banner tone=Tone::Wait><p>{words}</p></Banner> }
    });
    let other = another(store, whom).map(|name| fact(lang.fact_whom(), view! { <b>{name}</b> }));
    let (name, about) = (lang.pick(&resource.name).to_owned(), about(lang, resource));
    let quota = lang.rooms().week_quota(settings.rooms.household_week_quota);
    let zone = zone.clone();
    let when = move || lang.span(use_, store.present(), &zone);
    view! {
        <Page title=lang.rooms().check() back=back.clone()>
            {problem}
            {beside}
            <Card>
                <dl class="facts">
                    {fact(
                        lang.rooms().fact_room(),
                        view! {
                            <b>{name}</b>
                            <span class="small reason">{about}</span>
                        },
                    )}
                    {fact(lang.fact_when(), view! { <b>{when}</b> })}
                    {other}
                </dl>
            </Card>
            {if refused {
                view! { <ButtonLink href=back>{lang.rooms().other_time()}</ButtonLink> }.into_any()
            } else {
                view! {
                    <MutationForm
                        of=book
                        asks=fields!(RoomBook { people, note })
                        new=fields!(RoomBook { booking_id })
                        next="/mine/{booking_id}?new=1"
                    >
                        <Field
                            label=lang.room_people()
                            name=field!(RoomBook.people)
                            kind=FieldKind::Number
                            hint=lang.rooms().seats(seats)
                        />
                        <Field label=lang.room_what() name=field!(RoomBook.note) hint=lang.rooms().what_hint()/>
                        {approval}
                        <p class="small">{quota}</p>
                        <Button icon=Picture::Check>
                            {if both { lang.both_wanted() } else { lang.rooms().take() }}
                        </Button>
                    </MutationForm>
                    <ButtonLink href=back kind=Kind::Quiet>{lang.rooms().other_time()}</ButtonLink>
                }
                .into_any()
            }}
        </Page>
    }
    .into_any()
}
