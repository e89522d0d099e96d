//! qualbot.
fn main() {}
