//! Days as links, so that choosing one works everywhere and the address remembers it.

use jiff::civil::Date;
use leptos::prelude::*;
use linli_domain::holiday::{DayOff, day_off};
use linli_domain::time::plus_days;

use super::{Items, VisuallyHidden};
use crate::store::use_store;

/// How many days stand in the open, in whole rows of a usual phone; the others are behind “more days”.
const SHOWN: i64 = 8;
const SHOWN_TO_ELDERS: i64 = 9;

/// Links to `path` with `day=YYYY-MM-DD` added to its query, from `first` on. Stands in a `move ||` that reads
/// the day.
#[component]
pub fn DayPicker(
    /// May have a query of its own.
    #[prop(into)]
    path: String,
    first: Date,
    chosen: Date,
    /// How many days there are.
    count: i64,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let today = store.today();
    let holidays = store.community_once().map_or_else(Vec::new, |it| it.holidays);
    let joint = if path.contains('?') { '&' } else { '?' };
    let day = move |day: Date| {
        let date = day;
        let href = format!("{path}{joint}day={day}");
        let off = day_off(&holidays, day);
        let mark = off.map(|it| match it {
            DayOff::Off(_) => view! { <i class="day-off" aria-hidden="true">{lang.off_mark()}</i> },
            DayOff::Worked(_) => view! { <i class="day-worked" aria-hidden="true">{lang.worked_mark()}</i> },
        });
        let plain = lang.day(day, today);
        let words = off.map_or_else(|| plain.clone(), |it| lang.day_with(&plain, &lang.day_off(it)));
        let link = view! {
            <li>
                <a class="day" href=href aria-current=(day == chosen).then_some("date")>
                    <span aria-hidden="true">{lang.short_day(day, today)}</span>
                    <b aria-hidden="true">{day.day()}</b>
                    {mark}
                    <VisuallyHidden>{words}</VisuallyHidden>
                </a>
            </li>
        };
        // By their days: the link that somebody is at does not become tomorrow's at midnight.
        (date, link.into_any())
    };
    let open = if store.prefs().elder { SHOWN_TO_ELDERS } else { SHOWN };
    let shown: Items = (0..count.min(open)).map(|n| day(plus_days(first, n))).collect();
    let later: Items = (open..count).map(|n| day(plus_days(first, n))).collect();
    let is_later = chosen >= plus_days(first, open);
    view! {
        <nav class="days" aria-label=lang.days_label()>
            <ul class="day-list">{shown}</ul>
            {(!later.is_empty())
                .then(|| {
                    view! {
                        <details class="fold" open=is_later>
                            <summary>{lang.more_days()}</summary>
                            <ul class="day-list">{later}</ul>
                        </details>
                    }
                })}
        </nav>
    }
    .into_any()
}
