//! Buttons that change how the app looks and speaks. Plain posts, so that they work at once and the
//! whole page comes back in the new form; with WebAssembly the phone itself remembers, so that they
//! work without a network as well.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use super::{Icon, Kind, Picture};
use crate::ports::Ports;
use crate::store::use_store;

/// The address of this page, without host.
#[must_use]
pub fn here() -> String {
    let url = use_url().get_untracked();
    let query = url.search();
    if query.is_empty() {
        url.path().to_owned()
    } else {
        format!("{}?{}", url.path(), query.trim_start_matches('?'))
    }
}

/// Sets one preference and comes back here, or goes on.
#[component]
pub fn PrefButton(
    /// `lang`, `elder`, `size`, `theme` or `begun`.
    field: &'static str,
    #[prop(into)] value: String,
    #[prop(optional)] icon: Option<Picture>,
    /// The language of the words, where they are in another one.
    #[prop(optional)]
    lang: Option<&'static str>,
    /// Said instead of the words.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Whether it is what is set now.
    #[prop(optional)]
    on: Option<bool>,
    /// Where it leads, when not back here.
    #[prop(optional, into)]
    back: Option<String>,
    /// As large as the buttons of a page.
    #[prop(optional)]
    kind: Option<Kind>,
    children: Children,
) -> impl IntoView {
    let prefs = use_store().prefs();
    let ports = use_context::<Ports>();
    let back_field = back.clone().unwrap_or_else(here);
    let set = {
        let change = [(field.to_owned(), value.clone())];
        move |event: leptos::ev::SubmitEvent| {
            if let Some(ports) = &ports {
                event.prevent_default();
                ports.0.prefer(prefs.with_form(&change), back.clone());
            }
        }
    };
    view! {
        <form method="post" action="/prefs" class="pref" on:submit=set>
            <input type="hidden" name="back" value=back_field/>
            <button
                type="submit"
                class=kind.map_or("pill", Kind::class)
                name=field
                value=value
                lang=lang
                aria-label=label
                aria-pressed=on.map(|on| if on { "true" } else { "false" })
            >
                {icon.map(|picture| view! { <Icon picture/> })}
                <span>{children()}</span>
            </button>
        </form>
    }
    .into_any()
}
