//! The document around the app, for the server. No script and no style stands in the document
//! itself, so that a strict Content-Security-Policy holds; the seed is data.

use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use serde::Deserialize;

use crate::app::App;
use crate::pages::edition::needs_staff;
use crate::store::{Prefs, Seed, Store};

/// Addresses of what the bundler built, with their hashes.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Assets {
    pub css: String,
    pub residents: Edition,
    pub staff: Edition,
}

/// Addresses of one edition of the browser half.
#[derive(Clone, PartialEq, Eq, Default, Debug, Deserialize)]
pub struct Edition {
    /// The module that a page starts with. It loads the bindings and the WebAssembly.
    pub boot: String,
}

/// A page for the wire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    pub html: String,
    /// Whether there is such a page and the thing that it names; 404 else.
    pub found: bool,
}

/// Renders the page at `url` (path and query, starting with `/`).
#[must_use]
pub fn render(seed: Seed, url: &str, assets: &Assets) -> Rendered {
    let data = as_data(&seed);
    let prefs = seed.prefs;
    let owner = Owner::new();
    owner.with(|| {
        provide_context(RequestUrl::new(url));
        let shown = std::sync::Arc::new(std::sync::OnceLock::<Store>::new());
        let keep = std::sync::Arc::clone(&shown);
        let with_store: Box<dyn FnOnce(Store)> = Box::new(move |store| _ = keep.set(store));
        let body = view! { <App seed=seed with_store=with_store/> }.to_html();
        let store = shown.get();
        let path = url.split_once('?').map_or(url, |(path, _)| path);
        let actor = store.and_then(|it| it.actor_once());
        let edition = if needs_staff(path, actor.as_ref()) { &assets.staff } else { &assets.residents };
        let title = store.map_or_else(String::new, |it| it.title.get_untracked());
        let found = store.is_none_or(|it| it.found());
        Rendered { html: document(&title, &body, Some((edition, &data)), prefs, &assets.css), found }
    })
}

/// JSON that cannot end the element that holds it.
fn as_data(seed: &Seed) -> String {
    serde_json::to_string(seed).unwrap_or_default().replace('<', "\\u003c")
}

/// The document around a page. A page that lives has an edition and its seed; without them it has no script.
pub(crate) fn document(
    title: &str,
    body: &str,
    living: Option<(&Edition, &str)>,
    prefs: Prefs,
    css: &str,
) -> String {
    let lang = prefs.lang.tag();
    let (classes, size) = (prefs.classes(), prefs.size.digit());
    let (title, about) = (attribute(title), prefs.lang.app_about());
    let name = prefs.lang.app_name();
    let (script, seed) = living.map_or_else(Default::default, |(edition, data)| {
        (
            format!(r#"<script type="module" src="{}"></script>"#, edition.boot),
            format!(r#"<script type="application/json" id="seed">{data}</script>"#),
        )
    });
    format!(
        r##"<!DOCTYPE html><html lang="{lang}" class="{classes}" data-size="{size}"><head><meta charset="utf-8"><title>{title}</title><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="description" content="{about}"><meta name="application-name" content="{name}"><meta name="theme-color" content="#faf6ef" media="(prefers-color-scheme: light)"><meta name="theme-color" content="#121715" media="(prefers-color-scheme: dark)"><meta name="color-scheme" content="light dark"><meta name="format-detection" content="telephone=no"><link rel="stylesheet" href="{css}"><link rel="manifest" href="/manifest.webmanifest"><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="apple-touch-icon" href="/apple-touch-icon.png">{script}</head><body>{body}{seed}</body></html>"##
    )
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Outcome, Problem, Size, Theme};
    use crate::strings::Lang;

    fn assets() -> Assets {
        let at = |it: &str| format!("/pkg/{it}");
        let edition = |it: &str| Edition { boot: at(it) + "-boot.js" };
        Assets { css: at("a.css"), residents: edition("residents"), staff: edition("staff") }
    }

    /// The elements of a page without its scripts' contents.
    fn page(seed: Seed, url: &str) -> String {
        render(seed, url, &assets()).html
    }

    #[test]
    fn home_is_a_whole_document_in_the_readers_language() {
        let known = Prefs { begun: true, ..Prefs::default() };
        let html = page(Seed { prefs: known, ..Seed::default() }, "/");
        assert!(
            html.starts_with(r#"<!DOCTYPE html><html lang="zh-CN" class="auto" data-size="0">"#),
            "{html}"
        );
        assert!(html.contains("约照护") && html.contains(r#"href="tel:120""#), "{html}");
        assert_eq!(html.matches("<h1").count(), 1);
        let prefs =
            Prefs { lang: Lang::En, elder: true, size: Size::Larger, theme: Theme::Dark, begun: true };
        let html = page(Seed { prefs, ..Seed::default() }, "/");
        assert!(html.contains(r#"<html lang="en" class="elder dark" data-size="2">"#), "{html}");
        assert!(html.contains("Book care"));
    }

    #[test]
    fn nothing_stands_in_line_that_a_strict_policy_forbids() {
        for url in ["/", "/rooms", "/desk", "/sign-in", "/nowhere"] {
            let html = page(Seed::default(), url);
            assert!(!html.contains(" style="), "{url}");
            assert!(!html.contains("<style"), "{url}");
            let scripts: Vec<_> = html.match_indices("<script").collect();
            assert_eq!(scripts.len(), 2, "{url}: the boot module and the seed");
            let edition = if url == "/desk" { "staff" } else { "residents" };
            assert!(
                html.contains(&format!(r#"<script type="module" src="/pkg/{edition}-boot.js"></script>"#))
            );
            assert!(html.contains(r#"<script type="application/json" id="seed">"#));
        }
    }

    #[test]
    fn an_unknown_address_is_not_found() {
        assert!(render(Seed::default(), "/rooms", &assets()).found);
        assert!(!render(Seed::default(), "/nowhere", &assets()).found);
    }

    #[test]
    fn what_people_write_cannot_leave_the_seed() {
        let fields = vec![("note".to_owned(), "</script><script>alert(1)".to_owned())];
        let outcome = Some(Outcome { problem: Problem::Unreadable, fields });
        let html = page(Seed { outcome, ..Seed::default() }, "/");
        assert!(!html.contains("</script><script>alert"), "{html}");
        assert!(html.contains(r#"id="refusal""#));
    }
}
