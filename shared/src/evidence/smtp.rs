//! Message submission (RFC 6409). A check never sends; what an application met when it did may be pasted.

use serde::{Deserialize, Serialize};

/// A message went out.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {}
