//! Why a booking was not to be, in words.

use linli_domain::refusal::BookingRefusal;

use crate::systems::{Explains, Saying};

impl Explains for BookingRefusal {
    fn words(&self, Saying { lang, to, now, zone }: Saying<'_>) -> (String, &'static str) {
        match self {
            Self::Taken { .. } => (lang.taken().into(), lang.choose_other_time()),
            Self::OffGrid { minutes } => (lang.off_grid(*minutes), lang.choose_other_time()),
            Self::BeyondHorizon { last_day } => {
                (lang.beyond_horizon(&lang.day(*last_day, zone.date(now))), lang.choose_other_time())
            }
            Self::TooSoon { earliest } => {
                (lang.too_soon(&lang.when(*earliest, now, zone)), lang.choose_other_time())
            }
            Self::Closed { note, .. } if note.is_empty() => (lang.closed().into(), lang.choose_other_time()),
            Self::Closed { note, .. } => (lang.closed_because(note), lang.choose_other_time()),
            Self::WrongState { state } => (lang.wrong_state(lang.state_to(to, *state)), lang.look_again()),
            Self::NotYet { opens } => (lang.not_yet(&lang.when(*opens, now, zone)), lang.not_yet_next()),
            Self::Begun => (lang.begun().into(), lang.begun_next()),
        }
    }

    fn is_gone(&self) -> bool {
        match self {
            Self::WrongState { .. } => true,
            Self::Taken { .. }
            | Self::OffGrid { .. }
            | Self::BeyondHorizon { .. }
            | Self::TooSoon { .. }
            | Self::Closed { .. }
            | Self::NotYet { .. }
            | Self::Begun => false,
        }
    }

    fn is_for_the_desk(&self) -> bool {
        match self {
            Self::Begun => true,
            Self::Taken { .. }
            | Self::OffGrid { .. }
            | Self::BeyondHorizon { .. }
            | Self::TooSoon { .. }
            | Self::Closed { .. }
            | Self::WrongState { .. }
            | Self::NotYet { .. } => false,
        }
    }
}
