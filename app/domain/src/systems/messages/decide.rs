//! Messages are read.

use crate::decide::Work;
use crate::mutation::MessageRef;
use crate::policy::{Action, Target};
use crate::refusal::{Refusal, Thing};
use crate::rows::Row;

impl Work<'_> {
    pub(crate) fn message_read(&mut self, args: &MessageRef) -> Result<(), Refusal> {
        let unknown = Refusal::Unknown { what: Thing::Message };
        let message = self.case.rows.messages.get(&args.message_id).ok_or_else(|| unknown.clone())?;
        let community = self.community(message.community_id).map_err(|_| unknown.clone())?;
        self.allow(Action::ReadMessages, &Target::person(community, message.to)).map_err(|_| unknown)?;
        if !message.read {
            let mut read = message.clone();
            read.read = true;
            read.ver += 1;
            self.put(Row::Message(read));
        }
        Ok(())
    }
}
