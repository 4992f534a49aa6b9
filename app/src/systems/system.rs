//! What a system adds to pages that are everybody's: plain functions and lists, in a [`System`] of each. A new
//! field makes every system answer; nothing is an answer.

use core::cmp::Reverse;

use leptos::prelude::*;
use leptos_router::any_nested_route::AnyNestedRoute;
use linli_domain::member::Role;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::search::{Findable, Fit, Query};
use linli_domain::story::StoryEvent;
use linli_domain::time::Instant;
use uuid::Uuid;

use crate::components::Picture;
use crate::pages::finding::topic::Topic;
use crate::store::Store;
use crate::strings::{Both, Lang, Side};

/// One system.
#[expect(clippy::type_complexity, reason = "what is asked of a system reads best where it stands")]
pub struct System {
    /// Its pages; those whom this phone does not know read that instead.
    pub routes: Option<fn() -> Vec<AnyNestedRoute>>,
    /// Its pages for caregivers, the desk and the street.
    #[cfg(feature = "staff")]
    pub staff_routes: Option<fn() -> Vec<AnyNestedRoute>>,
    /// Its door on the first page; the second argument says whether that is shown to who is not signed in.
    pub door: Option<fn(Store, bool) -> AnyView>,
    /// What somebody is here who works at it.
    pub work: Option<Work>,
    /// What of it waits to be looked at, in a line of links on the first page.
    pub call: Option<fn(Store, &Rows, &Actor) -> Option<Call>>,
    /// What of it is to be seen before all else on the first page.
    pub first: Option<fn(Store, &Rows, &Actor) -> Option<Next>>,
    /// What of it the reader has next, with its card for the first page.
    pub next: Option<fn(Store, &Rows, &Actor) -> Option<Next>>,
    /// What is one's own of it.
    pub mine: Option<Mine>,
    /// What of it searching finds.
    pub finds: Option<Finds>,
    /// What the guide explains of it.
    pub topics: &'static [Topic],
    /// What a form with these fields is about, as far as this phone knows it.
    pub about: Option<fn(Store, &Rows, &[(String, String)]) -> Option<About>>,
    /// What a deed is called when what came before makes another one of it.
    pub retold: Option<fn(Lang, &[StoryEvent], &StoryEvent) -> Option<&'static str>>,
    /// Its page at the desk.
    pub desk: Option<DeskPage>,
    /// What it adds to the desk's own pages.
    #[cfg(feature = "staff")]
    pub at_desk: AtDesk,
    /// Its chips in every state, for who designs.
    #[cfg(feature = "ssr")]
    pub chips: Option<fn() -> Vec<AnyView>>,
}

/// Work away from the desk: where it begins, and its pages.
pub struct Work {
    /// Where its door stands among those of the first page, the desk's being at [`DESK_DOOR`].
    pub place: u8,
    /// Whose work it is.
    pub roles: &'static [Role],
    pub href: &'static str,
    pub picture: Picture,
    pub title: Both,
    pub about: Both,
    /// Its main pages, at the thumb's end.
    pub nav: &'static [Link],
}

/// See [`Work::place`].
pub const DESK_DOOR: u8 = 20;

impl Work {
    /// Whether it is the work of this person.
    #[must_use]
    pub fn is_of(&self, actor: &Actor) -> bool {
        self.roles.iter().any(|role| actor.has(*role))
    }
}

/// A link to a main page.
pub struct Link {
    pub href: &'static str,
    pub picture: Picture,
    pub words: Both,
}

/// See [`System::call`].
pub struct Call {
    pub href: &'static str,
    pub picture: Picture,
    pub words: String,
}

/// See [`System::first`] and [`System::next`].
pub struct Next {
    pub at: Instant,
    pub id: Uuid,
    pub card: AnyView,
}

/// What is one's own of a system.
pub struct Mine {
    /// All of it, in the order in which each part of the list shows it.
    pub all: fn(&Rows, &Actor, Instant) -> Vec<Own>,
    /// The line of the list for one of them.
    pub entry: fn(Store, &Rows, Uuid) -> AnyView,
}

/// One thing that is one's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Own {
    pub part: Part,
    /// What the past is sorted by.
    pub at: Instant,
    pub id: Uuid,
}

/// The parts of the list of what is one's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// It waits for the person's word.
    Word,
    /// It lies ahead, or is under way.
    Coming,
    /// Under a heading of the system's own.
    Under(Both),
    Past,
}

/// What searching finds of a system.
pub struct Finds {
    /// The heading over it.
    pub title: Both,
    /// All that fits, by whoever reads.
    pub all: fn(&Rows, Option<&Actor>, &Query) -> Vec<Hit>,
    /// The line for what has this key, while it is there.
    pub entry: fn(Store, &Rows, &str) -> Option<AnyView>,
}

/// Something that fits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    pub fit: Fit,
    /// Of equal ones the latest comes first: when it was.
    pub latest: i64,
    pub key: String,
}

impl Hit {
    /// What it is sorted by, the best first.
    #[must_use]
    pub const fn rank(&self) -> (Fit, Reverse<i64>) {
        (self.fit, Reverse(self.latest))
    }
}

/// Something to look for, in both languages, by its names, what it goes by, and what is written of it.
#[must_use]
pub fn fit(query: &Query, names: &[&str], keywords: &str, text: &str) -> Option<Fit> {
    query.fit(&Findable { names, keywords, text })
}

/// What a form is about.
pub struct About {
    /// What it is, whose, and when.
    pub words: Vec<String>,
    /// As whom the reader has to do with it, which decides the words.
    pub side: Side,
    /// Where the reader looks at it.
    pub link: Option<String>,
}

/// The field of a form; empty where there is none.
#[must_use]
pub fn field_of<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// What a piece of news says to its reader.
pub struct Told {
    pub words: String,
    /// Why, or what it is about; empty where that is all.
    pub more: String,
    /// Where it leads; nowhere when it is not the reader's affair any more.
    pub href: Option<String>,
}

/// A page of the desk, one a system: a day of what is booked there.
pub struct DeskPage {
    /// Where it stands among the others.
    pub place: u8,
    pub link: Link,
    /// Whether it stands in the bar of main pages, which has room for few; those with a board are linked at the desk.
    pub nav: bool,
    /// Not for keepers of rooms.
    pub clerks: bool,
}

#[cfg(feature = "staff")]
pub use at_desk::{AtDesk, Board, Offers, Waits};

#[cfg(feature = "staff")]
mod at_desk {
    use leptos::prelude::*;
    use linli_domain::ids::MemberId;
    use linli_domain::policy::Actor;
    use linli_domain::rows::Rows;
    use linli_domain::time::Instant;
    use uuid::Uuid;

    use crate::store::Store;
    use crate::strings::Both;

    /// What a system adds to the desk's own pages.
    #[expect(clippy::type_complexity, reason = "what is asked of a system reads best where it stands")]
    pub struct AtDesk {
        /// What waits that this reader may move on.
        pub waiting: Option<fn(Store, &Rows, &Actor) -> Vec<Waits>>,
        /// Today of its own page, beside what waits.
        pub board: Option<Board>,
        /// What can be had of it for somebody who has called or come.
        pub offers: Option<fn(Store, MemberId) -> Offers>,
    }

    /// One thing that waits at the desk.
    pub struct Waits {
        /// What comes before all that is older: 0 for somebody in need, also of care that nobody brings today; 1 for
        /// what is over its time; 2 for what can wait a day; 3 for the rest.
        pub rank: u8,
        pub since: Instant,
        pub id: Uuid,
        pub card: AnyView,
    }

    /// See [`AtDesk::board`].
    pub struct Board {
        pub title: Both,
        pub show: fn(Store, &Rows, &Actor) -> AnyView,
    }

    /// What can be had for somebody.
    pub enum Offers {
        Door(AnyView),
        /// Under a heading of its own, after the doors.
        List(AnyView),
    }
}
