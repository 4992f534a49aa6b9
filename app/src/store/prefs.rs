//! How a person wants the app to look and speak. Kept in a cookie, so that the first byte of a
//! page is already right.

use linli_domain::as_json;
use linli_domain::json::Code;
use serde::Serialize;

use crate::strings::Lang;

/// Language, elder mode, text size, theme, and whether the first start lies behind.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Prefs {
    pub lang: Lang,
    /// 长辈版: larger text and targets, fewer words.
    pub elder: bool,
    pub size: Size,
    pub theme: Theme,
    /// The screens of the first start have been seen or passed over.
    pub begun: bool,
}

as_json!(struct Prefs { lang, elder, size, theme, begun });

/// Text size; main text has 18, 21, 25, 30 px, in elder mode 22, 25, 28, 32.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    #[default]
    Usual,
    Large,
    Larger,
    Largest,
}

as_json!(
    enum Size {
        Usual = "usual",
        Large = "large",
        Larger = "larger",
        Largest = "largest",
    }
);

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
    /// Black on white with strong edges.
    Contrast,
}

as_json!(
    enum Theme {
        Auto = "auto",
        Light = "light",
        Dark = "dark",
        Contrast = "contrast",
    }
);

impl Size {
    pub const ALL: [Self; 4] = [Self::Usual, Self::Large, Self::Larger, Self::Largest];

    /// As fields, cookies and styles say it.
    #[must_use]
    pub const fn digit(self) -> &'static str {
        match self {
            Self::Usual => "0",
            Self::Large => "1",
            Self::Larger => "2",
            Self::Largest => "3",
        }
    }
}

impl Theme {
    pub const ALL: [Self; 4] = [Self::Auto, Self::Light, Self::Dark, Self::Contrast];
}

impl Prefs {
    /// Name of the cookie.
    pub const COOKIE: &'static str = "linli_prefs";

    /// The cookie's value, such as `zh.1.0.auto.1`.
    #[must_use]
    pub fn to_cookie(self) -> String {
        self.to_form().map(|(_, value)| value).join(".")
    }

    /// From the cookie's value; what cannot be read stays as it was.
    #[must_use]
    pub fn with_cookie(self, value: &str) -> Self {
        let names = self.to_form().map(|(name, _)| name.to_owned());
        let fields: Vec<_> = names.into_iter().zip(value.split('.').map(str::to_owned)).collect();
        self.with_form(&fields)
    }

    /// The fields that lead here from any other.
    #[must_use]
    pub fn to_form(self) -> [(&'static str, &'static str); 5] {
        [
            ("lang", self.lang.code()),
            ("elder", one_or_zero(self.elder)),
            ("size", self.size.digit()),
            ("theme", self.theme.code()),
            ("begun", one_or_zero(self.begun)),
        ]
    }

    /// Changed by the fields `lang` (`zh`, `en`), `elder` (`1`, `0`), `size` (`0` to `3`), `theme` (`auto`,
    /// `light`, `dark`, `contrast`) and `begun` (`1`, `0`); what is absent or unknown stays as it was.
    #[must_use]
    pub fn with_form(mut self, fields: &[(String, String)]) -> Self {
        for (name, value) in fields {
            match name.as_str() {
                "lang" => self.lang = Lang::of_tag(value).unwrap_or(self.lang),
                "elder" => self.elder = yes_or_no(value).unwrap_or(self.elder),
                "begun" => self.begun = yes_or_no(value).unwrap_or(self.begun),
                "size" => {
                    self.size = Size::ALL.into_iter().find(|it| it.digit() == value).unwrap_or(self.size);
                }
                "theme" => {
                    self.theme = Theme::from_code(value).unwrap_or(self.theme);
                }
                _ => {}
            }
        }
        self
    }

    /// The language from an `Accept-Language` header (RFC 9110, section 12.5.4): the first of ours
    /// that it names. Weights are passed over; browsers send the best first.
    #[must_use]
    pub fn with_accept_language(mut self, header: &str) -> Self {
        let first = header.split(',').find_map(|it| Lang::of_tag(it.trim()));
        self.lang = first.unwrap_or(self.lang);
        self
    }

    /// With what somebody has changed from `before` to `after`.
    #[must_use]
    pub fn with_changes(self, before: Self, after: Self) -> Self {
        Self {
            lang: if after.lang == before.lang { self.lang } else { after.lang },
            elder: if after.elder == before.elder { self.elder } else { after.elder },
            size: if after.size == before.size { self.size } else { after.size },
            theme: if after.theme == before.theme { self.theme } else { after.theme },
            begun: self.begun,
        }
    }

    /// Whether it looks as linli does before anybody has chosen.
    #[must_use]
    pub fn is_plain(self) -> bool {
        !self.elder && self.size == Size::Usual && self.theme == Theme::Auto
    }

    /// Classes of `<html>`.
    #[must_use]
    pub fn classes(self) -> &'static str {
        match (self.elder, self.theme) {
            (false, Theme::Auto) => "auto",
            (false, Theme::Light) => "light",
            (false, Theme::Dark) => "dark",
            (false, Theme::Contrast) => "contrast",
            (true, Theme::Auto) => "elder auto",
            (true, Theme::Light) => "elder light",
            (true, Theme::Dark) => "elder dark",
            (true, Theme::Contrast) => "elder contrast",
        }
    }
}

const fn one_or_zero(is: bool) -> &'static str {
    if is { "1" } else { "0" }
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_comes_back_from_its_cookie_and_dresses_the_page() {
        for theme in Theme::ALL {
            for size in Size::ALL {
                for (elder, lang, begun) in [(false, Lang::Zh, true), (true, Lang::En, false)] {
                    let prefs = Prefs { lang, elder, size, theme, begun };
                    assert_eq!(Prefs::default().with_cookie(&prefs.to_cookie()), prefs);
                    let classes: Vec<_> = prefs.classes().split(' ').collect();
                    assert_eq!(classes.last(), Some(&theme.code()));
                    assert_eq!(classes.contains(&"elder"), elder);
                }
            }
        }
        let dark = Prefs { theme: Theme::Dark, ..Prefs::default() };
        assert_eq!(dark.with_cookie("zh.0.0.green"), dark, "an unknown theme changes nothing");
    }
}
