//! What an application says of its own. Jira's messages are English in every language of its interface.

use crate::evidence::application::Complaint;

/// The complaint in a text.
pub fn of(text: &str) -> Option<Complaint> {
    let says = |phrase: &str| text.contains(phrase);
    if says("OAuth token not defined for connection") {
        Some(Complaint::NoToken)
    } else if says("couldn't open the folder") || says("couldn’t open the folder") {
        Some(Complaint::FolderNotOpened)
    } else if says("SocketTimeoutException: Read timed out")
        || says("Mail Exception: Read timed out")
    {
        Some(Complaint::ReadTimedOut)
    } else if says("The connection has failed. Check the application logs") {
        Some(Complaint::ConnectionTestFailed)
    } else {
        None
    }
}
