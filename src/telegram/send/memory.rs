//! What was sent lately, so that an edit finds its message without asking the database.

use std::collections::HashMap;
use std::hash::Hash;

/// How many pairs are kept for certain; twice as many at most.
const KEPT: usize = 8192;

/// The latest message ids by key. The oldest are forgotten, half at a time.
pub(super) struct Recent<K> {
    young: HashMap<K, i64>,
    old: HashMap<K, i64>,
}

impl<K: Eq + Hash> Recent<K> {
    pub(super) fn new() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }

    pub(super) fn insert(&mut self, key: K, message_id: i64) {
        if self.young.len() >= KEPT {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, message_id);
    }

    pub(super) fn get(&self, key: &K) -> Option<i64> {
        self.young.get(key).or_else(|| self.old.get(key)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_what_was_sent_is_bounded_and_keeps_the_latest() {
        let mut recent = Recent::new();
        for id in 0..100_000_i64 {
            recent.insert(id, id + 1);
        }
        assert_eq!(recent.get(&99_999), Some(100_000));
        assert_eq!(recent.get(&(99_999 - 8000)), Some(100_000 - 8000));
        assert_eq!(recent.get(&5), None);
        assert!(recent.young.len() + recent.old.len() <= 2 * KEPT);
    }
}
