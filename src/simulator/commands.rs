//! Registered commands: their limits, and which list a person sees for a language and a scope.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::params::Params;
use super::refusal::Refusal;

/// One command of the menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BotCommand {
    /// Its name, without the slash.
    pub command: String,
    /// What it does.
    pub description: String,
}

/// A list of commands and for whom it is.
#[derive(Clone, Debug, Serialize)]
pub struct CommandList {
    /// `default`, `all_private_chats`, `chat:ID` and the like.
    pub scope: String,
    /// Two letters, or nothing for all languages.
    pub language_code: String,
    /// The commands.
    pub commands: Vec<BotCommand>,
}

#[derive(Default)]
pub(super) struct Commands {
    lists: BTreeMap<(String, String), Vec<BotCommand>>,
}

impl Commands {
    pub(super) fn set(&mut self, params: &Params) -> Result<Value, Refusal> {
        let key = key(params)?;
        let commands = read(params.json("commands")?)?;
        if commands.is_empty() {
            self.lists.remove(&key);
        } else {
            self.lists.insert(key, commands);
        }
        Ok(Value::Bool(true))
    }

    pub(super) fn delete(&mut self, params: &Params) -> Result<Value, Refusal> {
        self.lists.remove(&key(params)?);
        Ok(Value::Bool(true))
    }

    pub(super) fn get(&self, params: &Params) -> Result<Value, Refusal> {
        Ok(json!(self.lists.get(&key(params)?).cloned().unwrap_or_default()))
    }

    pub(super) fn all(&self) -> Vec<CommandList> {
        let lists = self.lists.iter();
        lists
            .map(|((scope, language), commands)| CommandList {
                scope: scope.clone(),
                language_code: language.clone(),
                commands: commands.clone(),
            })
            .collect()
    }

    /// What a person is shown: the narrowest scope first, in it the person's language first.
    pub(super) fn shown_to(&self, person: i64, language: &str) -> Vec<BotCommand> {
        let language = language.get(..2).unwrap_or_default();
        for scope in [&format!("chat:{person}"), "all_private_chats", "default"] {
            for language in [language, ""] {
                if let Some(commands) = self.lists.get(&(scope.to_owned(), language.to_owned())) {
                    return commands.clone();
                }
            }
        }
        Vec::new()
    }
}

fn key(params: &Params) -> Result<(String, String), Refusal> {
    let scope = match params.json("scope")? {
        None => "default".to_owned(),
        Some(scope) => {
            let kind = scope.get("type").and_then(Value::as_str).unwrap_or_default();
            match (kind, scope.get("chat_id")) {
                ("default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators", _) => kind.to_owned(),
                ("chat" | "chat_administrators" | "chat_member", Some(chat)) => format!("{kind}:{chat}"),
                ("chat" | "chat_administrators" | "chat_member", None) => {
                    return Err(Refusal::bad("can't parse BotCommandScope: chat_id is empty"));
                }
                _ => return Err(Refusal::bad("can't parse BotCommandScope: Unsupported type specified")),
            }
        }
    };
    let language = params.text("language_code").unwrap_or_default().into_owned();
    if !language.is_empty() && (language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase())) {
        return Err(Refusal::bad("invalid language code specified"));
    }
    Ok((scope, language))
}

fn read(commands: Option<Value>) -> Result<Vec<BotCommand>, Refusal> {
    let Some(Value::Array(commands)) = commands else {
        return Err(Refusal::bad("can't parse commands: expected an Array of BotCommand"));
    };
    if commands.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    commands.iter().map(one).collect()
}

fn one(command: &Value) -> Result<BotCommand, Refusal> {
    let text = |field: &str| {
        let text = command.get(field).and_then(Value::as_str);
        text.map(str::to_owned)
            .ok_or_else(|| Refusal::bad(format!("can't parse BotCommand: Can't find field \"{field}\"")))
    };
    let name = text("command")?;
    let name = name.strip_prefix('/').unwrap_or(&name).to_owned();
    let description = text("description")?.trim().to_owned();
    if name.is_empty() {
        return Err(Refusal::bad("command must be non-empty"));
    }
    if name.len() > 32 || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return Err(Refusal::bad("BOT_COMMAND_INVALID"));
    }
    if description.is_empty() {
        return Err(Refusal::bad("command description must be non-empty"));
    }
    if description.chars().count() > 256 {
        return Err(Refusal::bad("command description length must not exceed 256"));
    }
    Ok(BotCommand { command: name, description })
}
