//! From the fields of a form to a mutation. The server's handler of plain posts and the browser's
//! forms both read fields here, so that one form works the same with and without WebAssembly.

use jiff::civil::DateTime;
use linli_domain::contact::Phone;
use linli_domain::ids::MutationId;
use linli_domain::json::{Json, Value};
use linli_domain::mutation::{FormError, Mutation};
use linli_domain::signs::{figure, is_unseen};
use linli_domain::time::{Instant, Zone, plus_days};
use uuid::Uuid;

use crate::store::Problem;

/// What a form says, read.
#[derive(Clone, PartialEq, Debug)]
pub struct Filled {
    pub mid: MutationId,
    /// The version of the row that it edits.
    pub base_ver: Option<u64>,
    pub mutation: Mutation,
    /// Where to go when it is applied; a path of this site.
    pub next: String,
}

/// The field that names who was signed in when the form was made: a browser has one session for all its
/// pages, and a page of somebody before must not act in another's name. Not `member_id`, which is an
/// argument of some mutations.
pub const SIGNED_IN: &str = "signed_in";

/// The cookie by which a phone tells the server that its person has signed out without a network.
pub const LEFT: &str = "linli_left";

/// The longest `next` of a form, in bytes.
pub const MOST_NEXT: usize = 512;

/// What forms make ids for, and `next` may therefore name.
const NEW: [&str; 4] = ["booking_id", "help_id", "member_id", "exception_id"];

/// What people see and fill in and the rules do not find out about, in the order of the forms.
const SEEN: [&str; 10] =
    ["name", "phone", "gender", "birth_year", "people", "answerer", "urgency", "wanted", "carer", "second"];

/// Names of fields that hold a point in time.
const INSTANTS: [&str; 4] = ["starts", "ends", "wanted", "at"];

/// Reads the fields. Besides the mutation's own arguments a form may send
/// - `mid` (needed), `base_ver`, and `next` of at most [`MOST_NEXT`] bytes, in which `{booking_id}`, or
///   another thing that forms make ids for, stands for that field;
/// - times as the wall clock shows them (`2026-11-24T15:00`), meant in the community's zone;
/// - `minutes` beside `starts` in place of `ends`;
/// - no `at`, which then is `now`: the device's clock where the browser sends the form, the time of
///   receipt where the server reads it;
/// - what is typed as people and Chinese keyboards write it: `people` as `12 人`, `６`, `十二`, `birth_year` as
///   `１９４８`, `1948年`, `一九四八`, `wanted` as `２０２６年11月24日 下午3：00`.
///
/// # Errors
/// [`Problem::Wrong`] with all fields that people see and that hold something else than is wanted,
/// [`Problem::Unreadable`] when another field is missing or cannot be read.
pub fn read(fields: &[(String, String)], now: Instant, zone: &Zone) -> Result<Filled, Problem> {
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let next = next(fields)?;
    let mid = field("mid").parse().map_err(|_| Problem::Unreadable)?;
    let mut complete: Vec<(String, String)> =
        fields.iter().map(|(name, value)| (name.clone(), in_zone(name, value, zone))).collect();
    let mut wrong: Vec<&str> = Vec::new();
    for (name, value) in complete.iter_mut().filter(|(_, value)| !value.trim().is_empty()) {
        let right = match name.as_str() {
            "people" => count(value).map(|it| it.to_string()),
            "birth_year" => year(value),
            "phone" => value.parse::<Phone>().ok().map(|it| it.to_string()),
            "wanted" => value.parse::<Instant>().ok().map(|it| it.to_string()),
            _ => continue,
        };
        match right {
            Some(right) => *value = right,
            None => wrong.extend(SEEN.into_iter().find(|it| it == name)),
        }
    }
    if field("mutation") == "member.register@1" {
        wrong.extend(["name", "gender", "birth_year"].into_iter().filter(|it| field(it).is_empty()));
    }
    let starts =
        complete.iter().find(|(name, _)| name == "starts").and_then(|(_, v)| v.parse::<Instant>().ok());
    if let (Some(starts), Ok(minutes), true) = (starts, field("minutes").parse(), field("ends").is_empty()) {
        complete.push(("ends".to_owned(), starts.plus_minutes(minutes).to_string()));
    }
    if field("at").is_empty() {
        complete.push(("at".to_owned(), now.to_string()));
    }
    let mutation = Mutation::from_form(&complete);
    if let Err(FormError::Unreadable(name)) = &mutation {
        wrong.extend(SEEN.into_iter().find(|it| it == name));
    }
    if !wrong.is_empty() {
        let fields = SEEN.into_iter().filter(|it| wrong.contains(it)).map(str::to_owned).collect();
        return Err(Problem::Wrong { fields });
    }
    let mutation = mutation.map_err(|_| Problem::Unreadable)?;
    Ok(Filled { mid, base_ver: field("base_ver").parse().ok(), mutation, next })
}

/// How many somebody writes: figures of whatever width, or a Chinese number up to 99, with or without
/// the word for people behind.
fn count(written: &str) -> Option<u16> {
    let bare = seen(written);
    let bare = ["people", "person", "个人", "人", "个", "位", "名"]
        .iter()
        .find_map(|word| bare.strip_suffix(word))
        .unwrap_or(&bare);
    match bare.chars().map(figure).collect::<Option<String>>() {
        Some(figures) => figures.parse().ok(),
        None => spelled(bare),
    }
}

/// What somebody writes, without what one does not see.
fn seen(written: &str) -> String {
    written.chars().filter(|it| !it.is_whitespace() && !is_unseen(*it)).collect()
}

/// The year that somebody writes, in figures of whatever width or in Chinese ones.
fn year(written: &str) -> Option<String> {
    let bare = seen(written);
    let bare = ["年出生", "年生", "年"].iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(&bare);
    let chinese = |sign: char| {
        let place = "零一二三四五六七八九".chars().position(|it| it == sign);
        let place = place.or_else(|| matches!(sign, '〇' | '○').then_some(0))?;
        char::from_digit(u32::try_from(place).ok()?, 10)
    };
    let figures: String = bare.chars().map(|it| figure(it).or_else(|| chinese(it))).collect::<Option<_>>()?;
    // How many figures a year has, the rules say, with the years that can be.
    (1..=4).contains(&figures.len()).then_some(figures)
}

/// A day and a time of day as people write them where the browser has no field for them: the numbers in
/// their order, whatever stands between.
fn moment(written: &str) -> Option<DateTime> {
    let figures: String = written.chars().map(|it| figure(it).unwrap_or(' ')).collect();
    let numbers: Vec<i16> = figures.split_whitespace().map(|it| it.parse().ok()).collect::<Option<_>>()?;
    let (&[year, month, day, hour], minute) = numbers.split_first_chunk()?;
    let minute = match *minute {
        [] => 0,
        [minute] | [minute, _] => minute,
        _ => return None,
    };
    let says = |words: &[&str]| words.iter().any(|it| written.to_lowercase().contains(it));
    let half = if says(&["下午", "傍晚", "pm", "p.m."]) {
        Some(12)
    } else if says(&["晚上", "夜里", "半夜"]) {
        // Twelve at night is where the next day begins.
        Some(if hour == 12 { 24 } else { 12 })
    } else if says(&["上午", "早上", "凌晨", "am", "a.m."]) {
        Some(0)
    } else {
        None
    };
    let (hour, next_day) = match half {
        Some(24) => (0, true),
        Some(half) if hour <= 12 => (hour % 12 + half, false),
        _ => (hour, false),
    };
    let [month, day, hour, minute] = [month, day, hour, minute].map(|it| i8::try_from(it).unwrap_or(-1));
    let found = DateTime::new(year, month, day, hour, minute, 0, 0).ok()?;
    let day = if next_day { plus_days(found.date(), 1) } else { found.date() };
    Some(day.to_datetime(found.time()))
}

/// A Chinese number up to 99.
fn spelled(text: &str) -> Option<u16> {
    let one = |text: &str| {
        let mut signs = text.chars();
        let sign = signs.next().map(|it| if it == '两' { '二' } else { it })?;
        let found = "零一二三四五六七八九".chars().position(|it| it == sign)?;
        signs.next().is_none().then(|| u16::try_from(found).ok()).flatten()
    };
    match text.split_once('十') {
        None => one(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { one(tens)? };
            let ones = if ones.is_empty() { 0 } else { one(ones)? };
            Some(tens * 10 + ones)
        }
    }
}

/// The fields that say what a mutation says, as a form would hold them.
#[must_use]
pub fn fields_of(mutation: &Mutation) -> Vec<(String, String)> {
    let mut fields = vec![("mutation".to_owned(), mutation.name().to_owned())];
    let json = mutation.write();
    for (name, value) in json.get("args").and_then(|it| it.as_object()).into_iter().flatten() {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        fields.push((name.clone(), text));
    }
    fields
}

/// Where the form leads; `/` unless it is a path of this site. The template is gone through once, so that
/// nothing that a value holds is filled in again, and a value is an id or nothing: the answer is never
/// more than three times as long as the template.
fn next(fields: &[(String, String)]) -> Result<String, Problem> {
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
    let mut rest = fields.iter().find(|(key, _)| key == "next").map_or("/", |(_, value)| value);
    if rest.len() > MOST_NEXT {
        return Err(Problem::Unreadable);
    }
    let mut next = String::with_capacity(rest.len());
    while let Some((before, from)) = rest.split_once('{') {
        next.push_str(before);
        let is_name = |name: &str| name.ends_with("_id") && !name.contains('{');
        let named = from.split_once('}').filter(|(name, _)| is_name(name));
        rest = match named {
            Some((name, after)) => {
                let id = NEW.contains(&name).then(|| field(name)).flatten();
                let id = id.and_then(|it| Uuid::try_parse(it).ok()).ok_or(Problem::Unreadable)?;
                next.push_str(&id.to_string());
                after
            }
            // Any other brace is a sign like others.
            None => {
                next.push('{');
                from
            }
        };
    }
    next.push_str(rest);
    Ok(if is_local(&next) { next } else { "/".to_owned() })
}

/// Whether a browser that is told to go there stays on this site: a path, not `//host`, and none of
/// the characters that browsers drop or turn around before they look.
#[must_use]
pub fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control())
}

fn in_zone(name: &str, value: &str, zone: &Zone) -> String {
    if INSTANTS.contains(&name)
        && value.parse::<Instant>().is_err()
        && let Some(civil) = value.trim().parse::<DateTime>().ok().or_else(|| moment(value))
    {
        return zone.reading(civil).instant().to_string();
    }
    value.to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use linli_domain::mutation::Mutation;

    use linli_domain::mutation::{MemberMutation, RoomMutation};

    use super::*;

    fn fields(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    const ID: &str = "0199aaaa-0000-7000-8000-000000000001";

    #[test]
    fn minutes_make_the_end_and_the_new_id_goes_into_next() {
        let fields = fields(&[
            ("mutation", "room.book@1"),
            ("mid", ID),
            ("booking_id", ID),
            ("resource_id", ID),
            ("starts", "2026-11-24T15:00"),
            ("minutes", "90"),
            ("next", "/mine/{booking_id}"),
        ]);
        let filled = read(&fields, Instant::default(), &Zone::utc()).unwrap();
        assert_eq!(filled.next, format!("/mine/{ID}"));
        let Mutation::Rooms(RoomMutation::Book(book)) = filled.mutation else { panic!("a room") };
        assert_eq!(book.ends.minutes_since(book.starts), 90);
        assert_eq!(book.starts.to_string(), "2026-11-24T15:00:00Z");
    }

    #[test]
    fn a_mutation_as_fields_is_read_as_itself() {
        let written = fields(&[
            ("mutation", "room.book@1"),
            ("booking_id", ID),
            ("resource_id", ID),
            ("starts", "2026-11-24T15:00:00Z"),
            ("ends", "2026-11-24T16:00:00Z"),
            ("people", "6"),
            ("note", "书法 & 国画"),
            ("also", "false"),
        ]);
        let mutation = Mutation::from_form(&written).unwrap();
        assert_eq!(Mutation::from_form(&fields_of(&mutation)).unwrap(), mutation);
        assert_eq!(fields_of(&mutation).len(), written.len());
    }

    #[test]
    fn next_stays_on_this_site() {
        for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""] {
            assert_eq!(next(&fields(&[("next", evil)])).unwrap(), "/", "{evil}");
        }
    }

    #[test]
    fn c1_next_is_filled_in_once_and_with_ids_alone() {
        let filled = |list: &[(&str, &str)]| next(&fields(list));
        let good = [("next", "/mine/{booking_id}?a={x}{&b={help_id}"), ("booking_id", ID), ("help_id", ID)];
        assert_eq!(filled(&good).unwrap(), format!("/mine/{ID}?a={{x}}{{&b={ID}"));
        // A value holds no placeholder, and no address of another site.
        for evil in ["{help_id}{help_id}", "/evil.example", "", "x"] {
            let nested = [("next", "/{booking_id}"), ("booking_id", evil), ("help_id", ID)];
            assert_eq!(filled(&nested), Err(Problem::Unreadable), "{evil}");
        }
        assert_eq!(filled(&[("next", "/{booking_id}")]), Err(Problem::Unreadable), "an id that was not sent");
        assert_eq!(
            filled(&[("next", "/{a_id}"), ("a_id", ID)]),
            Err(Problem::Unreadable),
            "no form makes it"
        );
        let long = format!("/{}", "a".repeat(MOST_NEXT));
        assert_eq!(filled(&[("next", &long)]), Err(Problem::Unreadable));
        assert_eq!(filled(&[("next", &long[1..])]).unwrap(), "/", "no path");
        let full = format!("/{}", "{help_id}".repeat((MOST_NEXT - 1) / 9));
        assert!(filled(&[("next", &full), ("help_id", ID)]).unwrap().len() <= 4 * MOST_NEXT + 1);
    }

    #[test]
    fn c1_a_bomb_is_refused_before_anything_is_read() {
        let names: Vec<String> = ('a'..='j').map(|it| format!("{it}_id")).collect();
        let mut bomb = fields(&[("mutation", "message.read@1"), ("mid", ID), ("message_id", ID)]);
        bomb.push(("next".to_owned(), "/{booking_id}".to_owned()));
        bomb.push(("booking_id".to_owned(), "{a_id}".repeat(10)));
        let nested = names.iter().zip(names.iter().skip(1));
        bomb.extend(nested.map(|(name, inner)| (name.clone(), format!("{{{inner}}}").repeat(10))));
        assert_eq!(read(&bomb, Instant::default(), &Zone::utc()), Err(Problem::Unreadable));
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let cases = [
            ("12", 12),
            (" 12 人", 12),
            ("６", 6),
            ("１２位", 12),
            ("十", 10),
            ("十二", 12),
            ("两个人", 2),
            ("二十", 20),
            ("九十九个", 99),
            ("3 people", 3),
            ("0", 0),
        ];
        for (written, wanted) in cases {
            assert_eq!(count(written), Some(wanted), "{written}");
        }
        for nothing in ["", "人", "很多", "-3", "2.5", "999999", "十十", "一二", "1二", "百"] {
            assert_eq!(count(nothing), None, "{nothing}");
        }
        let form = fields(&[("mutation", "room.book@1"), ("mid", ID), ("people", "一群")]);
        let problem = Problem::Wrong { fields: vec!["people".to_owned()] };
        assert_eq!(read(&form, Instant::default(), &Zone::utc()), Err(problem));
    }

    fn register(of: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
        let mut form = vec![
            ("mutation", "member.register@1"),
            ("mid", ID),
            ("member_id", ID),
            ("household_id", ID),
            ("community_id", ID),
        ];
        form.extend(of);
        fields(&form)
    }

    #[test]
    fn b21_a_year_is_read_as_keyboards_write_it() {
        let years = [
            "1948",
            " １９４８ ",
            "1948年",
            "１９４８　年",
            "1948年生",
            "一九四八",
            "一九四八年出生",
            "1 9 4 8",
        ];
        for written in years {
            let form = register(&[("name", "王"), ("gender", "female"), ("birth_year", written)]);
            let Mutation::Members(MemberMutation::Register(args)) =
                read(&form, Instant::default(), &Zone::utc()).unwrap().mutation
            else {
                panic!("a resident")
            };
            assert_eq!(args.birth_year, 1948, "{written}");
        }
        assert_eq!(year("二〇〇一年").as_deref(), Some("2001"));
        // Marks that one does not see, as a pasted number has them.
        assert_eq!(year("\u{202d}1948\u{202c}年\u{200b}").as_deref(), Some("1948"));
        assert_eq!(count("\u{200e}１２\u{feff} 人"), Some(12));
        for nothing in ["十九", "1948-03", "194８8", "年", "-948"] {
            assert_eq!(year(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn b21_all_wrong_fields_are_named_at_once() {
        let named =
            |of: &[(&'static str, &'static str)]| match read(&register(of), Instant::default(), &Zone::utc())
            {
                Err(Problem::Wrong { fields }) => fields.join(" "),
                other => panic!("{other:?}"),
            };
        let all = [("name", "王"), ("gender", "male"), ("phone", "1380000000"), ("birth_year", "去年")];
        assert_eq!(named(&all), "phone birth_year");
        assert_eq!(named(&[("phone", "１３８００００００００")]), "name gender birth_year");
        assert_eq!(named(&[("name", "王"), ("gender", "x"), ("birth_year", "1948")]), "gender");
        let good = register(&[
            ("name", "王"),
            ("gender", "male"),
            ("phone", "１３８　０００１－２３４５"),
            ("birth_year", "1948"),
        ]);
        assert!(read(&good, Instant::default(), &Zone::utc()).is_ok());
    }

    #[test]
    fn b21_a_moment_is_read_as_people_write_it() {
        let ways = [
            "2026-11-24T15:00",
            "2026-11-24 15:00",
            "２０２６－１１－２４　１５：００",
            "2026年11月24日 下午3点",
            "2026年11月24日15时00分",
            "2026/11/24 3:00 pm",
        ];
        for written in ways {
            let read = in_zone("wanted", written, &Zone::utc());
            assert_eq!(read, "2026-11-24T15:00:00Z", "{written}");
        }
        for (written, read) in [
            ("2026年11月24日 晚上12点", "2026-11-25T00:00:00Z"),
            ("2026年11月24日 晚上8点", "2026-11-24T20:00:00Z"),
            ("2026年11月24日 凌晨12点半", "2026-11-24T00:00:00Z"),
            ("2026年11月24日 上午9点", "2026-11-24T09:00:00Z"),
            ("2026年11月24日 下午15点", "2026-11-24T15:00:00Z"),
            ("2026-11-24 12:30 am", "2026-11-24T00:30:00Z"),
            ("2026-11-24 12:30 PM", "2026-11-24T12:30:00Z"),
        ] {
            assert_eq!(in_zone("wanted", written, &Zone::utc()), read, "{written}");
        }
        for nothing in ["明天下午", "11月24日", "2026-13-24 15:00", "24 15:00", "2026-11-24 25:00"] {
            assert_eq!(in_zone("wanted", nothing, &Zone::utc()), nothing);
        }
    }

    #[test]
    fn a_form_without_its_choices_says_so() {
        let fields = fields(&[("mutation", "room.book@1"), ("mid", ID), ("booking_id", ID)]);
        assert_eq!(read(&fields, Instant::default(), &Zone::utc()), Err(Problem::Unreadable));
    }
}
