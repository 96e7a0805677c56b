//! The log: to standard error, one line an event.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Never logged, whatever is asked for: at its most verbose the IMAP client writes out what it sends, and what the name
/// server's client says of an odd answer names the domain that somebody asked about.
const SILENT: [&str; 5] = [
    "async_imap=off",
    "imap_proto=off",
    "hickory_net=off",
    "hickory_proto=off",
    "hickory_resolver=off",
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
    let filter = self::filter(filter)?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}

fn filter(text: &str) -> Result<EnvFilter, FilterError> {
    let all = [&[text][..], &SILENT].concat().join(",");
    EnvFilter::try_new(all).map_err(|_| FilterError(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn the_imap_client_is_silent_whatever_is_asked_for() {
        for asked in ["trace", "async_imap=trace", "info,imap_proto=trace"] {
            let filter = filter(asked).unwrap().to_string();
            assert!(filter.contains("async_imap=off"), "{filter}");
            assert!(filter.contains("imap_proto=off"), "{filter}");
            assert!(filter.contains("hickory_resolver=off"), "{filter}");
            assert!(
                !filter.contains("imap=trace") && !filter.contains("proto=trace"),
                "{filter}"
            );
        }
    }

    #[test]
    fn a_filter_that_is_none_is_named() {
        let said = filter("relay=loud").unwrap_err().to_string();
        assert!(said.contains("relay=loud"), "{said}");
    }
}
