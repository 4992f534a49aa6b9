//! A caregiver's week.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::ids::ResourceId;
use linli_domain::time::{monday_of, plus_days};

use super::parts::{as_carer, state_of, time_of, visits};
use crate::components::{Card, Items, Page, Pill, UnsentChip};
use crate::store::{Store, use_store};

/// A caregiver's week: days as headings.
#[component]
pub fn Week() -> impl IntoView {
    as_carer(use_store(), use_store().lang().care().work_week_title(), week)
}

fn week(store: Store, carer: ResourceId) -> AnyView {
    let lang = store.lang();
    let query = use_query_map();
    let all = Memo::new(move |_| visits(&store.rows(), carer));
    let zone = store.zone();
    let today = Memo::new(move |_| store.today());
    let next_monday = move || plus_days(monday_of(today.get()), 7);
    let is_next = Memo::new(move |_| {
        let day = query.read().get("day").and_then(|day| day.parse::<jiff::civil::Date>().ok());
        day.is_some_and(|day| day >= next_monday())
    });
    let weeks = move || {
        let next = is_next.get();
        view! {
            <nav class="pills" aria-label=lang.care().week_label()>
                <Pill href="/work/week" on=!next>{lang.care().week_this()}</Pill>
                <Pill href=format!("/work/week?day={}", next_monday()) on=next>{lang.care().week_other()}</Pill>
            </nav>
        }
    };
    let days = move || {
        // Of this week the days that are over are of no use on the way.
        let today = today.get();
        let (first, count) = if is_next.get() { (next_monday(), 7) } else { (today, 7 - weekday(today)) };
        let all = all.get();
        let days = (0..count).map(|n| {
            let day = plus_days(first, n);
            let within = zone.day(day);
            let cards: Items = all
                .iter()
                .filter(|it| within.contains(it.starts))
                .filter_map(|it| it.visit().map(|visit| (it, visit)))
                .map(|(it, visit)| {
                    let title = lang.visit_of(&it.called, lang.service(visit.service));
                    let address = it.contact.as_ref().map(|c| c.address.clone());
                    let (time, state) = (time_of(store, it.starts), state_of(store, it));
                    let (href, id) = (format!("/work/{}", it.id), it.id);
                    let card = view! {
                        <li>
                            <Card>
                                <div class="visit">
                                    {time}
                                    <div class="stack-close">
                                        <h3>
                                            <a class="plain" href=href>{title}</a>
                                        </h3>
                                        {address.map(|it| view! { <p class="small">{it}</p> })}
                                        <div class="tags">{state} <UnsentChip about=id/></div>
                                    </div>
                                </div>
                            </Card>
                        </li>
                    };
                    (id, card.into_any())
                })
                .collect();
            let nothing = cards.is_empty().then(|| view! { <p class="small">{lang.care().week_free()}</p> });
            let section = view! {
                <section class="stack">
                    <div class="row">
                        <h2 class="grow">{lang.day(day, today)}</h2>
                        {nothing}
                    </div>
                    <ul class="list">{cards}</ul>
                </section>
            };
            (day, section.into_any())
        });
        // By their days: as one is over, the next does not take its elements.
        days.collect::<Items>()
    };
    view! {
        <Page title=lang.care().work_week_title()>
            {weeks}
            {days}
        </Page>
    }
    .into_any()
}

fn weekday(day: jiff::civil::Date) -> i64 {
    i64::from(day.weekday().to_monday_zero_offset())
}
