//! Notices 通知: what the desk of a community tells those who live there. News and what is important come and go; an
//! emergency is to be seen by everybody whom it concerns; an announcement 公示 stands for its whole period as it was
//! published, and is corrected only by another beside it.

mod audience;
mod calls;
mod decide;
mod may;
pub mod mutations;
mod refusal;
mod settings;

pub use audience::Audience;
pub use calls::{Call, Calls};
pub use may::{Action, Target, may, readable};
pub use refusal::NoticeRefusal;
pub use settings::NoticeSettings;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::ids::{MemberId, PlaceId};
use crate::member::Member;
use crate::time::Instant;

ids! {
    /// A notice.
    NoticeId;
}

/// What sort of notice it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 紧急: everybody whom it concerns is to see it, and who has not is called.
    Emergency,
    /// 重要
    Important,
    /// 公示: published for a fixed period, in which nobody changes or takes it away.
    Announcement,
    /// 通知
    News,
}

as_json!(
    enum NoticeKind {
        Emergency = "emergency",
        Important = "important",
        Announcement = "announcement",
        News = "news",
    }
);

/// What was done with a notice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Being written; of the desk alone.
    Draft,
    Published,
    /// Taken back; a draft, thrown away.
    Withdrawn,
}

as_json!(
    enum NoticeState {
        Draft = "draft",
        Published = "published",
        Withdrawn = "withdrawn",
    }
);

/// How a notice stands at a time: that it has ended nobody has to write, since the clock of every phone says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NoticePhase {
    Draft,
    /// Published, and its first day has not begun.
    Coming,
    Running,
    Ended,
    Withdrawn,
}

/// What the desk of a community tells people.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    pub id: NoticeId,
    pub community_id: PlaceId,
    pub kind: NoticeKind,
    /// What it is about, in one line.
    pub what: String,
    /// Its text, of several lines.
    pub note: String,
    pub audience: Audience,
    /// The first day on which it holds; none: from when it is published.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub from: Option<Date>,
    /// On how many calendar days it holds, the first one included.
    pub days: i64,
    pub state: NoticeState,
    /// When it was begun to be written.
    pub made: Instant,
    /// When it was published; none of a draft.
    #[serde(default)]
    pub published: Option<Instant>,
    /// From when it holds; none of a draft.
    #[serde(default)]
    pub starts: Option<Instant>,
    /// When it ends: the end of its last day, by the community's clock. None of a draft.
    #[serde(default)]
    pub ends: Option<Instant>,
    /// Who has published it, or writes it.
    pub author: MemberId,
    /// Why it was withdrawn.
    #[serde(default)]
    pub reason: String,
    /// The announcement that this one corrects.
    #[serde(default)]
    pub corrects: Option<NoticeId>,
    /// Who of the reader's people has seen it: the reader, and those for whom they act. Nobody is told of others.
    #[serde(default)]
    pub seen: Vec<MemberId>,
    pub ver: u64,
}

as_json!(struct Notice {
    id, community_id, kind, what, note, audience, from, days, state, made, published, starts, ends, author,
    reason: default, corrects, seen: default, ver,
});

impl Notice {
    /// How it stands at a time.
    #[must_use]
    pub fn phase(&self, now: Instant) -> NoticePhase {
        match self.state {
            NoticeState::Draft => NoticePhase::Draft,
            NoticeState::Withdrawn => NoticePhase::Withdrawn,
            NoticeState::Published if self.starts.is_some_and(|it| now < it) => NoticePhase::Coming,
            NoticeState::Published if self.ends.is_some_and(|it| now < it) => NoticePhase::Running,
            NoticeState::Published => NoticePhase::Ended,
        }
    }

    /// Whether residents ever had it: a draft that was thrown away they never saw.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.published.is_some()
    }

    /// Whether it concerns somebody, by the year that it is where they live.
    #[must_use]
    pub fn reaches(&self, person: &Member, year: i16) -> bool {
        person.community_id == self.community_id && self.audience.reaches(person, year)
    }

    /// What is asked about it, for somebody whom it may concern.
    #[must_use]
    pub fn target(&self, person: Option<&Member>, year: i16) -> Target {
        Target { draft: !self.is_public(), reaches: person.is_some_and(|it| self.reaches(it, year)) }
    }
}
