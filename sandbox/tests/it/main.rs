//! The sandbox from outside: over HTTP, TLS and DNS, and as a process.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the helpers of tests are no tests to the linter"
)]

mod devices;
mod http;
mod imap;
mod lasting;
mod mail;
mod names;
mod portal;
mod process;
mod sign_in;
mod signing;
mod ways;

use sandbox::options::Options;
use sandbox::run::{Sandbox, start};
use tempfile::TempDir;

/// The page's origin in these tests; nothing listens there.
const PAGE: &str = "http://localhost:8080";

/// A sandbox on free ports, and where its files are.
struct Running {
    sandbox: Sandbox,
    dir: TempDir,
}

async fn running() -> Running {
    running_with(|options| options).await
}

async fn running_with(change: impl FnOnce(Options) -> Options) -> Running {
    let dir = TempDir::new().unwrap();
    let free = "127.0.0.1:0".parse().unwrap();
    let options = Options {
        http: free,
        imap: free,
        dns: free,
        ..Options::new(dir.path().to_owned())
    };
    Running {
        sandbox: start(&change(options)).await.unwrap(),
        dir,
    }
}
