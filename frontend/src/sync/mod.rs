//! Drives the phone's half of syncing (`linli_domain::sync`): storage, network, other tabs, and the
//! store that pages are made of. One engine for each page that is open.

mod alone;
mod cycle;
mod erase;
mod events;
mod kept;
pub mod net;
mod pressed;
mod show;
mod tabs;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use linli_app::store::{Network, Store, Trouble};
use linli_domain::ids::{DeviceId, MemberId, MutationId};
use linli_domain::rows::Rows;
use linli_domain::sync::{Act, Erased, Event, Ledger, Pace, RowChange, Step, StorageError, is_stale};
use uuid::Uuid;

use crate::{device, drafts};
use events::{Events, Heard};
use kept::{Change, Kept};
use tabs::{News, Tabs};

pub use erase::{put_away, signed_out};
pub use show::first_look;

/// How often what another tab has changed is read when storage does not answer, and after how many
/// milliseconds again: a browser that has much to do is late for once.
const TRIES: u32 = 5;
const AGAIN: u32 = 1_000;

/// See the module.
pub struct Engine {
    store: Store,
    me: MemberId,
    build: String,
    kept: Kept,
    /// What storage holds, as far as this page has read it.
    ledger: RefCell<Ledger>,
    base: RefCell<Rows>,
    /// What the server's page brought: until the first pull all of it, then what no pull brings.
    page: RefCell<Rows>,
    pulled: Cell<bool>,
    /// The last answer to a pull came to nothing, since another tab had taken one in meanwhile: perhaps an
    /// older one, and nobody will tell again of what this one knew.
    overtaken: Cell<bool>,
    /// Why nobody's rows are shown.
    erased: Cell<Option<Erased>>,
    pace: RefCell<Pace>,
    timer: RefCell<Option<TimeoutHandle>>,
    /// Mutations whose forms wait for the server's word, and will say it themselves.
    asking: RefCell<BTreeMap<MutationId, Option<oneshot::Sender<()>>>>,
    tabs: RefCell<Option<Tabs>>,
    /// Another tab has changed what is kept since this one began to read it last.
    behind: Cell<bool>,
    /// It is being read.
    catching_up: Cell<bool>,
    events: Events,
    heard: RefCell<Option<events::Hears>>,
    /// Urgent things whose alarm somebody has put away.
    alarmed: RefCell<Vec<MutationId>>,
    /// Something urgent could be neither kept nor sent.
    unheard: Cell<bool>,
}

impl Engine {
    /// Opens the storage of a person, shows what is in it, and begins to sync. `page` are the rows that
    /// a server's page brought; a borrowed phone keeps nothing beyond this page.
    pub async fn start(store: Store, me: MemberId, build: String, page: Rows, borrowed: bool) -> Rc<Self> {
        let (kept, mut trouble) = Kept::open(me, borrowed).await;
        let (mut ledger, mut base) = match kept.load().await {
            Ok(it) => it,
            Err(_) => (Ledger::new(DeviceId(Uuid::now_v7())), Rows::default()),
        };
        if is_stale(&base, &ledger, me, device::steady_clock()) {
            base = Rows::default();
            device::set_kept(false);
            if let Ok(after) = kept.update(Box::new(|it| it.erase(Erased::Stale))).await {
                ledger = after;
            }
        }
        if ledger.reader.as_ref() != Some(&build) {
            let reader = build.clone();
            let read_anew: Change = Box::new(move |it| {
                it.read_by(&reader);
                RowChange::None
            });
            if let Ok(after) = kept.update(read_anew).await {
                ledger = after;
            }
        }
        // Whom a server's page has told who they are may go on.
        let erased = ledger.erased.filter(|_| !page.members.contains_key(&me));
        if ledger.pulled.is_none() && device::has_kept() && trouble.is_none() {
            trouble = Some(Trouble::Cleared);
        }
        let engine = Rc::new(Self {
            store,
            me,
            build,
            kept,
            ledger: RefCell::new(ledger),
            base: RefCell::new(base),
            page: RefCell::new(page),
            pulled: Cell::new(false),
            overtaken: Cell::default(),
            erased: Cell::new(erased),
            pace: RefCell::default(),
            timer: RefCell::default(),
            asking: RefCell::default(),
            tabs: RefCell::default(),
            behind: Cell::default(),
            catching_up: Cell::default(),
            events: Events::default(),
            heard: RefCell::default(),
            alarmed: RefCell::default(),
            unheard: Cell::default(),
        });
        let lasts = engine.kept.lasts();
        store.set_phone(|phone| {
            phone.trouble = trouble;
            phone.lasts = lasts;
        });
        engine.show();
        let ours = Rc::clone(&engine);
        *engine.tabs.borrow_mut() = Some(Tabs::listen(move |news| ours.told_by_tab(news)));
        let ours = Rc::clone(&engine);
        let heard: events::Hears = Rc::new(move |what| match what {
            Heard::Open => ours.on(Event::Told(true)),
            Heard::Poke => ours.poked(),
            Heard::Broken => ours.on(Event::Told(false)),
        });
        *engine.heard.borrow_mut() = Some(heard);
        engine.on(Event::Tick);
        // Something urgent may be from before the page was loaded.
        engine.watch_urgent();
        engine
    }

    /// The page is looked at again, or the network came back.
    pub fn back(self: &Rc<Self>) {
        self.events.close();
        if self.tabs.borrow().as_ref().is_none_or(Tabs::is_deaf) {
            self.told_by_tab(News::Changed);
        }
        self.look();
        self.on(Event::Back);
    }

    /// Nobody looks any more: another page may have the stream.
    pub fn hidden(&self) {
        self.events.close();
    }

    /// The browser says that there is no network.
    pub fn offline(&self) {
        self.store.set_phone(|phone| phone.network = Network::Offline);
    }

    /// Something has changed at the server.
    pub fn poked(self: &Rc<Self>) {
        self.on(Event::Poked);
    }

    /// Sends and fetches now.
    pub fn sync_now(self: &Rc<Self>) {
        self.back();
    }

    /// The person leaves this phone: it forgets them at once. With `keep` what is not sent stays, shown to
    /// nobody, until they are back.
    pub async fn leave(self: &Rc<Self>, keep: bool) {
        self.events.close();
        drafts::forget(self.me);
        if !keep {
            let throw_away = |ledger: &mut Ledger| {
                ledger.entries.clear();
                ledger.unread.clear();
                RowChange::None
            };
            if self.change(Box::new(throw_away)).await.is_err() {
                throw_away(&mut self.ledger.borrow_mut());
            }
        }
        self.erase(Erased::SignedOut).await;
    }

    /// Tells other tabs that nobody is signed in on this phone any more.
    pub fn left(&self) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell(News::Left);
        }
    }

    /// Changes the ledger in storage, and what this page shows.
    async fn change(self: &Rc<Self>, change: Change) -> Result<(), StorageError> {
        let patch = Rc::new(RefCell::new(None));
        let taken = Rc::clone(&patch);
        let known = self.ledger.borrow().cursor.clone();
        let result = self
            .kept
            .update(Box::new(move |ledger| {
                let before = ledger.cursor.clone();
                let change = change(ledger);
                *taken.borrow_mut() = Some((before, change.clone()));
                change
            }))
            .await;
        if let Err(error) = &result
            && !self.hides_from_another()
        {
            self.trouble(if *error == StorageError::Full { Trouble::Full } else { Trouble::NotKept });
        }
        let ledger = result?;
        match patch.take() {
            // Another tab has pulled meanwhile, so that this page's rows are not those of storage.
            Some((before, _)) if before != known => self.reload().await?,
            Some((_, RowChange::Patch { reset, steps })) => {
                self.patch(reset, steps);
                *self.ledger.borrow_mut() = ledger;
            }
            _ => *self.ledger.borrow_mut() = ledger,
        }
        if self.kept.lasts() {
            // It keeps things again.
            self.store.set_phone(|phone| {
                phone.trouble = phone.trouble.filter(|it| !matches!(it, Trouble::Full | Trouble::NotKept));
            });
        }
        self.show();
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell(News::Changed);
        }
        Ok(())
    }

    fn patch(&self, reset: bool, steps: Vec<Step>) {
        let mut base = self.base.borrow_mut();
        if reset {
            *base = Rows::default();
        }
        base.patch(steps);
    }

    async fn reload(&self) -> Result<(), StorageError> {
        let (ledger, base) = self.kept.load().await?;
        *self.ledger.borrow_mut() = ledger;
        *self.base.borrow_mut() = base;
        Ok(())
    }

    /// Whether somebody else has this browser now: then this page shows nothing any more of whose it was. (Who has
    /// borrowed it leaves no name here, and has told the other pages.)
    fn hides_from_another(&self) -> bool {
        let another = self.kept.lasts() && device::account().is_some_and(|it| it != self.me);
        if another {
            self.ledger.borrow_mut().erase(Erased::SignedOut);
            self.base.take();
            self.follow();
            self.show();
        }
        another
    }

    fn told_by_tab(self: &Rc<Self>, news: News) {
        match news {
            News::Changed => {
                self.behind.set(true);
                if !self.catching_up.replace(true) {
                    let ours = Rc::clone(self);
                    spawn_local(async move { ours.catch_up().await });
                }
            }
            News::Left => crate::platform::go("/"),
        }
    }

    /// Reads what other tabs have changed: however often they say so meanwhile, once more and not once for each
    /// time, since everything is read. A day of changes that a phone hears of at once would keep it busy for long.
    async fn catch_up(self: &Rc<Self>) {
        let mut tries = 0;
        while self.behind.replace(false) && !self.hides_from_another() {
            if self.reload().await.is_ok() {
                tries = 0;
                self.follow();
                self.show();
                continue;
            }
            tries += 1;
            // Where it fails for long, the next pull of this page says what is wrong.
            if tries < TRIES {
                self.behind.set(true);
                TimeoutFuture::new(AGAIN).await;
            }
        }
        self.catching_up.set(false);
    }

    /// Something happened.
    fn on(self: &Rc<Self>, event: Event) {
        // Not by the clock that people set: waits would be as long as it is set back.
        let act = self.pace.borrow_mut().on(event, device::page_clock(), chance());
        if let Some(timer) = self.timer.borrow_mut().take() {
            timer.clear();
        }
        match act {
            Act::Cycle => {
                let ours = Rc::clone(self);
                spawn_local(async move { ours.cycle().await });
            }
            Act::Wait(until) => {
                let ours = Rc::clone(self);
                let left = u64::try_from(until.millis() - device::page_clock().millis()).unwrap_or(0);
                // A little later than too early: then the time has surely come.
                let tick =
                    set_timeout_with_handle(move || ours.on(Event::Tick), Duration::from_millis(left + 5));
                *self.timer.borrow_mut() = tick.ok();
            }
            Act::Rest => {}
        }
    }

    fn trouble(&self, trouble: Trouble) {
        self.store.set_phone(|phone| phone.trouble = Some(trouble));
    }
}

/// Spreads what many phones would do at the same moment.
fn chance() -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 999")]
    let chance = (web_sys::js_sys::Math::random() * 1_000.0) as u16;
    chance.min(999)
}
