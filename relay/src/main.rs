//! The relay's program: reads the settings, asks providers who they are, says what to register where, serves until it is told to stop.

use std::alloc::System;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use relay::config::Draft;
use relay::descriptors;
use relay::discovery::discover;
use relay::dumps;
use relay::log;
use relay::panics;
use relay::registration::registration;
use relay::server::serve;
use relay::service::Service;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed. The token's own type wipes itself, but the libraries between it and the network have buffers too.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("relay: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), Box<dyn std::error::Error>> {
    // Before anything secret is read.
    dumps::forbid()?;
    let draft = Draft::load(&file()?, environment())?;
    let known = draft.known();
    log::start(&std::env::var("RUST_LOG").unwrap_or_else(|_| known.log.clone()))?;
    panics::name_the_place_alone();
    for variable in &known.ignored {
        tracing::warn!("the environment variable {variable} names no setting");
    }
    descriptors::suffice(&known.limits)?;
    let listener = TcpListener::bind(known.listen)
        .await
        .map_err(|error| format!("listen = \"{}\": {error}", known.listen))?;
    // Whoever connects meanwhile waits.
    let config = discover(draft).await?;
    let registration = registration(&config);
    let service = Arc::new(Service::new(config)?);
    if service.assets.page().is_none() {
        tracing::warn!("there is no page to serve: build it, or set assets to where it is");
    }
    say(&registration);
    serve(listener, service, told_to_stop()?).await;
    Ok(())
}

/// `--config FILE`
fn file() -> Result<PathBuf, &'static str> {
    let mut arguments = std::env::args_os().skip(1);
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(flag), Some(file), None) if flag == "--config" => Ok(file.into()),
        _ => Err("usage: relay --config relay.toml"),
    }
}

/// The variables that are text; no setting of ours is anything else.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| {
        let value = value.into_string().ok()?;
        Some((name.into_string().ok()?, value))
    })
}

/// Ready at Ctrl-C or SIGTERM.
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[expect(
    clippy::print_stderr,
    reason = "the operator reads it when the relay starts"
)]
fn say(text: &str) {
    eprintln!("{text}");
}
