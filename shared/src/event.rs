//! The frames of `GET /api/v1/check` (subprotocol `greencheck.v1`): JSON in text messages, each an object with one key,
//! the frame's name. A tag inside the object would cost the page a second copy of every reader.

use serde::{Deserialize, Serialize};

use crate::evidence::Observation;
use crate::limit::Limit;
use crate::plan::{Plan, Step};
use crate::refusal::Refusal;
use crate::request::CheckRequest;

/// The WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "greencheck.v1";

/// The largest message either side accepts, in octets.
pub const MAX_MESSAGE: usize = 24 * 1024;

/// From the page to the relay.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ClientFrame {
    /// First of all.
    Open {
        /// From `POST /api/v1/ticket`; good for one socket, once.
        ticket: String,
        /// The build of the page.
        build: String,
    },
    /// Run a check. Another may follow when it has finished.
    Check {
        /// What to check. The only frame that holds a token.
        request: CheckRequest,
    },
    /// End the running check.
    Cancel {},
}

/// From the relay to the page.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ServerFrame {
    /// What will be done; sent before anything is.
    Planned {
        /// Counts from 0 on each socket.
        attempt: u32,
        /// All of it.
        plan: Plan,
        /// The relay's clock, seconds since 1970.
        relay_time: i64,
    },
    /// A step began.
    Started {
        /// The attempt.
        attempt: u32,
        /// Index into the plan's routes.
        route: usize,
        /// The step.
        step: Step,
    },
    /// A step ended.
    Observed {
        /// The attempt.
        attempt: u32,
        /// What was seen.
        observation: Observation,
    },
    /// All routes ended.
    Finished {
        /// The attempt.
        attempt: u32,
    },
    /// The relay declines.
    Refused {
        /// Why.
        refusal: Refusal,
        /// Milliseconds after which asking again makes sense; absent when it never does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
        /// The operator's limit that it came up against.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<Limit>,
    },
}

/// The answer of `POST /api/v1/ticket`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// 256 random bits, base64url.
    pub ticket: String,
}
