//! A form that sends a mutation. Before WebAssembly it posts to its own page; after, it sends the
//! same fields through the [`Ports`](crate::ports::Ports).

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use linli_domain::mutation::Settled;

use super::refusal::show_refusal;
use crate::forms;
use crate::ports::{Ports, fresh_id};
use crate::store::{Outcome, Problem, use_store};

/// `<form method="post">` with the hidden fields that every mutation needs. A `Button` with `name`
/// and `value` inside adds what it stands for.
#[component]
pub fn MutationForm(
    /// As in `Mutation::NAMES`, such as `room.book@1`.
    #[prop(into)]
    name: String,
    /// Where to go when it is applied; `{booking_id}` stands for that field.
    #[prop(into)]
    next: String,
    /// Fields for which the form makes an id, such as `&["booking_id"]`.
    #[prop(optional)]
    new: &'static [&'static str],
    /// The page that shows what is wrong with it, where that is not the page that it stands on.
    #[prop(optional)]
    action: Option<&'static str>,
    /// Version of the row that it edits.
    #[prop(optional)]
    ver: Option<u64>,
    /// More hidden fields.
    #[prop(optional)]
    hidden: Vec<(String, String)>,
    /// For a `Button` outside, and to tell several forms apart.
    #[prop(optional, into)]
    id: Option<String>,
    /// Extra class: `row` puts the children side by side.
    #[prop(optional, into)]
    class: String,
    children: Children,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let ports = use_context::<Ports>();
    let navigate = use_navigate();
    // Ids serve until the server has answered: then the form may be sent again and needs others.
    // While there is no answer they stay, for the server may have decided all the same and must
    // know the form again.
    let answers = RwSignal::new(0_u32);
    let busy = RwSignal::new(false);
    let fresh = {
        let ports = ports.clone();
        move || {
            answers.track();
            fresh_id(store, ports.as_ref()).to_string()
        }
    };
    let send = move |event: SubmitEvent| {
        let Some(ports) = ports.clone() else { return };
        let Some(fields) = fields_of(&event) else { return };
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let navigate = navigate.clone();
        let filled = forms::read(&fields, ports.0.clock(), &store.zone());
        spawn_local(async move {
            let answer = match filled {
                Ok(filled) => {
                    let next = filled.next.clone();
                    ports.0.submit(store, filled).await.map(|settled| (settled, next))
                }
                Err(problem) => Err(problem),
            };
            busy.try_set(false);
            if answer.is_ok() {
                answers.try_update(|n| *n += 1);
            }
            match answer {
                Ok((Settled::Applied, next)) => {
                    store.set_outcome(None);
                    navigate(&next, NavigateOptions::default());
                }
                Ok((Settled::Refused { refusal }, _)) => {
                    show_refusal(store, Outcome { problem: Problem::Refused { refusal }, fields });
                }
                Err(problem) => show_refusal(store, Outcome { problem, fields }),
            }
        });
    };
    let new: Vec<_> =
        new.iter().map(|field| view! { <input type="hidden" name=*field value=fresh.clone()/> }).collect();
    let hidden: Vec<_> = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    view! {
        <form
            method="post"
            action=action
            class=format!("form {class}")
            id=id
            aria-busy=move || busy.get().then_some("true")
            on:submit=send
        >
            <input type="hidden" name="mutation" value=name/>
            <input type="hidden" name="next" value=next/>
            <input type="hidden" name="mid" value=fresh/>
            {ver.map(|ver| view! { <input type="hidden" name="base_ver" value=ver.to_string()/> })}
            {new}
            {hidden}
            {children()}
            <p class="form-busy" role="status">{move || busy.get().then(|| lang.wait_moment())}</p>
        </form>
    }
    .into_any()
}

/// The fields of a form as a browser would send them, the pressed button's among them.
fn fields_of(event: &SubmitEvent) -> Option<Vec<(String, String)>> {
    let form = event.target()?.dyn_into::<web_sys::HtmlFormElement>().ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let params = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    let text = params.to_string().as_string()?;
    let mut fields: Vec<(String, String)> = serde_urlencoded::from_str(&text).ok()?;
    if let Some(button) = event.submitter() {
        let attribute = |name: &str| button.get_attribute(name).filter(|it| !it.is_empty());
        if let (Some(name), value) = (attribute("name"), attribute("value")) {
            fields.push((name, value.unwrap_or_default()));
        }
    }
    Some(fields)
}
