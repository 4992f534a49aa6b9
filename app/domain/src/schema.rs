//! The description of the API, where it says otherwise than a derive.

use utoipa::openapi::{ObjectBuilder, OneOfBuilder, RefOr, Schema};

/// One list of all that these lists have: what each system has its own of, and what travels as one.
pub(crate) fn one_list(about: &str, parts: impl IntoIterator<Item = RefOr<Schema>>) -> RefOr<Schema> {
    let mut all = OneOfBuilder::new().description(Some(about)).build();
    for part in parts {
        if let RefOr::T(Schema::OneOf(part)) = part {
            all.items.extend(part.items);
        }
    }
    RefOr::T(Schema::OneOf(all))
}

/// One object with all the fields that these have.
pub(crate) fn all_fields(about: &str, parts: impl IntoIterator<Item = RefOr<Schema>>) -> RefOr<Schema> {
    let mut all = ObjectBuilder::new().description(Some(about)).build();
    for part in parts {
        if let RefOr::T(Schema::Object(part)) = part {
            all.properties.extend(part.properties);
        }
    }
    RefOr::T(Schema::Object(all))
}
