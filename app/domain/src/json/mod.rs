//! JSON as the browser reads and writes it. The derives of serde make code for each pair of a type and a
//! format, and of every tagged enum once more: a quarter of the WebAssembly. Here a text becomes a
//! [`Value`], and a type is read from that in one way. The server
//! writes with serde, and reads with it all but what has to be read more leniently than a derive can: mutations,
//! outcomes, refusals and steps (`read_by_json!`). A test holds both against each other for the types of the
//! domain and the seed.
//!
//! Two things differ. Numbers and yes or no may come as text, since fields of forms are read here too, on
//! both sides. And fields that are not known are always passed over, as those of a newer build must be.

mod macros;
mod plain;

pub use serde_json::{Map, Value};

/// What can be read from JSON and written as it. Made by the macro [`as_json!`](crate::as_json!), which knows
/// structs, enums of names, and enums that carry something.
pub trait Json: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// Names the innermost field that holds something else.
    fn read(json: &Value) -> Result<Self, Unread>;

    /// Writes it.
    fn write(&self) -> Value;

    /// What it means that a field is not there; nothing where it has to be.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// An enum of names, such as the stages of a request.
pub trait Code: Json + Copy + 'static {
    /// Every value with its name.
    const CODES: &'static [(&'static str, Self)];

    /// The name as it travels.
    fn code(self) -> &'static str;

    /// Every value.
    fn all() -> impl Iterator<Item = Self> {
        Self::CODES.iter().map(|(_, value)| *value)
    }

    /// The value of a name.
    #[must_use]
    fn from_code(code: &str) -> Option<Self> {
        Self::CODES.iter().find(|(name, _)| *name == code).map(|(_, value)| *value)
    }
}

/// Something could not be read: the field it was in, empty where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unread(pub &'static str);

impl Unread {
    /// It is the value itself; whoever reads the field around it says which one that is.
    pub const HERE: Self = Self("");
}

/// Reads a text.
///
/// # Errors
/// When it is no JSON, or says something else than this type.
pub fn from_text<T: Json>(text: &str) -> Result<T, Unread> {
    T::read(&parsed(text)?)
}

fn parsed(text: &str) -> Result<Value, Unread> {
    serde_json::from_str(text).map_err(|_| Unread::HERE)
}

/// Writes a text.
pub fn to_text(value: &impl Json) -> String {
    value.write().to_string()
}

/// The fields of an object.
///
/// # Errors
/// When it is none.
pub fn fields(json: &Value) -> Result<&Map<String, Value>, Unread> {
    json.as_object().ok_or(Unread::HERE)
}

/// A field that has to be there, unless its type knows what absence means.
///
/// # Errors
/// When it is not there or holds something else.
#[inline(never)]
pub fn field<T: Json>(fields: &Map<String, Value>, name: &'static str) -> Result<T, Unread> {
    match fields.get(name) {
        Some(json) => T::read(json).map_err(|unread| if unread.0.is_empty() { Unread(name) } else { unread }),
        None => T::absent().ok_or(Unread(name)),
    }
}

/// A field that may be missing.
///
/// # Errors
/// When it holds something else.
pub fn field_or<T: Json>(fields: &Map<String, Value>, name: &'static str, otherwise: T) -> Result<T, Unread> {
    if fields.contains_key(name) { field(fields, name) } else { Ok(otherwise) }
}

/// The name by which an enum tells what it carries.
///
/// # Errors
/// When there is none.
pub fn tag<'a>(fields: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, Unread> {
    fields.get(name).and_then(Value::as_str).ok_or(Unread(name))
}

/// Adds a field.
#[inline(never)]
pub fn put(fields: &mut Map<String, Value>, name: &'static str, json: Value) {
    fields.insert(name.to_owned(), json);
}

/// Adds the fields of another object.
pub fn put_all(fields: &mut Map<String, Value>, json: Value) {
    if let Value::Object(others) = json {
        fields.extend(others);
    }
}
