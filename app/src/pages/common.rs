//! What pages of several roles ask of the rows.

use jiff::civil::Date;
use leptos::prelude::*;
use linli_domain::availability::Calendar;
use linli_domain::decide::dry_run;
use linli_domain::ids::MemberId;
use linli_domain::member::Member;
use linli_domain::mutation::Mutation;
use linli_domain::place::Community;
use linli_domain::policy::{Actor, Standing};
use linli_domain::refusal::{CommonRefusal, Counted, Refusal, There};
use linli_domain::rows::Rows;
use linli_domain::systems::bookings;
use linli_domain::time::{Instant, Interval, Zone};

use crate::components::{Banner, EmptyState, Icon, Page, Picture, Pill, Tone, here};
use crate::store::{Store, use_store};
use crate::strings::Side;

/// A page that is somebody's own, for who is not signed in.
#[component]
pub fn SignInFirst(#[prop(into)] title: String) -> impl IntoView {
    let lang = use_store().lang();
    view! {
        <Page title back="/">
            <EmptyState icon=Picture::Key title=lang.sign_in_first()>
                <a class="button" href=address("/sign-in", &[("next", here())]) rel="external">
                    <Icon picture=Picture::Phone/>
                    <span>{lang.sign_in_by_phone()}</span>
                </a>
            </EmptyState>
        </Page>
    }
    .into_any()
}

/// A path with its query; empty values are left out.
pub fn address(path: &str, query: &[(&str, String)]) -> String {
    let filled: Vec<_> = query.iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(&filled).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Whom this person may book and ask for: those who asked for it first, then themselves.
pub fn people(rows: &Rows, actor: &Actor) -> Vec<Member> {
    let ids = actor.acts_for.iter().chain([&actor.id]);
    ids.filter_map(|id| rows.members.get(id).cloned()).collect()
}

/// Whom the address names, if the reader may book for them, as staff may for everybody of their
/// place; where it names nobody and there is but one of [`people`], that one.
pub fn chosen(rows: &Rows, actor: &Actor, wanted: &str) -> Option<Member> {
    if !wanted.is_empty() {
        // Never somebody else in place of the one who is meant.
        let wanted: MemberId = wanted.parse().ok()?;
        let person = rows.members.get(&wanted)?;
        let place = rows.communities.get(&person.community_id)?;
        let who = Standing::new(actor, place, Some(wanted));
        return bookings::may(&who, bookings::Action::Book, None).then(|| person.clone());
    }
    let mut people = people(rows, actor);
    if people.len() == 1 { people.pop() } else { None }
}

/// The `subject` of what is booked or asked: none when it is for oneself.
pub fn subject(store: Store, whom: &Member) -> Option<MemberId> {
    store.me_once().is_none_or(|me| me.id != whom.id).then_some(whom.id)
}

/// The community of a person, with its zone.
pub fn place_of<'a>(rows: &'a Rows, member: &Member) -> Option<(&'a Community, Zone)> {
    rows.communities.get(&member.community_id).map(|it| (it, it.zone()))
}

/// The day that it is in a zone; changes with each midnight there.
pub fn today_in(store: Store, zone: &Zone) -> Memo<Date> {
    let zone = zone.clone();
    Memo::new(move |_| zone.date(store.present()))
}

/// The day that was chosen, or today when none was or it is over: nothing can be had of yesterday.
pub fn still_to_come(chosen: Option<Date>, today: Date) -> Date {
    chosen.filter(|it| *it >= today).unwrap_or(today)
}

/// The last look at a time: made anew when it can be had no longer, and only then, since somebody may be
/// writing there.
pub fn while_it_can_be_had(
    can: impl Fn() -> bool + Send + Sync + 'static,
    look: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let can = Memo::new(move |_| can());
    let shown = move || {
        // Read, not only tracked: a memo that nobody has read does not know what it is made from.
        _ = can.get();
        untrack(&look)
    };
    shown.into_any()
}

/// Free times of a person's community.
pub const fn calendar<'a>(rows: &'a Rows, place: &'a (&'a Community, Zone), now: Instant) -> Calendar<'a> {
    Calendar { rows, community: place.0, zone: &place.1, now }
}

/// Fewer words in elder mode.
pub fn brief(store: Store, words: impl Into<String>) -> String {
    if store.prefs().elder { String::new() } else { words.into() }
}

/// Whether the domain would accept this from the reader now: what a page offers is what holds. Asked again
/// with each quarter of an hour, not with the rows, so that forms are seldom written anew.
pub fn would(store: Store, mutation: &Mutation) -> bool {
    let Some(actor) = store.actor_once() else { return false };
    dry_run(mutation, &store.rows_once(), &actor, store.present()).is_ok()
}

/// Whom something is for, where that is not the reader.
pub fn another(store: Store, whom: &Member) -> Option<String> {
    store.me_once().is_none_or(|me| me.id != whom.id).then(|| whom.greeted().to_owned())
}

/// For whom, as links; nothing where there is no choice.
pub fn whom_links(
    store: Store,
    label: &'static str,
    people: &[Member],
    chosen: MemberId,
    href: impl Fn(String) -> String,
) -> Option<AnyView> {
    let lang = store.lang();
    let me = store.me_once().map(|it| it.id);
    let links: Vec<_> = people
        .iter()
        .map(|person| {
            let words =
                if Some(person.id) == me { lang.myself().to_owned() } else { person.greeted().to_owned() };
            view! { <Pill href=href(person.id.to_string()) on=person.id == chosen>{words}</Pill> }
        })
        .collect();
    (links.len() > 1).then(|| {
        view! {
            <nav class="pills" aria-label=label>
                <span class="pills-label">{label}</span>
                {links}
            </nav>
        }
        .into_any()
    })
}

/// What the person has at that time already, said before anything is sent; with it the form says that both are
/// wanted.
pub fn beside(
    store: Store,
    rows: &Rows,
    place: &(&Community, Zone),
    (whom, time, visit): (&Member, Interval, bool),
) -> Option<AnyView> {
    let there = calendar(rows, place, store.present()).beside(whom.id, time, visit)?;
    let refusal = Refusal::Common(CommonRefusal::Quota {
        limit: 1,
        of: Counted::VisitsAtOnce,
        there: Some(There::from(there)),
    });
    let (what, next) = store.lang().refusal(&refusal, Side::Resident, store.present(), &place.1);
    Some(
        view! {
            <Banner tone=Tone::Wait>
                <p>{what}</p>
                <p class="small">{next}</p>
            </Banner>
        }
        .into_any(),
    )
}

/// Why a time cannot be had that the address names, before anything is filled in. Not for a form that was
/// just refused: it stays, with what was typed, and why stands above it already.
pub fn cannot_be_had(
    store: Store,
    of: &Mutation,
    starts: Instant,
    refusal: Option<&Refusal>,
    zone: &Zone,
) -> Option<AnyView> {
    let sent = store.outcome_of_once(Some(of.name()), Some(&starts.to_string())).is_some();
    refusal.filter(|_| !sent).map(|refusal| {
        let (what, next) = store.lang().refusal(refusal, Side::Resident, store.present(), zone);
        view! {
            <Banner tone=Tone::Wait>
                <p>{what}</p>
                <p class="small">{next}</p>
            </Banner>
        }
        .into_any()
    })
}
