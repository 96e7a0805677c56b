//! The log: to standard error, one line an event.

use std::io::IsTerminal;

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Never logged, whatever is asked for: at its most verbose the IMAP client writes out what it sends, and what the name
/// server's client says of an odd answer names the domain that somebody asked about.
const SILENT: [&str; 5] = [
    "async_imap",
    "imap_proto",
    "hickory_net",
    "hickory_proto",
    "hickory_resolver",
];

/// The filter is not one.
#[derive(Debug, thiserror::Error)]
#[error("log \"{0}\" is no filter: write info, or relay=debug,info")]
pub struct FilterError(String);

/// Logs what `filter` lets through, in the words of `RUST_LOG`. A release build has nothing below `info`.
///
/// # Errors
/// `filter` is not understood.
pub fn start(filter: &str) -> Result<(), FilterError> {
    let ansi = std::io::stderr().is_terminal();
    subscriber(filter, ansi, std::io::stderr)?.init();
    Ok(())
}

fn subscriber<W>(filter: &str, ansi: bool, writer: W) -> Result<impl Subscriber, FilterError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let asked = EnvFilter::try_new(filter).map_err(|_| FilterError(filter.to_owned()))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(asked)
        .with_ansi(ansi)
        .with_writer(writer)
        .finish();
    // Beside what is asked for: of two directives of one filter, the one that names more of a path would win.
    Ok(subscriber.with(filter_fn(|line| !is_silent(line.target()))))
}

fn is_silent(target: &str) -> bool {
    let library = target.split_once("::").map_or(target, |(first, _)| first);
    SILENT.contains(&library)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    ///
    #[test]
    fn libraries_that_know_secrets_are_silent_whatever_is_asked_for() {
        for asked in [
            "trace",
            "async_imap=trace",
            "info,hickory_net::udp=warn",
            "async_imap::imap_stream=trace",
        ] {
            let written = Arc::new(Mutex::new(Vec::new()));
            let writer = {
                let written = Arc::clone(&written);
                move || Shared(Arc::clone(&written))
            };
            let subscriber = subscriber(&format!("warn,{asked}"), false, writer).unwrap();
            tracing::subscriber::with_default(subscriber, || {
                tracing::error!(target: "hickory_net::udp", "a domain");
                tracing::error!(target: "async_imap", "a token");
                tracing::error!(target: "async_imap::imap_stream", "a token");
                tracing::error!(target: "relay::check", "a code");
            });
            let written = String::from_utf8(written.lock().unwrap().clone()).unwrap();
            assert!(written.contains("a code"), "{asked}: {written}");
            assert_eq!(written.lines().count(), 1, "{asked}: {written}");
        }
    }

    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Shared {
        fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(octets);
            Ok(octets.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_filter_that_is_none_is_named() {
        let said = subscriber("relay=loud", false, std::io::stderr).err();
        let said = said.unwrap().to_string();
        assert!(said.contains("relay=loud"), "{said}");
    }
}
