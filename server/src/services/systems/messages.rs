//! What people are told, on the server.

use linli_domain::mutation::MessageMutation;
use linli_domain::policy::Actor;
use linli_domain::rows::{Row, Rows};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Noted, Seldom, Watched};
use crate::db::Topic;
use crate::services::address::{Address, NotAllowed};
use crate::services::gather::Affairs;
use crate::services::loading::{Asking, Loading};
use crate::services::reading::{Reading, Want, Which};
use crate::services::steps::Steps;

/// How many messages a page shows and a phone keeps.
const MESSAGES: u64 = 50;

/// The messages, and the bookings and requests that they are about.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    match at.parts() {
        ["messages", ..] => Some(Ok(Want {
            own: vec![Topic::Message],
            mine: Some(at.own),
            visits: Some(at.own),
            resources: Some(Which::All),
            ..Want::default()
        })),
        _ => None,
    }
}

impl Watched for MessageMutation {
    fn seldom(&self, _: &Actor) -> Option<Seldom> {
        None
    }

    fn noted(&self) -> Option<Noted> {
        None
    }
}

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &MessageMutation,
    _: Asking<'_>,
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

/// The newest messages to the reader.
pub(crate) async fn read<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    _: &Affairs,
    rows: &mut Rows,
) -> Result<(), DbErr> {
    if want.own.contains(&Topic::Message) {
        let found = reading.fetch.messages(reading.actor.id, MESSAGES).await?;
        rows.extend(found.into_iter().map(Row::Message));
    }
    Ok(())
}

/// Messages to the reader that are new or were read.
pub(crate) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    let found = reading.fetch.messages_by_id(ids).await?;
    for message in found.into_iter().filter(|it| it.to == reading.actor.id) {
        steps.put(Row::Message(message));
    }
    Ok(())
}
