//! Another day than usual: what a change of hours hits, before anybody confirms it. In steps by
//! address, so that it works without WebAssembly: choose, see, confirm.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::decide::{Effect, dry_run};
use linli_domain::ids::{BookingId, ExceptionId, ResourceId};
use linli_domain::mutation::{HoursExcept, HoursMutation, Mutation};
use linli_domain::policy::Actor;
use linli_domain::refusal::Refusal;
use linli_domain::resource::{Hours, Nature, Resource};
use linli_domain::rows::{Row, Rows};
use linli_domain::story::What;
use linli_domain::systems::bookings::BookingDeed;
use uuid::Uuid;

use crate::components::{Banner, Button, ButtonLink, Card, Field, Items, Kind, MutationForm, Picture, Tone};
use crate::store::Store;
use crate::strings::{Lang, Side};
use crate::systems::bookings::table::booking_line;
use crate::{field, fields};

/// Opening hours in words.
pub fn hours_words(lang: Lang, hours: &[Hours]) -> String {
    let spans: Vec<_> = hours.iter().map(|it| lang.hours_span(it.from, it.until)).collect();
    match lang {
        Lang::Zh => spans.join("、"),
        Lang::En => spans.join(", "),
    }
}

/// The resource whose day the address asks to change (`?change=<id>`). Tracks the address.
pub fn changing() -> Option<ResourceId> {
    use_query_map().read().get("change").and_then(|id| id.parse().ok())
}

/// Whether the reader may change this resource's hours.
pub fn may_change(store: Store, rows: &Rows, actor: &Actor, resource: &Resource, day: Date) -> bool {
    dry_run(&except(resource.id, day, None), rows, actor, store.present()).is_ok()
}

fn except(resource_id: ResourceId, day: Date, hours: Option<Hours>) -> Mutation {
    Mutation::Hours(HoursMutation::Except(HoursExcept {
        exception_id: ExceptionId(Uuid::nil()),
        resource_id,
        day,
        from: hours.map(|it| it.from),
        until: hours.map(|it| it.until),
        note: String::new(),
    }))
}

/// The bookings that the rules would tell about it.
fn hits(store: Store, rows: &Rows, actor: &Actor, except: &Mutation) -> Result<Vec<BookingId>, Refusal> {
    let effects = dry_run(except, rows, actor, store.present())?;
    let told = effects.into_iter().filter_map(|effect| match effect {
        Effect::Put(row) => match *row {
            Row::Event(event) => match event.what {
                What::Booking { about, deed: BookingDeed::HoursChanged } => Some(about),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    Ok(told.collect())
}

/// The steps for the resource that the address names. `path` is the page.
pub fn hours_panel(
    store: Store,
    rows: &Rows,
    actor: &Actor,
    path: &'static str,
    day: Date,
) -> Option<AnyView> {
    let resource = rows.resources.get(&changing()?)?;
    let (lang, today) = (store.lang(), store.today());
    let query = use_query_map();
    let number = |name: &str| query.read().get(name).and_then(|it| it.parse::<u16>().ok());
    let closes = query.read().get("closed").is_some();
    let wanted = match (number("from"), number("until")) {
        (Some(from), Some(until)) if !closes => Some(Hours { from, until }),
        _ => None,
    };
    let (name, is_room) = (lang.pick(&resource.name), matches!(resource.nature, Nature::Room(_)));
    let title = lang.hours().desk_change_title(name, &lang.day(day, today));
    let base = format!("{path}?day={day}&change={}", resource.id);
    let back = format!("{path}?day={day}");
    let body = if closes || wanted.is_some() {
        confirm(store, rows, actor, resource, day, wanted, &back)
    } else {
        choose(store, path, resource, day, &base)
    };
    let hours = resource.hours.hours(day);
    let usual = match (hours.is_empty(), is_room) {
        (true, true) => lang.desk_closed_day().to_owned(),
        (true, false) => lang.desk_day_off().to_owned(),
        (false, true) => lang.desk_open_hours(&hours_words(lang, hours)),
        (false, false) => lang.desk_works(&hours_words(lang, hours)),
    };
    Some(
        view! {
            <section class="stack" id="change">
                <Card now=true>
                    <div class="stack-close">
                        <h2>{title}</h2>
                        <p class="small">{usual}</p>
                    </div>
                    {body}
                    <ButtonLink href=back kind=Kind::Quiet>{lang.hours().desk_change_none()}</ButtonLink>
                </Card>
            </section>
        }
        .into_any(),
    )
}

/// Which change.
fn choose(store: Store, path: &'static str, resource: &Resource, day: Date, base: &str) -> AnyView {
    let lang = store.lang();
    let hours = resource.hours.hours(day);
    let (from, until) = (hours.first().map_or(480, |it| it.from), hours.last().map_or(1260, |it| it.until));
    let select = |name: &'static str, label: &'static str, chosen: u16, first: u16| {
        let options: Vec<_> = (first..=48)
            .map(|slot| slot * 30)
            .map(|minute| {
                let words = format!("{}:{:02}", minute / 60, minute % 60);
                view! { <option value=minute.to_string() selected=minute == chosen>{words}</option> }
            })
            .collect();
        let id = format!("hours-{name}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <select id=id name=name>{options}</select>
            </div>
        }
    };
    let close = format!("{base}&closed=1#change");
    view! {
        <ButtonLink href=close kind=Kind::Alarm icon=Picture::Cross>{lang.hours().desk_close_day()}</ButtonLink>
        <form method="get" action=format!("{path}#change") class="form">
            <input type="hidden" name="day" value=day.to_string()/>
            <input type="hidden" name="change" value=resource.id.to_string()/>
            <h3>{lang.hours().desk_other_hours()}</h3>
            <div class="fields">
                {select("from", lang.hours().desk_from(), from, 0)} {select("until", lang.hours().desk_until(), until, 1)}
            </div>
            <Button>{lang.hours().desk_see_hits()}</Button>
        </form>
    }
    .into_any()
}

/// Whom it hits, and the button.
fn confirm(
    store: Store,
    rows: &Rows,
    actor: &Actor,
    resource: &Resource,
    day: Date,
    wanted: Option<Hours>,
    back: &str,
) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let except = except(resource.id, day, wanted);
    let hits = match hits(store, rows, actor, &except) {
        Ok(hits) => hits,
        Err(refusal) => {
            let (what, next) = lang.refusal(&refusal, Side::Staff, now, &zone);
            return view! {
                <Banner tone=Tone::Bad>
                    <p>{what}</p>
                    <p class="small">{next}</p>
                </Banner>
            }
            .into_any();
        }
    };
    let new = match wanted {
        Some(hours) => lang.hours().desk_new_hours(&hours_words(lang, &[hours])),
        None => lang.hours().desk_close_day().to_owned(),
    };
    let bookings = hits.iter().filter_map(|id| rows.bookings.get(id));
    let list: Items = bookings.map(|it| (it.id, booking_line(store, it, None, None))).collect();
    let count = hits.len();
    let found = if count == 0 {
        view! { <p>{lang.hours().desk_hits_none()}</p> }.into_any()
    } else {
        view! {
            <Banner tone=Tone::Wait icon=Picture::People>
                <p>{lang.hours().desk_hits(count)}</p>
            </Banner>
            <p>{lang.hours().desk_hits_tell()}</p>
            <ul class="lines">{list}</ul>
        }
        .into_any()
    };
    view! {
        <h3>{new}</h3>
        {found}
        <MutationForm
            of=except
            asks=fields!(HoursExcept { note })
            new=fields!(HoursExcept { exception_id })
            next=back.to_owned()
        >
            <Field label=lang.hours().desk_change_note() name=field!(HoursExcept.note)/>
            <Button>{lang.hours().desk_change_send()}</Button>
        </MutationForm>
    }
    .into_any()
}
