//! a whole check over POP3, and what comes before encryption, against a server that says anything, the token in
//! any dress among it, in pieces of any length.

#![no_main]

use shared::plan::Protocol;

fuzz::target!(pop);

fn pop(octets: &[u8]) {
    fuzz::walk::check(Protocol::Pop, octets);
}
