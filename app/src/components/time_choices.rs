//! Starting times as large radio buttons.

use leptos::prelude::*;
use linli_domain::time::Instant;

use crate::store::use_store;

/// One radio button per time; the field's value is the instant (RFC 3339). When `times` changes,
/// the chosen one stays as long as it is still among them.
#[component]
pub fn TimeChoices(
    #[prop(into)] legend: String,
    #[prop(into)] times: Signal<Vec<Instant>>,
    /// Field name.
    #[prop(default = "starts")]
    name: &'static str,
    /// Distinguishes several on one page.
    #[prop(optional, into)]
    id: String,
    #[prop(optional)] chosen: Option<Instant>,
) -> impl IntoView {
    let store = use_store();
    let (lang, zone) = (store.lang(), store.zone());
    let draft = store.draft(name).parse::<Instant>().ok();
    let chosen = chosen.or(draft);
    view! {
        <fieldset class="times">
            <legend>{legend}</legend>
            <div class="time-list">
                <For
                    each=move || times.get()
                    key=|at| at.millis()
                    children=move |at| {
                        let input = format!("{id}{name}-{}", at.millis());
                        view! {
                            <span class="time">
                                <input
                                    type="radio"
                                    id=input.clone()
                                    name=name
                                    value=at.to_string()
                                    checked=chosen == Some(at)
                                    required
                                />
                                <label for=input>{lang.clock(at, &zone)}</label>
                            </span>
                        }
                    }
                />
            </div>
        </fieldset>
    }
    .into_any()
}
