//! a whole check over SMTP, and what comes before encryption, against a server that says anything, the token in
//! any dress among it, in pieces of any length.

#![no_main]

use shared::plan::Protocol;

fuzz::target!(smtp);

fn smtp(octets: &[u8]) {
    fuzz::walk::check(Protocol::Smtp, octets);
}
