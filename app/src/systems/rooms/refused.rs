//! Why a room was not to be had, in words.

use linli_domain::refusal::RoomRefusal;

use crate::systems::{Explains, Saying, Why};

impl Explains for RoomRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> Why {
        match self {
            Self::TooShort { minutes } => {
                Why::not(lang.too_short(&lang.length(*minutes)), lang.choose_other_length())
            }
            Self::TooLong { minutes } => {
                Why::not(lang.too_long(&lang.length(*minutes)), lang.choose_other_length())
            }
            Self::TooManyPeople { seats } => {
                Why::not(lang.too_many_people(*seats), lang.too_many_people_next())
            }
        }
    }
}
