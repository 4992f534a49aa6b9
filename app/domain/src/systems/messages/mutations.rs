//! What is written of messages.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::ids::MessageId;
use crate::mutation::{Acts, mutations};

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
}

/// Arguments that name a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageRef {
    pub message_id: MessageId,
}

as_json!(struct MessageRef { message_id });
