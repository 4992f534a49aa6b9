//! The calendar of public holidays, from a file: linli brings one, an administrator may give another.

use std::path::Path;

use anyhow::{Context, ensure};
use linli_domain::holiday::Holiday;
use serde::Deserialize;

use crate::config::one_line;

const OURS: &str = include_str!("../data/holidays.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "holiday")]
    holidays: Vec<Holiday>,
}

/// The holidays of a file; those that linli brings when the path is empty.
///
/// # Errors
/// When the file cannot be read or used, in words for the operator.
pub fn load(path: &Path) -> anyhow::Result<Vec<Holiday>> {
    if path.as_os_str().is_empty() {
        return parse(OURS);
    }
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("The file {name} cannot be read"))?;
    parse(&text).with_context(|| format!("The file {name} cannot be used"))
}

/// The holidays of a file's text.
///
/// # Errors
/// When it cannot be used, in words for the operator.
pub fn parse(text: &str) -> anyhow::Result<Vec<Holiday>> {
    let file: File =
        toml::from_str(text).map_err(|e| anyhow::anyhow!("it is not valid: {}", one_line(&e, text)))?;
    for it in &file.holidays {
        ensure!(it.first <= it.last, "the holiday \"{}\" ends before it begins, on {}", it.name.zh, it.last);
    }
    Ok(file.holidays)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use jiff::civil::{Weekday, date};
    use linli_app::strings::Lang;
    use linli_domain::holiday::{DayOff, day_off};
    use linli_domain::time::plus_days;

    use super::*;

    fn days(holiday: &Holiday) -> impl Iterator<Item = jiff::civil::Date> {
        let last = holiday.last;
        (0..).map_while({
            let first = holiday.first;
            move |n| Some(plus_days(first, n)).filter(|day| *day <= last)
        })
    }

    #[test]
    fn ours_is_a_calendar() {
        let ours = load(Path::new("")).unwrap();
        for it in &ours {
            assert!(days(it).count() <= 9, "{it:?}");
            for day in &it.worked {
                assert!(matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
                assert!(matches!(day_off(&ours, *day), Some(DayOff::Worked(_))), "{day}");
            }
        }
        // Days off and days worked for it, as the notice of the year sums them up.
        let sum = |year: i16| {
            let of = |it: &&Holiday| it.first.year() == year;
            let off: usize = ours.iter().filter(of).map(|it| days(it).count()).sum();
            (off, ours.iter().filter(of).map(|it| it.worked.len()).sum::<usize>())
        };
        assert_eq!(sum(2026), (33, 6));
        assert_eq!(sum(2027).0, 13, "as many as the law gives");
    }

    #[test]
    fn the_festivals_of_the_moon_are_where_the_moon_is() {
        for it in load(Path::new("")).unwrap() {
            let lunar = match it.name.zh.as_str() {
                "春节" => "正月初一",
                "端午节" => "五月初五",
                "中秋节" => "八月十五",
                _ => continue,
            };
            let found = days(&it).any(|day| Lang::Zh.lunar(day).ends_with(lunar));
            assert!(found, "{} of {}", it.name.zh, it.first.year());
        }
    }

    /// By law the Spring Festival is the eve and the first three days of the year; the notice of a year adds to
    /// it. What has no more than the law gives begins on the eve.
    #[test]
    fn b06_the_spring_festival_has_the_days_that_the_law_gives() {
        let festivals: Vec<_> =
            load(Path::new("")).unwrap().into_iter().filter(|it| it.name.zh == "春节").collect();
        assert!(festivals.len() > 1);
        for it in festivals {
            let days: Vec<_> = days(&it).collect();
            let first = days.iter().position(|day| Lang::Zh.lunar(*day).ends_with("正月初一"));
            let first = first.unwrap_or_else(|| panic!("no new year in {}", it.first.year()));
            assert!(first >= 1 && days.len() >= first + 3, "{} of {}", it.first, days.len());
            assert!(days.len() > 4 || first == 1, "{}: the eve comes first", it.first);
        }
    }

    #[test]
    fn a_day_is_off_worked_or_neither() {
        let ours = load(Path::new("")).unwrap();
        let name = |day| match day_off(&ours, day) {
            Some(DayOff::Off(it)) => format!("off {}", it.en),
            Some(DayOff::Worked(it)) => format!("worked {}", it.en),
            None => String::new(),
        };
        assert_eq!(name(date(2026, 10, 7)), "off National Day");
        assert_eq!(name(date(2026, 10, 8)), "");
        assert_eq!(name(date(2026, 10, 10)), "worked National Day");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let said = |text: &str| parse(text).unwrap_err().to_string();
        let wrong = "[[holiday]]\nname = { zh = \"节\", en = \"Day\" }\nfirst = \"2026-02-30\"\nlast = \"2026-03-01\"";
        assert!(said(wrong).starts_with("it is not valid: "), "{}", said(wrong));
        let backwards = wrong.replace("02-30", "03-02");
        assert_eq!(said(&backwards), "the holiday \"节\" ends before it begins, on 2026-03-01");
        assert!(load(Path::new("/nowhere.toml")).unwrap_err().to_string().contains("cannot be read"));
    }
}
