//! Observes: opens the mail connection and says what it saw.
