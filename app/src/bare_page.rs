//! The page for when the app cannot make one, on the server: what is wrong, what to do, and the
//! ways on. It has the look of the app and none of its scripts.

use leptos::prelude::*;

use crate::components::{Button, ButtonLink, Kind};
use crate::forms::is_local;
use crate::shell::{Assets, document};
use crate::store::Prefs;

/// What a bare page says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BarePage {
    /// What is wrong.
    pub title: String,
    /// What to do about it.
    pub next: String,
    /// Finds the request in the server's log.
    pub number: String,
    /// Whether signing in would help.
    pub sign_in: bool,
    /// The form that was not decided.
    pub unsent: Option<Unsent>,
}

/// A form as it was sent, for the page to send again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsent {
    /// The form's own address, path and query.
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl BarePage {
    /// The whole document.
    #[must_use]
    pub fn render(self, prefs: Prefs, assets: &Assets) -> String {
        let title = prefs.lang.page_title(&self.title);
        let body = Owner::new().with(|| self.body(prefs).to_html());
        document(&title, &body, None, prefs, &assets.css)
    }

    fn body(self, prefs: Prefs) -> impl IntoView {
        let lang = prefs.lang;
        let again = self.unsent.map(|Unsent { action, fields }| {
            // It came from outside: `//host/x` would lead to another site.
            let action = if is_local(&action) { action } else { "/".to_owned() };
            let fields: Vec<_> = fields
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                .collect();
            view! {
                <p>{lang.unsent_kept()}</p>
                <form method="post" action=action>
                    {fields}
                    <Button>{lang.send_again()}</Button>
                </form>
            }
        });
        // What was typed lives on this page alone, so signing in must not leave it.
        let apart = again.is_some();
        view! {
            <div class="page">
                <header class="top"><p class="place">{lang.app_name()}</p></header>
                <main id="main">
                    <div class="page-head"><h1>{self.title}</h1></div>
                    <p>{self.next}</p>
                    {self
                        .sign_in
                        .then(|| {
                            view! {
                                {apart.then(|| view! { <p>{lang.sign_in_apart()}</p> })}
                                <a class="button quiet" href="/sign-in" target=apart.then_some("_blank")>
                                    {lang.sign_in()}
                                </a>
                            }
                        })}
                    {again}
                    <ButtonLink href="/" kind=Kind::Quiet>{lang.to_home()}</ButtonLink>
                    <p class="small">{lang.problem_number(&self.number)}</p>
                </main>
            </div>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(unsent: Option<Unsent>) -> String {
        let [title, next, number] = ["T", "N", "7"].map(str::to_owned);
        BarePage { title, next, number, sign_in: true, unsent }.render(Prefs::default(), &Assets::default())
    }

    #[test]
    fn a_form_stands_ready_to_be_sent_again() {
        let fields = vec![("note".to_owned(), "\"><script>alert(1)</script>".to_owned())];
        let html = page(Some(Unsent { action: "/help/new?a=1&b=2".to_owned(), fields }));
        assert!(html.contains(r#"action="/help/new?a=1&amp;b=2""#), "{html}");
        assert!(html.contains(r#"name="note" value="&quot;"#) && !html.contains("<script"), "{html}");
        assert!(html.contains(r#"target="_blank""#) && html.contains("再发一次"), "{html}");
    }

    #[test]
    fn l6_a_form_is_sent_again_to_this_site_alone() {
        for evil in ["//evil.example/help/ask", "https://evil.example/", "/\\evil.example", ""] {
            let html = page(Some(Unsent { action: evil.to_owned(), fields: Vec::new() }));
            assert!(html.contains(r#"action="/""#) && !html.contains("evil"), "{evil}: {html}");
        }
    }

    #[test]
    fn without_a_form_signing_in_needs_no_page_of_its_own() {
        let html = page(None);
        assert!(
            html.contains(r#"href="/sign-in""#) && !html.contains("_blank") && !html.contains("<form"),
            "{html}"
        );
    }
}
