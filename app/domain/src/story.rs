//! Stories: what happened to a booking or a request, told to all who may read it.

use serde::Serialize;
use uuid::Uuid;

use crate::ids::{BookingId, EventId, MatterId, MemberId, PlaceId};
use crate::json::{self, Code, Json, Map, Unread, Value};
use crate::systems::bookings::BookingDeed;
use crate::systems::help::HelpDeed;
use crate::time::Instant;
use crate::{as_json, read_by_json};

/// One entry of a story: append-only, the same for all who may read it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoryEvent {
    pub id: EventId,
    pub community_id: PlaceId,
    pub at: Instant,
    /// Who did it; none when linli itself did.
    pub actor: Option<MemberId>,
    /// How the actor is greeted.
    pub actor_called: String,
    pub note: String,
    /// When it was, by the phone of who did it, where it was heard of later; `at` is when that was.
    pub happened: Option<Instant>,
    /// What happened, and to what.
    #[serde(flatten)]
    pub what: What,
}

as_json!(struct StoryEvent { id, community_id, at, actor, actor_called, note, happened } flat what);
read_by_json!(StoryEvent);

/// What a story is of. Ids are made on phones, so that somebody may give a request the id of another person's booking:
/// an id alone does not tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoryOf {
    Booking(BookingId),
    Matter(MatterId),
}

impl From<BookingId> for StoryOf {
    fn from(id: BookingId) -> Self {
        Self::Booking(id)
    }
}

impl From<MatterId> for StoryOf {
    fn from(id: MatterId) -> Self {
        Self::Matter(id)
    }
}

// What has a story, a line each: of what it is one, its id, what can happen to it, and its name as it travels. A name is
// taken as a token, as in `mutations!`.
macro_rules! stories {
    ($($(#[$doc:meta])* $what:ident of $of:ident($id:ty, $deed:ty) = $name:tt;)*) => {
        /// What happened, and to what. In JSON `{"of": "help", "about": "…", "deed": "asked"}` among the fields of
        /// the event. Builds before this one neither write nor read `of`: they tell by the deed.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "of")]
        pub enum What {
            $($(#[$doc])* #[serde(rename = $name)] $what { about: $id, deed: $deed },)*
        }

        impl What {
            /// What was done to what has this id, where only the name of the deed is known: as in tables, and in
            /// what builds of before wrote. None where no story has such a deed.
            #[must_use]
            pub fn of_deed(about: Uuid, deed: &str) -> Option<Self> {
                $(if let Some(deed) = <$deed>::from_code(deed) {
                    return Some(Self::$what { about: about.into(), deed });
                })*
                None
            }

            /// What it happened to.
            #[must_use]
            pub const fn of(self) -> StoryOf {
                match self { $(Self::$what { about, .. } => StoryOf::$of(about),)* }
            }

            /// The id of what it happened to, among those of its kind.
            #[must_use]
            pub const fn about(self) -> Uuid {
                match self { $(Self::$what { about, .. } => about.0,)* }
            }

            /// The name of what happened, as it travels.
            #[must_use]
            pub fn deed(self) -> &'static str {
                match self { $(Self::$what { deed, .. } => deed.code(),)* }
            }
        }

        impl Json for What {
            fn read(json: &Value) -> Result<Self, Unread> {
                let fields = json::fields(json)?;
                if !fields.contains_key("of") {
                    let about = json::field(fields, "about")?;
                    return Self::of_deed(about, json::tag(fields, "deed")?).ok_or(Unread("deed"));
                }
                match json::tag(fields, "of")? {
                    $($name => Ok(Self::$what {
                        about: json::field(fields, "about")?,
                        deed: json::field(fields, "deed")?,
                    }),)*
                    _ => Err(Unread("of")),
                }
            }

            fn write(&self) -> Value {
                let of = match self { $(Self::$what { .. } => $name,)* };
                let mut fields = Map::new();
                json::put(&mut fields, "of", Value::from(of));
                json::put(&mut fields, "about", self.about().write());
                json::put(&mut fields, "deed", Value::from(self.deed()));
                Value::Object(fields)
            }
        }

        $(
            impl From<($id, $deed)> for What {
                fn from((about, deed): ($id, $deed)) -> Self {
                    Self::$what { about, deed }
                }
            }

            /// Whether this is what happened, whatever it happened to.
            impl PartialEq<$deed> for What {
                fn eq(&self, other: &$deed) -> bool {
                    matches!(self, Self::$what { deed, .. } if deed == other)
                }
            }
        )*
    };
}

stories! {
    /// A booking of any kind.
    Booking of Booking(BookingId, BookingDeed) = "booking";
    /// A request for help. So each kind of matter has a line.
    Help of Matter(MatterId, HelpDeed) = "help";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables hold no more than the id and the deed, and so do phones of before: a deed of two kinds of story would
    /// need a column that says which.
    #[test]
    fn a_deed_tells_what_it_happened_to() {
        let bookings =
            BookingDeed::CODES.iter().map(|(name, it)| (*name, What::from((BookingId(Uuid::nil()), *it))));
        let helps =
            HelpDeed::CODES.iter().map(|(name, it)| (*name, What::from((MatterId(Uuid::nil()), *it))));
        let mut all = 0;
        for (name, what) in bookings.chain(helps) {
            assert_eq!(What::of_deed(Uuid::nil(), name), Some(what), "{name}");
            assert_eq!((what.deed(), what.about()), (name, Uuid::nil()));
            all += 1;
        }
        assert_eq!(all, 30);
        assert_eq!(What::of_deed(Uuid::nil(), "lit"), None);
    }
}
