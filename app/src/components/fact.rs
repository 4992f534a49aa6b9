//! What is known of something, line by line.

use leptos::prelude::*;

/// A line of `<dl class="facts">`: what it is about, and the fact.
pub fn fact(term: &'static str, words: impl IntoView + 'static) -> AnyView {
    let words = words.into_any();
    view! { <div><dt>{term}</dt><dd>{words}</dd></div> }.into_any()
}

/// As [`fact`]; no line where nothing is known.
pub fn fact_if_any(term: &'static str, words: String) -> Option<AnyView> {
    (!words.is_empty()).then(|| fact(term, words))
}
