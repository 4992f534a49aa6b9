//! Why a booking was not to be, in words.

use linli_domain::refusal::BookingRefusal;

use crate::systems::{Explains, Saying, Why};

impl Explains for BookingRefusal {
    fn words(&self, Saying { lang, to, now, zone }: Saying<'_>) -> Why {
        let another = lang.choose_other_time();
        match self {
            Self::Taken { .. } => Why::not(lang.taken(), another),
            Self::OffGrid { minutes } => Why::not(lang.off_grid(*minutes), another),
            Self::BeyondHorizon { last_day } => {
                Why::not(lang.beyond_horizon(&lang.day(*last_day, zone.date(now))), another)
            }
            Self::TooSoon { earliest } => Why::not(lang.too_soon(&lang.when(*earliest, now, zone)), another),
            Self::Closed { note, .. } if note.is_empty() => Why::not(lang.closed(), another),
            Self::Closed { note, .. } => Why::not(lang.closed_because(note), another),
            Self::WrongState { state } => {
                Why::not(lang.wrong_state(lang.state_to(to, *state)), lang.look_again()).gone()
            }
            Self::NotYet { opens } => {
                Why::not(lang.not_yet(&lang.when(*opens, now, zone)), lang.not_yet_next())
            }
            Self::Begun => Why::not(lang.begun(), lang.begun_next()).for_the_desk(),
        }
    }
}
