//! What the fuzz targets share: bounds on what an input may cost, servers and values made of octets, and what a secret
//! may not leave behind.

pub mod any;
pub mod arrival;
pub mod bounds;
pub mod canary;
pub mod json;
pub mod judge;
pub mod policy;
pub mod script;
pub mod walk;

/// Makes a function the target of its program. A panic is a find.
#[macro_export]
macro_rules! target {
    ($target:path) => {
        libfuzzer_sys::fuzz_target!(|octets: &[u8]| $target(octets));
    };
}
