//! Messages to one person: what changed without their doing. Each system lists its own news.

use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, MessageId, PlaceId};
use crate::json::{Json, Unread, Value};
use crate::systems::systems;
use crate::time::Instant;
use crate::{as_json, read_by_json};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    pub id: MessageId,
    pub community_id: PlaceId,
    pub to: MemberId,
    pub at: Instant,
    pub read: bool,
    pub ver: u64,
    pub news: News,
}

as_json!(struct Message { id, community_id, to, at, read, ver, news });

/// By what a piece of news tells what it is, in the list of each system.
const ABOUT: &str = "about";

// The news of all systems. They travel as one list, whatever system they are of: so does the API describe them.
macro_rules! news {
    ($($system:ident = $module:ident: $writes:ident $no:tt [$($news:ident)?] $limits:tt;)*) => {
        $($(pub use crate::systems::$module::$news;)?)*

        /// What a message says; the words are the interface's.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize)]
        #[serde(untagged)]
        pub enum News {
            $($($system($news),)?)*
        }

        impl Json for News {
            fn read(json: &Value) -> Result<Self, Unread> {
                $($(match <$news as Json>::read(json) {
                    // Another system's.
                    Err(Unread(ABOUT)) => {}
                    read => return read.map(Self::$system),
                })?)*
                Err(Unread(ABOUT))
            }

            fn write(&self) -> Value {
                match self { $($(Self::$system(it) => <$news as Json>::write(it),)?)* }
            }
        }

        $($(impl From<$news> for News {
            fn from(it: $news) -> Self {
                Self::$system(it)
            }
        })?)*

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for News {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let about = "What a message says; the words are the interface's.";
                crate::schema::one_list(about, [$($(<$news as utoipa::PartialSchema>::schema(),)?)*])
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for News {
            fn schemas(all: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
                $($(<$news as utoipa::ToSchema>::schemas(all);)?)*
            }
        }
    };
}

systems!(news);

read_by_json!(News);
