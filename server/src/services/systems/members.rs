//! Accounts that staff keeps, on the server.

use linli_domain::contact::Phone;
use linli_domain::mutation::MemberMutation;
use linli_domain::rows::Row;
use sea_orm::{ConnectionTrait, DbErr};

use crate::services::needs::Loading;

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &MemberMutation,
) -> Result<(), DbErr> {
    match it {
        MemberMutation::Register(args) => {
            loading.place(args.community_id);
            // Of whatever community: an id that is in use is answered as one.
            let used = loading.fetch.anybody(args.member_id).await?;
            loading.rows.extend(used.map(Row::Member));
            loading.whose_number(args.phone.as_ref()).await
        }
        MemberMutation::Renumber(args) => {
            loading.person(args.member_id).await?;
            loading.whose_number(args.phone.as_ref()).await
        }
    }
}

impl<C: ConnectionTrait> Loading<'_, C> {
    async fn whose_number(&mut self, phone: Option<&Phone>) -> Result<(), DbErr> {
        if let Some(phone) = phone {
            let taken = self.fetch.member_by_phone(phone).await?;
            self.rows.extend(taken.map(Row::Member));
        }
        Ok(())
    }
}
