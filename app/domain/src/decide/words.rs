//! What people write, as it is kept.

use crate::place::Community;
use crate::refusal::{CommonRefusal, Field, Refusal};

/// A text that a person wrote, within the community's limit. Without signs that steer devices or turn
/// what stands beside them round, and without those that nobody sees: PostgreSQL keeps no zero byte,
/// and a name must not look like another's. What shows nothing at all is empty.
pub(crate) fn text(given: &str, field: Field, community: &Community) -> Result<String, Refusal> {
    text_within(given, field, community.settings.common.text_limit)
}

/// As [`text`], within a limit of its own, in characters.
pub(crate) fn text_within(given: &str, field: Field, limit: usize) -> Result<String, Refusal> {
    let seen = given.chars().filter_map(|it| match it {
        // The two that only Unicode knows break lines as well.
        '\u{2028}' | '\u{2029}' => Some('\n'),
        '\n' | '\t' => Some(it),
        _ if it.is_control() || is_hidden(it) => None,
        _ => Some(it),
    });
    let seen: String = seen.collect();
    // The two joiners belong between letters, and show nothing at the ends.
    let seen = seen.trim_matches(|it: char| it.is_whitespace() || matches!(it, '\u{200C}' | '\u{200D}'));
    if seen.chars().count() > limit {
        Err(CommonRefusal::TooLongText { field, limit }.into())
    } else {
        Ok(seen.to_owned())
    }
}

/// As [`text`] for what stands in one line, such as a name or an address.
pub(crate) fn line(given: &str, field: Field, community: &Community) -> Result<String, Refusal> {
    let mut line = text(given, field, community)?;
    if line.contains(['\n', '\t']) {
        line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Ok(line)
}

/// A text that must not be empty.
pub(crate) fn needed(given: &str, field: Field, community: &Community) -> Result<String, Refusal> {
    filled(text(given, field, community)?, field)
}

/// A line that must not be empty.
pub(crate) fn needed_line(given: &str, field: Field, community: &Community) -> Result<String, Refusal> {
    filled(line(given, field, community)?, field)
}

fn filled(given: String, field: Field) -> Result<String, Refusal> {
    if given.is_empty() { Err(CommonRefusal::Missing { field }.into()) } else { Ok(given) }
}

/// Whether a sign takes no room or looks like a space, or turns the direction of others: hyphens that
/// are not shown, marks and overrides of direction, fillers of Hangul and Braille, zero-width spaces,
/// tags. Not the joiners, which some scripts and many pictures need, and not the marks that choose how
/// a picture looks.
const fn is_hidden(sign: char) -> bool {
    matches!(
        sign,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E007F}'
    )
}
