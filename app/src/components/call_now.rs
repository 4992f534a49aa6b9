//! Something urgent that was not sent in time: the whole screen says so, and one tap calls.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::unsent::Press;
use super::{ButtonLink, Icon, Kind, Picture};
use crate::ports::Ports;
use crate::store::use_store;

/// See the module. Nothing while all is well.
#[component]
pub fn CallNow() -> impl IntoView {
    let store = use_store();
    let call = Memo::new(move |_| store.phone().call);
    move || call.get().then(|| view! { <Overlay/> })
}

#[component]
fn Overlay() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let desk = store.community_once().map(|it| it.phone).filter(|it| !it.is_empty());
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            _ = dialog.show_modal();
        }
    });
    view! {
        <dialog class="call-now" node_ref=dialog aria-labelledby="call-now-title" role="alertdialog">
            <Icon picture=Picture::Alarm/>
            <h2 id="call-now-title">{lang.call_title()}</h2>
            <p>{lang.call_about()}</p>
            <ButtonLink href="tel:120" kind=Kind::Alarm icon=Picture::Phone>{lang.emergency()}</ButtonLink>
            {desk
                .map(|phone| {
                    view! {
                        <ButtonLink href=format!("tel:{phone}") icon=Picture::Phone>
                            {lang.call_desk_now()}
                        </ButtonLink>
                    }
                })}
            <Press press=|ports: &Ports| ports.0.dismiss() picture=Picture::Cross kind=Kind::Quiet>
                {lang.call_close()}
            </Press>
        </dialog>
    }
    .into_any()
}
