//! The page in the phone's own voice.

use leptos::prelude::*;

use super::{Icon, Picture};
use crate::ports::{Heard, Ports};
use crate::store::use_store;

/// Where the voice is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    Silent,
    Reading,
    Missing,
}

/// Reads the page aloud, and stops. Styles hide it until the browser has said that it has a voice.
#[component]
pub fn AloudButton() -> impl IntoView {
    let lang = use_store().lang();
    let ports = use_context::<Ports>();
    let voice = RwSignal::new(Voice::Silent);
    let leaving = ports.clone();
    on_cleanup(move || {
        if let Some(ports) = leaving {
            ports.0.hush();
        }
    });
    let press = move |_| {
        let Some(ports) = &ports else { return };
        if voice.get_untracked() == Voice::Reading {
            ports.0.hush();
            return;
        }
        voice.set(Voice::Reading);
        ports.0.read_aloud(Box::new(move |heard| {
            _ = voice.try_set(match heard {
                Heard::End => Voice::Silent,
                Heard::NoVoice => Voice::Missing,
            });
        }));
    };
    let words = move || if voice.get() == Voice::Reading { lang.aloud_stop() } else { lang.aloud() };
    let missing = move || (voice.get() == Voice::Missing).then(|| lang.aloud_missing());
    view! {
        <div class="aloud">
            <button type="button" class="pill" on:click=press>
                <Icon picture=Picture::Voice/>
                <span>{words}</span>
            </button>
            <p class="small" role="status">{missing}</p>
        </div>
    }
    .into_any()
}
