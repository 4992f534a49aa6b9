//! Names that are written almost right.

/// The known name that was most likely meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.replace('-', "_").to_lowercase();
    let likeness = |it: &str| strsim::normalized_damerau_levenshtein(&word, &it.to_lowercase());
    let all = known.into_iter().map(|it| (likeness(it), it));
    let (likeness, name) = all.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (likeness >= 0.7).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found_and_nothing_else() {
        let known = ["listen", "code_tries", "code_minutes", "sender_url"];
        for (word, meant) in [
            ("listne", Some("listen")),
            ("code-tries", Some("code_tries")),
            ("CODE_TRIS", Some("code_tries")),
            ("server", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }
}
