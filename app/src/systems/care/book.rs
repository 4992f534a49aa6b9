//! Booking a visit at home: for whom, what, when, and a look at it all. Each answer is a link, so
//! that it works everywhere and “back” means back.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::care::Service;
use linli_domain::ids::BookingId;
use linli_domain::json::Code;
use linli_domain::member::Member;
use linli_domain::mutation::{CareBook as Args, CareMutation, Mutation};
use linli_domain::rows::Rows;
use linli_domain::time::{Instant, Interval, monday_of, plus_days};
use uuid::Uuid;

use crate::components::{
    Button, ButtonLink, Card, DayPicker, Door, EmptyState, Field, FieldKind, Kind, MutationForm, Page,
    Picture, Tint, fact, time_links,
};
use crate::pages::common::{
    SignInFirst, address, another, beside, calendar, cannot_be_had, chosen, people, place_of, still_to_come,
    subject, today_in, while_it_can_be_had,
};
use crate::store::{Store, use_store};
use crate::systems::bookings::own::name_of;
use crate::{field, fields};

/// What has been answered so far.
#[derive(Clone, PartialEq, Default)]
struct Asked {
    whom: String,
    service: Option<Service>,
    day: Option<Date>,
    starts: Option<Instant>,
}

impl Asked {
    /// The address with these answers.
    fn href(&self) -> String {
        address(
            "/care/book",
            &[
                ("for", self.whom.clone()),
                ("service", self.service.map_or("", Code::code).to_owned()),
                ("day", self.day.map(|it| it.to_string()).unwrap_or_default()),
                ("starts", self.starts.map(|it| it.to_string()).unwrap_or_default()),
            ],
        )
    }
}

/// Where this service is booked for this person.
pub fn care_for(service: Service, subject: impl core::fmt::Display) -> String {
    format!("/care/book?service={}&for={subject}", service.code())
}

/// The picture of a service.
pub const fn picture_of(service: Service) -> Picture {
    match service {
        Service::Meal => Picture::Bowl,
        Service::Bath => Picture::Drop,
        Service::Cleaning => Picture::Broom,
        Service::Walking => Picture::Walk,
        Service::Clinic => Picture::Clinic,
        Service::Urgent => Picture::Bolt,
        Service::BasicCare => Picture::Bed,
        Service::Health => Picture::Pulse,
        Service::Visit => Picture::Heart,
        Service::Comfort => Picture::Chat,
        Service::Errand => Picture::Bag,
        Service::Refit => Picture::Tool,
    }
}

/// Booking a visit at home.
#[component]
pub fn CareBook() -> impl IntoView {
    let store = use_store();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        Asked {
            whom: get("for"),
            service: Service::from_code(&get("service")),
            day: get("day").parse().ok(),
            starts: get("starts").parse().ok(),
        }
    });
    move || {
        let asked = asked.get();
        untrack(|| step(store, asked))
    }
}

fn step(store: Store, asked: Asked) -> AnyView {
    let lang = store.lang();
    let Some(actor) = store.actor_once() else {
        return view! { <SignInFirst title=lang.care().title()/> }.into_any();
    };
    let Some(whom) = chosen(&store.rows_once(), &actor, &asked.whom) else {
        return choose_whom(store, &asked);
    };
    match (asked.service, asked.starts) {
        (None, _) => choose_service(store, &asked, &whom),
        (Some(service), None) => choose_time(store, asked, whom, service),
        (Some(service), Some(starts)) => {
            let person = whom.clone();
            let can = move || {
                let (rows, now) = (store.rows_once(), store.present());
                let fits =
                    |place| calendar(&rows, &place, now).visit_fits(service, &person, starts, &[]).is_ok();
                place_of(&rows, &person).is_some_and(fits)
            };
            while_it_can_be_had(can, move || look(store, &asked, &whom, service, starts))
        }
    }
}

fn choose_whom(store: Store, asked: &Asked) -> AnyView {
    let lang = store.lang();
    let people = store.actor_once().map(|actor| people(&store.rows_once(), &actor)).unwrap_or_default();
    let me = store.me_once().map(|it| it.id);
    let people: Vec<_> = people
        .into_iter()
        .map(|person| {
            let href = Asked { whom: person.id.to_string(), ..asked.clone() }.href();
            let (title, about) = if Some(person.id) == me {
                (lang.myself().to_owned(), String::new())
            } else {
                (person.greeted().to_owned(), person.address.clone())
            };
            view! { <li><Door href picture=Picture::Person tint=Tint::Green title about/></li> }
        })
        .collect();
    view! {
        <Page title=lang.care().whom() back="/">
            <ul class="list">{people}</ul>
        </Page>
    }
    .into_any()
}

/// What the steps so far amount to, under the heading.
fn so_far(store: Store, whom: &Member, service: Option<Service>) -> String {
    let lang = store.lang();
    let mut words = Vec::new();
    if let Some(service) = service {
        words.push(lang.service(service).to_owned());
        words.push(lang.length(service.minutes()));
    }
    words.extend(another(store, whom).map(|name| lang.for_whom(&name)));
    words.join(" · ")
}

fn choose_service(store: Store, asked: &Asked, whom: &Member) -> AnyView {
    let (lang, elder) = (store.lang(), store.prefs().elder);
    let services: Vec<_> = Service::ALL
        .into_iter()
        .map(|service| {
            let href = Asked { service: Some(service), ..asked.clone() }.href();
            // A length is read in one piece, wherever the line breaks.
            let mut about = vec![lang.length(service.minutes()).replace(' ', "\u{a0}")];
            if service.carers() > 1 {
                about.push(lang.care().two_carers().replace(' ', "\u{a0}"));
            }
            if !elder {
                about.push(lang.care().service_about(service).to_owned());
            }
            let (picture, about) = (picture_of(service), about.join(" · "));
            view! { <li><Door href picture tint=Tint::Green title=lang.service(service) about/></li> }
        })
        .collect();
    view! {
        <Page title=lang.care().which() lead=so_far(store, whom, None) back="/">
            <ul class="list">{services}</ul>
        </Page>
    }
    .into_any()
}

fn choose_time(store: Store, asked: Asked, whom: Member, service: Service) -> AnyView {
    let lang = store.lang();
    let back = Asked { whom: asked.whom.clone(), ..Asked::default() }.href();
    let path = Asked { day: None, ..asked.clone() }.href();
    let lead = so_far(store, &whom, Some(service));
    let rows = store.rows_once();
    let Some(place) = place_of(&rows, &whom) else {
        return view! { <crate::components::NotFound/> }.into_any();
    };
    let today = today_in(store, &place.1);
    let count = place.0.settings.bookings.horizon_days + 1;
    let chosen =
        asked.day.or_else(|| first_free(&rows, &whom, service, today.get_untracked(), store.now_once()));
    let day = Memo::new(move |_| still_to_come(chosen, today.get()));
    let times = {
        let whom = whom.clone();
        Memo::new(move |_| free(&store.rows(), &whom, service, day.get(), store.now()))
    };
    let list = move || {
        let (times, day, today) = (times.get(), day.get(), today.get());
        if times.is_empty() {
            let later = first_free(&store.rows_once(), &whom, service, plus_days(day, 1), store.now_once());
            let (words, on) = match later {
                Some(later) => (lang.care().next_free_day(&lang.day(later, today)), later),
                None => (lang.care().look_next_week().to_owned(), plus_days(known(day), 1)),
            };
            let href = Asked { day: Some(on), ..asked.clone() }.href();
            return view! {
                <EmptyState icon=Picture::Calendar title=lang.care().no_visit_times() about=lang.care().no_visit_times_about()>
                    <ButtonLink href>{words}</ButtonLink>
                </EmptyState>
            }
            .into_any();
        }
        time_links(store, &times, |starts| {
            Asked { day: Some(day), starts: Some(starts), ..asked.clone() }.href()
        })
    };
    view! {
        <Page title=lang.care().when() lead back>
            {move || view! { <DayPicker path=path.clone() first=today.get() chosen=day.get() count/> }}
            <section class="stack" aria-live="polite">
                <h2>{move || lang.day(day.get(), today.get())}</h2>
                {list}
            </section>
        </Page>
    }
    .into_any()
}

/// The last day whose taken time is known when `day` is shown: the week after it ends.
fn known(day: Date) -> Date {
    plus_days(monday_of(day), 13)
}

fn free(rows: &Rows, whom: &Member, service: Service, day: Date, now: Instant) -> Vec<Instant> {
    place_of(rows, whom)
        .map_or_else(Vec::new, |place| calendar(rows, &place, now).visit_starts(service, whom, day))
}

/// The first day with free times, as far as taken time is known.
fn first_free(rows: &Rows, whom: &Member, service: Service, from: Date, now: Instant) -> Option<Date> {
    let days = (0..).map(|n| plus_days(from, n)).take_while(|day| *day <= known(from));
    days.into_iter().find(|day| !free(rows, whom, service, *day, now).is_empty())
}

fn look(store: Store, asked: &Asked, whom: &Member, service: Service, starts: Instant) -> AnyView {
    let lang = store.lang();
    let back = Asked { starts: None, ..asked.clone() }.href();
    let rows = store.rows_once();
    let Some(place) = place_of(&rows, whom) else {
        return view! { <crate::components::NotFound/> }.into_any();
    };
    let visit = Interval { starts, ends: starts.plus_minutes(service.minutes()) };
    let found = calendar(&rows, &place, store.now_once()).visit_fits(service, whom, starts, &[]);
    let there = beside(store, &rows, &place, (whom, visit, true));
    let book = Mutation::Care(CareMutation::Book(Args {
        booking_id: BookingId(Uuid::nil()),
        service,
        starts,
        note: String::new(),
        subject: subject(store, whom),
        also: there.is_some(),
    }));
    let problem = cannot_be_had(store, &book, starts, found.as_ref().err(), &place.1);
    let carers = found.map(|found| {
        let names = found.chosen.iter().map(|id| name_of(lang, &rows, *id));
        let why = found.why.iter().map(|why| lang.reason(*why));
        let carers = names
            .zip(why)
            .map(|(name, why)| view! { <li>{name} <span class="small reason">{why}</span></li> });
        carers.collect::<Vec<_>>()
    });
    let address =
        if whom.address.is_empty() { lang.care().not_said().to_owned() } else { whom.address.clone() };
    let refused = problem.is_some();
    let beside = there.filter(|_| !refused);
    let both = beside.is_some();
    let zone = place.1;
    let when = move || lang.span(visit, store.present(), &zone);
    let others = another(store, whom);
    view! {
        <Page title=lang.care().check() back=back.clone()>
            {problem}
            {beside}
            <Card>
                <dl class="facts">
                    {fact(lang.care().fact_service(), view! { <b>{lang.service(service)}</b> })}
                    {fact(lang.fact_when(), view! { <b>{when}</b> })}
                    {others.map(|name| fact(lang.fact_whom(), view! { <b>{name}</b> }))}
                    {carers
                        .ok()
                        .map(|carers| fact(lang.fact_who_comes(), view! { <ul class="carers">{carers}</ul> }))}
                    {fact(lang.fact_where(), address)}
                </dl>
            </Card>
            {if refused {
                view! { <ButtonLink href=back>{lang.care().other_time()}</ButtonLink> }.into_any()
            } else {
                view! {
                    <MutationForm
                        of=book
                        asks=fields!(Args { note })
                        new=fields!(Args { booking_id })
                        next="/mine/{booking_id}?new=1"
                    >
                        <Field
                            label=lang.care().note()
                            name=field!(Args.note)
                            kind=FieldKind::Long
                            hint=lang.care().note_hint()
                        />
                        <Button icon=Picture::Check>
                            {if both { lang.both_wanted() } else { lang.care().book() }}
                        </Button>
                    </MutationForm>
                    <ButtonLink href=back kind=Kind::Quiet>{lang.care().other_time()}</ButtonLink>
                }
                .into_any()
            }}
        </Page>
    }
    .into_any()
}
