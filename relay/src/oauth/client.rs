//! As which application the relay asks.

use std::sync::Arc;

use shared::secret::Secret;

use crate::outbound::Form;

/// An application. With a secret it authenticates in the body (`client_secret_post`, RFC 6749 §2.3.1), which every
/// provider of the table takes.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its secret; a public client has none.
    pub secret: Option<Arc<Secret>>,
}

impl Client {
    /// A form of these parameters and who sends them.
    pub fn form(&self, parameters: &[(&str, &str)]) -> Form {
        let mut all = parameters.to_vec();
        all.push(("client_id", &self.id));
        if let Some(secret) = &self.secret {
            all.push(("client_secret", secret.expose()));
        }
        Form::new(&all)
    }
}
