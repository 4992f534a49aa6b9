//! What the guide explains.

use core::str::FromStr;

use crate::components::Picture;

/// One thing that people ask how to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    Care,
    Cancel,
    Rooms,
    Help,
    Family,
    Elder,
    Aloud,
    Language,
    Offline,
    Install,
    Print,
    Leave,
    Privacy,
    Emergency,
}

impl Topic {
    pub const ALL: [Self; 14] = [
        Self::Care,
        Self::Rooms,
        Self::Help,
        Self::Cancel,
        Self::Family,
        Self::Elder,
        Self::Aloud,
        Self::Language,
        Self::Offline,
        Self::Install,
        Self::Print,
        Self::Leave,
        Self::Privacy,
        Self::Emergency,
    ];

    /// As addresses name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Care => "care",
            Self::Cancel => "cancel",
            Self::Rooms => "rooms",
            Self::Help => "help",
            Self::Family => "family",
            Self::Elder => "elder",
            Self::Aloud => "aloud",
            Self::Language => "language",
            Self::Offline => "offline",
            Self::Install => "install",
            Self::Print => "print",
            Self::Leave => "leave",
            Self::Privacy => "privacy",
            Self::Emergency => "emergency",
        }
    }

    /// Where it is done; what stands at the top of every page has no place of its own.
    #[must_use]
    pub const fn place(self) -> Option<&'static str> {
        match self {
            Self::Care => Some("/care/book"),
            Self::Cancel | Self::Print => Some("/mine"),
            Self::Rooms => Some("/rooms"),
            Self::Help => Some("/help/ask"),
            Self::Family | Self::Leave | Self::Privacy => Some("/me"),
            Self::Offline | Self::Install => Some("/me/phone"),
            Self::Emergency => Some("tel:120"),
            Self::Elder | Self::Aloud | Self::Language => None,
        }
    }

    #[must_use]
    pub const fn picture(self) -> Picture {
        match self {
            Self::Care => Picture::Heart,
            Self::Cancel => Picture::Cross,
            Self::Rooms => Picture::Door,
            Self::Help => Picture::Hands,
            Self::Family => Picture::People,
            Self::Elder => Picture::Size,
            Self::Aloud => Picture::Voice,
            Self::Language => Picture::Chat,
            Self::Offline => Picture::Offline,
            Self::Install => Picture::Plus,
            Self::Print => Picture::Paper,
            Self::Leave | Self::Privacy => Picture::Key,
            Self::Emergency => Picture::Alarm,
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|it| it.code() == code).ok_or(())
    }
}
