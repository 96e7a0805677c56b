//! The page: one reducer, and small functions that draw its state.
//!
//! ```text
//! signin ─▶ session ─(Action)─▶ state ─▶ components
//!              ▲  │                │
//!      relay ──┘  └─(Intent)◀──────┘        report, examples, guess, clock: pure
//! ```
//!
//! Only [`signin`], [`relay`] and [`browser`] touch the browser, and only [`session`] calls them.
//! [`components`] and [`app`] draw, move the focus and set the title. Everything else is pure and tested natively.

pub mod browser;
pub mod relay;
pub mod signin;

pub mod intent;
pub mod session;
pub mod state;

pub mod claims;
pub mod clock;
pub mod found;
pub mod guess;
pub mod matrix;
pub mod place;
pub mod triangle;

pub mod examples;
pub mod report;

pub mod embed;
pub mod prefill;
pub mod progress;
pub mod text;

pub mod app;
pub mod components;
