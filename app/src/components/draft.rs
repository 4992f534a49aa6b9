//! What somebody has typed into a form, out of it and in again.

use leptos::wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, FormData, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement,
    UrlSearchParams,
};

/// The fields of a form as a browser would send them.
pub(super) fn fields(form: &HtmlFormElement) -> Option<Vec<(String, String)>> {
    let data = FormData::new_with_form(form).ok()?;
    let params = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    serde_urlencoded::from_str(&params.to_string().as_string()?).ok()
}

/// The fields that the person has filled in, without the hidden ones.
pub(super) fn written(form: &HtmlFormElement) -> Vec<(String, String)> {
    let seen = |name: &str| elements(form, name).iter().any(|it| !is_hidden(it));
    let all = fields(form).unwrap_or_default();
    all.into_iter().filter(|(name, value)| !value.is_empty() && seen(name)).collect()
}

/// Writes a draft into a form, unless somebody was quicker, typing before the app had begun.
pub(super) fn fill(form: &HtmlFormElement, draft: &[(String, String)]) {
    for (name, value) in draft {
        for element in elements(form, name) {
            write(&element, value);
            // Nothing is sent that is not seen.
            if !is_hidden(&element)
                && !value.is_empty()
                && let Ok(Some(fold)) = element.closest("details")
            {
                _ = fold.set_attribute("open", "");
            }
        }
    }
}

fn elements(form: &HtmlFormElement, name: &str) -> Vec<Element> {
    let all = form.elements();
    (0..all.length())
        .filter_map(|at| all.item(at))
        .filter(|it| it.get_attribute("name").as_deref() == Some(name))
        .collect()
}

fn is_hidden(element: &Element) -> bool {
    element.get_attribute("type").as_deref() == Some("hidden")
}

fn write(element: &Element, value: &str) {
    if let Some(text) = element.dyn_ref::<HtmlTextAreaElement>() {
        if text.value().is_empty() {
            text.set_value(value);
        }
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        match input.type_().as_str() {
            "hidden" => {}
            "radio" | "checkbox" if input.value() != value || input.checked() => {}
            "radio" | "checkbox" => {
                input.set_checked(true);
                // Whoever listens to what is chosen must hear of it.
                let bubbles = EventInit::new();
                bubbles.set_bubbles(true);
                if let Ok(event) = Event::new_with_event_init_dict("change", &bubbles) {
                    _ = input.dispatch_event(&event);
                }
            }
            _ if input.value().is_empty() => input.set_value(value),
            _ => {}
        }
    }
}
