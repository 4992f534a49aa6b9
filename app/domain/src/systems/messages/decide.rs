//! Messages are read.

use super::{Action, may};
use crate::decide::{Work, allow};
use crate::mutation::MessageRef;
use crate::refusal::{CommonRefusal, Refusal, Thing};
use crate::rows::Row;

impl Work<'_> {
    pub(crate) fn message_read(&mut self, args: &MessageRef) -> Result<(), Refusal> {
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Message });
        let message = self.case.rows.messages.get(&args.message_id).ok_or_else(|| unknown.clone())?;
        let community = self.community(message.community_id).map_err(|_| unknown.clone())?;
        allow(may(&self.standing(community, Some(message.to)), Action::Read)).map_err(|_| unknown)?;
        if !message.read {
            let mut read = message.clone();
            read.read = true;
            read.ver += 1;
            self.put(Row::Message(read));
        }
        Ok(())
    }
}
