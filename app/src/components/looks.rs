//! Choosing how the app looks and speaks, each choice a group of its own.

use leptos::prelude::*;
use linli_domain::json::Code;

use super::{Picture, PrefButton};
use crate::store::{Size, Theme, use_store};
use crate::strings::Lang;

/// The usual print or 长辈版.
#[component]
pub fn ElderChoice() -> impl IntoView {
    let store = use_store();
    let (lang, prefs) = (store.lang(), store.prefs());
    let buttons = view! {
        <PrefButton field="elder" value="1" icon=Picture::Size on=prefs.elder>
            {lang.pref_elder()}
        </PrefButton>
        <PrefButton field="elder" value="0" on=!prefs.elder>
            {lang.pref_elder_off()}
        </PrefButton>
    };
    group(lang.pref_elder(), buttons.into_any())
}

/// The size of the text.
#[component]
pub fn SizeChoice() -> impl IntoView {
    let store = use_store();
    let (lang, prefs) = (store.lang(), store.prefs());
    let buttons = Size::ALL.map(|size| {
        view! {
            <PrefButton field="size" value=size.digit() on=prefs.size == size>
                {lang.size(size)}
            </PrefButton>
        }
    });
    group(lang.pref_size(), Vec::from(buttons).into_any())
}

/// Light, dark, black on white, or as the phone has it.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let store = use_store();
    let (lang, prefs) = (store.lang(), store.prefs());
    let buttons = Theme::ALL.map(|theme| {
        view! {
            <PrefButton field="theme" value=theme.code() on=prefs.theme == theme>
                {lang.theme(theme)}
            </PrefButton>
        }
    });
    group(lang.pref_theme(), Vec::from(buttons).into_any())
}

/// The language, each in its own words.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let lang = use_store().lang();
    let buttons = [Lang::Zh, Lang::En].map(|it| {
        view! {
            <PrefButton field="lang" value=it.code() lang=it.tag() on=lang == it>
                {it.other().other_language_name()}
            </PrefButton>
        }
    });
    group(lang.pref_language(), Vec::from(buttons).into_any())
}

fn group(words: &'static str, buttons: AnyView) -> AnyView {
    view! {
        <div class="pref-group" role="group" aria-label=words>
            <h3>{words}</h3>
            <div class="pills">{buttons}</div>
        </div>
    }
    .into_any()
}
