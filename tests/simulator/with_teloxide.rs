//! The client that the bot uses reads every answer of the simulator.

use teloxide::payloads::{EditMessageTextSetters, GetUpdatesSetters, SendMessageSetters, SendPhotoSetters};
use teloxide::prelude::Requester;
use teloxide::types::{
    BotCommand, CallbackQueryId, ChatId, FileId, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ParseMode,
    UpdateKind,
};
use teloxide::{ApiError, Bot, RequestError};

use qualbot::simulator::{NewPerson, Tap};
use serde_json::json;

use crate::harness::{ANNA, TOKEN, World};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x02\x58\x08\0\0\0\0";

#[tokio::test]
async fn the_client_that_the_bot_uses_reads_every_answer() {
    let world = World::new().await;
    let phone = world.simulator.phone();
    phone.add_person(NewPerson { id: Some(ANNA), first_name: "Anna".into(), ..NewPerson::default() }).unwrap();
    let bot = Bot::new(TOKEN).set_api_url(world.simulator.url().parse().unwrap());
    assert_eq!(bot.get_me().await.unwrap().username(), "qualbot");
    for what in [
        json!({ "text": "/start" }),
        json!({ "photo": true }),
        json!({ "voice": true }),
        json!({ "document": true }),
        json!({ "contact": true }),
        json!({ "sticker": true }),
        json!({ "location": true }),
        json!({ "text": "f", "forward_from_name": "Carl" }),
    ] {
        world.sim(&format!("people/{ANNA}/send"), what).await;
    }
    let markup = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("x", "data")]]);
    let chat = ChatId(ANNA);
    let sent = bot.send_message(chat, "<b>hi</b>").parse_mode(ParseMode::Html).reply_markup(markup).await.unwrap();
    let tapped = phone.tap(ANNA, &Tap::data(sent.id.0, "data")).unwrap();
    phone.block(ANNA, true).unwrap();
    phone.block(ANNA, false).unwrap();
    let updates = bot.get_updates().timeout(1).await.unwrap();
    assert_eq!(updates.len(), 11);
    for update in &updates {
        assert!(!matches!(update.kind, UpdateKind::Error(_)), "{update:?}");
    }
    assert_eq!(updates[3].kind_message_document(), Some("document.pdf".to_owned()));
    bot.answer_callback_query(CallbackQueryId(tapped.callback_query_id)).await.unwrap();
    bot.edit_message_text(chat, sent.id, "new").parse_mode(ParseMode::Html).await.unwrap();
    let same = bot.edit_message_text(chat, sent.id, "new").await.unwrap_err();
    assert!(matches!(same, RequestError::Api(ApiError::MessageNotModified)), "{same:?}");
    let photo = bot.send_photo(chat, InputFile::memory(PNG).file_name("chart.png")).caption("c").await.unwrap();
    assert_eq!(photo.photo().unwrap()[0].width, 800);
    bot.send_document(chat, InputFile::memory("a;b").file_name("a.csv")).await.unwrap();
    let again = FileId(photo.photo().unwrap()[0].file.id.0.clone());
    bot.send_photo(chat, InputFile::file_id(again.clone())).await.unwrap();
    assert!(bot.get_file(again).await.unwrap().size > 0);
    bot.set_my_commands([BotCommand::new("tasks", "Tasks")]).await.unwrap();
    assert_eq!(bot.get_my_commands().await.unwrap().len(), 1);
    assert!(bot.get_webhook_info().await.unwrap().url.is_none());
    bot.delete_message(chat, sent.id).await.unwrap();
    phone.block(ANNA, true).unwrap();
    let blocked = bot.send_message(chat, "x").await.unwrap_err();
    assert!(matches!(blocked, RequestError::Api(ApiError::BotBlocked)), "{blocked:?}");
}

trait Document {
    fn kind_message_document(&self) -> Option<String>;
}

impl Document for teloxide::types::Update {
    fn kind_message_document(&self) -> Option<String> {
        let UpdateKind::Message(message) = &self.kind else { return None };
        message.document()?.file_name.clone()
    }
}
