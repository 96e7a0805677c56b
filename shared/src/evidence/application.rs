//! What an application says of its own, in the place of the words that a server said to it.

use serde::{Deserialize, Serialize};

/// A complaint of Jira or Jira Service Management (their messages are English in every language of the interface).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Complaint {
    /// `OAuth token not defined for connection. OAuth Authorisation required.`
    NoToken,
    /// `JIRA couldn't open the folder 'inbox' at outlook.office365.com.`
    FolderNotOpened,
    /// `java.net.SocketTimeoutException: Read timed out`, without the words of a server.
    ReadTimedOut,
    /// `The connection has failed. Check the application logs for details.`
    ConnectionTestFailed,
}
