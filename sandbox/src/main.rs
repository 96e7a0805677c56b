//! The sandbox as a program: prints one line of JSON when it answers, and serves until it is told to stop.

use std::io::{self, Write};
use std::process::ExitCode;

use sandbox::options::{self, Command, OptionsError, USAGE};
use sandbox::run::{self, StartError};
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Why the program ends early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}\n{USAGE}")]
    Options(#[from] OptionsError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot tell that it is ready: {0}")]
    Ready(#[from] io::Error),
}

async fn serve() -> Result<(), Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let told_to_stop = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    match options::read(std::env::args().skip(1))? {
        Command::Sandbox(options) => {
            let sandbox = run::start(&options).await?;
            say(&sandbox.ready)?;
            told_to_stop.await;
        }
        Command::NameServer { dns, zone } => {
            let server = run::name_server(dns, &zone).await?;
            say(&server.ready)?;
            told_to_stop.await;
        }
    }
    Ok(())
}

/// One line of JSON on standard output.
fn say(ready: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(ready)?)?;
    out.flush()
}
