//! The relay's program: reads the settings, says what to register where, serves until it is told to stop.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use relay::config::Config;
use relay::service::{Service, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

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
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let config = Config::load(&file()?, std::env::vars())?;
    say(&registration(&config));
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", config.listen))?;
    let service = Arc::new(Service::new(config)?);
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    serve(listener, service, stop).await?;
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

/// What the operator has to register with each provider.
fn registration(config: &Config) -> String {
    let mut text = format!("Greencheck listens on {} for {}\n", config.listen, config.public_url);
    if config.policy.providers.is_empty() {
        text.push_str("  No provider is enabled: add a [[provider]] with an id and a client_id.\n");
    }
    for entry in &config.policy.providers {
        let set_up = if entry.public.client_id.is_some() { "" } else { " (no client_id yet: not offered)" };
        text.push_str(&format!(
            "  {}{set_up}\n    redirect URI to register: {}/oauth/callback\n    platform type: {}\n",
            entry.public.name, config.public_url, entry.platform
        ));
    }
    text
}

#[expect(clippy::print_stderr, reason = "the operator reads it when the relay starts")]
fn say(text: &str) {
    eprintln!("{}", text.trim_end());
}
