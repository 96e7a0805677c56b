//! The catalogue: Markdown in the binary, read once into what the page draws and into HTML for whoever opens it cold.

pub mod html;

use std::collections::BTreeMap;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use rust_embed::Embed;
use shared::catalogue::{Block, Inline, Page};

/// The pages.
#[derive(Embed)]
#[folder = "../shared/catalogue/en"]
#[include = "*.md"]
struct Pages;

/// Every page by its code.
#[derive(Debug, Default)]
pub struct Catalogue(BTreeMap<String, Page>);

impl Catalogue {
    /// Reads all pages.
    pub fn read() -> Self {
        let page = |name: std::borrow::Cow<'static, str>| {
            let code = name.strip_suffix(".md")?.to_owned();
            let data = Pages::get(&name)?.data;
            let page = page(&code, &String::from_utf8_lossy(&data));
            Some((code, page))
        };
        Self(Pages::iter().filter_map(page).collect())
    }

    /// The page with this code.
    pub fn get(&self, code: &str) -> Option<&Page> {
        self.0.get(code)
    }

    /// Code and title of each page, in the order of the titles.
    pub fn titles(&self) -> Vec<(&str, &str)> {
        let pages = self.0.values();
        let mut titles: Vec<_> = pages
            .map(|page| (page.code.as_str(), page.title.as_str()))
            .collect();
        titles.sort_by_key(|(_, title)| *title);
        titles
    }
}

/// Reads a page. What Markdown can do beyond the blocks of [`Page`] stands in none of them, so it is left out.
fn page(code: &str, markdown: &str) -> Page {
    let mut reader = Reader::default();
    for event in Parser::new(markdown) {
        reader.take(event);
    }
    Page {
        code: code.to_owned(),
        title: reader.title,
        blocks: reader.blocks,
    }
}

#[derive(Default)]
struct Reader {
    title: String,
    blocks: Vec<Block>,
    /// The run of text that is being read.
    run: Vec<Inline>,
    /// The items of the list that is being read, and whether they are numbered.
    list: Option<(bool, Vec<Vec<Inline>>)>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.words(&text),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::Code(code) => self.run.push(Inline::Code(code.into_string())),
            Event::Start(Tag::List(first)) => self.list = Some((first.is_some(), Vec::new())),
            Event::End(TagEnd::Heading(level)) => self.heading(level),
            Event::End(TagEnd::Item) => {
                let run = linked(std::mem::take(&mut self.run));
                if let Some((_, items)) = &mut self.list {
                    items.push(run);
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some((numbered, items)) = self.list.take() {
                    let block = if numbered {
                        Block::Steps
                    } else {
                        Block::Points
                    };
                    self.blocks.push(block(items));
                }
            }
            // The paragraph of a loose list belongs to its item.
            Event::End(TagEnd::Paragraph) if self.list.is_none() => {
                let run = linked(std::mem::take(&mut self.run));
                self.blocks.push(Block::Text(run));
            }
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let text = plain(&std::mem::take(&mut self.run));
        match level {
            HeadingLevel::H1 => self.title = text,
            HeadingLevel::H2 => self.blocks.push(Block::Section(text)),
            _ => self.blocks.push(Block::Actor(text)),
        }
    }

    fn words(&mut self, text: &str) {
        if let Some(Inline::Words(words)) = self.run.last_mut() {
            words.push_str(text);
        } else {
            self.run.push(Inline::Words(text.to_owned()));
        }
    }
}

fn plain(run: &[Inline]) -> String {
    run.iter()
        .map(|inline| match inline {
            Inline::Words(text) | Inline::Code(text) | Inline::Link(text) => text.as_str(),
        })
        .collect()
}

/// Addresses stand bare in the sources; each becomes a link of its own.
fn linked(run: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(run.len());
    for inline in run {
        let Inline::Words(words) = inline else {
            out.push(inline);
            continue;
        };
        let mut rest = words.as_str();
        while let Some(at) = rest.find("https://") {
            let (before, from) = rest.split_at(at);
            let end = from.find([' ', ')', ',']).unwrap_or(from.len());
            let (address, after) = from.split_at(end);
            if !before.is_empty() {
                out.push(Inline::Words(before.to_owned()));
            }
            out.push(Inline::Link(address.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            out.push(Inline::Words(rest.to_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Inline {
        Inline::Words(text.to_owned())
    }

    #[test]
    fn a_page_is_its_title_and_its_blocks() {
        let page = page(
            "a-b",
            "# Title\n\nCode: `a-b`\n\n## What you see\n\nOne\ntwo.\n\n### You\n\n1. Run `x '<mailbox>'`.\n2. Look.\n\n\
             - Vendor, Page, https://v.example/a(b (2026-01)\n",
        );
        assert_eq!(page.title, "Title");
        assert_eq!(
            page.blocks,
            [
                Block::Text(vec![words("Code: "), Inline::Code("a-b".into())]),
                Block::Section("What you see".into()),
                Block::Text(vec![words("One two.")]),
                Block::Actor("You".into()),
                Block::Steps(vec![
                    vec![
                        words("Run "),
                        Inline::Code("x '<mailbox>'".into()),
                        words(".")
                    ],
                    vec![words("Look.")],
                ]),
                Block::Points(vec![vec![
                    words("Vendor, Page, "),
                    Inline::Link("https://v.example/a(b".into()),
                    words(" (2026-01)"),
                ]]),
            ]
        );
    }

    #[test]
    fn every_page_of_the_catalogue_is_read_whole() {
        let catalogue = Catalogue::read();
        assert!(catalogue.titles().len() > 50);
        for (code, title) in catalogue.titles() {
            let page = catalogue.get(code).unwrap();
            assert!(!title.is_empty(), "{code}");
            let sections = page
                .blocks
                .iter()
                .filter(|b| matches!(b, Block::Section(_)));
            assert_eq!(sections.count(), 7, "{code}");
            let Some(Block::Points(sources)) = page.blocks.last() else {
                panic!("{code}: no sources at the end");
            };
            let linked = |source: &Vec<Inline>| source.iter().any(|i| matches!(i, Inline::Link(_)));
            assert!(sources.iter().all(linked), "{code}");
        }
    }
}
