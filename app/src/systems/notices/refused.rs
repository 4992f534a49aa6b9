//! Why a notice was not written or published, in words.

use linli_domain::refusal::NoticeRefusal;

use crate::systems::{Explains, Saying};

impl Explains for NoticeRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> (String, &'static str) {
        let words = lang.notices();
        match self {
            Self::Fixed => (words.refused_fixed().into(), words.refused_fixed_next()),
            Self::Stands => (words.refused_stands().into(), words.refused_stands_next()),
            Self::NothingToCorrect => (words.refused_correct().into(), lang.look_again()),
            Self::Over => (words.refused_over().into(), lang.look_again()),
            Self::TooLong { days } => (words.refused_too_long(*days), words.refused_days_next()),
            Self::TooShort { days } => (words.refused_too_short(*days), words.refused_days_next()),
            Self::WhichAge => (words.refused_age().into(), words.refused_fill_next()),
            Self::WhichBuilding => (words.refused_building().into(), words.refused_fill_next()),
            Self::TooMany { limit } => (words.refused_too_many(*limit), words.refused_too_many_next()),
            Self::NoWhat => (words.refused_no_what().into(), words.refused_fill_next()),
            Self::WhatTooLong { limit } => {
                (words.refused_what_too_long(*limit), words.refused_shorter_next())
            }
            Self::NoText => (words.refused_no_text().into(), words.refused_fill_next()),
            Self::TextTooLong { limit } => {
                (words.refused_text_too_long(*limit), words.refused_shorter_next())
            }
        }
    }

    fn is_gone(&self) -> bool {
        match self {
            Self::Fixed | Self::Over | Self::NothingToCorrect => true,
            Self::Stands
            | Self::TooLong { .. }
            | Self::TooShort { .. }
            | Self::WhichAge
            | Self::WhichBuilding
            | Self::TooMany { .. }
            | Self::NoWhat
            | Self::WhatTooLong { .. }
            | Self::NoText
            | Self::TextTooLong { .. } => false,
        }
    }

    fn is_for_the_desk(&self) -> bool {
        false
    }
}
