//! One row of a decision, as a statement.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};

use linli_domain::booking::Booking;
use linli_domain::contact::Phone;
use linli_domain::help::Help;
use linli_domain::ids::MemberId;
use linli_domain::member::Member;
use linli_domain::message::Message;
use linli_domain::resource::Resource;

use super::effects::Applied;
use crate::db::entities::{booking, help, member, message, resource};
use crate::db::{Fetch, convert};

/// Whether a row was inserted, when one of its id may exist already.
pub(super) fn inserted(result: Result<u64, DbErr>) -> Result<bool, DbErr> {
    match result {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) async fn insert_member<C: ConnectionTrait>(tx: &C, it: &Member) -> Result<bool, DbErr> {
    let twice = OnConflict::new().do_nothing().to_owned();
    let insert = member::Entity::insert(convert::member_model(it).into_active_model()).on_conflict(twice);
    inserted(insert.exec_without_returning(tx).await)
}

/// Whether the person is there and nobody has the number.
pub(super) async fn renumber<C: ConnectionTrait>(
    tx: &C,
    id: MemberId,
    phone: Option<&Phone>,
) -> Result<bool, DbErr> {
    use member::Column;
    let phone = phone.map(|it| it.as_str().to_owned());
    if let Some(phone) = &phone
        && member::Entity::find().filter(Column::Phone.eq(phone)).one(tx).await?.is_some()
    {
        return Ok(false);
    }
    let change = member::ActiveModel { phone: Set(phone), ..Default::default() };
    let update = member::Entity::update_many().set(change).filter(Column::Id.eq(id.0));
    Ok(update.exec(tx).await?.rows_affected > 0)
}

pub(super) async fn save_resource<C: ConnectionTrait>(tx: &C, it: &Resource) -> Result<(), DbErr> {
    let change = OnConflict::column(resource::Column::Id)
        .update_columns([resource::Column::Hours, resource::Column::Nature, resource::Column::Retired])
        .to_owned();
    let model = convert::resource_model(it).into_active_model();
    resource::Entity::insert(model).on_conflict(change).exec_without_returning(tx).await.map(drop)
}

/// Writes a new booking. The database's rule decides whether the person is free; what keeps it from being
/// written is the id, where that is in use.
pub(super) async fn insert_booking<C: ConnectionTrait>(tx: &C, it: &Booking) -> Result<Applied, DbErr> {
    // Without a column, so that PostgreSQL passes over what its rule forbids as well.
    let any = OnConflict::new().do_nothing().to_owned();
    let insert = booking::Entity::insert(convert::booking_model(it).into_active_model()).on_conflict(any);
    let written = match insert.exec_without_returning(tx).await {
        // The trigger undoes its own statement only; the transaction goes on.
        Err(error) if error.to_string().contains("visit_overlap") => false,
        other => inserted(other)?,
    };
    if written {
        return Ok(Applied::Done);
    }
    let exists = !Fetch(tx).bookings_known(&[it.id.0]).await?.is_empty();
    Ok(if exists { Applied::Duplicate } else { Applied::Taken })
}

/// Whether the version before this one was there and was changed.
pub(super) async fn update_booking<C: ConnectionTrait>(tx: &C, it: &Booking) -> Result<bool, DbErr> {
    use booking::Column;
    let model = convert::booking_model(it);
    let change = booking::ActiveModel {
        state: Set(model.state),
        hold_until: Set(model.hold_until),
        reason: Set(model.reason),
        ver: Set(model.ver),
        resource_id: Set(model.resource_id),
        second_resource_id: Set(model.second_resource_id),
        why: Set(model.why),
        checked_in: Set(model.checked_in),
        checked_out: Set(model.checked_out),
        report: Set(model.report),
        also: Set(model.also),
        settled: Set(model.settled),
        ..Default::default()
    };
    let update = booking::Entity::update_many().set(change);
    let before = update.filter(Column::Id.eq(model.id)).filter(Column::Ver.eq(model.ver - 1));
    Ok(before.exec(tx).await?.rows_affected > 0)
}

pub(super) async fn insert_help<C: ConnectionTrait>(tx: &C, it: &Help) -> Result<bool, DbErr> {
    let twice = OnConflict::column(help::Column::Id).do_nothing().to_owned();
    let insert = help::Entity::insert(convert::help_model(it).into_active_model()).on_conflict(twice);
    inserted(insert.exec_without_returning(tx).await)
}

/// As [`update_booking`].
pub(super) async fn update_help<C: ConnectionTrait>(tx: &C, it: &Help) -> Result<bool, DbErr> {
    use help::Column;
    let model = convert::help_model(it);
    let change = help::ActiveModel {
        answerer: Set(model.answerer),
        stage: Set(model.stage),
        taker_id: Set(model.taker_id),
        taker_called: Set(model.taker_called),
        escalated: Set(model.escalated),
        owner: Set(model.owner),
        stage_since: Set(model.stage_since),
        ended: Set(model.ended),
        ver: Set(model.ver),
        ..Default::default()
    };
    let update = help::Entity::update_many().set(change);
    let before = update.filter(Column::Id.eq(model.id)).filter(Column::Ver.eq(model.ver - 1));
    Ok(before.exec(tx).await?.rows_affected > 0)
}

pub(super) async fn save_message<C: ConnectionTrait>(tx: &C, it: &Message) -> Result<(), DbErr> {
    let change = OnConflict::column(message::Column::Id)
        .update_columns([message::Column::IsRead, message::Column::Ver])
        .to_owned();
    let model = convert::message_model(it).into_active_model();
    message::Entity::insert(model).on_conflict(change).exec_without_returning(tx).await.map(drop)
}
