//! What help adds to the desk's own pages.

use leptos::prelude::*;
use linli_domain::help::{self, Help, Stage, Urgency};
use linli_domain::ids::MemberId;
use linli_domain::policy::{Actor, Standing};
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
    let open = rows.helps.values().filter(|it| it.stage.is_open() && !it.escalated);
    let waits = open.filter_map(|it| {
        let community = rows.communities.get(&it.community_id)?;
        let who = Standing::new(actor, community, it.subject);
        let moves_on = help::may(&who, help::Action::Triage, &help::Target::new(community, it));
        moves_on.then(|| {
            let card = help_card(store, rows, actor, it, false);
            Waits { rank: rank(it, rows, now), since: it.opened, id: it.id.0, card }
        })
    });
    waits.collect()
}

/// Somebody in need still waits for what is done about it; a stage has taken too long; the rest.
fn rank(help: &Help, rows: &Rows, now: Instant) -> u8 {
    let settings = rows.communities.get(&help.community_id).map(|it| &it.settings);
    if help.urgency == Urgency::Urgent && help.stage != Stage::Resolved {
        0
    } else if settings.is_some_and(|it| help.stage_clock(it, now).left() < 0) {
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
