//! Links inside the project lead to something.

use std::path::Path;

use super::source::Source;

/// Relative links of Markdown files that lead to no file.
pub fn complaints(sources: &[Source], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| is_markdown(source)) {
        for link in relative(&source.text) {
            if !exists(&resolved(&source.path, link)) {
                complaints.push(format!("{}: the link {link} leads nowhere", source.path));
            }
        }
    }
    complaints
}

fn is_markdown(source: &Source) -> bool {
    Path::new(&source.path)
        .extension()
        .is_some_and(|end| end == "md")
}

/// The targets of `[…](…)` and `![…](…)` that are no web addresses and no places in the same file.
fn relative(markdown: &str) -> impl Iterator<Item = &str> {
    let targets = markdown.split("](").skip(1);
    targets
        .filter_map(|rest| rest.split([')', ' ', '\n']).next())
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| {
            !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:")
        })
}

/// From the top of the workspace.
fn resolved(file: &str, link: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    fn complain(path: &str, text: &str) -> Vec<String> {
        complaints(&[source(path, text)], |path| path == "docs/a.png")
    }

    #[test]
    fn a_link_leads_to_a_file() {
        assert!(
            complain(
                "README.md",
                "![a](docs/a.png) [b](https://b.example) [c](#c)"
            )
            .is_empty()
        );
        assert!(complain("sandbox/README.md", "[a](../docs/a.png#top)").is_empty());
        assert_eq!(complain("sandbox/README.md", "[a](docs/a.png)").len(), 1);
        assert_eq!(complain("README.md", "[a](none.md)").len(), 1);
    }
}
