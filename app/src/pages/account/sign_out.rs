//! Signing out. With things that are not sent it asks first, since the phone forgets them.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Kind, Picture, Tone};
use crate::ports::Ports;
use crate::store::{Outcome, use_store};

/// See the module. A plain form without WebAssembly: then nothing is kept on the phone.
#[component]
pub fn SignOut() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let ports = use_context::<Ports>();
    let asked = RwSignal::new(false);
    let leave = move |event: leptos::ev::SubmitEvent| {
        let Some(ports) = ports.clone() else { return };
        event.prevent_default();
        if store.resting_once() {
            return;
        }
        store.rest();
        if store.phone_once().not_sent() > 0 && !asked.get_untracked() {
            asked.set(true);
            return;
        }
        spawn_local(async move {
            if let Err(problem) = ports.0.leave().await {
                store.set_outcome(Some(Outcome { problem, fields: Vec::new() }));
            }
        });
    };
    let words = move || if asked.get() { lang.leave_anyway() } else { lang.sign_out() };
    view! {
        <form method="post" action="/sign-out" class="form" on:submit=leave>
            <div role="status">
                {move || {
                    asked
                        .get()
                        .then(|| {
                            view! {
                                <Banner tone=Tone::Bad>
                                    <p>{lang.leave_title()}</p>
                                    <p class="small">{lang.leave_about()}</p>
                                </Banner>
                            }
                        })
                }}
            </div>
            <Button kind=Kind::Quiet icon=Picture::Back>{words}</Button>
        </form>
    }
    .into_any()
}
