//! The date of the Chinese lunar calendar (GB/T 33661-2017), from a table: the calendar follows the
//! sky, not arithmetic. A test computes new moons and the sun's way by itself and holds every month of the
//! table against them: calendars in libraries (ICU's among them) have a wrong day now and then, and a new moon a
//! few minutes before midnight moves a whole month, as on 6 February 2027.

use jiff::civil::{Date, date};

use super::Lang;

/// The first year of the table.
const FIRST: i16 = 2020;

/// For each lunar year: month and day of its first day, the place of its leap month (0: none), how
/// many months it has, and a bit for each month of 30 days.
const YEARS: [(i8, i8, u8, u8, u16); 41] = [
    (1, 25, 4, 13, 0x152e),
    (2, 12, 0, 12, 0x0556),
    (2, 1, 0, 12, 0x0ab5),
    (1, 22, 2, 13, 0x15b2),
    (2, 10, 0, 12, 0x06d2),
    (1, 29, 6, 13, 0x0ea5),
    (2, 17, 0, 12, 0x0725),
    (2, 6, 0, 12, 0x064b),
    (1, 26, 5, 13, 0x0c97),
    (2, 13, 0, 12, 0x0cab),
    (2, 3, 0, 12, 0x055a),
    (1, 23, 3, 13, 0x0ad6),
    (2, 11, 0, 12, 0x0b69),
    (1, 31, 11, 13, 0x1752),
    (2, 19, 0, 12, 0x0b52),
    (2, 8, 0, 12, 0x0b25),
    (1, 28, 6, 13, 0x1a4b),
    (2, 15, 0, 12, 0x0a4b),
    (2, 4, 0, 12, 0x04ab),
    (1, 24, 5, 13, 0x055b),
    (2, 12, 0, 12, 0x05ad),
    (2, 1, 0, 12, 0x0b6a),
    (1, 22, 2, 13, 0x1b52),
    (2, 10, 0, 12, 0x0d92),
    (1, 30, 7, 13, 0x1d25),
    (2, 17, 0, 12, 0x0d25),
    (2, 6, 0, 12, 0x0a55),
    (1, 26, 5, 13, 0x14ad),
    (2, 14, 0, 12, 0x04b6),
    (2, 2, 0, 12, 0x05b5),
    (1, 23, 3, 13, 0x0daa),
    (2, 11, 0, 12, 0x0ec9),
    (2, 1, 8, 13, 0x1e92),
    (2, 19, 0, 12, 0x0e92),
    (2, 8, 0, 12, 0x0d26),
    (1, 28, 6, 13, 0x0a56),
    (2, 15, 0, 12, 0x0a57),
    (2, 4, 0, 12, 0x04d6),
    (1, 24, 4, 13, 0x06d5),
    (2, 12, 0, 12, 0x0755),
    (2, 2, 0, 12, 0x0749),
];

const MONTHS: [&str; 12] = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"];
const DIGITS: [&str; 10] = ["十", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A day of the lunar calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Lunar {
    /// 1 to 12.
    month: u8,
    leap: bool,
    /// 1 to 30.
    day: u8,
}

impl Lunar {
    /// `None` outside the years of the table.
    fn of(day: Date) -> Option<Self> {
        let place = |year: i16| usize::try_from(year - FIRST).ok();
        let starts = |year: i16| {
            let (month, first, ..) = YEARS.get(place(year)?)?;
            Some(date(year, *month, *first))
        };
        let year = if starts(day.year())? <= day { day.year() } else { day.year() - 1 };
        let (.., leap, months, long) = YEARS.get(place(year)?)?;
        let mut left = starts(year)?.until(day).ok()?.get_days();
        for place in 0..*months {
            let length = 29 + i32::from(long >> place & 1);
            if left < length {
                let behind = *leap > 0 && place >= *leap;
                let month = if behind { place } else { place + 1 };
                return Some(Self {
                    month,
                    leap: behind && place == *leap,
                    day: u8::try_from(left + 1).ok()?,
                });
            }
            left -= length;
        }
        None
    }

    fn words(self) -> String {
        let month = MONTHS.get(usize::from(self.month - 1)).copied().unwrap_or_default();
        let leap = if self.leap { "闰" } else { "" };
        let digit = DIGITS.get(usize::from(self.day % 10)).copied().unwrap_or_default();
        let day = match self.day {
            1..=10 => format!("初{digit}"),
            11..=19 => format!("十{digit}"),
            20 => "二十".to_owned(),
            21..=29 => format!("廿{digit}"),
            _ => "三十".to_owned(),
        };
        format!("{leap}{month}月{day}")
    }
}

impl Lang {
    /// 农历十月十五 · Lunar 10-15; empty outside the years 2020 to 2060.
    #[must_use]
    pub fn lunar(self, day: Date) -> String {
        match (self, Lunar::of(day)) {
            (_, None) => String::new(),
            (Self::Zh, Some(it)) => self.lunar_prefix(&it.words()),
            (Self::En, Some(it)) => {
                let leap = if it.leap { "leap " } else { "" };
                self.lunar_prefix(&format!("{leap}{}-{}", it.month, it.day))
            }
        }
    }
}

#[cfg(test)]
mod sky;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b06_every_day_is_the_one_that_moon_and_sun_make_it() {
        let mut day = date(FIRST, 1, 25);
        let mut months = 0;
        for month in sky::months(FIRST, 2060) {
            assert_eq!(day, month.first, "no day between two months");
            for n in 1..=month.days {
                if day.year() > 2060 {
                    break;
                }
                let wanted = Lunar { month: month.number, leap: month.leap, day: n };
                assert_eq!(Lunar::of(day), Some(wanted), "{day}");
                day = day.tomorrow().unwrap_or_default();
            }
            months += 1;
        }
        assert_eq!((months, day), (41 * 12 + 15, date(2061, 1, 1)), "to the end of the table");
        assert_eq!(Lunar::of(day), None);
    }

    #[test]
    fn b06_the_spring_festivals_that_were_a_day_off() {
        let zh = |y, m, d| Lang::Zh.lunar(date(y, m, d));
        assert_eq!(zh(2027, 2, 5), "农历腊月廿九");
        assert_eq!(zh(2027, 2, 6), "农历正月初一", "the new moon is at 23:56");
        assert_eq!(zh(2027, 3, 7), "农历正月三十");
        assert_eq!(zh(2030, 2, 2), "农历腊月三十");
        assert_eq!(zh(2030, 2, 3), "农历正月初一");
        assert_eq!(zh(2030, 3, 3), "农历正月廿九");
    }

    #[test]
    fn days_that_everybody_knows() {
        let zh = |y, m, d| Lang::Zh.lunar(date(y, m, d));
        assert_eq!(zh(2026, 2, 17), "农历正月初一", "Spring Festival");
        assert_eq!(zh(2026, 2, 16), "农历腊月廿九", "the eve of it");
        assert_eq!(zh(2026, 9, 25), "农历八月十五", "Mid-Autumn");
        assert_eq!(zh(2026, 11, 23), "农历十月十五");
        assert_eq!(zh(2025, 7, 25), "农历闰六月初一", "a leap month");
        assert_eq!(zh(2025, 8, 23), "农历七月初一", "the month after it");
        assert_eq!(Lang::En.lunar(date(2026, 11, 23)), "Lunar 10-15");
        assert_eq!(zh(2100, 1, 1), "", "beyond the table");
    }
}
