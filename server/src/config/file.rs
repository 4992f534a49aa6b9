//! The settings file, and what is said of one that cannot be read.

use std::path::Path;

use super::{ConfigError, File};
use crate::spelling;

/// What is wrong and where, without the piece of the file that the parser shows: it may be a secret.
pub(crate) fn one_line(error: &toml::de::Error, text: &str) -> String {
    let message = in_short(error.message().trim_end_matches('.'));
    let before = error.span().and_then(|at| text.get(..at.start));
    before.map_or_else(
        || format!("{message}."),
        |before| format!("{message}, on line {}.", before.matches('\n').count() + 1),
    )
}

/// Instead of every field that there is, the one that was meant.
fn in_short(message: &str) -> String {
    let Some((said, expected)) = message.split_once(", expected ") else { return message.to_owned() };
    let Some(field) = said.strip_prefix("unknown field ") else { return message.to_owned() };
    // What is in backquotes.
    let known = expected.split('`').skip(1).step_by(2);
    match spelling::nearest(field.trim_matches('`'), known) {
        Some(meant) => format!("{said} (is `{meant}` meant?)"),
        None => said.to_owned(),
    }
}

pub(super) fn read(path: &Path) -> Result<File, ConfigError> {
    let text =
        std::fs::read_to_string(path).map_err(|cause| ConfigError::File { path: path.to_owned(), cause })?;
    parse(&text).map_err(|cause| ConfigError::Syntax { path: path.to_owned(), cause })
}

pub(super) fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|cause| one_line(&cause, text))
}
