//! Times to choose from.

use leptos::prelude::*;
use linli_domain::time::Instant;

use crate::store::Store;

/// Times as links, under the parts of the day.
pub fn time_links(store: Store, times: &[Instant], href: impl Fn(Instant) -> String) -> AnyView {
    let (lang, zone) = (store.lang(), store.zone());
    let mut parts: Vec<(&'static str, Vec<AnyView>)> = Vec::new();
    for at in times {
        let (part, clock) = lang.clock_parts(zone.civil(*at).time());
        let link = view! {
            <li>
                <a class="time-link" href=href(*at) aria-label=lang.clock(*at, &zone)>{clock}</a>
            </li>
        }
        .into_any();
        match parts.last_mut() {
            Some((last, links)) if *last == part => links.push(link),
            _ => parts.push((part, vec![link])),
        }
    }
    let parts: Vec<_> = parts
        .into_iter()
        .map(|(part, links)| {
            view! {
                <div class="time-part">
                    <h3>{part}</h3>
                    <ul class="time-list">{links}</ul>
                </div>
            }
        })
        .collect();
    view! { <div class="stack">{parts}</div> }.into_any()
}
