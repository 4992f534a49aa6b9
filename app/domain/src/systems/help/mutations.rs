//! What is written of requests.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::availability::Calendar;
use crate::help::{Answerer, Urgency, Word};
use crate::ids::{MatterId, MemberId};
use crate::mutation::{Acts, mutations};
use crate::refusal::Refusal;
use crate::time::Instant;

mutations! {
    /// Requests for help.
    HelpMutation {
        /// Ask for help.
        Ask(HelpAsk) = "help.ask@1" => help_ask, Queued;
        /// Staff has read it and says who answers.
        Triage(HelpTriage) = "help.triage@1" => help_triage, Queued;
        /// Somebody takes it: a neighbour one for neighbours, staff any.
        Take(HelpRef) = "help.take@1" => help_take, Queued;
        /// Something to tell the resident, or the resident to staff.
        Note(HelpNote) = "help.note@1" => help_note, Queued;
        /// Done, says who took it.
        Resolve(HelpNote) = "help.resolve@1" => help_resolve, Queued;
        /// The resident's word, or staff's record that nobody could be reached.
        CallBack(HelpCallBack) = "help.call_back@1" => help_call_back, Queued;
        /// Put away.
        Close(HelpRef) = "help.close@1" => help_close, Queued;
        /// It was not done after all.
        Reopen(HelpNote) = "help.reopen@1" => help_reopen, Queued;
        /// To the subdistrict; the clock of the whole case goes on.
        Escalate(HelpNote) = "help.escalate@1" => help_escalate, Queued;
        /// Who took it cannot do it and says why; others may take it again.
        GiveBack(HelpNote) = "help.give_back@1" => help_give_back, TakesAway;
        /// The resident needs no help any more.
        Withdraw(HelpRef) = "help.withdraw@1" => help_withdraw, TakesAway;
    }
}

impl Acts for HelpMutation {
    fn forget_time(&mut self) {
        match self {
            Self::Ask(args) => args.at = None,
            Self::Triage(_)
            | Self::Take(_)
            | Self::Note(_)
            | Self::Resolve(_)
            | Self::CallBack(_)
            | Self::Close(_)
            | Self::Reopen(_)
            | Self::Escalate(_)
            | Self::GiveBack(_)
            | Self::Withdraw(_) => {}
        }
    }

    fn is_urgent(&self) -> bool {
        matches!(self, Self::Ask(it) if it.urgency == Urgency::Urgent)
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

/// Arguments of `help.ask@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpAsk {
    pub help_id: MatterId,
    /// What is the matter.
    #[serde(default)]
    pub what: String,
    /// Where; the home when empty.
    #[serde(default)]
    pub place: String,
    /// When help is wanted; as soon as can be when absent.
    #[serde(default)]
    pub wanted: Option<Instant>,
    pub answerer: Answerer,
    pub urgency: Urgency,
    /// For whom, when not for oneself.
    #[serde(default)]
    pub subject: Option<MemberId>,
    /// When it was, as the phone knows it; none when that is not said, and then it is now. Never later than
    /// it was heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

as_json!(struct HelpAsk {
    help_id, what: default, place: default, wanted, answerer, urgency, subject, at,
});

/// Arguments of `help.triage@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpTriage {
    pub help_id: MatterId,
    pub answerer: Answerer,
    /// Whose matter it is; needed when it is handed over to somebody else.
    #[serde(default)]
    pub owner: String,
}

as_json!(struct HelpTriage { help_id, answerer, owner: default });

/// Arguments that name a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpRef {
    pub help_id: MatterId,
}

as_json!(struct HelpRef { help_id });

/// Arguments that name a request and say something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpNote {
    pub help_id: MatterId,
    #[serde(default)]
    pub note: String,
}

as_json!(struct HelpNote { help_id, note: default });

/// Arguments of `help.call_back@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpCallBack {
    pub help_id: MatterId,
    pub word: Word,
    #[serde(default)]
    pub note: String,
}

as_json!(struct HelpCallBack { help_id, word, note: default });
