//! The description of the API, where it says otherwise than a derive.

use utoipa::openapi::{OneOfBuilder, RefOr, Schema};

/// One list of all that these lists have: what each system has its own of, and what travels as one.
pub(crate) fn one_list(about: &[&str], parts: impl IntoIterator<Item = RefOr<Schema>>) -> RefOr<Schema> {
    let about = about.iter().map(|it| it.trim()).collect::<Vec<_>>().join("\n");
    let mut all = OneOfBuilder::new().description(Some(about)).build();
    for part in parts {
        if let RefOr::T(Schema::OneOf(part)) = part {
            all.items.extend(part.items);
        }
    }
    RefOr::T(Schema::OneOf(all))
}
