//! One of several, as large cards to tap.

use leptos::prelude::*;

use super::{Icon, Items, Picture};
use crate::store::{Outcome, Problem, use_store};

/// One answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    pub label: String,
    /// A few more words; may be empty.
    pub about: String,
    pub picture: Option<Picture>,
}

impl Choice {
    /// An answer without more words.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), about: String::new(), picture: None }
    }

    /// With more words.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// With a picture.
    #[must_use]
    pub const fn picture(mut self, picture: Picture) -> Self {
        self.picture = Some(picture);
        self
    }
}

/// Radio buttons as cards. What was chosen before a refusal is chosen again.
#[component]
pub fn Choices(
    #[prop(into)] legend: String,
    /// Field name.
    name: &'static str,
    options: Vec<Choice>,
    /// Chosen from the start.
    #[prop(optional, into)]
    chosen: String,
    /// Distinguishes several on one page.
    #[prop(optional, into)]
    id: String,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let draft = store.draft(name);
    let wrong = Memo::new(move |_| match store.outcome() {
        Some(Outcome { problem: Problem::Wrong { fields }, .. }) => fields.iter().any(|it| it == name),
        _ => false,
    });
    let wrong_id = format!("{id}{name}-wrong");
    let mut first = wrong.get_untracked();
    let chosen = if draft.is_empty() { chosen } else { draft };
    let options: Items = options
        .into_iter()
        .map(|option| {
            let input = format!("{id}{name}-{}", option.value);
            let (checked, value) = (option.value == chosen, option.value.clone());
            let focus = core::mem::take(&mut first);
            let choice = view! {
                <div class="choice">
                    <input type="radio" id=input.clone() name=name value=option.value checked=checked autofocus=focus required/>
                    <label for=input>
                        {option.picture.map(|picture| view! { <Icon picture/> })}
                        <span class="choice-words">
                            <b>{option.label}</b>
                            {(!option.about.is_empty())
                                .then(|| view! { <span class="small">{option.about}</span> })}
                        </span>
                    </label>
                </div>
            };
            (value, choice.into_any())
        })
        .collect();
    let described = {
        let id = wrong_id.clone();
        move || wrong.get().then(|| id.clone())
    };
    view! {
        <fieldset
            class="choices"
            role=move || wrong.get().then_some("radiogroup")
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=described
        >
            <legend>{legend}</legend>
            {move || {
                wrong.get().then(|| view! { <p class="field-wrong" id=wrong_id.clone()>{lang.wanted_in(name)}</p> })
            }}
            <div class="choice-list">{options}</div>
        </fieldset>
    }
    .into_any()
}
