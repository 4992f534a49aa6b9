//! Less and more, as links.

use leptos::prelude::*;

use super::{Icon, Picture, VisuallyHidden};
use crate::store::use_store;

/// A value between two large round links; at an end the link is missing.
#[component]
pub fn Stepper(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    /// Where less leads.
    less: Option<String>,
    /// Where more leads.
    more: Option<String>,
) -> impl IntoView {
    let lang = use_store().lang();
    let step = move |href: Option<String>, picture, words| match href {
        Some(href) => view! {
            <a class="step" href=href>
                <Icon picture/>
                <VisuallyHidden>{words}</VisuallyHidden>
            </a>
        }
        .into_any(),
        None => view! { <span class="step is-end" aria-hidden="true"><Icon picture/></span> }.into_any(),
    };
    let name = label.clone();
    view! {
        <div class="stepper" role="group" aria-label=name>
            <span class="stepper-label" aria-hidden="true">{label}</span>
            <span class="stepper-controls">
                {step(less, Picture::Minus, lang.less())}
                <b>{value}</b>
                {step(more, Picture::Plus, lang.plus())}
            </span>
        </div>
    }
    .into_any()
}
