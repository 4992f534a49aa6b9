//! Lists, small structures and words as the tables keep them: texts. And numbers, which have a sign there.

use sea_orm::DbErr;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value that cannot be read back is a damaged row: the caller gets an error, not a guess.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(damaged::<T>)
}

/// What was to be read and where it went wrong, and nothing of what stands there: it may be about somebody,
/// and goes into the log.
fn damaged<T>(error: serde_json::Error) -> DbErr {
    let kind = core::any::type_name::<T>();
    DbErr::Json(format!("a {kind} cannot be read ({:?} error, column {})", error.classify(), error.column()))
}

pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A unit variant's name, such as `on_the_way`.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

pub(super) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, DbErr> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(damaged::<T>)
}

/// Of a version, or of a mutation on its device.
pub(super) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn from_number(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn l5_what_cannot_be_read_is_told_without_what_it_says() {
        for text in ["\"王秀英\"", "{\"name\": \"王秀英\"", "[\"13800000001\"]"] {
            let said = from_json::<Vec<u32>>(text).err().unwrap().to_string();
            assert!(said.contains("u32") && said.contains("column"), "{said}");
            assert!(!said.contains('王') && !said.contains("138"), "{said}");
        }
        let said = from_word::<linli_domain::booking::State>("王秀英").err().unwrap().to_string();
        assert!(said.contains("State") && !said.contains('王'), "{said}");
    }
}
