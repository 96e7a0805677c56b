//! Name resolution.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// What the name servers said.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dns {
    /// Addresses were found, and all of them may be dialled.
    Resolved {
        /// A and AAAA, in the order in which they are tried.
        addresses: Vec<IpAddr>,
    },
    /// The name does not exist (NXDOMAIN).
    NoSuchName,
    /// The name exists and has neither A nor AAAA.
    NoAddress,
    /// The name servers answered with a failure (SERVFAIL, REFUSED …).
    ServerFailure,
    /// No name server answered in time.
    TimedOut,
    /// At least one address is not one that this relay may dial; none is tried. Which one is not told.
    NotAllowed,
}
