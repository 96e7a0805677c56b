//! What a provider's words call an organisation or an application: a display name, which has no shape of its own and is known
//! by what stands around it.

/// What stands before such a name, and what after it (the texts of Microsoft's `AADSTS` 50020, 65001, 90094, 105, 500011 and
/// 700016).
const AROUND: [(&str, &str); 10] = [
    ("directory '", "'"),
    ("tenant '", "'"),
    ("organization '", "'"),
    (" named '", "'"),
    ("'(", ")"),
    ("administrator of ", " has "),
    ("from granting ", " the permissions"),
    ("configured the application ", " ("),
    ("tenant named ", ". "),
    ("to the application ", " ("),
];

/// The longest name, in characters.
const LONGEST: usize = 120;

/// The names in a text. What is no display name (an id, an address) is found by its own shape, and is none of them.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    AROUND.into_iter().flat_map(move |(before, after)| {
        let starts = text.match_indices(before);
        starts.filter_map(move |(at, _)| {
            let rest = text.get(at + before.len()..)?;
            let (name, _) = rest.split_once(after)?;
            is_name(name).then_some(name.trim())
        })
    })
}

fn is_name(text: &str) -> bool {
    let general = ["your ", "the ", "this ", "an ", "a "];
    let shaped = |word: &str| word.contains(['@', '/']) || shared::guid::is_guid(word);
    !text.trim().is_empty()
        && text.chars().count() <= LONGEST
        && !general.iter().any(|word| text.starts_with(word))
        && !text.split_whitespace().any(shaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_in_microsofts_words_are_found() {
        for (text, found) in [
            (
                "AADSTS700016: Application with identifier '6b2d' was not found in the directory 'Contoso Ltd'. This",
                &["Contoso Ltd"][..],
            ),
            (
                "User account '{a}' from identity provider 'live.com' does not exist in tenant 'Directório' and cannot \
                 access the application '6b2d'(Jira mail) in that tenant.",
                &["Directório", "Jira mail"],
            ),
            (
                "AADSTS90094: An administrator of Contoso Ltd has set a policy that prevents you from granting Jira the \
                 permissions it is requesting.",
                &["Contoso Ltd", "Jira"],
            ),
            (
                "has not consented to use the application with ID '6b2d' named 'Jira mail'. Send",
                &["Jira mail"],
            ),
            (
                "The resource principal named https://x was not found in the tenant named Contoso, Ltd. This",
                &["Contoso, Ltd"],
            ),
            (
                "Ask an administrator of your organization, which has rights",
                &[],
            ),
            (
                "in tenant '8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11' of a@b.test",
                &[],
            ),
            ("directory 'it has no end", &[]),
            ("directory ''", &[]),
        ] {
            assert_eq!(names(text).collect::<Vec<_>>(), found, "{text}");
        }
    }
}
