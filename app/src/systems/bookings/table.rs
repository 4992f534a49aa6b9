//! A day as a table: a row for each room or caregiver, a column for each hour. The lists beside it
//! say the same and more.

use jiff::civil::Date;
use leptos::prelude::*;
use linli_domain::booking::{Booking, State};
use linli_domain::resource::Resource;
use linli_domain::rows::Rows;
use linli_domain::time::{Instant, Zone};

use super::StateChip;
use crate::components::{Items, Tone, VisuallyHidden};
use crate::store::Store;
use crate::strings::Lang;

/// Half hours of the wall clock after midnight.
type Slot = u16;

/// What a table shows even on an empty day: 8:00 to 21:00.
const USUAL: (Slot, Slot) = (16, 42);

const MIDNIGHT: Slot = 48;

/// A stretch of a row.
struct Bar {
    from: Slot,
    until: Slot,
    words: String,
    state: State,
    href: String,
}

/// The bookings of one resource on a day, those that hold their time, in order.
pub fn bookings_on<'a>(rows: &'a Rows, resource: &Resource, day: Date, zone: &Zone) -> Vec<&'a Booking> {
    let within = zone.day(day);
    let mut found: Vec<_> = rows
        .bookings
        .values()
        .filter(|it| it.resources().contains(&resource.id))
        .filter(|it| it.state.holds_time() && it.interval().overlaps(within))
        .collect();
    found.sort_by_key(|it| (it.starts, it.id));
    found
}

/// The half hour of a wall clock on that day, rounded down or up.
fn slot(at: Instant, day: Date, zone: &Zone, up: bool) -> Slot {
    let civil = zone.civil(at);
    if civil.date() < day {
        return 0;
    }
    if civil.date() > day {
        return MIDNIGHT;
    }
    let minute = u16::try_from(i16::from(civil.hour()) * 60 + i16::from(civil.minute())).unwrap_or(0);
    if up { minute.div_ceil(30) } else { minute / 30 }
}

const fn tone(state: State) -> &'static str {
    match state {
        State::Pending | State::Requested | State::Assigned => Tone::Wait.block(),
        State::Disputed => Tone::Bad.block(),
        State::Completed | State::CheckedOut => Tone::Still.block(),
        State::Confirmed => Tone::Info.block(),
        _ => Tone::Good.block(),
    }
}

/// The table of a day; its bars lead to the lines of the page at `list`.
pub fn day_table(
    store: Store,
    rows: &Rows,
    resources: &[&Resource],
    day: Date,
    list: String,
    caption: impl Into<String>,
    closed: &'static str,
) -> AnyView {
    let caption = caption.into();
    let (lang, zone) = (store.lang(), store.zone());
    let lanes: Vec<(&Resource, Vec<Bar>)> = resources
        .iter()
        .map(|resource| {
            let bars = bookings_on(rows, resource, day, &zone).into_iter().map(|it| {
                let words = match it.visit() {
                    Some(visit) => format!("{} {}", it.called, lang.service(visit.service)),
                    None => it.called.clone(),
                };
                Bar {
                    from: slot(it.starts, day, &zone, false),
                    until: slot(it.ends, day, &zone, true),
                    words,
                    state: it.state,
                    href: format!("{list}#{}", line_id(it)),
                }
            });
            (*resource, bars.collect())
        })
        .collect();
    let bars = || lanes.iter().flat_map(|(_, bars)| bars);
    let first = bars().map(|it| it.from).chain([USUAL.0]).min().unwrap_or(USUAL.0) / 2 * 2;
    let last = bars().map(|it| it.until).chain([USUAL.1]).max().unwrap_or(USUAL.1).next_multiple_of(2);
    let hours: Vec<_> = (first / 2..last / 2)
        .map(|hour| {
            let (part, clock) = lang.clock_of(hour * 60);
            let words = if lang == Lang::Zh { [part.to_owned(), clock] } else { [clock, part.to_owned()] };
            view! { <th scope="col" colspan="2"><time>{words.join(" ")}</time></th> }
        })
        .collect();
    let body: Items = lanes
        .into_iter()
        .map(|(resource, bars)| {
            let name = lang.pick(&resource.name).to_owned();
            let open: Vec<(Slot, Slot)> =
                resource.hours.hours(day).iter().map(|it| (it.from / 30, it.until.div_ceil(30))).collect();
            let cells = cells(store, first, last, bars, &open, closed);
            let lane = view! { <tr><th scope="row">{name}</th>{cells}</tr> };
            (resource.id, lane.into_any())
        })
        .collect();
    let label = caption.clone();
    view! {
        <div class="day-table" role="region" aria-label=label tabindex="0">
            <table>
                <caption class="hidden-text">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="corner">{lang.date(day)}</th>
                        {hours}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The cells of a row from left to right: bookings, free time by the hour, closed time in one piece.
fn cells(
    store: Store,
    first: Slot,
    last: Slot,
    bars: Vec<Bar>,
    open: &[(Slot, Slot)],
    closed: &'static str,
) -> Items {
    let is_open = |at: Slot| open.iter().any(|(from, until)| (*from..*until).contains(&at));
    let mut cells = Vec::new();
    let mut at = first;
    let mut bars = bars.into_iter().peekable();
    while at < last {
        // Two that share a half hour stand one after the other.
        if let Some(bar) = bars.next_if(|it| it.from <= at) {
            let until = bar.until.min(last);
            if until > at {
                cells.push((bar.href.clone(), filled(store, until - at, bar)));
                at = until;
            }
            continue;
        }
        let next = bars.peek().map_or(last, |it| it.from.min(last));
        if is_open(at) {
            // To the end of the hour, so that the lines of the hours can be seen.
            let until = (at / 2 * 2 + 2).min(next);
            let until = (at + 1..until).find(|it| !is_open(*it)).unwrap_or(until);
            let cell = view! { <td colspan=(until - at).to_string()></td> };
            cells.push((at.to_string(), cell.into_any()));
            at = until;
        } else {
            let until = (at + 1..next).find(|it| is_open(*it)).unwrap_or(next);
            let span = (until - at).to_string();
            let cell = view! { <td class="is-closed" colspan=span><span>{closed}</span></td> };
            cells.push((at.to_string(), cell.into_any()));
            at = until;
        }
    }
    cells.into_iter().collect()
}

fn filled(store: Store, span: Slot, bar: Bar) -> AnyView {
    let class = format!("day-bar {}", tone(bar.state));
    let state = store.lang().state_for_staff(bar.state);
    let words = bar.words;
    let title = format!("{words} · {state}");
    view! {
        <td colspan=span.to_string()>
            <a class=class href=bar.href title=title>
                <span>{words}</span>
                <VisuallyHidden>{format!(" · {state}")}</VisuallyHidden>
            </a>
        </td>
    }
    .into_any()
}

/// What a bar of the table leads to: the line of this booking.
pub fn line_id(booking: &Booking) -> String {
    format!("b-{}", booking.id)
}

/// When a booking is, who comes, and how it stands: a line of the lists. With a [`line_id`] where the
/// bars of a table lead to it.
pub fn booking_line(
    store: Store,
    booking: &Booking,
    id: Option<String>,
    actions: Option<AnyView>,
) -> AnyView {
    let (lang, zone) = (store.lang(), store.zone());
    let time = lang.clock_span(booking.interval(), &zone);
    let state = booking.state;
    let mut about = vec![match booking.visit() {
        Some(visit) => lang.visit_of(&booking.called, lang.service(visit.service)),
        None => booking.called.clone(),
    }];
    if let linli_domain::booking::Kind::Room { people, .. } = &booking.kind {
        about.push(lang.bookings().desk_people(*people));
    }
    if booking.actor != booking.subject {
        about.push(lang.bookings().desk_made_by_staff().to_owned());
    }
    let phone = booking.contact.as_ref().and_then(|it| it.phone.clone()).map(|phone| {
        view! { <a class="tel" href=crate::pages::staff::tel(&phone)>{phone.spoken()}</a> }
    });
    let note = Some(booking.note.clone()).filter(|it| !it.is_empty());
    view! {
        <li class="line" id=id>
            <div class="row">
                <b class="grow number">{time}</b>
                <StateChip state words=lang.state_for_staff(state)/>
            </div>
            <p>{about.join(" · ")}" "{phone}</p>
            {note.map(|it| view! { <p class="small">{it}</p> })}
            {actions}
        </li>
    }
    .into_any()
}
