//! What is written of care at home.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::availability::Calendar;
use crate::care::{Service, Verdict};
use crate::ids::{BookingId, MemberId, ResourceId};
use crate::mutation::{Acts, BookingReason, BookingRef, mutations};
use crate::refusal::Refusal;
use crate::systems::is_false;
use crate::time::Instant;

mutations! {
    /// Care at home.
    CareMutation {
        /// Book a visit at home.
        Book(CareBook) = "care.book@1" => care_book, Queued;
        /// The caregiver will come.
        Accept(BookingRef) = "care.accept@1" => care_accept, Queued;
        /// The caregiver cannot come; another is looked for.
        Decline(BookingReason) = "care.decline@1" => care_decline, Queued;
        /// Staff says who comes.
        Assign(CareAssign) = "care.assign@1" => care_assign, Queued;
        /// The caregiver has set out.
        SetOut(BookingRef) = "care.set_out@1" => care_set_out, Queued;
        /// The caregiver is at the home.
        CheckIn(CareCheckIn) = "care.check_in@1" => care_check_in, Queued;
        /// The caregiver leaves.
        CheckOut(CareCheckOut) = "care.check_out@1" => care_check_out, Queued;
        /// The caregiver rang and nobody opened.
        NobodyHome(BookingRef) = "care.nobody_home@1" => care_nobody_home, Queued;
        /// The elder agrees that the visit was done, or does not.
        Confirm(CareConfirm) = "care.confirm@1" => care_confirm, Queued;
        /// Staff has seen to a visit that was missed, and says what was done.
        Settle(BookingReason) = "care.settle@1" => care_settle, Queued;
    }
}

impl Acts for CareMutation {
    fn forget_time(&mut self) {
        match self {
            Self::CheckIn(args) => args.at = Instant::from_millis(0),
            Self::CheckOut(args) => args.at = Instant::from_millis(0),
            Self::Accept(args) | Self::SetOut(args) | Self::NobodyHome(args) => args.at = None,
            Self::Decline(args) | Self::Settle(args) => args.at = None,
            Self::Book(_) | Self::Assign(_) | Self::Confirm(_) => {}
        }
    }

    fn is_urgent(&self) -> bool {
        false
    }

    fn asks_for_number(&self) -> bool {
        false
    }

    fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal> {
        match self {
            Self::Book(args) => args.within_reach(calendar),
            // These name something that there is.
            Self::Accept(_)
            | Self::Decline(_)
            | Self::Assign(_)
            | Self::SetOut(_)
            | Self::CheckIn(_)
            | Self::CheckOut(_)
            | Self::NobodyHome(_)
            | Self::Confirm(_)
            | Self::Settle(_) => Ok(()),
        }
    }

    fn claims_time(&self) -> bool {
        matches!(self, Self::Book(_))
    }
}

/// Arguments of `care.book@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareBook {
    pub booking_id: BookingId,
    pub service: Service,
    pub starts: Instant,
    #[serde(default)]
    pub note: String,
    /// For whom, when not for oneself.
    #[serde(default)]
    pub subject: Option<MemberId>,
    /// It may stand beside what else there is of the person at that time. Without it a visit is refused
    /// within another one and within a use of a room of theirs, and such a use around a visit.
    #[serde(default, skip_serializing_if = "is_false")]
    pub also: bool,
}

as_json!(struct CareBook { booking_id, service, starts, note: default, subject, also: default });

impl CareBook {
    pub(crate) fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal> {
        calendar.visit_can_start(self.service, self.starts)
    }
}

/// Arguments of `care.assign@1`: everybody who comes, whoever came before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareAssign {
    pub booking_id: BookingId,
    pub carer: ResourceId,
    /// The other one, where the service needs two.
    #[serde(default)]
    pub second: Option<ResourceId>,
    /// Needed when somebody is replaced.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct CareAssign { booking_id, carer, second, reason: default });

impl CareAssign {
    /// The caregivers chosen, as many as the service needs at most.
    #[must_use]
    pub fn chosen(&self, service: Service) -> Vec<ResourceId> {
        let second = self.second.filter(|it| *it != self.carer);
        core::iter::once(self.carer).chain(second).take(service.carers()).collect()
    }
}

/// Arguments of `care.check_in@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareCheckIn {
    pub booking_id: BookingId,
    /// When it was, as the phone knows it, without a network too; the server keeps the time of receipt
    /// beside it, and nothing later than that.
    pub at: Instant,
    /// Metres from the home, measured by the phone; absent without location. A distance, so that
    /// nobody's position travels.
    #[serde(default)]
    pub metres: Option<u32>,
}

as_json!(struct CareCheckIn { booking_id, at, metres });

/// Arguments of `care.check_out@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareCheckOut {
    pub booking_id: BookingId,
    pub at: Instant,
    #[serde(default)]
    pub metres: Option<u32>,
    /// What was done, for the elder and the family.
    #[serde(default)]
    pub report: String,
}

as_json!(struct CareCheckOut { booking_id, at, metres, report: default });

/// Arguments of `care.confirm@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareConfirm {
    pub booking_id: BookingId,
    pub verdict: Verdict,
    /// Needed for a dispute.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct CareConfirm { booking_id, verdict, reason: default });
