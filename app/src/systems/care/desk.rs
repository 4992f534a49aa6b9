//! Who cares for whom, and gaps.

use jiff::civil::Date;
use leptos::prelude::*;
use linli_domain::booking::{Booking, State};
use linli_domain::policy::{Actor, Standing};
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::Rows;
use linli_domain::systems::bookings;

use super::cards::unassigned_card;
use super::parts::{assign_at, gaps_of, may_assign};
use crate::components::{Card, Chip, DayPicker, EmptyState, Items, NotFound, Page, Picture, Pill, Tone};
use crate::pages::desk::parts::{DAYS, is_clerk, resources};
use crate::pages::staff::chosen_day;
use crate::store::{Store, use_store};
use crate::systems::bookings::table::{booking_line, bookings_on, day_table, line_id};
use crate::systems::hours::panel::{hours_panel, hours_words, may_change};

/// Caregivers of a day as a table and as a list.
#[component]
pub fn Care() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if !is_clerk(store) {
        return view! { <NotFound/> }.into_any();
    }
    let body = move || {
        let (rows, day) = (store.rows(), chosen_day(store));
        let Some(actor) = store.actor_once() else { return ().into_any() };
        let carers = resources(&rows, &actor, false);
        let title = lang.care().desk_care_of(&lang.day(day, store.today()));
        if carers.is_empty() {
            return view! { <EmptyState icon=Picture::Heart title=lang.care().desk_no_carers()/> }.into_any();
        }
        let gaps = carers.iter().map(|it| gaps_of(store, &rows, it, day).len()).sum();
        let within = store.zone().day(day);
        let without: Vec<_> = rows
            .bookings
            .values()
            .filter(|it| it.state == State::Requested && it.interval().overlaps(within))
            .filter(|it| {
                let place = rows.communities.get(&it.community_id);
                place.is_some_and(|place| {
                    let who = Standing::new(&actor, place, Some(it.subject));
                    bookings::may(&who, bookings::Action::Cancel, Some(it))
                })
            })
            .collect();
        let count = without.len();
        let without = (count > 0).then(|| {
            let card = |it| view! { <li>{unassigned_card(store, &rows, &actor, it)}</li> }.into_any();
            let cards: Items = without.into_iter().map(|it| (it.id, card(it))).collect();
            view! {
                <section class="stack">
                    <h2>{lang.care().desk_without_carer()}</h2>
                    <ul class="list is-grid">{cards}</ul>
                </section>
            }
        });
        let card = |carer| view! { <li>{carer_card(store, &rows, &actor, carer, day)}</li> }.into_any();
        let cards: Items = carers.iter().map(|it| (it.id, card(it))).collect();
        let table =
            day_table(store, &rows, &carers, day, String::new(), title.clone(), lang.care().desk_off());
        view! {
            {hours_panel(store, &rows, &actor, "/desk/care", day)}
            {without}
            <section class="stack">
                <div class="row">
                    <h2 class="grow">{title}</h2>
                    <p class="small">{lang.care().desk_gaps(gaps, count)}</p>
                </div>
                <div class="only-wide">{table}</div>
                <ul class="list is-grid">{cards}</ul>
            </section>
        }
        .into_any()
    };
    view! {
        <Page title=lang.care().desk_care_title() wide=true>
            {move || {
                let day = chosen_day(store);
                view! { <DayPicker path="/desk/care" first=store.today() chosen=day count=DAYS/> }
            }}
            {body}
        </Page>
    }
    .into_any()
}

/// One caregiver: hours, certificate, visits and gaps in order.
fn carer_card(store: Store, rows: &Rows, actor: &Actor, carer: &Resource, day: Date) -> AnyView {
    let (lang, zone) = (store.lang(), store.zone());
    let Nature::Caregiver(nature) = &carer.nature else { return ().into_any() };
    let hours = carer.hours.hours(day);
    let works = if hours.is_empty() {
        view! { <Chip tone=Tone::Still icon=Picture::Cross>{lang.desk_day_off()}</Chip> }.into_any()
    } else {
        view! { <p class="small">{lang.desk_works(&hours_words(lang, hours))}</p> }.into_any()
    };
    let (until, now) = (nature.certified_until, store.present());
    let certificate = if until < zone.day(day).ends {
        Some((Tone::Bad, lang.care().desk_certificate_over().to_owned()))
    } else if until < now.plus_days(30) {
        let day = lang.day(zone.date(until), zone.date(now));
        Some((Tone::Wait, lang.care().desk_certificate_until(&day)))
    } else {
        None
    };
    let certificate =
        certificate.map(|(tone, words)| view! { <div class="tags"><Chip tone>{words}</Chip></div> });
    let visits = bookings_on(rows, carer, day, &zone);
    let gaps = gaps_of(store, rows, carer, day);
    let nothing = visits.is_empty().then(|| view! { <p class="small">{lang.care().desk_no_visits()}</p> });
    let replace = |visit: &Booking| {
        may_assign(store, rows, actor, visit).then(|| {
            let href = assign_at(visit);
            view! { <p><Pill href icon=Picture::Person>{lang.care().desk_replace()}</Pill></p> }.into_any()
        })
    };
    // In the order of the clock.
    let mut lines: Vec<_> = visits
        .into_iter()
        .map(|it| (it.starts, it.id.to_string(), booking_line(store, it, Some(line_id(it)), replace(it))))
        .chain(gaps.into_iter().map(|gap| {
            let words = lang.care().desk_gap(&lang.clock_span(gap, &zone));
            let line = view! { <li class="line is-gap number">{words}</li> };
            (gap.starts, gap.starts.to_string(), line.into_any())
        }))
        .collect();
    lines.sort_by_key(|(at, ..)| *at);
    let lines: Items = lines.into_iter().map(|(_, of, line)| (of, line)).collect();
    let change = may_change(store, rows, actor, carer, day).then(|| {
        let href = format!("/desk/care?day={day}&change={}#change", carer.id);
        view! { <p><Pill href icon=Picture::Clock>{lang.desk_change_day()}</Pill></p> }
    });
    let name = lang.pick(&carer.name).to_owned();
    view! {
        <Card>
            <div class="stack-close">
                <h3>{name}</h3>
                {works}
                {certificate}
            </div>
            {nothing}
            <ul class="lines">{lines}</ul>
            {change}
        </Card>
    }
    .into_any()
}
