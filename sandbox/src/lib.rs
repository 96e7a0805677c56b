//! A pretend provider.
