//! Values as forms and addresses write them.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// As forms and addresses write a value of an enum.
pub fn code(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The counterpart of [`code`].
pub fn from_code<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}
