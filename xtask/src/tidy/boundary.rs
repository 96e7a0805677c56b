//! What a part may not name. Each boundary is one row of a table, with the reason that its breaker is told.

use super::code::names;
use super::source::Source;

/// Names that do not belong in a place.
struct Boundary {
    /// Where the rule holds: the starts of paths.
    within: &'static [&'static str],
    /// Where it does not hold, although the path starts so.
    except: &'static [&'static str],
    /// Identifiers or paths that production code there may not name.
    forbidden: &'static [&'static str],
    reason: &'static str,
}

const BOUNDARIES: [Boundary; 7] = [
    Boundary {
        within: &["shared/src/"],
        except: &[],
        forbidden: &[
            "async",
            "await",
            "std::env",
            "std::fs",
            "std::io",
            "std::process",
            "std::thread",
            "std::time::Instant",
            "std::time::SystemTime",
            "TcpListener",
            "TcpStream",
            "UdpSocket",
            "now_utc",
            "js_sys",
            "web_sys",
        ],
        reason: "shared is pure: no I/O, no clock, not async; time is a parameter",
    },
    Boundary {
        within: &["relay/src/"],
        except: &[],
        forbidden: &["Cause", "cause::", "diagnose", "remedy", "advise"],
        reason: "the relay observes and never interprets",
    },
    Boundary {
        within: &["relay/src/"],
        except: &["relay/src/address.rs"],
        forbidden: &["Url::parse"],
        reason: "relay/src/address.rs reads addresses: it refuses what is beyond ASCII before a library asserts",
    },
    Boundary {
        within: &[""],
        except: &["relay/src/probe/tls"],
        forbidden: &[
            "dangerous()",
            "dangerous_configuration",
            "ServerCertVerifier",
        ],
        reason: "the recording verifier in relay/src/probe/tls is the only one, and no check is ever switched off",
    },
    Boundary {
        within: &["frontend/src/"],
        except: &[
            "frontend/src/browser",
            "frontend/src/relay.rs",
            "frontend/src/signin",
        ],
        forbidden: &[
            "web_sys::WebSocket",
            "fetch_with_request",
            "fetch_with_str",
            "fetch_with_str_and_init",
            "local_storage",
            "session_storage",
            "XmlHttpRequest",
        ],
        reason: "only signin, relay.rs and browser talk to the network and to storage",
    },
    Boundary {
        within: &[
            "frontend/src/examples",
            "frontend/src/guess",
            "frontend/src/report",
            "frontend/src/state",
            "frontend/src/text",
        ],
        except: &[],
        forbidden: &[
            "browser::",
            "gloo_events",
            "gloo_timers",
            "js_sys",
            "wasm_bindgen",
            "web_sys",
        ],
        reason: "reducer, report and texts are pure: what happens outside comes in as an action",
    },
    Boundary {
        within: &["frontend/src/"],
        except: &[],
        forbidden: &[
            "local_storage",
            "set_cookie",
            "inner_html",
            "set_inner_html",
            "from_html_unchecked",
        ],
        reason: "nothing outlives the tab, and what a server said is never markup",
    },
];

/// Which names are where they do not belong.
pub fn complaints(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for boundary in &BOUNDARIES {
        let Boundary {
            except,
            forbidden,
            reason,
            ..
        } = boundary;
        let inside = |source: &&Source| {
            boundary.within.iter().any(|place| source.is_rust_in(place))
                && !except.iter().any(|place| source.path.starts_with(place))
        };
        for source in sources.iter().filter(inside) {
            let code = source.code();
            for name in forbidden.iter().filter(|name| names(&code, name)) {
                complaints.push(format!("{}: names `{name}`; {reason}", source.path));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    fn complaint(path: &str, text: &str) -> bool {
        !complaints(&[source(path, text)]).is_empty()
    }

    #[test]
    fn shared_is_pure() {
        assert!(complaint(
            "shared/src/plan.rs",
            "let now = std::time::SystemTime::now();"
        ));
        assert!(complaint("shared/src/plan.rs", "async fn plan() {}"));
        assert!(!complaint(
            "shared/src/plan.rs",
            "use std::net::IpAddr; // no async"
        ));
        assert!(!complaint(
            "relay/src/run.rs",
            "async fn run() { std::fs::read(a) }"
        ));
    }

    #[test]
    fn the_relay_never_interprets() {
        assert!(complaint("relay/src/run.rs", "use shared::cause::Cause;"));
        assert!(complaint(
            "relay/src/run.rs",
            "use shared::{diagnose, plan};"
        ));
        assert!(!complaint(
            "relay/src/run.rs",
            "/// The page diagnoses; see Cause.\nfn a() { \"Cause\" }"
        ));
        assert!(!complaint(
            "frontend/src/state.rs",
            "use shared::cause::Cause;"
        ));
    }

    ///
    #[test]
    fn one_verifier_and_no_other() {
        let text = "config.dangerous().with_custom_certificate_verifier(verifier)";
        assert!(!complaint("relay/src/probe/tls.rs", text));
        assert!(complaint("relay/src/probe/imap.rs", text));
        assert!(complaint("sandbox/src/lib.rs", text));
    }

    #[test]
    fn the_page_does_io_in_few_places() {
        let text = "let storage = window.session_storage();";
        assert!(complaint("frontend/src/state.rs", text));
        assert!(!complaint("frontend/src/signin/storage.rs", text));
        assert!(complaint(
            "frontend/src/state/reduce.rs",
            "use web_sys::Event;"
        ));
        assert!(!complaint(
            "frontend/src/components/form.rs",
            "use web_sys::Event;"
        ));
        assert!(complaint(
            "frontend/src/signin/storage.rs",
            "window.local_storage()"
        ));
    }
}
