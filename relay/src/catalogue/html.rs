//! A page of the catalogue as HTML, inside the shell of the page: for browsers without scripts, for search engines, and
//! until the program is there to fill in values.

use std::fmt::Write as _;

use shared::catalogue::{Block, Inline, Page};

/// The shell with this page in the place of its content.
pub fn page(shell: &str, page: &Page) -> Option<String> {
    let mut main = format!(
        "<article class=\"cause\">\n<h1>{}</h1>\n",
        escaped(&page.title)
    );
    for block in &page.blocks {
        // Writing to a string cannot fail.
        let _ = match block {
            Block::Section(text) => writeln!(main, "<h2>{}</h2>", escaped(text)),
            Block::Actor(text) => writeln!(main, "<h3>{}</h3>", escaped(text)),
            Block::Text(run) => writeln!(main, "<p>{}</p>", inline(run)),
            Block::Steps(items) => {
                writeln!(main, "<ol class=\"instructions\">{}</ol>", list(items))
            }
            Block::Points(items) => writeln!(main, "<ul class=\"plain\">{}</ul>", list(items)),
        };
    }
    main.push_str("</article>\n");
    within(shell, &page.title, &main)
}

/// The shell with the list of all pages.
pub fn index(shell: &str, titles: &[(&str, &str)]) -> Option<String> {
    let title = "All causes";
    let mut main = format!("<article class=\"cause\">\n<h1>{title}</h1>\n<ul class=\"plain\">\n");
    for (code, title) in titles {
        let _ = writeln!(
            main,
            "<li><a href=\"/causes/{code}\">{}</a></li>",
            escaped(title)
        );
    }
    main.push_str("</ul>\n</article>\n");
    within(shell, title, &main)
}

/// `None` when the shell is not the one that this knows.
fn within(shell: &str, title: &str, main: &str) -> Option<String> {
    let (before, rest) = shell.split_once("<main>")?;
    let (_, after) = rest.split_once("</main>")?;
    let (head, rest) = before.split_once("<title>")?;
    let (_, tail) = rest.split_once("</title>")?;
    let title = escaped(title);
    Some(format!(
        "{head}<title>{title} – Greencheck</title>{tail}<main>\n{main}</main>{after}"
    ))
}

fn list(items: &[Vec<Inline>]) -> String {
    let items = items.iter().map(|run| format!("<li>{}</li>", inline(run)));
    items.collect()
}

fn inline(run: &[Inline]) -> String {
    run.iter()
        .map(|inline| match inline {
            Inline::Words(text) => escaped(text),
            Inline::Code(text) => format!("<code>{}</code>", escaped(text)),
            Inline::Link(address) => {
                let address = escaped(address);
                format!("<a href=\"{address}\" rel=\"noopener noreferrer\">{address}</a>")
            }
        })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELL: &str =
        "<html><head><title>T</title></head><body><main>\nold\n</main><p>foot</p></body></html>";

    #[test]
    fn a_page_takes_the_place_of_the_content() {
        let page_ = Page {
            code: "a".into(),
            title: "A & <b>".into(),
            blocks: vec![Block::Text(vec![
                Inline::Words("x".into()),
                Inline::Code("'<mailbox>'".into()),
                Inline::Link("https://v.example/\"".into()),
            ])],
        };
        let html = page(SHELL, &page_).unwrap();
        assert!(html.contains("<title>A &amp; &lt;b&gt; – Greencheck</title>"));
        assert!(html.contains("<code>&#39;&lt;mailbox&gt;&#39;</code>"));
        assert!(html.contains("href=\"https://v.example/&quot;\""));
        assert!(!html.contains("old") && html.contains("<p>foot</p>"));
        assert_eq!(page("<html></html>", &page_), None);
    }
}
