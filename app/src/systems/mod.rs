//! The systems of the house: a folder each, with its own pages and with what it adds to pages that are
//! everybody's, which know no system by name. One more is a folder, its `mod` and its line in the list below;
//! what is left out then does not compile.

pub mod bookings;
pub mod care;
pub mod help;
pub mod hours;
pub mod members;
pub mod messages;
pub mod notices;
pub mod rooms;
mod system;

use linli_domain::message::News;
use linli_domain::mutation::Mutation;
use linli_domain::policy::Actor;
use linli_domain::refusal::{Offer, Refusal};
use linli_domain::rows::Rows;
use linli_domain::time::{Instant, Zone};

use crate::store::Store;
use crate::strings::{Lang, Side};
pub use system::*;

/// What the app asks of every mutation, whatever it does.
pub trait Says {
    /// What it does, in a word or two.
    fn deed(&self, lang: Lang) -> &'static str;

    /// What it makes, and when; none where it is about something that there is.
    fn made(&self, store: Store, rows: &Rows) -> Option<Vec<String>>;

    /// The same once more after it was refused: for the time and the room of an offer, else beside what there is.
    /// With it the arguments for which its form makes ids. None where there is no such way out.
    fn again(&self, offer: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])>;
}

/// What the app asks of every refusal, whatever its system.
pub trait Explains {
    /// Why not, and what to do instead.
    fn words(&self, saying: Saying<'_>) -> Why;
}

/// Why not, and what to do instead.
pub struct Why {
    pub what: String,
    pub next: &'static str,
    /// What the form was about is not there any more, or not this reader's: what they wrote is shown then, since its
    /// field may be gone.
    pub gone: bool,
    /// The desk is whom to call about it.
    pub desk: bool,
}

impl Why {
    /// Why not, and what whoever reads it can do about it.
    pub fn not(what: impl Into<String>, next: &'static str) -> Self {
        Self { what: what.into(), next, gone: false, desk: false }
    }

    /// See [`Why::gone`].
    #[must_use]
    pub fn gone(self) -> Self {
        Self { gone: true, ..self }
    }

    /// See [`Why::desk`].
    #[must_use]
    pub fn for_the_desk(self) -> Self {
        Self { desk: true, ..self }
    }
}

/// In which language, to whom, and when something is said.
#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    pub lang: Lang,
    pub to: Side,
    pub now: Instant,
    pub zone: &'a Zone,
}

// What each has: its mutations; refusals of its own; news.
macro_rules! systems {
    ($($variant:ident = $module:ident [$($refuses:ident)?] [$($news:ident)?];)*) => {
        /// All of them.
        pub static SYSTEMS: &[System] = &[$($module::SYSTEM),*];

        fn said(mutation: &Mutation) -> &dyn Says {
            match mutation { $(Mutation::$variant(it) => it,)* }
        }

        /// See [`Explains`]; none of what a newer build has said.
        #[must_use]
        pub fn explained(refusal: &Refusal) -> Option<&dyn Explains> {
            match refusal {
                Refusal::Common(it) => Some(it),
                $($(Refusal::$refuses(it) => Some(it),)?)*
                Refusal::Other(_) => None,
            }
        }

        /// What a piece of news says, by whose news it is.
        #[must_use]
        pub fn told(store: Store, rows: &Rows, news: &News) -> Told {
            match news { $($(News::$news(it) => $module::told(store, rows, it),)?)* }
        }
    };
}

// In the order in which the first page and searching show them.
systems! {
    Care = care [Care] [];
    Rooms = rooms [Rooms] [];
    Bookings = bookings [Bookings] [Bookings];
    Notices = notices [Notices] [];
    Messages = messages [] [];
    Help = help [Help] [Help];
    Hours = hours [] [Hours];
    Members = members [Members] [Members];
}

/// See [`Says::deed`].
#[must_use]
pub fn deed(lang: Lang, mutation: &Mutation) -> &'static str {
    said(mutation).deed(lang)
}

/// See [`Says::made`].
#[must_use]
pub fn made(store: Store, rows: &Rows, mutation: &Mutation) -> Option<Vec<String>> {
    said(mutation).made(store, rows)
}

/// See [`Says::again`].
#[must_use]
pub fn again(mutation: &Mutation, offer: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
    said(mutation).again(offer)
}

/// What a form with these fields is about, as far as this phone knows it.
#[must_use]
pub fn about(store: Store, fields: &[(String, String)]) -> Option<About> {
    let rows = store.rows_once();
    SYSTEMS.iter().filter_map(|it| it.about).find_map(|about| about(store, &rows, fields))
}

/// The pages of systems at the desk, in order.
#[must_use]
pub fn desk_pages() -> Vec<(&'static System, &'static DeskPage)> {
    let mut pages: Vec<_> = SYSTEMS.iter().filter_map(|it| Some((it, it.desk.as_ref()?))).collect();
    pages.sort_by_key(|(_, page)| page.place);
    pages
}

/// The work away from the desk of somebody, the first where they have several.
#[must_use]
pub fn work_of(actor: &Actor) -> Option<&'static Work> {
    SYSTEMS.iter().filter_map(|it| it.work.as_ref()).find(|it| it.is_of(actor))
}
