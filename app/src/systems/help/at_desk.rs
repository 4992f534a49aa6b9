//! What help adds to the desk's own pages.

use leptos::prelude::*;
use linli_domain::help::{self, HelpBody, Urgency};
use linli_domain::ids::MemberId;
use linli_domain::matter::{Matter, Phase};
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::time::Instant;

use super::card::help_card;
use crate::components::{Door, Picture, Tint};
use crate::store::Store;
use crate::systems::{AtDesk, Offers, Waits};

/// Requests that wait, and one for somebody.
pub const AT_DESK: AtDesk = AtDesk { waiting: Some(waiting), board: None, offers: Some(offers) };

/// Requests that this reader may move on.
fn waiting(store: Store, rows: &Rows, actor: &Actor) -> Vec<Waits> {
    let now = store.present();
    let open = rows.matters_of::<HelpBody>().filter(|(it, _)| it.is_open() && !it.escalated);
    let waits = open.filter(|it| super::may(rows, actor, *it, help::Action::Triage));
    let waits = waits.map(|it| {
        let card = help_card(store, rows, actor, it, false);
        Waits { rank: rank(it, rows, now), since: it.0.opened, id: it.0.id.0, card }
    });
    waits.collect()
}

/// Somebody in need still waits for what is done about it; a stage has taken too long; the rest.
fn rank((matter, help): (&Matter, &HelpBody), rows: &Rows, now: Instant) -> u8 {
    let settings = rows.communities.get(&matter.community_id).map(|it| &it.settings);
    if help.urgency == Urgency::Urgent && matter.kind.phase() != Phase::Answered {
        0
    } else if settings.is_some_and(|it| matter.stage_clock(it, now).left() < 0) {
        1
    } else {
        3
    }
}

fn offers(store: Store, whom: MemberId) -> Offers {
    let lang = store.lang();
    let door = view! {
        <Door
            href=format!("/help/ask?for={whom}")
            picture=Picture::Hands
            tint=Tint::Plum
            title=lang.help().book_help()
            about=lang.help().book_help_about()
            external=true
        />
    };
    Offers::Door(door.into_any())
}
