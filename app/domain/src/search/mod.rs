//! Finding things by what people type: Chinese, the first letters of its pinyin, English words, or a mixture.

mod initials;

use std::sync::OnceLock;

use initials::INITIALS;

/// So many characters of what somebody types are looked at: longer than any name, and short enough that
/// nobody can keep a server busy.
pub const MOST_TYPED: usize = 60;

/// What somebody looks for. Letters count alike in either case and width; spaces part words that must all be
/// found, in whatever order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query(Vec<Vec<char>>);

/// How well something fits; the best is the least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// The name begins with it.
    NameStart,
    Name,
    Keyword,
    Text,
}

/// What can be found, as texts in all languages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Findable<'a> {
    pub names: &'a [&'a str],
    pub keywords: &'a str,
    pub text: &'a str,
}

impl Query {
    /// Reads what was typed, up to [`MOST_TYPED`] characters of it; nothing but marks and spaces looks
    /// for nothing. A word that comes twice is looked for once.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let end = typed.char_indices().nth(MOST_TYPED).map_or(typed.len(), |(at, _)| at);
        let typed = typed.get(..end).unwrap_or_default();
        let mut words: Vec<Vec<char>> = Vec::new();
        for word in typed.split_whitespace().map(|word| signs(word).map(|it| it.sign).collect::<Vec<_>>()) {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        Self(words)
    }

    /// Whether it looks for nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How well this fits, if it does: its worst word counts.
    #[must_use]
    pub fn fit(&self, found: &Findable<'_>) -> Option<Fit> {
        let names: Vec<Vec<Sign>> = found.names.iter().map(|it| signs(it).collect()).collect();
        let keywords: Vec<Sign> = signs(found.keywords).collect();
        let text: Vec<Sign> = signs(found.text).collect();
        let of_word = |word: &Vec<char>| {
            let place = |signs: &Vec<Sign>| first(signs, word);
            match names.iter().filter_map(place).min() {
                Some(0) => Some(Fit::NameStart),
                Some(_) => Some(Fit::Name),
                None if place(&keywords).is_some() => Some(Fit::Keyword),
                None => place(&text).map(|_| Fit::Text),
            }
        };
        self.0.iter().map(of_word).try_fold(None, |worst, fit| fit.map(|it| worst.max(Some(it))))?
    }
}

/// A letter, digit or character as it is compared.
#[derive(Clone, Copy)]
struct Sign {
    sign: char,
    /// Latin words are found from their beginning; “or” is not in “Borrow”.
    begins: bool,
}

/// Without marks and spaces, in lower case, full-width letters as narrow ones.
fn signs(text: &str) -> impl Iterator<Item = Sign> + '_ {
    let mut inside = false;
    text.chars().filter_map(move |letter| {
        let letter = narrow(letter);
        if !letter.is_alphanumeric() {
            inside = false;
            return None;
        }
        let sign = letter.to_lowercase().next().unwrap_or(letter);
        let begins = !(inside && sign.is_ascii_alphanumeric());
        inside = sign.is_ascii_alphanumeric();
        Some(Sign { sign, begins })
    })
}

/// The narrow form of a full-width sign (Unicode, “Halfwidth and Fullwidth Forms”).
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// Where a word stands first.
fn first(signs: &[Sign], word: &[char]) -> Option<usize> {
    signs.windows(word.len()).position(|window| {
        window.first().is_some_and(|it| it.begins)
            && window.iter().zip(word).all(|(it, wanted)| it.sign == *wanted || begins_with(it.sign, *wanted))
    })
}

/// Whether a reading of this character begins with this letter.
fn begins_with(character: char, letter: char) -> bool {
    static READINGS: OnceLock<Vec<(char, char)>> = OnceLock::new();
    if !letter.is_ascii_lowercase() || character.is_ascii() {
        return false;
    }
    let readings = READINGS.get_or_init(|| {
        let mut readings: Vec<_> =
            INITIALS.iter().flat_map(|(letter, all)| all.chars().map(move |it| (it, *letter))).collect();
        readings.sort_unstable();
        readings
    });
    readings.binary_search(&(character, letter)).is_ok()
}

#[cfg(test)]
mod tests {
    use pinyin::ToPinyinMulti;

    use super::*;

    #[test]
    fn m2_only_so_much_is_looked_for() {
        assert_eq!(Query::read(&"a ".repeat(30_000)).0.len(), 1);
        let many = Query::read(&('一'..='龥').flat_map(|it| [it, ' ']).collect::<String>());
        assert_eq!(many.0.len(), MOST_TYPED / 2);
        let long = Query::read(&"书".repeat(1_000));
        assert_eq!(long.0.iter().map(Vec::len).sum::<usize>(), MOST_TYPED);
        assert_eq!(Query::read(&"书".repeat(MOST_TYPED)), long);
    }

    #[test]
    fn every_letter_of_the_table_is_one_that_the_character_has() {
        let mut count = std::collections::BTreeSet::new();
        for (letter, characters) in INITIALS {
            for character in characters.chars() {
                count.insert(character);
                let mut readings = character.to_pinyin_multi().into_iter().flatten();
                assert!(readings.any(|it| it.plain().starts_with(letter)), "{character} as {letter}");
            }
        }
        // The first level of GB 2312 has 3,755 characters.
        assert!(count.len() > 3_755, "{}", count.len());
    }

    #[test]
    fn no_character_has_lost_its_usual_reading() {
        use pinyin::ToPinyin;
        let known: std::collections::BTreeSet<char> = INITIALS.iter().flat_map(|it| it.1.chars()).collect();
        for character in known {
            let usual = character.to_pinyin().map(|it| it.first_letter().chars().next());
            let usual = usual.flatten().map(|it| if it == 'ê' { 'e' } else { it });
            assert!(usual.is_none_or(|it| begins_with(character, it)), "{character}: {usual:?}");
        }
    }
}
