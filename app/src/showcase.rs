//! Every component in every state on one page, for who designs and for the tests that photograph it. The
//! server has it in demo mode; browsers run no script for it, so it costs phones nothing.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;
use linli_domain::booking::State;
use linli_domain::ids::{BookingId, EventId, MatterId, MutationId, PlaceId, ResourceId};
use linli_domain::mutation::{HelpMutation, HelpRef, Mutation, RoomBook, RoomMutation};
use linli_domain::refusal::{BookingRefusal, HelpRefusal, Offer, Refusal};
use linli_domain::story::StoryEvent;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::Instant;
use uuid::Uuid;

use crate::components::{
    Banner, Button, ButtonLink, Card, Chip, Choice, Choices, DayPicker, Door, ElderChoice, EmptyState, Field,
    FieldKind, Icon, Kind, LanguageChoice, LeftChip, Loading, NextCard, Page, Picture, Pill, SizeChoice,
    Stepper, Story, Tag, ThemeChoice, Tint, Tone, Trouble, time_links,
};
use crate::forms::fields_of;
use crate::shell::{Assets, document};
use crate::store::{Kept, Network, Outcome, Prefs, Problem, Refused, Seed, Store, Trouble as PhoneTrouble};
use crate::systems::SYSTEMS;
use crate::systems::bookings::StateChip;

/// Where it is.
pub const PATH: &str = "/components";

/// Half past eight on a Monday morning, so that two pictures of it are the same.
const NOW: i64 = 1_763_944_200_000;

const TONES: [Tone; 5] = [Tone::Good, Tone::Wait, Tone::Bad, Tone::Info, Tone::Still];

/// The whole document.
#[must_use]
pub fn render(prefs: Prefs, assets: &Assets) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(RequestUrl::new(PATH));
        let now = Instant::from_millis(NOW);
        let store = Store::new(Seed { prefs, now, outcome: Some(refused()), ..Seed::default() });
        store.set_phone(|phone| {
            let withdrawn =
                || Mutation::Help(HelpMutation::Withdraw(HelpRef { help_id: MatterId(Uuid::nil()) }));
            let mid = MutationId(Uuid::nil());
            phone.network = Network::Offline;
            phone.pulled = Some(now.plus_minutes(-5));
            phone.waiting = vec![Kept { mid, mutation: withdrawn(), made: now }];
            phone.refused = vec![Refused {
                mid,
                mutation: withdrawn(),
                refusal: Refusal::Help(HelpRefusal::TakenByNeighbour),
            }];
            phone.trouble = Some(PhoneTrouble::Full);
            phone.update = true;
        });
        provide_context(store);
        let body = view! { <Router>{page(store)}</Router> }.to_html();
        document(&store.title(), &body, None, prefs, &assets.css)
    })
}

/// A form that came back: somebody was quicker.
fn refused() -> Outcome {
    let later = |minutes| {
        let starts = Instant::from_millis(NOW).plus_minutes(minutes);
        Offer { resource_id: None, starts, ends: starts.plus_minutes(60) }
    };
    let refusal = Refusal::Bookings(BookingRefusal::Taken { alternatives: vec![later(60), later(120)] });
    let starts = Instant::from_millis(NOW);
    let book = RoomBook {
        booking_id: BookingId(Uuid::nil()),
        resource_id: ResourceId(Uuid::nil()),
        starts,
        ends: starts.plus_minutes(60),
        people: None,
        note: String::new(),
        subject: None,
        also: false,
    };
    let mut fields = fields_of(&RoomMutation::Book(book).into());
    let around = [("mid", Uuid::nil().to_string()), ("next", "/mine".to_owned())];
    fields.extend(around.map(|(name, value)| (name.to_owned(), value)));
    Outcome { problem: Problem::Refused { refusal }, fields }
}

fn page(store: Store) -> AnyView {
    let lang = store.lang();
    view! {
        <Page title=lang.showcase_title() lead=lang.showcase_lead()>
            {part(lang.showcase_looks(), looks())}
            {part(lang.showcase_buttons(), buttons(store))}
            {part(lang.showcase_cards(), cards(store))}
            {part(lang.showcase_states(), states(store))}
            {part(lang.showcase_fields(), fields(store))}
            {part(lang.showcase_choices(), choices(store))}
            {part(lang.showcase_notices(), notices(store))}
            {part(lang.showcase_pictures(), pictures())}
        </Page>
    }
    .into_any()
}

fn part(title: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="stack">
            <h2>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn looks() -> AnyView {
    view! {
        <Card>
            <ElderChoice/>
            <SizeChoice/>
            <ThemeChoice/>
            <LanguageChoice/>
        </Card>
    }
    .into_any()
}

fn buttons(store: Store) -> AnyView {
    let lang = store.lang();
    view! {
        <Button icon=Picture::Check>{lang.rooms().take()}</Button>
        <Button kind=Kind::Quiet icon=Picture::Calendar>{lang.more_days()}</Button>
        <Button kind=Kind::Alarm>{lang.bookings().cancel_yes()}</Button>
        <ButtonLink href="tel:120" kind=Kind::Alarm icon=Picture::Alarm>{lang.emergency()}</ButtonLink>
        <div class="pills">
            <Pill href=PATH on=true>{lang.care().nav_today()}</Pill>
            <Pill href=PATH icon=Picture::Calendar>{lang.care().nav_week()}</Pill>
        </div>
        <Door href="/care/book" picture=Picture::Heart tint=Tint::Green title=lang.care().door() about=lang.care().door_about()/>
        <Door href="/rooms" picture=Picture::Door tint=Tint::Blue title=lang.rooms().door() about=lang.rooms().rooms_free(3)/>
        <Door href="/help/ask" picture=Picture::Hands tint=Tint::Plum title=lang.help().door()/>
    }
    .into_any()
}

fn cards(store: Store) -> AnyView {
    let lang = store.lang();
    let tones: Vec<_> =
        TONES.into_iter().map(|tone| view! { <Card tone>{format!("{tone:?}")}</Card> }).collect();
    view! {
        <NextCard
            part=lang.care().nav_today()
            clock="11:30"
            title=lang.service(linli_domain::care::Service::Health)
            about=lang.bookings().also_last_time()
            actions=move || {
                view! {
                    <ButtonLink href="tel:120" kind=Kind::Quiet icon=Picture::Phone>{lang.call()}</ButtonLink>
                    <ButtonLink href=PATH>{lang.details()}</ButtonLink>
                }
            }
        >
            <StateChip state=State::Accepted/>
        </NextCard>
        <Card now=true>
            <h3>{lang.care().door_work()}</h3>
            <p>{lang.care().door_work_about()}</p>
        </Card>
        {tones}
        <EmptyState icon=Picture::Check title=lang.mine_empty() about=lang.mine_empty_about()>
            <ButtonLink href="/">{lang.to_home()}</ButtonLink>
        </EmptyState>
        <Loading/>
    }
    .into_any()
}

fn states(store: Store) -> AnyView {
    let lang = store.lang();
    let tones: Vec<_> =
        TONES.into_iter().map(|tone| view! { <Chip tone>{format!("{tone:?}")}</Chip> }).collect();
    let systems: Vec<_> = SYSTEMS
        .iter()
        .filter_map(|it| it.chips)
        .map(|chips| view! { <div class="tags">{chips()}</div> })
        .collect();
    let left: Vec<_> = [-90, 20, 600].into_iter().map(|left| view! { <LeftChip left/> }).collect();
    view! {
        <div class="tags">{tones}</div>
        {systems}
        <div class="tags">{left}</div>
        <div class="tags">
            <Chip tone=Tone::Wait icon=Picture::Offline>{lang.unsent()}</Chip>
            <Tag>{lang.help().door()}</Tag>
            <Tag risk=true>{lang.emergency()}</Tag>
        </div>
    }
    .into_any()
}

fn fields(store: Store) -> AnyView {
    let lang = store.lang();
    view! {
        <Card>
            <Field label=lang.fact_name() name="name" hint=lang.optional()/>
            <Field label=lang.care().visit_report() name="report" kind=FieldKind::Long hint=lang.care().visit_report_hint()/>
            <Field label=lang.fact_phone() name="phone" kind=FieldKind::Phone value="138 0000 0001"/>
            <Field label=lang.room_people() name="people" kind=FieldKind::Number value="4"/>
            <Field label=lang.sign_in_code() name="code" kind=FieldKind::Code/>
            <Field label=lang.days_label() name="day" kind=FieldKind::Date/>
            <Field label=lang.days_label() name="moment" kind=FieldKind::Moment/>
        </Card>
    }
    .into_any()
}

fn choices(store: Store) -> AnyView {
    let (lang, now) = (store.lang(), store.now_once());
    let options = [
        Choice::new("a", lang.care().door()).about(lang.care().door_about()).picture(Picture::Heart),
        Choice::new("b", lang.rooms().door()),
    ];
    let times: Vec<_> = (1..5).map(|hour| now.plus_minutes(60 * hour)).collect();
    let first: Date = store.zone().date(now);
    view! {
        <Choices legend=lang.days_label() name="choice" options=options.to_vec() chosen="a"/>
        <DayPicker path=PATH first chosen=first count=14/>
        {time_links(store, &times, |_| PATH.to_owned())}
        <Stepper label=lang.room_people() value="2" less=Some(PATH.to_owned()) more=Some(PATH.to_owned())/>
        <Stepper label=lang.room_people() value="1" less=None more=Some(PATH.to_owned())/>
    }
    .into_any()
}

fn notices(store: Store) -> AnyView {
    let (lang, now) = (store.lang(), store.now_once());
    let banners: Vec<_> =
        TONES.into_iter().map(|tone| view! { <Banner tone><p>{format!("{tone:?}")}</p></Banner> }).collect();
    let event = |minutes, deed, note: &str| StoryEvent {
        happened: None,
        id: EventId(Uuid::nil()),
        community_id: PlaceId(Uuid::nil()),
        at: now.plus_minutes(minutes),
        actor: None,
        actor_called: String::new(),
        note: note.to_owned(),
        what: (BookingId(Uuid::nil()), deed).into(),
    };
    let events = vec![
        event(-90, BookingDeed::Booked, ""),
        event(-30, BookingDeed::Accepted, lang.help().door_about()),
    ];
    view! {
        {banners}
        <Trouble problem=Problem::Offline/>
        <Trouble problem=Problem::Broken/>
        <Trouble problem=Problem::TooFast { seconds: 30 }/>
        <Story events/>
    }
    .into_any()
}

fn pictures() -> AnyView {
    let all: Vec<_> = Picture::ALL
        .iter()
        .map(|picture| {
            let picture = *picture;
            view! {
                <li class="tag" lang="en">
                    <Icon picture/>
                    {format!("{picture:?}")}
                </li>
            }
        })
        .collect();
    view! { <ul class="tags">{all}</ul> }.into_any()
}
