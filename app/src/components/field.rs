//! A field with its label, a hint, and what is wrong with it.

use html_escape::encode_text;
use leptos::prelude::*;
use linli_domain::json::Code;

use crate::store::{Problem, use_store};
use crate::strings::Side;

/// What is written into it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum FieldKind {
    #[default]
    Text,
    /// Several lines.
    Long,
    Phone,
    Number,
    /// A one-time code.
    Code,
    Date,
    /// Date and wall clock of the community.
    Moment,
}

/// A labelled field. What the person wrote before a refusal is written again, and a refusal about
/// this field stands under it.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    /// Field name, as the mutation calls it.
    name: &'static str,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] value: String,
    #[prop(optional)] required: bool,
    /// `autocomplete` (HTML, “autofill field name”), for fields about the person.
    #[prop(optional, into)]
    autocomplete: Option<String>,
    /// Distinguishes fields of one name on one page.
    #[prop(optional, into)]
    id: String,
    /// Where a page has several forms of one kind: the id that this one is about, such as a booking's.
    #[prop(optional, into)]
    about: Option<String>,
    /// Where forms of several kinds on a page have a field of this name: the form's mutation.
    #[prop(optional)]
    form: Option<&'static str>,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let id = format!("{id}{name}-field");
    let (hint_id, wrong_id) = (format!("{id}-hint"), format!("{id}-wrong"));
    let refused = store.outcome_of_once(form, about.as_deref());
    let draft = refused.map_or_else(String::new, |it| it.field(name).to_owned());
    let value = if draft.is_empty() { value } else { draft };
    let wrong = Memo::new(move |_| {
        let problem = store.outcome_of(form, about.as_deref())?.problem;
        let here = match &problem {
            Problem::Refused { refusal } => refusal.field().is_some_and(|f| f.code() == name),
            Problem::Wrong { fields } => fields.iter().any(|it| it == name),
            _ => false,
        };
        here.then_some(problem)
    });
    let is_wrong = Memo::new(move |_| wrong.read().is_some());
    let has_hint = !hint.is_empty();
    let described = {
        let (hint_id, wrong_id) = (hint_id.clone(), wrong_id.clone());
        move || match (has_hint, is_wrong.get()) {
            (false, false) => None,
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(wrong_id.clone()),
            (true, true) => Some(format!("{wrong_id} {hint_id}")),
        }
    };
    // The first one has the focus, also where no script moves it.
    let first = is_wrong.get_untracked();
    let invalid = move || is_wrong.get().then_some("true");
    let (input_type, mode) = match kind {
        FieldKind::Text | FieldKind::Long => ("text", None),
        FieldKind::Phone => ("tel", Some("tel")),
        FieldKind::Number => ("text", Some("numeric")),
        FieldKind::Code => ("text", Some("numeric")),
        FieldKind::Date => ("date", None),
        FieldKind::Moment => ("datetime-local", None),
    };
    let input = if kind == FieldKind::Long {
        // What stands between the tags leptos would write as it is, however it continues.
        view! {
            <textarea
                id=id.clone()
                name=name
                rows="4"
                required=required
                autofocus=first
                aria-invalid=invalid
                aria-describedby=described
                inner_html=encode_text(&value).into_owned()
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                type=input_type
                inputmode=mode
                id=id.clone()
                name=name
                value=value
                required=required
                autocomplete=autocomplete
                autofocus=first
                aria-invalid=invalid
                aria-describedby=described
            />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>
                {label}
                {(!required).then(|| view! { <span class="small">" "{lang.optional()}</span> })}
            </label>
            {has_hint.then(|| view! { <p class="small" id=hint_id>{hint}</p> })}
            {input}
            {move || {
                wrong
                    .get()
                    .map(|problem| {
                        let words = match problem {
                            Problem::Wrong { .. } => lang.wanted_in(name).to_owned(),
                            _ => lang.problem(&problem, Side::Resident, store.present(), &store.zone()).0,
                        };
                        view! { <p class="field-wrong" id=wrong_id.clone()>{words}</p> }
                    })
            }}
        </div>
    }
    .into_any()
}
