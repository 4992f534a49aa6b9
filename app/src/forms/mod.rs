//! From the fields of a form to a mutation. The server's handler of plain posts and the browser's
//! forms both read fields here, so that one form works the same with and without WebAssembly.

use jiff::civil::DateTime;
use linli_domain::contact::Phone;
use linli_domain::ids::MutationId;
use linli_domain::json::{Json, Value};
use linli_domain::mutation::{FormError, Mutation, RoomMutation};
use linli_domain::signs::{figure, is_unseen};
use linli_domain::time::{Instant, Zone, plus_days};
use uuid::Uuid;

use crate::store::Problem;

/// The name of a field that people fill in: an argument of a mutation. One that there is not does not compile.
///
/// ```
/// use linli_app::field;
/// use linli_domain::mutation::HelpNote;
///
/// assert_eq!(field!(HelpNote.note), "note");
/// ```
/// ```compile_fail
/// use linli_app::field;
/// use linli_domain::mutation::HelpNote;
///
/// assert_eq!(field!(HelpNote.remark), "remark");
/// ```
#[macro_export]
macro_rules! field {
    ($args:ident . $field:ident) => {
        const {
            _ = core::mem::offset_of!($args, $field);
            stringify!($field)
        }
    };
}

/// The names of several arguments of a mutation, each as [`field!`](crate::field) has it.
///
/// ```
/// use linli_app::fields;
/// use linli_domain::mutation::RoomBook;
///
/// assert_eq!(fields!(RoomBook { people, note }), ["people", "note"]);
/// ```
/// ```compile_fail
/// use linli_app::fields;
/// use linli_domain::mutation::RoomBook;
///
/// assert_eq!(fields!(RoomBook { people, reason }), ["people", "reason"]);
/// ```
#[macro_export]
macro_rules! fields {
    ($args:ident { $($field:ident),+ $(,)? }) => {
        const {
            let all: &'static [&'static str] = &[$($crate::field!($args.$field)),+];
            all
        }
    };
}

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

/// What a form says of a mutation without asking, for [`read`] to take: its arguments but for `new`, for which
/// the form makes ids, for `asks`, which people fill in, and for `at`, which is when they send it. What is empty
/// says nothing.
#[must_use]
pub fn hidden(of: &Mutation, new: &[&str], asks: &[&str]) -> Vec<(String, String)> {
    let mut fields = fields_of(of);
    fields.retain(|(name, value)| {
        let (name, value) = (name.as_str(), value.as_str());
        let nothing = matches!((name, value), ("mutation" | "at", _) | (_, "") | ("also", "false"));
        !nothing && !new.contains(&name) && !asks.contains(&name)
    });
    // How long, not until when: pages have always said it so, and drafts go by it.
    if let Mutation::Rooms(RoomMutation::Book(book)) = of {
        for field in fields.iter_mut().filter(|(name, _)| name == "ends") {
            *field = ("minutes".to_owned(), book.ends.minutes_since(book.starts).to_string());
        }
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
mod tests;
