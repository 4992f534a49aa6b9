//! Times to choose from.

use leptos::prelude::*;
use linli_domain::time::Instant;

use super::Items;
use crate::store::Store;

/// Times as links, under the parts of the day.
pub fn time_links(store: Store, times: &[Instant], href: impl Fn(Instant) -> String) -> AnyView {
    let (lang, zone) = (store.lang(), store.zone());
    let mut parts: Vec<(&'static str, Vec<(Instant, AnyView)>)> = Vec::new();
    for at in times {
        let (part, clock) = lang.clock_parts(zone.civil(*at).time());
        let link = view! {
            <li>
                <a class="time-link" href=href(*at) aria-label=lang.clock(*at, &zone)>{clock}</a>
            </li>
        }
        .into_any();
        match parts.last_mut() {
            Some((last, links)) if *last == part => links.push((*at, link)),
            _ => parts.push((part, vec![(*at, link)])),
        }
    }
    let parts: Items = parts
        .into_iter()
        .map(|(part, links)| {
            let links: Items = links.into_iter().collect();
            let part_of_day = view! {
                <div class="time-part">
                    <h3>{part}</h3>
                    <ul class="time-list">{links}</ul>
                </div>
            };
            (part, part_of_day.into_any())
        })
        .collect();
    view! { <div class="stack">{parts}</div> }.into_any()
}
