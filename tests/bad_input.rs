//! Whatever a person sends, and whenever: a clear answer in their language, and nothing that was entered is lost.

mod stage;

#[path = "bad_input/ends_of_dialogs.rs"]
mod ends_of_dialogs;
#[path = "bad_input/kinds.rs"]
mod kinds;
#[path = "bad_input/long.rs"]
mod long;
#[path = "bad_input/old_cards.rs"]
mod old_cards;
#[path = "bad_input/places.rs"]
mod places;
#[path = "bad_input/texts.rs"]
mod texts;
