//! Results to look at without signing in.

/// Which one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExampleId {
    /// Signed in, and no Full Access to the shared mailbox.
    NoFullAccess,
    /// A token for another service.
    WrongAudience,
    /// The mailbox opened.
    Healthy,
}
