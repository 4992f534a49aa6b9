//! How rows lie in storage: some hundred buckets of them, each one record. A browser takes ten thousand
//! records to be kept one by one a second; the same rows in buckets a tenth of that.

use std::collections::BTreeMap;

use linli_domain::json;
use linli_domain::rows::{Row, RowKey};
use linli_domain::sync::{Newer, Step};
use uuid::Uuid;

/// The number of a bucket.
pub type Number = u8;

/// One bucket: rows as JSON by their names. As text a line each, a tab between name and row; JSON has
/// neither tabs nor line ends of its own.
#[derive(Default)]
pub struct Bucket(BTreeMap<String, String>);

impl Bucket {
    /// Reads a bucket.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once('\t'));
        Self(lines.map(|(name, row)| (name.to_owned(), row.to_owned())).collect())
    }

    /// Takes one step.
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Put(row) => {
                self.0.insert(name(row), json::to_text(&**row));
            }
            Step::Del(key) => {
                let name = key.stored_name();
                if matches!(key, RowKey::Busy(_)) {
                    self.0.retain(|it, _| !it.starts_with(&name));
                } else {
                    self.0.remove(&name);
                }
            }
            Step::Newer(Newer { name: Some(name), row: Some(row) }) => {
                self.0.insert(name.stored(), json::to_text(row));
            }
            Step::Newer(Newer { name: Some(name), row: None }) => {
                self.0.remove(&name.stored());
            }
            Step::Newer(Newer { name: None, .. }) => {}
        }
    }

    /// None when nothing is in it.
    pub fn text(&self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let mut text = String::new();
        for (name, row) in &self.0 {
            text.extend([name, "\t", row, "\n"]);
        }
        Some(text)
    }
}

/// The rows in the text of a bucket. One of a newer build that this one cannot read is left out, and stays in
/// the bucket for the build that can.
pub fn rows(text: &str) -> impl Iterator<Item = Row> {
    text.lines().filter_map(|line| json::from_text(line.split_once('\t')?.1).ok())
}

/// Steps by the bucket that they concern, in their order.
pub fn sorted(steps: Vec<Step>) -> BTreeMap<Number, Vec<Step>> {
    let mut sorted: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for step in steps {
        let number = match &step {
            Step::Put(row) => last_byte(row.key().id()),
            Step::Del(key) => last_byte(key.id()),
            Step::Newer(Newer { name: Some(name), .. }) => last_byte(name.id),
            // Of no name: the build that can read it fetches it anew.
            Step::Newer(Newer { name: None, .. }) => continue,
        };
        sorted.entry(number).or_default().push(step);
    }
    sorted
}

/// The bucket of a row. Ids begin with their time, so only their ends spread.
const fn last_byte(id: Uuid) -> Number {
    let [.., last] = *id.as_bytes();
    last
}

/// The name of a row. Busy time has the name of its booking before its own.
fn name(row: &Row) -> String {
    let name = row.key().stored_name();
    match row {
        Row::Busy(it) => format!("{name}/{}/{}", it.resource_id, it.starts.millis()),
        _ => name,
    }
}
