//! The window's session storage: sign-ins on their way, and the form across a reload. Each is deleted at first use.
//!
//! No token is ever put here. Session storage belongs to one window, so two windows never share a sign-in.

use web_sys::Storage;

use crate::signin::transaction::Transaction;
use crate::state::Form;

const SIGN_IN: &str = "greencheck.sign-in.";
const FORM: &str = "greencheck.form";

/// Stores a sign-in under its `state`, and sweeps out those that nobody came back from. `None` when the browser
/// refuses.
pub fn put(state: &str, transaction: &Transaction, now: i64) -> Option<()> {
    let storage = storage()?;
    sweep(&storage, now);
    let text = serde_json::to_string(transaction).ok()?;
    storage.set_item(&format!("{SIGN_IN}{state}"), &text).ok()
}

/// Takes a sign-in out by its `state`. A second call finds nothing.
pub fn take(state: &str, now: i64) -> Option<Transaction> {
    let stored = take_item(&format!("{SIGN_IN}{state}"))?;
    Transaction::read(&stored, now)
}

/// Keeps the form until the page is loaded again.
pub fn keep_form(form: &Form) -> Option<()> {
    storage()?
        .set_item(FORM, &serde_json::to_string(form).ok()?)
        .ok()
}

/// Takes the kept form out.
pub fn take_form() -> Option<Form> {
    serde_json::from_str(&take_item(FORM)?).ok()
}

fn take_item(key: &str) -> Option<String> {
    let storage = storage()?;
    let stored = storage.get_item(key).ok()??;
    storage.remove_item(key).ok()?;
    Some(stored)
}

fn sweep(storage: &Storage, now: i64) {
    let keys: Vec<String> = (0..storage.length().unwrap_or(0))
        .filter_map(|index| storage.key(index).ok()?)
        .filter(|key| key.starts_with(SIGN_IN))
        .collect();
    for key in keys {
        let stored = storage.get_item(&key).ok().flatten();
        if stored.is_none_or(|text| Transaction::read(&text, now).is_none()) {
            // What cannot be removed will be refused by its age.
            let _ = storage.remove_item(&key);
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
