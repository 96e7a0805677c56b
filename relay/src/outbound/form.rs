//! The body of a request to a token endpoint.

use std::fmt;

use bytes::Bytes;
use form_urlencoded::Serializer;
use zeroize::Zeroizing;

use crate::body::wiped_after;

/// `application/x-www-form-urlencoded`. It holds secrets: it prints nothing of itself and is wiped when it was sent.
pub struct Form(Zeroizing<String>);

impl Form {
    /// From its parameters, in their order.
    pub fn new(parameters: &[(&str, &str)]) -> Self {
        // An octet becomes three at most, with two signs a parameter: nothing is copied while it grows.
        let length = |(name, value): &(&str, &str)| 3 * (name.len() + value.len()) + 2;
        let most = parameters.iter().map(length).sum();
        let mut text = Zeroizing::new(String::with_capacity(most));
        Serializer::new(&mut *text).extend_pairs(parameters);
        Self(text)
    }

    /// As a body.
    pub fn into_body(mut self) -> Bytes {
        let text = std::mem::take(&mut *self.0);
        wiped_after(Zeroizing::new(text.into_bytes()))
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded_and_never_printed() {
        let form = Form::new(&[("code", "a&b=c d\u{1}é"), ("x", "-._~")]);
        assert_eq!(format!("{form:?}"), "[redacted]");
        let before = form.0.capacity();
        assert!(form.0.len() <= before);
        assert_eq!(form.into_body(), "code=a%26b%3Dc+d%01%C3%A9&x=-._%7E");
    }
}
