//! An application's own complaint, in the place of a server's words: what Jira's messages can mean.

use super::access::{self, When};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{Fact, Reason, network};
use crate::cause::{Cause, ClientFault};
use crate::evidence::Speaks;
use crate::evidence::application::Complaint;

/// The known meanings, most frequent first.
pub fn suspects(scene: &Scene, complaint: Complaint) -> Vec<Suspect> {
    let reasons = vec![Reason::pro(Fact::ApplicationSays { complaint })];
    let guess = |cause, weight| Suspect::guess(cause, weight, reasons.clone());
    match complaint {
        Complaint::NoToken => vec![
            guess(Cause::RefreshTokenExpiredOrRevoked, 48),
            guess(Cause::ClientSecretExpired { app: None }, 30),
            guess(
                Cause::ClientSideProblem {
                    fault: ClientFault::Silent,
                },
                12,
            ),
        ],
        // It is not about the folder: Exchange took the token and refused the mailbox.
        Complaint::FolderNotOpened => access::suspects(scene, When::Opening, reasons),
        Complaint::ReadTimedOut => vec![
            network::blocked(scene, 56, reasons.clone()),
            guess(Cause::ServiceOutageOrBackend, 18),
            guess(
                Cause::Throttled {
                    backoff_ms: scene.words.backoff_ms,
                },
                14,
            ),
            network::wrong_place(scene, Speaks::Unknown, 10, reasons.clone()),
        ],
        Complaint::ConnectionTestFailed => vec![
            guess(Cause::WrongAuthorityEndpoint, 32),
            guess(Cause::ClientSecretInvalid { app: None }, 30),
            guess(Cause::AppNotFound { app: None }, 14),
            network::blocked(scene, 10, reasons.clone()),
            guess(Cause::RedirectUriMismatch { sent: None }, 8),
        ],
    }
}
