//! How a type says what it looks like as JSON.

/// Implements [`Json`](crate::json::Json). A field that is forgotten here does not compile.
///
/// - `as_json!(struct Name { id, note: default } flat kind)`: fields by their names; one that may be missing
///   says `default`; the fields of `kind` stand among the others.
/// - `as_json!(struct Name or default { … })`: every field may be missing and then is that of the default.
/// - `as_json!(enum Name { Done = "done" })`: names, and with them [`Code`](crate::json::Code).
/// - `as_json!(enum Name by "kind" { Empty = "empty", Room = "room" { seats }, Other = "other" (_) })`: an
///   object that tells by a field what else is in it.
/// - `as_json!(enum Name by "kind" or "empty" { … })`: the same, and what is meant where that field is missing.
/// - `as_json!(enum Name by "row" in "value" { Help = "help" })`: two fields, the name and what it carries.
#[macro_export]
macro_rules! as_json {
    (struct $name:ident { $($field:ident $(: $how:ident)?),* $(,)? } $(flat $flat:ident)?) => {
        impl $crate::json::Json for $name {
            fn read(json: &$crate::json::Value) -> Result<Self, $crate::json::Unread> {
                let fields = $crate::json::fields(json)?;
                Ok(Self {
                    $($field: $crate::as_json!(@read fields $field $($how)?),)*
                    $($flat: $crate::json::Json::read(json)?,)?
                })
            }

            fn write(&self) -> $crate::json::Value {
                let Self { $($field,)* $($flat,)? } = self;
                let mut fields = $crate::json::Map::new();
                $($crate::json::put(&mut fields, stringify!($field), $crate::json::Json::write($field));)*
                $($crate::json::put_all(&mut fields, $crate::json::Json::write($flat));)?
                $crate::json::Value::Object(fields)
            }
        }
    };

    (struct $name:ident or default { $($field:ident),* $(,)? }) => {
        impl $crate::json::Json for $name {
            fn read(json: &$crate::json::Value) -> Result<Self, $crate::json::Unread> {
                let fields = $crate::json::fields(json)?;
                let otherwise = Self::default();
                Ok(Self {
                    $($field: $crate::json::field_or(fields, stringify!($field), otherwise.$field)?,)*
                })
            }

            fn write(&self) -> $crate::json::Value {
                let Self { $($field,)* } = self;
                let mut fields = $crate::json::Map::new();
                $($crate::json::put(&mut fields, stringify!($field), $crate::json::Json::write($field));)*
                $crate::json::Value::Object(fields)
            }
        }
    };

    (enum $name:ident { $($variant:ident = $code:literal),* $(,)? }) => {
        impl $crate::json::Code for $name {
            const CODES: &'static [(&'static str, Self)] = &[$(($code, Self::$variant)),*];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }

        impl $crate::json::Json for $name {
            fn read(json: &$crate::json::Value) -> Result<Self, $crate::json::Unread> {
                json.as_str().and_then($crate::json::Code::from_code).ok_or($crate::json::Unread::HERE)
            }

            fn write(&self) -> $crate::json::Value {
                $crate::json::Value::String($crate::json::Code::code(*self).to_owned())
            }
        }
    };

    (enum $name:ident by $tag:literal $(or $otherwise:literal)? {
        $($variant:ident = $code:tt $({ $($field:ident $(: $how:ident)?),* })? $(($inner:tt))?),* $(,)?
    }) => {
        impl $crate::json::Json for $name {
            fn read(json: &$crate::json::Value) -> Result<Self, $crate::json::Unread> {
                let fields = $crate::json::fields(json)?;
                Ok(match $crate::as_json!(@tag fields $tag $($otherwise)?) {
                    $($code => Self::$variant
                        $({ $($field: $crate::as_json!(@read fields $field $($how)?)),* })?
                        $(($crate::as_json!(@inner json $inner)))?,)*
                    _ => return Err($crate::json::Unread($tag)),
                })
            }

            fn write(&self) -> $crate::json::Value {
                let mut fields = $crate::json::Map::new();
                let tag = match self {
                    $($crate::as_json!(@pattern $variant $({ $($field),* })? $(($inner))? inner) => {
                        $($($crate::json::put(
                            &mut fields,
                            stringify!($field),
                            $crate::json::Json::write($field),
                        );)*)?
                        $($crate::as_json!(@inner_write fields inner $inner);)?
                        $code
                    })*
                };
                $crate::json::put(&mut fields, $tag, $crate::json::Value::String(tag.to_owned()));
                $crate::json::Value::Object(fields)
            }
        }
    };

    (enum $name:ident by $tag:literal in $content:literal { $($variant:ident = $code:tt),* $(,)? }) => {
        impl $crate::json::Json for $name {
            fn read(json: &$crate::json::Value) -> Result<Self, $crate::json::Unread> {
                let fields = $crate::json::fields(json)?;
                Ok(match $crate::json::tag(fields, $tag)? {
                    $($code => Self::$variant($crate::json::field(fields, $content)?),)*
                    _ => return Err($crate::json::Unread($tag)),
                })
            }

            fn write(&self) -> $crate::json::Value {
                let mut fields = $crate::json::Map::new();
                let (tag, content) = match self {
                    $(Self::$variant(it) => ($code, $crate::json::Json::write(it)),)*
                };
                $crate::json::put(&mut fields, $tag, $crate::json::Value::String(tag.to_owned()));
                $crate::json::put(&mut fields, $content, content);
                $crate::json::Value::Object(fields)
            }
        }
    };

    (@read $fields:ident $field:ident) => { $crate::json::field($fields, stringify!($field))? };
    (@read $fields:ident $field:ident default) => {
        $crate::json::field_or($fields, stringify!($field), Default::default())?
    };
    (@tag $fields:ident $tag:literal) => { $crate::json::tag($fields, $tag)? };
    (@tag $fields:ident $tag:literal $otherwise:literal) => {
        if $fields.contains_key($tag) { $crate::json::tag($fields, $tag)? } else { $otherwise }
    };
    (@inner $json:ident $inner:tt) => { $crate::json::Json::read($json)? };
    (@inner_write $fields:ident $it:ident $inner:tt) => {
        $crate::json::put_all(&mut $fields, $crate::json::Json::write($it))
    };
    (@pattern $variant:ident $it:ident) => { Self::$variant };
    (@pattern $variant:ident { $($field:ident),* } $it:ident) => { Self::$variant { $($field),* } };
    (@pattern $variant:ident ($inner:tt) $it:ident) => { Self::$variant($it) };
}

/// Implements [`Json`](crate::json::Json) for what travels as a text.
#[macro_export]
macro_rules! as_text {
    ($name:ty) => {
        impl $crate::json::Json for $name {
            fn read(json: &$crate::json::Value) -> Result<Self, $crate::json::Unread> {
                json.as_str().and_then(|it| it.parse().ok()).ok_or($crate::json::Unread::HERE)
            }

            fn write(&self) -> $crate::json::Value {
                $crate::json::Value::String(self.to_string())
            }
        }
    };
}

/// Has serde read a type as [`Json`](crate::json::Json) does, where that is more lenient than a derive can be.
#[macro_export]
macro_rules! read_by_json {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json: $crate::json::Value = serde::Deserialize::deserialize(deserializer)?;
                // Which field it is, as serde names one: whether it is not there or says something else is
                // one to whoever sent it.
                $crate::json::Json::read(&json)
                    .map_err(|$crate::json::Unread(field)| serde::de::Error::missing_field(field))
            }
        }
    };
}
