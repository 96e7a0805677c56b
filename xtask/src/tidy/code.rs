//! Rust source as far as the rules need it: names, without comments, string contents and tests.

/// The part of a file before its tests, which stand last in a file here.
pub fn without_tests(rust: &str) -> &str {
    rust.split("#[cfg(test)]").next().unwrap_or(rust)
}

/// The tests at the end of a file.
pub fn tests(rust: &str) -> &str {
    rust.split_once("#[cfg(test)]")
        .map_or("", |(_, tests)| tests)
}

/// Whether code names this: a whole identifier or path outside comments and strings.
pub fn names(code: &str, path: &str) -> bool {
    let part_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + path.len()..].chars().next();
        let goes_on = path.ends_with(part_of_a_name) && after.is_some_and(part_of_a_name);
        !goes_on && !before.is_some_and(part_of_a_name)
    })
}

/// The source with comments and the contents of strings removed.
pub fn bare(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let length = skipped(rest, kept.chars().next_back());
        if length > 0 {
            kept.push(' ');
            rest = &rest[length..];
        } else {
            kept.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    kept
}

/// How many bytes at the start are a comment, a string or a character, given what stands before.
fn skipped(rest: &str, before: Option<char>) -> usize {
    let in_a_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        block_comment(rest)
    } else if rest.starts_with('"') {
        quoted(rest)
    } else if !in_a_name && (rest.starts_with("r\"") || rest.starts_with("r#")) {
        raw_string(rest)
    } else if rest.starts_with('\'') {
        character(rest)
    } else {
        0
    }
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// `r#"…"#` with any number of hashes; 0 for a raw identifier.
fn raw_string(rest: &str) -> usize {
    let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
    let start = 1 + hashes;
    if !rest[start..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let content = start + 1;
    rest[content..]
        .find(&end)
        .map_or(rest.len(), |at| content + at + end.len())
}

/// `'x'` or `'\n'`; 0 for a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((after, c))) => {
            let escaped = after + c.len_utf8();
            rest[escaped..].find('\'').map_or(0, |at| escaped + at + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_name_nothing() {
        let code = bare(concat!(
            "// Cause\n/* Cause /* Cause */ Cause */ let a: &'static str = \"Cause \\\" Cause\";\n",
            "let b = r#\"Cause \" Cause\"#; let r#type = 'C'; let c = '\\''; let d = Effect;"
        ));
        assert!(!names(&code, "Cause"), "{code}");
        assert!(names(&code, "Effect"));
        assert!(names(&code, "'static"));
    }

    #[test]
    fn a_name_is_whole() {
        assert!(names("use shared::cause::Cause;", "Cause"));
        assert!(names("cause::Cause", "cause::"));
        assert!(!names("Causes BecauseCause", "Cause"));
    }

    #[test]
    fn a_file_parts_into_code_and_tests() {
        let file = "fn a() {}\n#[cfg(test)]\nmod tests {}";
        assert_eq!(without_tests(file), "fn a() {}\n");
        assert_eq!(tests(file), "\nmod tests {}");
        assert_eq!(tests("fn a() {}"), "");
    }
}
