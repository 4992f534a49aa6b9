//! What is written of messages.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::availability::Calendar;
use crate::ids::MessageId;
use crate::mutation::{Acts, mutations};
use crate::refusal::Refusal;

mutations! {
    /// What people are told.
    MessageMutation {
        /// A message was read.
        Read(MessageRef) = "message.read@1" => message_read, TakesAway;
    }
}

impl Acts for MessageMutation {
    fn forget_time(&mut self) {
        match self {
            Self::Read(_) => {}
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

/// Arguments that name a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageRef {
    pub message_id: MessageId,
}

as_json!(struct MessageRef { message_id });
