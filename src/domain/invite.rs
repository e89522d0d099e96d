//! Invites: codes that let one person in, once. Owns what a code is; the database keeps only its hash.

use rand::RngExt;
use sha2::{Digest, Sha256};

/// Characters of a code: what a deep link's start parameter may hold (Bot API: `A-Za-z0-9_-`, at most 64).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/// Length of a code: 24 characters of 6 bits are 144 bits, past guessing.
const LENGTH: usize = 24;

/// A new code.
#[must_use]
pub fn code() -> String {
    let mut random = rand::rng();
    (0..LENGTH).map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())])).collect()
}

/// What the database keeps of a code: SHA-256. A random code needs no salt and no slow hash.
#[must_use]
pub fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(code.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_fit_a_deep_link_and_differ() {
        let (one, other) = (code(), code());
        assert_ne!(one, other);
        assert_eq!(one.len(), LENGTH);
        assert!(one.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(hash(&one), hash(&other));
    }
}
