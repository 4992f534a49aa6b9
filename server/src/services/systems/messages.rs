//! What people are told, on the server.

use linli_domain::mutation::MessageMutation;
use linli_domain::rows::Row;
use sea_orm::{ConnectionTrait, DbErr};

use crate::services::needs::Loading;

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &MessageMutation,
) -> Result<(), DbErr> {
    match it {
        MessageMutation::Read(args) => {
            let found = loading.fetch.messages_by_id(&[args.message_id.0]).await?;
            for message in found {
                loading.place(message.community_id);
                loading.rows.put(Row::Message(message));
            }
        }
    }
    Ok(())
}
