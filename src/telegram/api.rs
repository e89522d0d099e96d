//! The Bot API over HTTP: one client, one token, one way to call.
//!
//! Owns the token, which is in every address and must be in no error and no log: whatever comes from outside and is kept
//! is cleaned of it here. It must not retry: whether a call may be made again depends on what it does.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::json;

use super::failure::{CallError, Parameters, classify};

/// Telegram's own server.
const TELEGRAM: &str = "https://api.telegram.org";
/// How long a connection may take to be made: less than any call's time, so that "never connected" is told apart from
/// "no answer".
const CONNECTING: Duration = Duration::from_secs(5);
/// How long the calls of a start may take.
const STARTING: Duration = Duration::from_secs(10);
/// Letters of a description that are kept.
const WORDS_KEPT: usize = 500;

/// Why there is no API to call. The words repeat neither the token nor the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Not of the form that @BotFather gives.
    #[error("the bot's token must look like 123456789:AbC-dEf_…, as @BotFather gave it")]
    Form,
    /// The server's address is none.
    #[error("the Bot API's address must be like https://api.telegram.org, without user, query or fragment")]
    BaseUrl,
    /// No HTTP client can be made here.
    #[error("the HTTP client cannot be set up on this system")]
    Client,
}

/// The bot as Telegram knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Its id: the digits of the token.
    pub id: i64,
    /// Its `@name`, without the `@`.
    pub username: String,
    /// Its shown name.
    pub first_name: String,
}

/// The commands of one language (none is everybody else's): name and description.
pub type CommandMenu<'a> = (Option<&'a str>, Vec<(String, String)>);

/// A bot's way to the Bot API. Clones share the connections.
#[derive(Clone)]
pub struct BotApi(Arc<Line>);

struct Line {
    http: Client,
    token: SecretString,
    base: String,
    bot_id: i64,
}

impl fmt::Debug for BotApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotApi").field("bot_id", &self.0.bot_id).field("base", &self.0.base).finish_non_exhaustive()
    }
}

/// An answer of the Bot API, whatever it says.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Answer<T> {
    ok: bool,
    result: Option<T>,
    error_code: Option<u16>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

impl BotApi {
    /// Sets up the client; nothing is called yet. Without `base_url` it is Telegram's own server.
    ///
    /// # Errors
    /// When the token or the address is malformed.
    pub fn new(token: SecretString, base_url: Option<&str>) -> Result<Self, BadToken> {
        let bot_id = bot_id(token.expose_secret()).ok_or(BadToken::Form)?;
        let address = base(base_url.unwrap_or(TELEGRAM)).ok_or(BadToken::BaseUrl)?;
        let mut client = Client::builder()
            .tcp_nodelay(true)
            .tcp_keepalive(Duration::from_secs(30))
            .connect_timeout(CONNECTING)
            .pool_idle_timeout(Duration::from_secs(50))
            // The address holds the token: it goes to no other server, and to none as a referer.
            .redirect(Policy::none())
            .referer(false);
        if is_loopback(&address) {
            client = client.no_proxy();
        }
        let http = client.build().map_err(|_| BadToken::Client)?;
        Ok(Self(Arc::new(Line { http, token, base: address.as_str().trim_end_matches('/').to_owned(), bot_id })))
    }

    /// The bot's own id.
    #[must_use]
    pub fn bot_id(&self) -> i64 {
        self.0.bot_id
    }

    /// Calls a method with a JSON body.
    ///
    /// # Errors
    /// What the server refused, or how the call failed on the way; see [`CallError`] for which may have had an effect.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        body: String,
        timeout: Duration,
    ) -> Result<T, CallError> {
        let line = &*self.0;
        let address = format!("{}/bot{}/{method}", line.base, line.token.expose_secret());
        let request = line
            .http
            .post(address)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .timeout(timeout)
            .body(body);
        let response = request.send().await.map_err(|error| self.mishap(error))?;
        let status = response.status().as_u16();
        let text = response.bytes().await.map_err(|error| match status {
            500.. => CallError::Server { code: status },
            _ => CallError::Unknown(self.clean(&chain(&error.without_url()))),
        })?;
        self.read(status, &text)
    }

    /// Who the bot is.
    ///
    /// # Errors
    /// As [`BotApi::call`].
    pub async fn me(&self) -> Result<Me, CallError> {
        self.call("getMe", "{}".to_owned(), STARTING).await
    }

    /// Sets the command menus, one for each language.
    ///
    /// # Errors
    /// As [`BotApi::call`]; menus before the one that failed are set.
    pub async fn register_commands(&self, menus: &[CommandMenu<'_>]) -> Result<(), CallError> {
        for (language, commands) in menus {
            let commands: Vec<_> = commands
                .iter()
                .map(|(command, description)| json!({ "command": command, "description": description }))
                .collect();
            let mut body = json!({ "commands": commands });
            if let Some(code) = language {
                body["language_code"] = json!(code);
            }
            self.call::<IgnoredAny>("setMyCommands", body.to_string(), STARTING).await?;
        }
        Ok(())
    }

    fn read<T: DeserializeOwned>(&self, status: u16, text: &[u8]) -> Result<T, CallError> {
        let answer = match serde_json::from_slice::<Answer<T>>(text) {
            Ok(answer) => answer,
            // Not the Bot API's words, but those of a proxy before it.
            Err(_) if status >= 500 => return Err(CallError::Server { code: status }),
            Err(_) if status == 429 => return Err(classify(status, String::new(), Parameters::default())),
            Err(error) => {
                return Err(CallError::Unknown(self.clean(&format!("HTTP {status}, unreadable answer: {error}"))));
            }
        };
        match answer.result {
            Some(result) if answer.ok => Ok(result),
            _ if answer.ok => Err(CallError::Unknown(format!("HTTP {status}, an answer without a result"))),
            _ => {
                let code = answer.error_code.unwrap_or(status);
                Err(classify(code, self.clean(&answer.description), answer.parameters))
            }
        }
    }

    /// A call that got no answer.
    fn mishap(&self, error: reqwest::Error) -> CallError {
        let never_left = error.is_connect() || error.is_builder();
        let words = self.clean(&chain(&error.without_url()));
        if never_left { CallError::NotSent(words) } else { CallError::Unknown(words) }
    }

    /// Words from outside, fit to be kept: without the token, without NUL (PostgreSQL takes none), and not endless.
    fn clean(&self, words: &str) -> String {
        let token = self.0.token.expose_secret();
        let secret = token.split_once(':').map_or(token, |(_, secret)| secret);
        words.replace(secret, "[secret]").chars().filter(|it| *it != '\0').take(WORDS_KEPT).collect()
    }
}

/// An error with its causes: reqwest's own words say little.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}

/// The bot's id out of a token, when it is one. Telegram gives 35 letters after the colon; that many are not asked for,
/// since a server for tests may give others, and a wrong token is refused at the first call anyway.
fn bot_id(token: &str) -> Option<i64> {
    let (digits, secret) = token.split_once(':')?;
    let is_secret = (3..=100).contains(&secret.len())
        && secret.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-');
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    if is_secret && is_number { digits.parse().ok() } else { None }
}

fn base(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.query().is_none() && url.fragment().is_none();
    let is_anonymous = url.username().is_empty() && url.password().is_none();
    (is_http && is_plain && is_anonymous).then_some(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "AAE-thirty_five_letters_of_a_secret0";

    fn api(base_url: &str) -> Result<BotApi, BadToken> {
        BotApi::new(format!("7000000001:{SECRET}").into(), Some(base_url))
    }

    #[test]
    fn tokens_and_addresses_are_checked() {
        assert_eq!(api("http://127.0.0.1:8081/").unwrap().bot_id(), 7_000_000_001);
        for token in ["", "123", ":abcdef", "12a:abcdef", "123:", "123:ab cdef", "123:abc/../def", "123:abc:def"] {
            assert_eq!(BotApi::new(token.into(), None).unwrap_err(), BadToken::Form, "{token}");
        }
        for address in
            ["", "api.telegram.org", "ftp://x", "https://u:p@x", "https://x/?a=b", "https://x/#a", "file:///x"]
        {
            assert_eq!(api(address).unwrap_err(), BadToken::BaseUrl, "{address}");
        }
    }

    #[test]
    fn token_is_in_no_debug_output_and_no_words_that_are_kept() {
        let api = api("https://api.telegram.org").unwrap();
        assert!(!format!("{api:?}").contains(SECRET));
        let words = api.clean(&format!("cannot reach https://x/bot7000000001:{SECRET}/getMe or bot7%3A{SECRET}\0"));
        assert!(!words.contains(SECRET) && !words.contains('\0'), "{words}");
        let refused = api.read::<bool>(
            400,
            format!(r#"{{"ok":false,"error_code":400,"description":"Bad Request: {SECRET}"}}"#).as_bytes(),
        );
        assert!(!format!("{refused:?}").contains(SECRET));
    }

    #[tokio::test]
    async fn call_without_a_connection_is_certainly_not_sent_and_says_no_token() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let error = api(&address).unwrap().me().await.unwrap_err();
        assert!(matches!(error, CallError::NotSent(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains(SECRET));
    }

    #[test]
    fn answers_of_proxies_are_told_apart_from_the_servers() {
        let api = api("https://api.telegram.org").unwrap();
        assert_eq!(api.read::<bool>(502, b"<html>").unwrap_err(), CallError::Server { code: 502 });
        assert_eq!(
            api.read::<bool>(429, b"<html>").unwrap_err(),
            CallError::TooMany { retry_after: Duration::from_secs(1) }
        );
        assert!(matches!(api.read::<bool>(200, b"<html>").unwrap_err(), CallError::Unknown(_)));
        assert!(matches!(api.read::<bool>(403, b"<html>").unwrap_err(), CallError::Unknown(_)));
        assert_eq!(api.read::<bool>(200, br#"{"ok":true,"result":true}"#), Ok(true));
    }
}
