//! What only a request for help has, among the columns of its matter.

use linli_domain::help::{Answerer, HelpBody};
use linli_domain::time::Instant;
use sea_orm::{ColumnTrait, DbErr, sea_query};

use super::matter::{Column, Model};
use crate::db::stored::{from_word, word};

pub(super) fn write(it: &HelpBody, model: &mut Model) {
    it.what.clone_into(&mut model.what);
    it.place.clone_into(&mut model.place);
    model.wanted = it.wanted.map(Instant::millis);
    model.answerer = word(&it.answerer);
    model.urgency = word(&it.urgency);
    model.stage = word(&it.stage);
}

pub(super) fn read(it: &Model) -> Result<HelpBody, DbErr> {
    Ok(HelpBody {
        what: it.what.clone(),
        place: it.place.clone(),
        wanted: it.wanted.map(Instant::from_millis),
        answerer: from_word(&it.answerer)?,
        urgency: from_word(&it.urgency)?,
        stage: from_word(&it.stage)?,
    })
}

/// Meant for neighbours.
pub(super) fn for_neighbours() -> sea_query::Expr {
    Column::Answerer.eq(word(&Answerer::Neighbour))
}
