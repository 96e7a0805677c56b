//! Addresses of the web that others wrote.

use url::Url;

/// Reads one whose host stands in ASCII, letter by letter.
///
/// What is beyond ASCII is refused here, since what would turn it into a name is left out of this build
/// (`idna_adapter`) and takes its input for checked: a debug build panics at `CAFÉ.example`, however it is encoded.
pub fn url(text: &str) -> Option<Url> {
    let begin = text.find("://").map(|at| at + "://".len());
    let end = begin.and_then(|begin| {
        let length = text[begin..].find(['/', '?', '#', '\\'])?;
        Some(begin + length)
    });
    // Without the two slashes the parser may find a host anywhere.
    let head = &text[..end.unwrap_or(text.len())];
    (head.is_ascii() && !head.contains('%')).then_some(())?;
    Url::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_beyond_ascii_is_none_however_it_is_written() {
        for text in [
            "https://CAFÉ.example",
            "https://CAF%C3%89.example/",
            "https:CAF%C3%89.example",
            "https:/CAF%C3%89/://x",
            "https:\\\\CAF%C3%89.example",
            "https://x@CAF%C3%89.example",
            "ht\ntps://CAF%C3%89.example",
        ] {
            assert_eq!(url(text), None, "{text}");
        }
    }

    #[test]
    fn the_rest_may_say_anything() {
        for (text, host) in [
            ("https://check.example/caf%C3%89?é#É", Some("check.example")),
            ("https://Check.example:8443?a=%20", Some("check.example")),
            ("https://xn--caf-dma.example", Some("xn--caf-dma.example")),
            ("http://127.0.0.1:8080", Some("127.0.0.1")),
            ("about:blank", None),
        ] {
            let url = url(text).unwrap();
            assert_eq!(url.host_str(), host, "{text}");
        }
    }
}
