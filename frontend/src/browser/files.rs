//! The clipboard, and files to and from the person's computer.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

/// Puts a text on the clipboard; `None` when the browser refuses.
pub async fn copy(text: &str) -> Option<()> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    // Outside https and localhost there is no clipboard.
    if clipboard.is_undefined() {
        return None;
    }
    JsFuture::from(clipboard.write_text(text)).await.ok()?;
    Some(())
}

/// Offers a text as a download.
pub fn save(name: &str, kind: &str, text: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let anchor: HtmlAnchorElement = web_sys::window()?
        .document()?
        .create_element("a")
        .ok()?
        .dyn_into()
        .ok()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&address).ok()
}

/// Reads a file of the person's as text, if it is no larger than this many octets.
pub async fn open(file: &File, most: usize) -> Opened {
    #[expect(clippy::cast_precision_loss, reason = "a limit far below 2^53")]
    if file.size() > most as f64 {
        return Opened::TooLarge;
    }
    match JsFuture::from(file.text()).await {
        Ok(text) => text.as_string().map_or(Opened::Unreadable, Opened::Text),
        Err(_) => Opened::Unreadable,
    }
}

/// What came of a file.
pub enum Opened {
    /// Its text.
    Text(String),
    /// Over the limit; it was not read.
    TooLarge,
    /// The browser did not hand it over.
    Unreadable,
}
