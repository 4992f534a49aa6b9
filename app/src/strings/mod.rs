//! Every word that people read, Chinese and English side by side. A text without its other
//! language does not compile. Here are the words of pages that are everybody's and those that several systems share,
//! a file per area; a system's own are in its folder's `words.rs`, and nothing else holds text.
//!
//! ```ignore
//! strings! {
//!     home_title = "首页" | "Home";
//!     greeting(name: &str) = "{name}，您好" | "Hello, {name}";
//! }
//! lang.home_title();
//! words! { gender(Gender) { Female = "女" | "Woman"; Male = "男" | "Man"; } }
//! lang.gender(Gender::Female);
//! ```
//! A system's words are made with `own_words!(help);`, begin with `for Words;`, and are `lang.help().title()`.
//! Where a number needs a plural, write a method by hand in an `impl Lang` beside the macro.

use linli_domain::as_json;
use linli_domain::name::Name;
use serde::Serialize;

/// A language of the interface. Its methods are the interface's texts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

as_json!(
    enum Lang {
        Zh = "zh",
        En = "en",
    }
);

impl Lang {
    /// Itself, as a system's words tell their language.
    const fn lang(self) -> Self {
        self
    }

    /// The tag for `<html lang>` (RFC 5646).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// From a code or a tag.
    #[must_use]
    pub fn of_tag(code: &str) -> Option<Self> {
        if code.starts_with("zh") {
            Some(Self::Zh)
        } else if code.starts_with("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The name of a place or a thing in this language.
    #[must_use]
    pub fn pick(self, name: &Name) -> &str {
        match self {
            Self::Zh => &name.zh,
            Self::En => &name.en,
        }
    }
}

/// As whom somebody is spoken to of a booking or a request: its state means another thing to each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// It is theirs, or of whom they act for.
    Resident,
    /// They are sent to it.
    Carer,
    /// They look after it.
    Staff,
}

/// A text in both languages, where it stands in a list that is made before anybody reads it; from [`both!`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Both {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Both {
    /// One after the other, for who searches in either.
    #[must_use]
    pub fn joined(self) -> String {
        [self.zh, self.en].join(" ")
    }
}

impl Lang {
    /// The text in this language.
    #[must_use]
    pub const fn one(self, of: Both) -> &'static str {
        match self {
            Self::Zh => of.zh,
            Self::En => of.en,
        }
    }
}

/// A text without arguments by its name, in both languages.
macro_rules! both {
    ($($name:ident).+) => {
        $crate::strings::Both {
            zh: $crate::strings::Lang::Zh.$($name()).+,
            en: $crate::strings::Lang::En.$($name()).+,
        }
    };
}

/// A system's own words: `Words`, and the way to them from a language, by the system's name.
macro_rules! own_words {
    ($system:ident) => {
        /// What this system says, in a language.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct Words($crate::strings::Lang);

        impl Words {
            const fn lang(self) -> $crate::strings::Lang {
                self.0
            }
        }

        impl $crate::strings::Lang {
            /// The words of this system.
            #[must_use]
            pub const fn $system(self) -> Words {
                Words(self)
            }
        }
    };
}

/// Texts, in both languages; see the module.
macro_rules! strings {
    (for $words:ident; $($name:ident $(($($arg:ident: $ty:ty),+ $(,)?))? = $zh:literal | $en:literal;)*) => {
        impl $words {
            $($crate::strings::strings! { @one $name $(($($arg: $ty),+))? = $zh | $en })*
        }
    };
    ($($name:ident $(($($arg:ident: $ty:ty),+ $(,)?))? = $zh:literal | $en:literal;)*) => {
        impl $crate::strings::Lang {
            $($crate::strings::strings! { @one $name $(($($arg: $ty),+))? = $zh | $en })*
        }
    };
    (@one $name:ident = $zh:literal | $en:literal) => {
        #[must_use]
        #[allow(missing_docs)]
        pub const fn $name(self) -> &'static str {
            match self.lang() { $crate::strings::Lang::Zh => $zh, $crate::strings::Lang::En => $en }
        }
    };
    (@one $name:ident ($($arg:ident: $ty:ty),+) = $zh:literal | $en:literal) => {
        #[must_use]
        #[allow(missing_docs)]
        pub fn $name(self, $($arg: $ty),+) -> String {
            match self.lang() { $crate::strings::Lang::Zh => format!($zh), $crate::strings::Lang::En => format!($en) }
        }
    };
}

/// The words for each variant of an enum; see the module.
macro_rules! words {
    (for $words:ident; $($group:tt)*) => {
        impl $words {
            $crate::strings::words! { @groups $($group)* }
        }
    };
    (@groups $($(#[$doc:meta])* $name:ident($ty:ident) { $($variant:ident = $zh:literal | $en:literal;)* })*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub const fn $name(self, it: $ty) -> &'static str {
                match (it, self.lang()) {
                    $(
                        ($ty::$variant, $crate::strings::Lang::Zh) => $zh,
                        ($ty::$variant, $crate::strings::Lang::En) => $en,
                    )*
                }
            }
        )*
    };
    ($($group:tt)*) => {
        impl $crate::strings::Lang {
            $crate::strings::words! { @groups $($group)* }
        }
    };
}

pub(crate) use {both, own_words, strings, words};

pub mod account;
pub mod care;
pub mod common;
pub mod dates;
pub mod finding;
pub mod help;
pub mod home;
pub mod lunar;
pub mod phone;
pub mod problems;
pub mod refusal;
pub mod rooms;
#[cfg(feature = "ssr")]
pub mod showcase;
pub mod staff;
