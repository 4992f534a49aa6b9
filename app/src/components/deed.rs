//! What somebody did, and to what: for where the form and its page are long gone.

use linli_domain::mutation::Mutation;

use crate::forms::fields_of;
use crate::store::Store;
use crate::strings::Side;
use crate::systems::{about, deed, made};

/// What was done in a word or two, and to what: whose visit, which room, when.
pub fn did(store: Store, mutation: &Mutation) -> String {
    let mut words = vec![deed(store.lang(), mutation).to_owned()];
    let known = || about(store, &fields_of(mutation)).map(|it| it.words);
    words.extend(made(store, &store.rows_once(), mutation).or_else(known).unwrap_or_default());
    words.retain(|it| !it.is_empty());
    words.join(" · ")
}

/// As whom the reader has to do with what a form is about, which decides the words.
pub fn side_of(store: Store, fields: &[(String, String)]) -> Side {
    about(store, fields).map_or(Side::Resident, |it| it.side)
}

/// Where the reader looks at what a form is about.
pub fn link_of(store: Store, fields: &[(String, String)]) -> Option<String> {
    about(store, fields)?.link
}
