//! What waits at the desk.

use leptos::prelude::*;
use linli_domain::booking::{Booking, State};
use linli_domain::help::{self, Help, Stage, Urgency};
use linli_domain::policy::{Actor, Standing};
use linli_domain::rows::Rows;
use linli_domain::systems::{bookings, care, rooms};
use linli_domain::time::Instant;
use uuid::Uuid;

use super::cards::{disputed_card, hanging_card, missed_card, pending_card, unassigned_card};
use super::parts::{gaps_of, is_clerk, is_hanging, resources};
use super::table::day_table;
use crate::components::{ButtonLink, EmptyState, Items, Kind, Page, Picture, Pill};
use crate::pages::staff::help_card;
use crate::store::{Store, use_store};

/// One thing that waits.
enum Waiting<'a> {
    Help(&'a Help),
    Room(&'a Booking),
    Visit(&'a Booking),
    Dispute(&'a Booking),
    /// A visit that was missed and that nobody has seen to.
    Missed(&'a Booking),
    /// Ahead, with a room or a caregiver that is not there any more.
    Hanging(&'a Booking),
}

impl Waiting<'_> {
    /// What comes before all that is older: somebody in need, also of care that nobody brings today;
    /// then what is over its time, care of later days that nobody brings, and the rest.
    fn rank(&self, rows: &Rows, now: Instant) -> u8 {
        match self {
            Self::Missed(_) | Self::Hanging(_) => 0,
            Self::Help(help) if is_pressing(help) => 0,
            Self::Visit(booking) if booking.starts < now.plus_hours(SOON) => 0,
            Self::Help(help) if is_over(help, rows, now) => 1,
            Self::Visit(_) => 2,
            Self::Help(_) | Self::Room(_) | Self::Dispute(_) => 3,
        }
    }

    const fn id(&self) -> Uuid {
        match self {
            Self::Help(help) => help.id.0,
            Self::Room(booking)
            | Self::Visit(booking)
            | Self::Dispute(booking)
            | Self::Missed(booking)
            | Self::Hanging(booking) => booking.id.0,
        }
    }

    /// Since when.
    const fn since(&self) -> Instant {
        match self {
            Self::Help(help) => help.opened,
            Self::Room(booking) | Self::Visit(booking) => booking.made,
            Self::Dispute(booking) | Self::Missed(booking) => booking.ends,
            Self::Hanging(booking) => booking.starts,
        }
    }
}

/// Hours in which a visit without a caregiver is as urgent as somebody who calls for help.
const SOON: i64 = 12;

/// Whether somebody in need still waits for what is done about it.
fn is_pressing(help: &Help) -> bool {
    help.urgency == Urgency::Urgent && help.stage != Stage::Resolved
}

/// Whether its stage has taken too long.
fn is_over(help: &Help, rows: &Rows, now: Instant) -> bool {
    let settings = rows.communities.get(&help.community_id).map(|it| &it.settings);
    settings.is_some_and(|it| help.stage_clock(it, now).left() < 0)
}

/// Everything that this reader may move on: what is urgent, then what is late, then the oldest.
fn waiting<'a>(rows: &'a Rows, actor: &Actor, now: Instant) -> Vec<Waiting<'a>> {
    let helps =
        rows.helps.values().filter(|help| help.stage.is_open() && !help.escalated).filter_map(|help| {
            let community = rows.communities.get(&help.community_id)?;
            let who = Standing::new(actor, community, help.subject);
            let target = help::Target::new(community, help);
            help::may(&who, help::Action::Triage, &target).then_some(Waiting::Help(help))
        });
    let bookings = rows.bookings.values().filter_map(|booking| {
        let community = rows.communities.get(&booking.community_id)?;
        let who = Standing::new(actor, community, Some(booking.subject));
        let cancels = || bookings::may(&who, bookings::Action::Cancel, Some(booking));
        let visit = |action| care::may(&who, action, booking);
        if booking.is_missed() {
            return visit(care::Action::Assign).then_some(Waiting::Missed(booking));
        }
        if is_hanging(rows, booking, now) && cancels() {
            return Some(Waiting::Hanging(booking));
        }
        match booking.state {
            State::Pending => {
                rooms::may(&who, rooms::Action::Decide, booking).then_some(Waiting::Room(booking))
            }
            State::Requested => cancels().then_some(Waiting::Visit(booking)),
            State::Disputed => visit(care::Action::Confirm).then_some(Waiting::Dispute(booking)),
            _ => None,
        }
    });
    let mut all: Vec<_> = helps.chain(bookings).collect();
    all.sort_by_key(|it| (it.rank(rows, now), it.since()));
    all
}

/// The desk's first screen.
#[component]
pub fn Queue() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let lead = Signal::derive(move || lang.long_date(store.today()));
    let list = move || {
        let rows = store.rows();
        let Some(actor) = store.actor_once() else { return ().into_any() };
        let all = waiting(&rows, &actor, store.present());
        let count = all.len();
        let cards: Items = all
            .into_iter()
            .map(|it| {
                let card = match it {
                    Waiting::Help(help) => help_card(store, &rows, &actor, help, false),
                    Waiting::Room(booking) => pending_card(store, &rows, booking, "/desk"),
                    Waiting::Visit(booking) => unassigned_card(store, &rows, &actor, booking),
                    Waiting::Dispute(booking) => disputed_card(store, &rows, &actor, booking),
                    Waiting::Missed(booking) => missed_card(store, &rows, booking),
                    Waiting::Hanging(booking) => hanging_card(store, &rows, &actor, booking),
                };
                (it.id(), view! { <li>{card}</li> }.into_any())
            })
            .collect();
        let empty = cards.is_empty().then(|| {
            view! {
                <EmptyState
                    icon=Picture::Check
                    title=lang.desk_nothing_waits()
                    about=lang.desk_nothing_waits_about()
                />
            }
        });
        view! {
            <div class="row">
                <h2 class="grow">{lang.desk_waits(count)}</h2>
                <p class="small">{lang.desk_oldest_first()}</p>
            </div>
            {empty}
            <ul class="list">{cards}</ul>
        }
        .into_any()
    };
    let is_clerk = is_clerk(store);
    view! {
        <Page title=lang.desk_title() lead wide=true>
            <div class="side-by-side">
                <section class="stack">
                    <div class="desk-doors">
                        {is_clerk
                            .then(|| {
                                view! {
                                    <ButtonLink href="/desk/book" icon=Picture::Plus>{lang.desk_book_title()}</ButtonLink>
                                }
                            })}
                        <nav class="pills only-narrow" aria-label=lang.desk_elsewhere()>
                            <Pill href="/desk/rooms" icon=Picture::Door>{lang.desk_rooms_today()}</Pill>
                            {is_clerk
                                .then(|| {
                                    view! {
                                        <Pill href="/desk/care" icon=Picture::Heart>{lang.desk_care_today()}</Pill>
                                    }
                                })}
                        </nav>
                    </div>
                    {list}
                </section>
                <div class="boards only-wide">{move || boards(store, is_clerk)}</div>
            </div>
        </Page>
    }
}

/// The rooms and the caregivers of today.
fn boards(store: Store, is_clerk: bool) -> AnyView {
    let (lang, rows) = (store.lang(), store.rows());
    let Some(actor) = store.actor_once() else { return ().into_any() };
    let today = store.today();
    let rooms = resources(&rows, &actor, true);
    let at = |href: &str| format!("{href}?day={today}");
    let care = is_clerk.then(|| {
        let carers = resources(&rows, &actor, false);
        let gaps = carers.iter().map(|it| gaps_of(store, &rows, it, today).len()).sum();
        let without = rows.bookings.values().filter(|it| it.state == State::Requested).count();
        view! {
            <section class="stack">
                <div class="row">
                    <h2 class="grow">{lang.desk_care_today()}</h2>
                    <p class="small">{lang.desk_gaps(gaps, without)}</p>
                    <Pill href=at("/desk/care")>{lang.desk_see_day()}</Pill>
                </div>
                {day_table(store, &rows, &carers, today, at("/desk/care"), lang.desk_care_today(), lang.desk_off())}
            </section>
        }
    });
    view! {
        <section class="stack">
            <div class="row">
                <h2 class="grow">{lang.desk_rooms_today()}</h2>
                <Pill href=at("/desk/rooms")>{lang.desk_see_day()}</Pill>
            </div>
            {day_table(store, &rows, &rooms, today, at("/desk/rooms"), lang.desk_rooms_today(), lang.desk_closed())}
        </section>
        {care}
    }
    .into_any()
}

/// A quiet way back to the queue.
pub fn to_queue(store: Store) -> AnyView {
    view! { <ButtonLink href="/desk" kind=Kind::Quiet>{store.lang().desk_title()}</ButtonLink> }.into_any()
}
