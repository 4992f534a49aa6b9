//! Names.

use serde::{Deserialize, Serialize};

use crate::as_json;

/// A name in both languages of the interface.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Name {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

as_json!(struct Name { zh, en });
