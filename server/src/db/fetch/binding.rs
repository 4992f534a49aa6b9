//! Values of a statement that is written by hand.

use linli_domain::ids::PlaceId;
use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

use super::padded;

/// Puts values into a statement, each at its place in the text: they are bound in the order in which they stand
/// there.
pub(in crate::db) struct Binding {
    backend: DbBackend,
    values: Vec<Value>,
}

impl Binding {
    pub(in crate::db) fn new(backend: DbBackend) -> Self {
        Self { backend, values: Vec::new() }
    }

    fn bind(&mut self, value: Value, kind: &str) -> String {
        self.values.push(value);
        match self.backend {
            DbBackend::Postgres => format!("${}::{kind}", self.values.len()),
            // Without their numbers: of numbered ones SQLite's driver asks for each name, and SQLite walks a list to
            // find it, which for the households of a large group took longer than to count their bookings.
            _ => "?".to_owned(),
        }
    }

    pub(in crate::db) fn id(&mut self, id: Uuid) -> String {
        self.bind(Value::from(id), "uuid")
    }

    pub(in crate::db) fn number(&mut self, number: i64) -> String {
        self.bind(Value::from(number), "bigint")
    }

    /// That a column is one of these communities.
    pub(in crate::db) fn within(&mut self, community: &str, places: &[PlaceId]) -> String {
        if places.is_empty() {
            return "1 = 0".to_owned();
        }
        let ids: Vec<_> = padded(places.to_vec()).iter().map(|it| self.id(it.0)).collect();
        format!("{community} IN ({})", ids.join(", "))
    }

    pub(in crate::db) fn statement(self, sql: String) -> Statement {
        Statement::from_sql_and_values(self.backend, sql, self.values)
    }
}
