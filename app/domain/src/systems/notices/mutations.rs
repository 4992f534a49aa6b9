//! What is written of notices.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{NoticeId, NoticeKind};
use crate::as_json;
use crate::availability::Calendar;
use crate::ids::{MemberId, PlaceId};
use crate::mutation::{Acts, mutations};
use crate::refusal::Refusal;

mutations! {
    /// What the desk tells people.
    NoticeMutation {
        /// The desk begins a notice.
        Draft(NoticeDraft) = "notice.draft@1" => notice_draft, Queued;
        /// It writes a draft anew.
        Edit(NoticeDraft) = "notice.edit@1" => notice_edit, Queued;
        /// It publishes a draft. What was meant an hour ago may be wrong now.
        Publish(NoticeRef) = "notice.publish@1" => notice_publish, Now;
        /// It takes a notice back, or throws a draft away.
        Withdraw(NoticeWithdraw) = "notice.withdraw@1" => notice_withdraw, Now;
        /// It publishes an announcement beside one that it corrects.
        Correct(NoticeCorrect) = "notice.correct@1" => notice_correct, Now;
        /// Somebody has seen a notice, or was told of it.
        Seen(NoticeSeen) = "notice.seen@1" => notice_seen, TakesAway;
    }
}

impl Acts for NoticeMutation {
    fn forget_time(&mut self) {
        match self {
            Self::Draft(_)
            | Self::Edit(_)
            | Self::Publish(_)
            | Self::Withdraw(_)
            | Self::Correct(_)
            | Self::Seen(_) => {}
        }
    }

    fn is_urgent(&self) -> bool {
        false
    }

    fn asks_for_number(&self) -> bool {
        false
    }

    fn within_reach(&self, _: Calendar<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn claims_time(&self) -> bool {
        false
    }
}

/// Whom a notice is to concern, as a form asks for it; what belongs to it stands beside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AudienceKind {
    All,
    From,
    Building,
}

as_json!(
    enum AudienceKind {
        All = "all",
        From = "from",
        Building = "building",
    }
);

/// Arguments of a draft, new or written anew.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeDraft {
    pub notice_id: NoticeId,
    pub community_id: PlaceId,
    pub kind: NoticeKind,
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub note: String,
    pub audience: AudienceKind,
    /// Of [`AudienceKind::From`].
    #[serde(default)]
    pub age: Option<u16>,
    /// Of [`AudienceKind::Building`].
    #[serde(default)]
    pub building: String,
    /// The first day; none: from when it is published.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub from: Option<Date>,
    /// On how many days it holds.
    pub days: i64,
}

as_json!(struct NoticeDraft {
    notice_id, community_id, kind, what: default, note: default, audience, age, building: default, from, days,
});

/// Arguments that name a notice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeRef {
    pub notice_id: NoticeId,
}

as_json!(struct NoticeRef { notice_id });

/// Arguments of [`NoticeMutation::Withdraw`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeWithdraw {
    pub notice_id: NoticeId,
    /// Why: those who have read it read that. Of a draft it may be empty.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct NoticeWithdraw { notice_id, reason: default });

/// Arguments of [`NoticeMutation::Correct`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeCorrect {
    /// Of the new one.
    pub notice_id: NoticeId,
    /// The announcement that is corrected.
    pub corrects: NoticeId,
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub note: String,
}

as_json!(struct NoticeCorrect { notice_id, corrects, what: default, note: default });

/// Arguments of [`NoticeMutation::Seen`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeSeen {
    pub notice_id: NoticeId,
    /// Whoever has seen it; none: who says so.
    #[serde(default)]
    pub subject: Option<MemberId>,
}

as_json!(struct NoticeSeen { notice_id, subject });
