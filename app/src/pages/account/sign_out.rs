//! Signing out. With things that are not sent it asks first: the phone keeps them, shown to nobody, or
//! throws them away. One that keeps nothing anyway can only do the latter.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Kind, Picture, Press, Tone};
use crate::ports::Ports;
use crate::store::{Outcome, use_store};

/// See the module. A plain form without WebAssembly: then nothing is kept on the phone.
#[component]
pub fn SignOut() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let ports = use_context::<Ports>();
    let asked = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let leave = move |ports: &Ports, keep: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let leaving = ports.0.leave(keep);
        spawn_local(async move {
            if let Err(problem) = leaving.await {
                store.set_outcome(Some(Outcome { problem, fields: Vec::new() }));
            }
            busy.try_set(false);
        });
    };
    let lasts = move || store.phone().lasts;
    let submit = move |event: leptos::ev::SubmitEvent| {
        let Some(ports) = &ports else { return };
        event.prevent_default();
        if store.resting_once() {
            return;
        }
        store.rest();
        let some = store.phone_once().not_sent() > 0;
        if some && !asked.get_untracked() {
            asked.set(true);
        } else {
            leave(ports, some && store.phone_once().lasts);
        }
    };
    let words = move || match (asked.get(), lasts()) {
        (false, _) => lang.sign_out(),
        (true, true) => lang.leave_keep(),
        (true, false) => lang.leave_anyway(),
    };
    let about = move || if lasts() { lang.leave_kept_about() } else { lang.leave_about() };
    let warning = move || {
        asked.get().then(|| {
            view! {
                <Banner tone=Tone::Bad>
                    <p>{lang.leave_title()}</p>
                    <p class="small">{about}</p>
                </Banner>
            }
        })
    };
    let throw_away = move || {
        (asked.get() && lasts()).then(|| {
            view! {
                <Press press=move |ports: &Ports| leave(ports, false) picture=Picture::Cross kind=Kind::Quiet>
                    {lang.leave_anyway()}
                </Press>
            }
        })
    };
    view! {
        <form method="post" action="/sign-out" class="form" on:submit=submit>
            <div role="status">{warning}</div>
            <Button kind=Kind::Quiet icon=Picture::Back>{words}</Button>
            <p class="form-busy" role="status">{move || busy.get().then(|| lang.leaving())}</p>
        </form>
        {throw_away}
    }
    .into_any()
}
