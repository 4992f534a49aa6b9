//! Care at home: the services, what is noted of a visit, and what is said of those who could come.

mod decide;
mod may;
pub mod mutations;
mod refusal;
pub mod roster;
mod settings;

pub use may::{Action, address_open, may};
pub(crate) use may::{is_reduced, reduce};
pub use refusal::CareRefusal;
pub use settings::CareSettings;

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::ids::{MemberId, ResourceId};
use crate::place::Settings;
use crate::time::{Instant, Interval, Minutes};

/// What linli's caregivers do. The groups are those of GB/T 43153-2023, 居家养老上门服务基本规范:
/// help with daily life (the first six), basic care, health, visits, comfort, errands and refitting
/// the home.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// 助餐
    Meal,
    /// 助浴
    Bath,
    /// 助洁
    Cleaning,
    /// 助行
    Walking,
    /// 助医
    Clinic,
    /// 助急
    Urgent,
    /// 基础照护
    BasicCare,
    /// 健康管理
    Health,
    /// 探访关爱
    Visit,
    /// 精神慰藉
    Comfort,
    /// 委托代办
    Errand,
    /// 适老化改造
    Refit,
}

as_json!(
    enum Service {
        Meal = "meal",
        Bath = "bath",
        Cleaning = "cleaning",
        Walking = "walking",
        Clinic = "clinic",
        Urgent = "urgent",
        BasicCare = "basic_care",
        Health = "health",
        Visit = "visit",
        Comfort = "comfort",
        Errand = "errand",
        Refit = "refit",
    }
);

impl Service {
    /// Every service, in the order in which people are shown them.
    pub const ALL: [Self; 12] = [
        Self::Meal,
        Self::Bath,
        Self::Cleaning,
        Self::Walking,
        Self::Clinic,
        Self::BasicCare,
        Self::Health,
        Self::Visit,
        Self::Comfort,
        Self::Errand,
        Self::Refit,
        Self::Urgent,
    ];

    /// Usual length.
    #[must_use]
    pub const fn minutes(self) -> Minutes {
        match self {
            Self::Meal | Self::Visit | Self::Errand | Self::Urgent => 30,
            Self::Bath | Self::Walking | Self::BasicCare | Self::Health | Self::Comfort => 60,
            Self::Cleaning | Self::Refit => 120,
            Self::Clinic => 180,
        }
    }

    /// How many caregivers it takes. Bathing somebody needs two for safety.
    #[must_use]
    pub const fn carers(self) -> usize {
        match self {
            Self::Bath | Self::Refit => 2,
            Self::Meal
            | Self::Cleaning
            | Self::Walking
            | Self::Clinic
            | Self::Urgent
            | Self::BasicCare
            | Self::Health
            | Self::Visit
            | Self::Comfort
            | Self::Errand => 1,
        }
    }
}

/// What the phone and the server know of a check-in or check-out: when by either clock, and whether
/// it was at the home. Never blocks care.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Check {
    /// The device's clock, within what can have been: what people are told.
    pub at: Instant,
    /// When the server had it: what counts where the two are far apart, as for pay.
    pub received: Instant,
    pub place: PlaceCheck,
    /// Who did it.
    pub by: MemberId,
}

as_json!(struct Check { at, received, place, by });

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceCheck {
    AtHome,
    /// Far away, or the phone did not say where it was.
    NotVerified,
}

as_json!(
    enum PlaceCheck {
        AtHome = "at_home",
        NotVerified = "not_verified",
    }
);

impl PlaceCheck {
    /// From the distance that the phone measured.
    #[must_use]
    pub const fn from_distance(metres: Option<u32>, settings: &Settings) -> Self {
        match metres {
            Some(metres) if metres <= settings.care.check_in_radius_metres => Self::AtHome,
            _ => Self::NotVerified,
        }
    }
}

/// The elder's word on a visit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Done,
    Disputed,
}

as_json!(
    enum Verdict {
        Done = "done",
        Disputed = "disputed",
    }
);

/// Why a caregiver was chosen; soft rules, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Has been with this person before; how often.
    KnowsYou { times: usize },
    /// Of those who are free, has least to do that week.
    LeastBusy { minutes: Minutes },
    /// Nobody else was free.
    OnlyOne,
    /// Staff chose among several who were free.
    Staff,
}

as_json!(enum Reason by "reason" {
    KnowsYou = "knows_you" { times },
    LeastBusy = "least_busy" { minutes },
    OnlyOne = "only_one",
    Staff = "staff",
});

/// A hard rule that a caregiver does not meet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Skill,
    Certificate,
    Hours,
    Overlap,
    Gender,
    Blocked,
    /// Gave this visit back.
    Declined,
    DayLimit,
    WeekLimit,
    RestDay,
}

as_json!(
    enum Rule {
        Skill = "skill",
        Certificate = "certificate",
        Hours = "hours",
        Overlap = "overlap",
        Gender = "gender",
        Blocked = "blocked",
        Declined = "declined",
        DayLimit = "day_limit",
        WeekLimit = "week_limit",
        RestDay = "rest_day",
    }
);

/// Why a caregiver was not chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CandidateRefusal {
    pub resource_id: ResourceId,
    pub rule: Rule,
}

as_json!(struct CandidateRefusal { resource_id, rule });

/// A caregiver who meets every hard rule, and the soft rule that speaks for them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    pub resource_id: ResourceId,
    pub reason: Reason,
}

as_json!(struct Candidate { resource_id, reason });

/// The caregivers of a community by how well they suit a visit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ranking {
    /// Best first.
    pub free: Vec<Candidate>,
    pub refused: Vec<CandidateRefusal>,
}

as_json!(struct Ranking { free, refused });

/// The time that a visit takes from a caregiver: the way there, the visit, and a little after.
#[must_use]
pub fn claimed(visit: Interval, settings: &Settings) -> Interval {
    visit.widened(settings.care.care_travel_minutes, settings.care.care_buffer_minutes)
}
