//! What is drawn: small functions of their properties, with wishes going up through one callback.
//!
//! The views, one for each stage: [`ask`], [`waiting`], [`confirm`], [`checking`], [`done`], [`trouble`]. The rest are
//! their parts. Whatever came from outside is drawn as text, never as markup.

pub mod ask;
pub mod cause;
pub mod checking;
pub mod confirm;
pub mod device;
pub mod done;
pub mod hand;
pub mod setup;
pub mod trouble;
pub mod visit;
pub mod waiting;
pub mod watch;

pub mod actions;
pub mod beside;
pub mod control;
pub mod examples;
pub mod external;
pub mod field;
pub mod finding;
pub mod form;
pub mod frame;
pub mod heading;
pub mod icon;
pub mod identity;
pub mod input;
pub mod kind;
pub mod lasting;
pub mod letter;
pub mod looks;
pub mod matrix;
pub mod notice;
pub mod paste;
pub mod proof;
pub mod protocols;
pub mod provider;
pub mod question;
pub mod quirks;
pub mod settled;
pub mod source;
pub mod steps;
pub mod submit;
pub mod summary;
pub mod token;
pub mod trust;
pub mod unanswered;
pub mod undo;
pub mod ways;
