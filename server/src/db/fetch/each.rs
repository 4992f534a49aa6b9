//! Rows of which each is looked for in a community of its own. A statement that named all of these communities, and
//! all of the ids, would have every id looked up in every community: for a group of the writer a thousand times
//! instead of thirty.

use std::collections::BTreeMap;

use linli_domain::ids::PlaceId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Fetch, padded};
use crate::db::tables::{ColumnOf, Table};

/// Communities that one statement names by themselves: SQLite takes a condition of at most a thousand parts.
pub(in crate::db) const BRANCHES: usize = 64;

/// Ids that one statement looks for in one community; in so many communities they are as many as a list takes.
const IDS: usize = 128;

/// That a row is one of these: for each statement that it takes, its condition.
pub(in crate::db) fn each<T: ColumnTrait>(
    community: T,
    column: T,
    these: impl IntoIterator<Item = (PlaceId, Uuid)>,
) -> impl Iterator<Item = Condition> {
    let mut of: BTreeMap<PlaceId, Vec<Uuid>> = BTreeMap::new();
    for (place, id) in these {
        of.entry(place).or_default().push(id);
    }
    let parts: Vec<(PlaceId, Vec<Uuid>)> =
        of.iter().flat_map(|(place, ids)| ids.chunks(IDS).map(|some| (*place, some.to_vec()))).collect();
    let some: Vec<_> = parts.chunks(BRANCHES).map(<[_]>::to_vec).collect();
    some.into_iter().map(move |some| {
        // All as wide as the widest: a statement is prepared anew for each shape that it has.
        let wide = some.iter().map(|(_, ids)| ids.len()).max().unwrap_or(1).next_power_of_two();
        padded(some).into_iter().fold(Condition::any(), |any, (place, mut ids)| {
            if let Some(last) = ids.last().copied() {
                ids.resize(wide, last);
            }
            any.add(Condition::all().add(community.eq(place.0)).add(column.is_in(ids)))
        })
    })
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Rows that are named by an id, each in its community.
    pub(in crate::db) async fn each<T: Table>(
        self,
        community: ColumnOf<T>,
        column: ColumnOf<T>,
        these: impl IntoIterator<Item = (PlaceId, Uuid)>,
    ) -> Result<Vec<T>, DbErr> {
        let mut rows = Vec::new();
        for some in each(community, column, these) {
            rows.extend(self.all(T::Entity::find().filter(some)).await?);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{DbBackend, QueryTrait};

    use super::*;
    use crate::db::tables::resource::{Column, Entity};

    fn statements(these: &[(u128, u128)]) -> Vec<String> {
        let these = these.iter().map(|(place, id)| (PlaceId(Uuid::from_u128(*place)), Uuid::from_u128(*id)));
        let conditions = each(Column::CommunityId, Column::Id, these);
        conditions.map(|it| Entity::find().filter(it).build(DbBackend::Sqlite).sql).collect()
    }

    /// How many values are bound in each statement.
    fn asked(statements: &[String]) -> Vec<usize> {
        statements.iter().map(|it| it.matches('?').count()).collect()
    }

    #[test]
    fn each_id_is_looked_for_in_its_own_community() {
        assert_eq!(asked(&statements(&[(1, 7), (1, 8), (1, 9)])), [1 + 4]);
        assert_eq!(asked(&statements(&[(1, 7), (2, 7)])), [2 * 2]);
    }

    #[test]
    fn shapes_are_few_and_no_statement_is_without_a_bound() {
        let apart = |many: u128| statements(&(0..many).map(|it| (it, it)).collect::<Vec<_>>());
        assert_eq!(apart(29), apart(32), "three more of the last");
        let whole: Vec<_> = (0..70).flat_map(|place| (0..200).map(move |id| (place, id))).collect();
        let parts = asked(&statements(&whole));
        assert_eq!(parts.len(), 3, "140 parts");
        assert!(parts.iter().all(|it| *it <= BRANCHES * (1 + IDS)), "{parts:?}");
        assert_eq!(apart(0), Vec::<String>::new());
    }
}
