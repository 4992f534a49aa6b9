//! What the guide explains.

use crate::components::Picture;
use crate::strings::{Both, both};
use crate::systems::SYSTEMS;

/// One thing that people ask how to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Topic {
    /// Where it stands among the others.
    pub place: u8,
    /// As addresses name it.
    pub code: &'static str,
    pub picture: Picture,
    pub here: Here,
    pub title: Both,
    pub text: Both,
    /// What it is looked for by.
    pub keywords: Both,
}

/// Where it is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Here {
    /// At this address.
    At(&'static str),
    /// Where it is explained: the larger print.
    Size,
    /// Where it is explained: the other language.
    Language,
    /// At the top of every page.
    Top,
}

/// What is nobody's system.
const COMMON: [Topic; 9] = [
    Topic {
        place: 50,
        code: "family",
        picture: Picture::People,
        here: Here::At("/me"),
        title: both!(topic_family),
        text: both!(topic_family_text),
        keywords: both!(topic_family_keywords),
    },
    Topic {
        place: 60,
        code: "elder",
        picture: Picture::Size,
        here: Here::Size,
        title: both!(topic_elder),
        text: both!(topic_elder_text),
        keywords: both!(topic_elder_keywords),
    },
    Topic {
        place: 70,
        code: "aloud",
        picture: Picture::Voice,
        here: Here::Top,
        title: both!(topic_aloud),
        text: both!(topic_aloud_text),
        keywords: both!(topic_aloud_keywords),
    },
    Topic {
        place: 80,
        code: "language",
        picture: Picture::Chat,
        here: Here::Language,
        title: both!(topic_language),
        text: both!(topic_language_text),
        keywords: both!(topic_language_keywords),
    },
    Topic {
        place: 90,
        code: "offline",
        picture: Picture::Offline,
        here: Here::At("/me/phone"),
        title: both!(topic_offline),
        text: both!(topic_offline_text),
        keywords: both!(topic_offline_keywords),
    },
    Topic {
        place: 100,
        code: "install",
        picture: Picture::Plus,
        here: Here::At("/me/phone"),
        title: both!(topic_install),
        text: both!(topic_install_text),
        keywords: both!(topic_install_keywords),
    },
    Topic {
        place: 120,
        code: "leave",
        picture: Picture::Key,
        here: Here::At("/me"),
        title: both!(topic_leave),
        text: both!(topic_leave_text),
        keywords: both!(topic_leave_keywords),
    },
    Topic {
        place: 130,
        code: "privacy",
        picture: Picture::Key,
        here: Here::At("/me"),
        title: both!(topic_privacy),
        text: both!(topic_privacy_text),
        keywords: both!(topic_privacy_keywords),
    },
    Topic {
        place: 140,
        code: "emergency",
        picture: Picture::Alarm,
        here: Here::At("tel:120"),
        title: both!(topic_emergency),
        text: both!(topic_emergency_text),
        keywords: both!(topic_emergency_keywords),
    },
];

/// All of them, in order.
#[must_use]
pub fn topics() -> Vec<Topic> {
    let mut topics: Vec<_> = SYSTEMS.iter().flat_map(|it| it.topics).chain(&COMMON).copied().collect();
    topics.sort_by_key(|it| it.place);
    topics
}

/// The one that an address names.
#[must_use]
pub fn topic(code: &str) -> Option<Topic> {
    topics().into_iter().find(|it| it.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_topic_has_an_address_and_a_place_of_its_own() {
        let all = topics();
        let codes: BTreeSet<_> = all.iter().map(|it| it.code).collect();
        let places: BTreeSet<_> = all.iter().map(|it| it.place).collect();
        assert_eq!((codes.len(), places.len()), (all.len(), all.len()));
        assert!(all.iter().all(|it| topic(it.code) == Some(*it)));
        assert_eq!(topic("nothing"), None);
    }
}
