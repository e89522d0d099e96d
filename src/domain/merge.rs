//! How edits made at the same time meet: a three-way merge, field by field.

use std::collections::BTreeMap;

/// One field's change, as history keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<K, V> {
    /// Which field.
    pub field: K,
    /// Before.
    pub from: Option<V>,
    /// After.
    pub to: V,
}

/// What comes of edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merge<K, V> {
    /// They can be saved: these fields change (none, when all were stored already).
    Clean(Vec<Change<K, V>>),
    /// Somebody else changed this field to something else since the edits began: the member picks.
    Conflict(K),
}

/// Merges `edits`, begun when the fields were `base`, into what is stored `now`.
///
/// Fields that differ merge; the same field changed on both sides to different values is a conflict, and the first one
/// is returned.
#[must_use]
pub fn merge<K: Copy + Ord, V: Clone + PartialEq>(
    base: &BTreeMap<K, V>,
    now: &BTreeMap<K, V>,
    edits: &BTreeMap<K, V>,
) -> Merge<K, V> {
    let mut changes = Vec::new();
    for (&field, to) in edits {
        let stored = now.get(&field);
        if stored == Some(to) {
            continue;
        }
        if stored != base.get(&field) {
            return Merge::Conflict(field);
        }
        changes.push(Change { field, from: stored.cloned(), to: to.clone() });
    }
    Merge::Clean(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(of: &[(char, u8)]) -> BTreeMap<char, u8> {
        of.iter().copied().collect()
    }

    #[test]
    fn edits_of_other_fields_merge_and_of_the_same_field_conflict() {
        let base = fields(&[('t', 1)]);
        let edits = fields(&[('t', 2), ('c', 7)]);

        let other_field = fields(&[('t', 1), ('s', 3)]);
        let expected = vec![Change { field: 'c', from: None, to: 7 }, Change { field: 't', from: Some(1), to: 2 }];
        assert_eq!(merge(&base, &other_field, &edits), Merge::Clean(expected));
        assert_eq!(merge(&base, &fields(&[('t', 9)]), &edits), Merge::Conflict('t'));
        // Both chose the same: nothing to ask.
        assert_eq!(merge(&base, &edits, &edits), Merge::Clean(vec![]));
    }
}
