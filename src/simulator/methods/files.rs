//! Files that the bot sends or asks for.

use serde_json::{Value, json};

use super::super::params::{Params, Upload};
use super::super::refusal::Refusal;
use super::super::shared::{Content, Shared, lock};
use super::super::world::Attachment;

const MOST_PHOTO_BYTES: usize = 10 * 1024 * 1024;
const MOST_UPLOAD_BYTES: usize = 50 * 1024 * 1024;
const MOST_DOWNLOAD_BYTES: usize = 20 * 1024 * 1024;

/// The photo or document of a call: uploaded now, or known by its `file_id`.
pub(super) fn sent(shared: &Shared, params: &Params, kind: &'static str) -> Result<Attachment, Refusal> {
    let file_id = match params.upload(kind) {
        Some(upload) => keep(shared, upload, kind)?,
        None => match params.text(kind).filter(|text| !text.is_empty()) {
            None => return Err(Refusal::bad(format!("there is no {kind} in the request"))),
            Some(text) if text.starts_with("attach://") => {
                return Err(Refusal::bad(format!("there is no {kind} in the request")));
            }
            Some(text) => text.into_owned(),
        },
    };
    let files = lock(&shared.files);
    let stored = files.get(&file_id).ok_or_else(|| {
        Refusal::bad("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
    })?;
    if stored.kind != kind {
        return Err(Refusal::bad(format!("can't use file of type {} as {kind}", stored.kind)));
    }
    Ok(Attachment { kind, json: stored.json.clone(), file_id: Some(file_id) })
}

fn keep(shared: &Shared, upload: &Upload, kind: &'static str) -> Result<String, Refusal> {
    let size = upload.bytes.len();
    if size == 0 {
        return Err(Refusal::bad("file must be non-empty"));
    }
    if size > MOST_UPLOAD_BYTES {
        return Err(Refusal::plain(413, "Request Entity Too Large"));
    }
    let content = Content::Bytes(upload.bytes.clone());
    if kind != "photo" {
        let extra = json!({ "file_name": upload.name, "mime_type": upload.mime });
        return Ok(shared.store(kind, &upload.name, &upload.mime, content, &extra));
    }
    if size > MOST_PHOTO_BYTES {
        return Err(Refusal::bad(format!(
            "file of size {size} bytes is too big for a photo; the maximum size is {MOST_PHOTO_BYTES} bytes"
        )));
    }
    let (mime, width, height) = picture(&upload.bytes).ok_or_else(|| Refusal::bad("IMAGE_PROCESS_FAILED"))?;
    // Telegram's limits on a photo's shape; a chart that breaks them must be sent as a document.
    if width + height > 10_000 || width > height.saturating_mul(20) || height > width.saturating_mul(20) {
        return Err(Refusal::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    Ok(shared.store(kind, &upload.name, mime, content, &json!({ "width": width, "height": height })))
}

/// Kind and size of a picture; the size of other kinds than PNG is not read.
fn picture(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(("image/png", number(16)?, number(20)?)),
        [0xff, 0xd8, 0xff, ..] => Some(("image/jpeg", 1280, 960)),
        [b'G', b'I', b'F', b'8', ..] => Some(("image/gif", 1280, 960)),
        [b'R', b'I', b'F', b'F', ..] => Some(("image/webp", 1280, 960)),
        _ => None,
    }
}

/// `getFile`.
pub(super) fn get(shared: &Shared, params: &Params) -> Result<Value, Refusal> {
    let wanted = params.text("file_id").unwrap_or_default();
    if wanted.is_empty() {
        return Err(Refusal::bad("file_id is not specified"));
    }
    let files = lock(&shared.files);
    let (file_id, stored) = files
        .get_key_value(&*wanted)
        .ok_or_else(|| Refusal::bad("wrong file_id or the file is temporarily unavailable"))?;
    if stored.size() > MOST_DOWNLOAD_BYTES {
        return Err(Refusal::bad("file is too big"));
    }
    let unique = format!("U{}", file_id.get(file_id.len().saturating_sub(8)..).unwrap_or_default());
    Ok(json!({
        "file_id": file_id, "file_unique_id": unique, "file_size": stored.size(), "file_path": stored.path,
    }))
}
