//! The shape of Microsoft's ids.

/// Whether a text is `8-4-4-4-12` hexadecimal digits.
pub fn is_guid(text: &str) -> bool {
    let mut parts = text.split('-');
    let fits = [8, 4, 4, 4, 12].iter().all(|length| {
        parts.next().is_some_and(|part| {
            part.len() == *length && part.bytes().all(|b| b.is_ascii_hexdigit())
        })
    });
    fits && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shape_counts() {
        assert!(is_guid("8A3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11"));
        for other in [
            "",
            "8a3c9a2e6e0b4a6f9d8a2f2d2f3b9c11",
            "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11-",
            "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c1g",
            "8a3c9a2-e6e0b-4a6f-9d8a-2f2d2f3b9c11",
        ] {
            assert!(!is_guid(other), "{other}");
        }
    }
}
