//! Numbers, texts, lists, and values that travel as a text.

use jiff::civil::Date;
use uuid::Uuid;

use super::{Json, Map, Unread, Value};
use crate::as_text;

/// A whole number. Forms send numbers as text.
fn whole(json: &Value) -> Option<i64> {
    json.as_str().map_or_else(|| json.as_i64(), |text| text.parse().ok())
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Json for $number {
            fn read(json: &Value) -> Result<Self, Unread> {
                whole(json).and_then(|it| it.try_into().ok()).ok_or(Unread::HERE)
            }

            fn write(&self) -> Value {
                Value::from(*self)
            }
        }
    )*};
}

numbers!(i16, i64, u16, u32, u64, usize);

as_text!(Date);
as_text!(Uuid);

impl Json for String {
    fn read(json: &Value) -> Result<Self, Unread> {
        json.as_str().map(str::to_owned).ok_or(Unread::HERE)
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Json for bool {
    fn read(json: &Value) -> Result<Self, Unread> {
        json.as_bool().or_else(|| json.as_str()?.parse().ok()).ok_or(Unread::HERE)
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

impl<T: Json> Json for Option<T> {
    fn read(json: &Value) -> Result<Self, Unread> {
        if json.is_null() { Ok(None) } else { T::read(json).map(Some) }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Json> Json for Box<T> {
    fn read(json: &Value) -> Result<Self, Unread> {
        T::read(json).map(Self::new)
    }

    fn write(&self) -> Value {
        T::write(self)
    }
}

fn list(json: &Value) -> Result<&[Value], Unread> {
    json.as_array().map(Vec::as_slice).ok_or(Unread::HERE)
}

impl<T: Json> Json for Vec<T> {
    fn read(json: &Value) -> Result<Self, Unread> {
        list(json)?.iter().map(T::read).collect()
    }

    fn write(&self) -> Value {
        Value::Array(self.iter().map(T::write).collect())
    }
}

/// A list of a length that does not change, such as the days of a week.
impl<T: Json, const N: usize> Json for [T; N] {
    fn read(json: &Value) -> Result<Self, Unread> {
        Vec::read(json)?.try_into().map_err(|_| Unread::HERE)
    }

    fn write(&self) -> Value {
        Value::Array(self.iter().map(T::write).collect())
    }
}

/// A list of two, such as the name of a field and what is in it.
impl<A: Json, B: Json> Json for (A, B) {
    fn read(json: &Value) -> Result<Self, Unread> {
        let [first, second] = list(json)? else { return Err(Unread::HERE) };
        Ok((A::read(first)?, B::read(second)?))
    }

    fn write(&self) -> Value {
        Value::Array(vec![self.0.write(), self.1.write()])
    }
}

impl Json for Value {
    fn read(json: &Value) -> Result<Self, Unread> {
        Ok(json.clone())
    }

    fn write(&self) -> Value {
        self.clone()
    }
}

impl Json for Map<String, Value> {
    fn read(json: &Value) -> Result<Self, Unread> {
        super::fields(json).cloned()
    }

    fn write(&self) -> Value {
        Value::Object(self.clone())
    }
}
