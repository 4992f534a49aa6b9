//! The store: the rows that the reader may see, and who and when they are. On the server it is
//! filled for one page; the browser builds the same store from the [`Seed`] in the page, so that
//! both render the same elements, and refills it from then on. Pages are functions of it.

mod phone;
mod prefs;
mod seed;

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use linli_domain::ids::MemberId;
use linli_domain::json::{Json, Map, Value};
use linli_domain::member::Member;
use linli_domain::place::Community;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::time::{Instant, Zone};
use uuid::Uuid;

pub use phone::{Facts, Install, Kept, Network, Phone, Refused, Trouble};
pub use prefs::{Prefs, Size, Theme};
pub use seed::{DemoAccount, Outcome, Problem, Seed};

use crate::strings::Lang;

/// A quarter of an hour, in milliseconds.
const QUARTER: i64 = 15 * 60 * 1000;

/// Everything that a page reads. Cheap to copy; from [`use_store`].
#[derive(Clone, Copy)]
pub struct Store {
    rows: RwSignal<Arc<Rows>>,
    now: RwSignal<Instant>,
    /// Which quarter of an hour it is, since 1970: every midnight of every zone begins one.
    quarter: Memo<i64>,
    me: RwSignal<Option<MemberId>>,
    outcome: RwSignal<Option<Outcome>>,
    phone: RwSignal<Arc<Phone>>,
    pub(crate) title: RwSignal<String>,
    found: RwSignal<bool>,
    live: RwSignal<bool>,
    whole: RwSignal<bool>,
    resting: RwSignal<u32>,
    zone: Memo<Zone>,
    prefs: Prefs,
    page: StoredValue<Page>,
}

/// What belongs to the page that the server rendered and to no other.
struct Page {
    answers: Map<String, Value>,
    demo: Vec<DemoAccount>,
    fresh: Uuid,
    handed_out: u64,
    /// The address and title of the page that was announced last.
    announced: (String, String),
}

/// The store of this page.
///
/// # Panics
/// Never below [`App`](crate::app::App), which provides it; leptos reports where it is missing.
#[must_use]
pub fn use_store() -> Store {
    expect_context::<Store>()
}

impl Store {
    /// A store with what the seed holds. Needs a reactive owner.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        let rows = RwSignal::new(Arc::new(seed.rows));
        let me = RwSignal::new(seed.me);
        let zone =
            Memo::new(move |_| community_of(&rows.read(), me.get()).map_or_else(Zone::utc, Community::zone));
        let now = RwSignal::new(seed.now);
        Self {
            rows,
            now,
            quarter: Memo::new(move |_| now.get().millis().div_euclid(QUARTER)),
            me,
            outcome: RwSignal::new(seed.outcome),
            phone: RwSignal::default(),
            title: RwSignal::new(String::new()),
            found: RwSignal::new(true),
            live: RwSignal::new(false),
            whole: RwSignal::new(true),
            resting: RwSignal::new(0),
            zone,
            prefs: seed.prefs,
            page: StoredValue::new(Page {
                answers: seed.answers,
                demo: seed.demo,
                fresh: seed.fresh,
                handed_out: 0,
                announced: Default::default(),
            }),
        }
    }

    /// The rows; what reads them inside `move ||` renders again when they change.
    #[must_use]
    pub fn rows(self) -> Arc<Rows> {
        self.rows.get()
    }

    /// The rows as they are now, for forms that must not change under the person's hands.
    #[must_use]
    pub fn rows_once(self) -> Arc<Rows> {
        self.rows.get_untracked()
    }

    /// Puts other rows in; pages that read them render again.
    pub fn set_rows(self, rows: Arc<Rows>) {
        if *self.rows.read_untracked() != rows {
            self.rows.set(rows);
        }
    }

    /// The present; the server's at first, then ticking.
    #[must_use]
    pub fn now(self) -> Instant {
        self.now.get()
    }

    /// The present, without rendering again when it moves.
    #[must_use]
    pub fn now_once(self) -> Instant {
        self.now.get_untracked()
    }

    /// The present, to the quarter of an hour: what reads it inside `move ||` renders again with the next one,
    /// and so with every new day. What says “today”, offers times or greets reads this.
    #[must_use]
    pub fn present(self) -> Instant {
        // Functions that make parts of pages are called inside and outside of what renders again.
        if Observer::get().is_some() {
            // Read, not only tracked: a memo that nobody has read does not know what it is made from.
            _ = self.quarter.get();
        }
        self.now_once()
    }

    /// The day that it is in the reader's community; renders again as [`present`](Self::present) does.
    #[must_use]
    pub fn today(self) -> Date {
        self.zone().date(self.present())
    }

    /// Moves the present.
    pub fn set_now(self, now: Instant) {
        self.now.set(now);
    }

    /// Who is signed in.
    #[must_use]
    pub fn me(self) -> Option<Member> {
        self.me.get().and_then(|id| self.rows.read().members.get(&id).cloned())
    }

    /// As [`me`](Self::me), without rendering again.
    #[must_use]
    pub fn me_once(self) -> Option<Member> {
        self.me.get_untracked().and_then(|id| self.rows.read_untracked().members.get(&id).cloned())
    }

    /// Who is signed in, by id.
    #[must_use]
    pub fn my_id(self) -> Option<MemberId> {
        self.me.get()
    }

    /// As [`my_id`](Self::my_id), without rendering again.
    #[must_use]
    pub fn my_id_once(self) -> Option<MemberId> {
        self.me.get_untracked()
    }

    /// Who is signed in, as the policy sees them.
    #[must_use]
    pub fn actor(self) -> Option<Actor> {
        Actor::among(&self.rows.read(), self.me.get()?, self.present())
    }

    /// As [`actor`](Self::actor), without rendering again.
    #[must_use]
    pub fn actor_once(self) -> Option<Actor> {
        Actor::among(&self.rows.read_untracked(), self.me.get_untracked()?, self.now.get_untracked())
    }

    /// The reader's community; the first of the rows for who is signed in nowhere.
    #[must_use]
    pub fn community(self) -> Option<Community> {
        community_of(&self.rows.read(), self.me.get()).cloned()
    }

    /// As [`community`](Self::community), without rendering again.
    #[must_use]
    pub fn community_once(self) -> Option<Community> {
        community_of(&self.rows.read_untracked(), self.me.get_untracked()).cloned()
    }

    /// The community's zone. Not tracked: a community does not move.
    #[must_use]
    pub fn zone(self) -> Zone {
        self.zone.get_untracked()
    }

    /// The community's zone, where this phone knows the community: another zone's time is no time to
    /// show.
    #[must_use]
    pub fn own_zone(self) -> Option<Zone> {
        self.community().map(|it| it.zone())
    }

    /// Language, mode, size and theme; they change with a new page only.
    #[must_use]
    pub const fn prefs(self) -> Prefs {
        self.prefs
    }

    /// The language; its methods are the texts.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.prefs.lang
    }

    /// What became of the last form, while it is not settled.
    #[must_use]
    pub fn outcome(self) -> Option<Outcome> {
        self.outcome.get()
    }

    /// Shows what became of a form; `None` takes it away.
    pub fn set_outcome(self, outcome: Option<Outcome>) {
        self.outcome.try_set(outcome);
    }

    /// What this phone has not sent, and how it stands with the server.
    #[must_use]
    pub fn phone(self) -> Arc<Phone> {
        self.phone.get()
    }

    /// As [`phone`](Self::phone), without rendering again.
    #[must_use]
    pub fn phone_once(self) -> Arc<Phone> {
        self.phone.get_untracked()
    }

    /// Whether a booking or request looks as it does by something that was not sent.
    #[must_use]
    pub fn is_unsent(self, id: Uuid) -> bool {
        self.phone.read().unsent.contains(&id)
    }

    /// Changes what this phone says of itself.
    pub fn set_phone(self, change: impl FnOnce(&mut Phone)) {
        let mut phone = Phone::clone(&self.phone.read_untracked());
        change(&mut phone);
        if *self.phone.read_untracked().as_ref() != phone {
            self.phone.set(Arc::new(phone));
        }
    }

    /// What the person had written into a field of the form that was refused; empty otherwise.
    #[must_use]
    pub fn draft(self, field: &str) -> String {
        self.outcome.read_untracked().as_ref().map_or_else(String::new, |it| it.field(field).to_owned())
    }

    /// The last form that was not accepted, if it was one of this kind (`room.book@1`) and had this id
    /// in one of its fields.
    #[must_use]
    pub fn outcome_of(self, form: Option<&str>, about: Option<&str>) -> Option<Outcome> {
        self.outcome.get().filter(|it| it.is_of(form, about))
    }

    /// As [`outcome_of`](Self::outcome_of), without rendering again.
    #[must_use]
    pub fn outcome_of_once(self, form: Option<&str>, about: Option<&str>) -> Option<Outcome> {
        self.outcome.get_untracked().filter(|it| it.is_of(form, about))
    }

    /// Title of the page, for the browser's tab.
    #[must_use]
    pub fn title(self) -> String {
        self.title.get()
    }

    /// Sets the title; the page frame does.
    pub fn set_title(self, title: String) {
        self.title.set(title);
    }

    /// Whether the page at this address, with this title, is another one than that which was announced
    /// last; from now on it is that one.
    pub(crate) fn announces(self, address: String, title: &str) -> bool {
        self.page
            .try_update_value(|it| {
                let is_other = it.announced.0 != address || it.announced.1 != title;
                it.announced = (address, title.to_owned());
                is_other
            })
            .unwrap_or_default()
    }

    /// Whether the address has a page and the thing that it names; the server answers 404 else.
    #[must_use]
    pub fn found(self) -> bool {
        self.found.get_untracked()
    }

    /// Says that there is no such thing; the page for it does.
    pub fn set_not_found(self) {
        self.found.set(false);
    }

    /// Whether the browser has taken the page over.
    #[must_use]
    pub fn live(self) -> bool {
        self.live.get()
    }

    /// As [`live`](Self::live), without rendering again.
    #[must_use]
    pub fn live_once(self) -> bool {
        self.live.get_untracked()
    }

    /// Whether the part of the app that arrives after a page is live is there (`pages::later`); what reads it inside
    /// `move ||` renders again when it comes. A server has it always.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.whole.get()
    }

    /// Says whether that part is there.
    pub fn set_whole(self, whole: bool) {
        self.whole.set(whole);
    }

    /// The browser has taken the page over.
    pub fn go_live(self) {
        self.live.set(true);
    }

    /// A button was pressed, or something was settled: what stands under the finger now may be
    /// another thing, so that for a moment no button takes a press. The second tap of a double tap
    /// would do the next thing as well.
    pub(crate) fn rest(self) {
        const REST: core::time::Duration = core::time::Duration::from_millis(700);
        let waits = move |change: fn(u32) -> u32| self.resting.try_update(|it| *it = change(*it));
        waits(|it| it.saturating_add(1));
        set_timeout(move || _ = waits(|it| it.saturating_sub(1)), REST);
    }

    /// Whether buttons take no press for the moment.
    pub(crate) fn resting(self) -> bool {
        self.resting.get() > 0
    }

    /// As [`resting`](Self::resting), without rendering again.
    pub(crate) fn resting_once(self) -> bool {
        self.resting.get_untracked() > 0
    }

    /// The answer to a query that travelled with the page.
    pub(crate) fn answer<T: Json>(self, query: &str) -> Option<T> {
        self.page.with_value(|it| T::read(it.answers.get(query)?).ok())
    }

    /// Demo accounts for the sign-in page; none outside demo mode.
    #[must_use]
    pub fn demo_accounts(self) -> Vec<DemoAccount> {
        self.page.with_value(|it| it.demo.clone())
    }

    /// An id that no other form of this page has: the seed's, counted up in its random half.
    pub(crate) fn fresh_from_seed(self) -> Uuid {
        const RANDOM: u128 = (1 << 62) - 1;
        self.page
            .try_update_value(|it| {
                it.handed_out += 1;
                let seed = it.fresh.as_u128();
                let moved = seed.wrapping_add(u128::from(it.handed_out)) & RANDOM;
                Uuid::from_u128(seed & !RANDOM | moved)
            })
            .unwrap_or_default()
    }
}

fn community_of(rows: &Rows, me: Option<MemberId>) -> Option<&Community> {
    me.and_then(|id| rows.members.get(&id))
        .and_then(|member| rows.communities.get(&member.community_id))
        .or_else(|| rows.communities.values().next())
}
