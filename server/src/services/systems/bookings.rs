//! What is done with bookings of any kind, on the server.

use linli_domain::mutation::BookingMutation;
use sea_orm::{ConnectionTrait, DbErr};

use crate::services::needs::Loading;

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &BookingMutation,
) -> Result<(), DbErr> {
    match it {
        BookingMutation::Cancel(args) => loading.with_family(args.booking_id).await,
    }
}
