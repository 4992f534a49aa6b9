//! Why a notice was not written or published, in words.

use linli_domain::refusal::NoticeRefusal;

use crate::systems::{Explains, Saying, Why};

impl Explains for NoticeRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> Why {
        let words = lang.notices();
        match self {
            Self::Fixed => Why::not(words.refused_fixed(), words.refused_fixed_next()).gone(),
            Self::Stands => Why::not(words.refused_stands(), words.refused_stands_next()),
            Self::NothingToCorrect => Why::not(words.refused_correct(), lang.look_again()).gone(),
            Self::Over => Why::not(words.refused_over(), lang.look_again()).gone(),
            Self::TooLong { days } => Why::not(words.refused_too_long(*days), words.refused_days_next()),
            Self::TooShort { days } => Why::not(words.refused_too_short(*days), words.refused_days_next()),
            Self::WhichAge => Why::not(words.refused_age(), words.refused_fill_next()),
            Self::WhichBuilding => Why::not(words.refused_building(), words.refused_fill_next()),
            Self::TooMany { limit } => {
                Why::not(words.refused_too_many(*limit), words.refused_too_many_next())
            }
            Self::NoWhat => Why::not(words.refused_no_what(), words.refused_fill_next()),
            Self::WhatTooLong { limit } => {
                Why::not(words.refused_what_too_long(*limit), words.refused_shorter_next())
            }
            Self::NoText => Why::not(words.refused_no_text(), words.refused_fill_next()),
            Self::TextTooLong { limit } => {
                Why::not(words.refused_text_too_long(*limit), words.refused_shorter_next())
            }
        }
    }
}
