//! The months of the lunar calendar as GB/T 33661-2017 makes them, computed from moon and sun, so that the table
//! is held against something that no table was copied from. A month begins on the day, in Beijing, of the new
//! moon; the month of the winter solstice is the eleventh; where thirteen begin from one such month to the next,
//! the first without a major solar term is the leap one.
//!
//! New moons after Jean Meeus, "Astronomical Algorithms", chapter 49 (right to some ten seconds), the sun's
//! longitude after chapter 25 (to 0.01 degrees, a quarter of an hour of its way). Of the years of the table the
//! new moon nearest to a midnight is half a minute away, the term nearest to one that decides something fifty.

#![allow(
    clippy::cast_possible_truncation,
    clippy::suboptimal_flops,
    clippy::unreadable_literal,
    clippy::many_single_char_names,
    clippy::similar_names,
    reason = "formulas as the book has them"
)]

use jiff::civil::{Date, date};
use linli_domain::time::plus_days;

/// A month of the calendar.
pub struct Month {
    pub first: Date,
    pub days: u8,
    /// 1 to 12.
    pub number: u8,
    pub leap: bool,
}

/// Beijing's clock before dynamical time, in days: eight hours less some 75 seconds, which the earth will
/// have lost by the middle of the century.
const BEIJING: f64 = (8.0 * 3600.0 - 75.0) / 86400.0;

fn sin(degrees: f64) -> f64 {
    degrees.to_radians().sin()
}

/// The Julian day, in dynamical time, of the new moon with this number after that of 6 January 2000.
fn new_moon(number: i32) -> f64 {
    let k = f64::from(number);
    let t = k / 1236.85;
    let e = 1.0 - 0.002516 * t - 0.0000074 * t * t;
    let sun = 2.5534 + 29.10535670 * k - 0.0000014 * t * t;
    let moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t + 0.00001238 * t.powi(3);
    let from_node = 160.7108 + 390.67050284 * k - 0.0016118 * t * t - 0.00000227 * t.powi(3);
    let node = 124.7746 - 1.56375588 * k + 0.0020672 * t * t;
    // In hundred-thousandths of a day; the power of e; multiples of the sun's, the moon's and the node's angle.
    const TERMS: [(f64, i32, f64, f64, f64); 24] = [
        (-40720.0, 0, 0.0, 1.0, 0.0),
        (17241.0, 1, 1.0, 0.0, 0.0),
        (1608.0, 0, 0.0, 2.0, 0.0),
        (1039.0, 0, 0.0, 0.0, 2.0),
        (739.0, 1, -1.0, 1.0, 0.0),
        (-514.0, 1, 1.0, 1.0, 0.0),
        (208.0, 2, 2.0, 0.0, 0.0),
        (-111.0, 0, 0.0, 1.0, -2.0),
        (-57.0, 0, 0.0, 1.0, 2.0),
        (56.0, 1, 1.0, 2.0, 0.0),
        (-42.0, 0, 0.0, 3.0, 0.0),
        (42.0, 1, 1.0, 0.0, 2.0),
        (38.0, 1, 1.0, 0.0, -2.0),
        (-24.0, 1, -1.0, 2.0, 0.0),
        (-7.0, 0, 2.0, 1.0, 0.0),
        (4.0, 0, 0.0, 2.0, -2.0),
        (4.0, 0, 3.0, 0.0, 0.0),
        (3.0, 0, 1.0, 1.0, -2.0),
        (3.0, 0, 0.0, 2.0, 2.0),
        (-3.0, 0, 1.0, 1.0, 2.0),
        (3.0, 0, -1.0, 1.0, 2.0),
        (-2.0, 0, -1.0, 1.0, -2.0),
        (-2.0, 0, 1.0, 3.0, 0.0),
        (2.0, 0, 0.0, 4.0, 0.0),
    ];
    // What the planets do, in millionths of a day.
    const PLANETS: [(f64, f64, f64); 14] = [
        (325.0, 299.77, 0.107408),
        (165.0, 251.88, 0.016321),
        (164.0, 251.83, 26.651886),
        (126.0, 349.42, 36.412478),
        (110.0, 84.66, 18.206239),
        (62.0, 141.74, 53.303771),
        (60.0, 207.14, 2.453732),
        (56.0, 154.84, 7.306860),
        (47.0, 34.52, 27.261239),
        (42.0, 207.19, 0.121824),
        (40.0, 291.34, 1.844379),
        (37.0, 161.72, 24.198154),
        (35.0, 239.56, 25.513099),
        (23.0, 331.55, 3.592518),
    ];
    let mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t - 0.000000150 * t.powi(3);
    let moved: f64 = TERMS
        .iter()
        .map(|(size, power, a, b, c)| size * 1e-5 * e.powi(*power) * sin(a * sun + b * moon + c * from_node))
        .sum();
    let planets: f64 = PLANETS.iter().map(|(size, from, each)| size * 1e-6 * sin(from + each * k)).sum();
    mean + moved - 0.00017 * sin(node) + planets
}

/// The day in Beijing of an instant, as a Julian day number.
fn day_of(instant: f64) -> i32 {
    (instant + BEIJING + 0.5).floor() as i32
}

fn date_of(day: i32) -> Date {
    plus_days(date(2000, 1, 1), i64::from(day - 2451545))
}

/// In which twelfth of its way the sun is when this day begins in Beijing; the ninth ends with the winter
/// solstice.
fn twelfth(day: i32) -> i32 {
    let t = (f64::from(day) - 0.5 - BEIJING - 2451545.0) / 36525.0;
    let mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    let anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
    let centre = (1.914602 - 0.004817 * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2.0 * anomaly)
        + 0.000289 * sin(3.0 * anomaly);
    let seen = mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1934.136 * t);
    (seen.rem_euclid(360.0) / 30.0) as i32
}

/// All months from the first of one lunar year to the last of another.
pub fn months(first: i16, last: i16) -> Vec<Month> {
    let number = |year: i16| (f64::from(year - 2000) * 12.3685) as i32;
    let starts: Vec<i32> = (number(first - 2)..number(last + 3)).map(|it| day_of(new_moon(it))).collect();
    // With how many major terms each month is, and whether the solstice is one of them.
    let terms = |from: i32, to: i32| (twelfth(to) - twelfth(from)).rem_euclid(12);
    let spans: Vec<(i32, i32)> = starts.iter().copied().zip(starts.iter().copied().skip(1)).collect();
    let is_eleventh = |&(from, to): &(i32, i32)| (0..terms(from, to)).any(|n| (twelfth(from) + n) % 12 == 8);
    let eleventh: Vec<usize> =
        spans.iter().enumerate().filter(|(_, it)| is_eleventh(it)).map(|(at, _)| at).collect();
    let mut months = Vec::new();
    for (from, to) in eleventh.iter().zip(eleventh.iter().skip(1)) {
        let mut leap_wanted = to - from == 13;
        let mut number = 11;
        for (n, (starts, ends)) in spans.iter().skip(*from).take(to - from).enumerate() {
            let leap = n > 0 && leap_wanted && terms(*starts, *ends) == 0;
            if leap {
                leap_wanted = false;
            } else if n > 0 {
                number = number % 12 + 1;
            }
            let days = u8::try_from(ends - starts).unwrap_or_default();
            months.push(Month { first: date_of(*starts), days, number, leap });
        }
    }
    let is_new_year = |it: &&Month, year: i16| it.number == 1 && !it.leap && it.first.year() == year;
    let from = months.iter().position(|it| is_new_year(&it, first)).unwrap_or_default();
    let to = months.iter().position(|it| is_new_year(&it, last + 1)).unwrap_or_default();
    months.drain(from..to).collect()
}

#[test]
fn b06_the_moon_of_february_2027_is_new_four_minutes_before_midnight() {
    // 6 February 2027, 23:56 in Beijing.
    let moons = (300..400).map(new_moon);
    let found: Vec<f64> = moons.filter(|it| date_of(day_of(*it)) == date(2027, 2, 6)).collect();
    let minutes = found.iter().map(|it| ((it + BEIJING + 0.5).fract() * 1440.0) as i32);
    assert_eq!(minutes.collect::<Vec<_>>(), [23 * 60 + 56]);
}
