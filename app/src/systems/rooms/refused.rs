//! Why a room was not to be had, in words.

use linli_domain::refusal::RoomRefusal;

use crate::systems::{Explains, Saying};

impl Explains for RoomRefusal {
    fn words(&self, Saying { lang, .. }: Saying<'_>) -> (String, &'static str) {
        match self {
            Self::TooShort { minutes } => {
                (lang.too_short(&lang.length(*minutes)), lang.choose_other_length())
            }
            Self::TooLong { minutes } => (lang.too_long(&lang.length(*minutes)), lang.choose_other_length()),
            Self::TooManyPeople { seats } => (lang.too_many_people(*seats), lang.too_many_people_next()),
        }
    }

    fn is_gone(&self) -> bool {
        false
    }

    fn is_for_the_desk(&self) -> bool {
        false
    }
}
