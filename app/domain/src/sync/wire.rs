//! What travels in a pull.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::json::{self, Json, Map, Unread, Value};
use crate::mutation::Outcome;
use crate::rows::{self, Row, RowKey, Rows};
use crate::time::Instant;
use crate::{as_json, read_by_json};

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
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Put(Box<Row>),
    Del(RowKey),
    /// About a row that this build cannot read: no server sends one, a phone makes it of what a newer one sends.
    #[serde(skip)]
    Newer(Newer),
}

/// A row of a newer build, or what it says is gone. Kept as it is for the build that can read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Newer {
    /// The name of the row; none where it has none that a phone could keep it under.
    pub name: Option<Name>,
    /// The row as it came; none where it is gone.
    pub row: Option<Value>,
}

/// Names a row of whatever kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    pub kind: String,
    pub id: Uuid,
}

impl Name {
    fn read(kind: Option<&Value>, id: Option<&Value>) -> Option<Self> {
        let (kind, id) = (kind?.as_str()?, id?.as_str()?.parse().ok()?);
        // Names stand beside their rows in a phone's storage, where other signs part them.
        let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
        let is_plain = !kind.is_empty() && kind.bytes().all(plain);
        is_plain.then(|| Self { kind: kind.to_owned(), id })
    }

    /// As [`RowKey::stored_name`].
    #[must_use]
    pub fn stored(&self) -> String {
        rows::stored_name(&self.kind, self.id)
    }

    /// The same as this build names it, where it knows the kind.
    fn known(&self) -> Option<RowKey> {
        let mut fields = Map::new();
        json::put(&mut fields, "row", Value::from(self.kind.as_str()));
        json::put(&mut fields, "id", self.id.write());
        RowKey::read(&Value::Object(fields)).ok()
    }
}

impl Newer {
    fn read(row: Option<&Value>, gone: Option<&Value>) -> Self {
        let name = match (row, gone) {
            (Some(row), _) => {
                // Taken time is named by its booking.
                let value = row.get("value");
                let id = value.and_then(|it| it.get("id").or_else(|| it.get("booking_id")));
                Name::read(row.get("row"), id)
            }
            (None, Some(key)) => Name::read(key.get("row"), key.get("id")),
            (None, None) => None,
        };
        Self { name, row: row.cloned() }
    }
}

/// What this build cannot read it passes over, so that it goes on with the rest.
impl Json for Step {
    fn read(json: &Value) -> Result<Self, Unread> {
        let fields = json::fields(json)?;
        let (row, gone) = (fields.get("put"), fields.get("del"));
        let read = match (row, gone) {
            (Some(row), _) => Row::read(row).ok().map(|it| Self::Put(Box::new(it))),
            (None, Some(key)) => RowKey::read(key).ok().map(Self::Del),
            (None, None) => None,
        };
        Ok(read.unwrap_or_else(|| Self::Newer(Newer::read(row, gone))))
    }

    fn write(&self) -> Value {
        let (name, what) = match self {
            Self::Put(row) => ("put", row.write()),
            Self::Del(key) => ("del", key.write()),
            Self::Newer(it) => ("put", it.row.write()),
        };
        let mut fields = Map::new();
        json::put(&mut fields, name, what);
        Value::Object(fields)
    }
}

read_by_json!(Step);

impl Rows {
    /// Takes the steps of a patch. Of a row that cannot be read any more nothing is shown; one that another
    /// build passed over is there for the build that can read it.
    pub fn patch(&mut self, steps: impl IntoIterator<Item = Step>) {
        for step in steps {
            match step {
                Step::Put(row) => self.put(*row),
                Step::Del(key) => self.del(key),
                Step::Newer(Newer { name, row }) => {
                    if let Some(key) = name.and_then(|it| it.known()) {
                        self.del(key);
                    }
                    if let Some(row) = row.and_then(|it| Row::read(&it).ok()) {
                        self.put(row);
                    }
                }
            }
        }
    }
}
