//! What travels in a pull.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::json::{self, Json, Map, Unread, Value};
use crate::mutation::Outcome;
use crate::rows::{Row, RowKey, Rows};
use crate::time::Instant;

/// The answer to a pull.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pull {
    /// The random name of the database; another one means that it was restored from a backup.
    pub epoch: String,
    /// For the next pull; not for reading.
    pub cursor: String,
    /// The phone must forget the rows it has; its outbox stays.
    pub reset: bool,
    /// In this order.
    pub patch: Vec<Step>,
    /// The last number decided for the device that asks.
    pub last_n: u64,
    /// Outcomes of the device that asks since the cursor, the newest 50 of them.
    pub outcomes: Vec<Outcome>,
    pub server_time: Instant,
}

as_json!(struct Pull { epoch, cursor, reset, patch, last_n, outcomes, server_time });

/// One step of a patch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Put(Box<Row>),
    Del(RowKey),
}

impl Json for Step {
    fn read(json: &Value) -> Result<Self, Unread> {
        let fields = json::fields(json)?;
        if let Some(row) = fields.get("put") {
            Json::read(row).map(Self::Put)
        } else {
            json::field(fields, "del").map(Self::Del)
        }
    }

    fn write(&self) -> Value {
        let (name, what) = match self {
            Self::Put(row) => ("put", row.write()),
            Self::Del(key) => ("del", key.write()),
        };
        let mut fields = Map::new();
        json::put(&mut fields, name, what);
        Value::Object(fields)
    }
}

impl Rows {
    /// Takes the steps of a patch.
    pub fn patch(&mut self, steps: impl IntoIterator<Item = Step>) {
        for step in steps {
            match step {
                Step::Put(row) => self.put(*row),
                Step::Del(key) => self.del(key),
            }
        }
    }
}
