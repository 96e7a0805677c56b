//! The page where a person types the code of another device (RFC 8628 §3.3).

use super::{PRETEND, buttons, escape, page, wishes};
use crate::signin::devices::{Asked, Decision};

/// Asks for the code. `wrong` is the one that was typed in vain.
pub fn ask(wrong: Option<&str>) -> String {
    let wrong = wrong.map_or_else(String::new, |typed| {
        format!(
            "<p role=\"alert\">No device waits with the code <strong>{}</strong>.</p>\n",
            escape(typed)
        )
    });
    page(
        "The code of another device",
        &format!(
            "<h1>The code of another device</h1>\n{PRETEND}\n{wrong}\
             <form method=\"post\" action=\"/device\">\n\
             <p><label>Code <input name=\"user_code\" autocomplete=\"off\" required></label></p>\n\
             <p><button>Next</button></p>\n</form>"
        ),
    )
}

/// The list of people, once the code is right.
pub fn choose(asked: &Asked, user_code: &str) -> String {
    let provider = asked.application.provider;
    page(
        &format!("Sign in – {}", provider.name()),
        &format!(
            "<h1>{provider}</h1>\n{PRETEND}\n\
             <p>Go on only if the device in front of you shows <strong>{code}</strong>.</p>\n\
             <h2>Who signs in?</h2>\n\
             <form method=\"post\" action=\"/device\">\n\
             <input type=\"hidden\" name=\"user_code\" value=\"{code}\">\n\
             <ul class=\"people\">\n{people}</ul>\n\
             <h2>What {name} asks for</h2>\n<ul>\n{scopes}</ul>\n\
             <p><button class=\"refuse\" name=\"refuse\" value=\"yes\">Refuse</button></p>\n\
             <p><button name=\"end\" value=\"yes\">Let the code end</button></p>\n</form>",
            provider = provider.name(),
            code = escape(user_code),
            people = buttons(provider, None),
            name = escape(asked.application.name),
            scopes = wishes(provider, &asked.scopes),
        ),
    )
}

/// What was decided.
pub fn done(decision: Decision) -> String {
    let said = match decision {
        Decision::Allowed(person) => {
            format!("{} is signed in on the other device.", escape(person.name))
        }
        Decision::Declined => "The other device is told that you refused.".to_owned(),
        Decision::LeftToEnd => {
            "The code is over, as if a quarter of an hour had passed.".to_owned()
        }
    };
    page(
        "Done",
        &format!("<h1>Done</h1>\n<p>{said}</p>\n<p>You can close this window.</p>"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::APPLICATIONS;

    #[test]
    fn what_was_typed_stays_text() {
        let page = ask(Some("<img src=x>"));
        assert!(page.contains("&lt;img src=x&gt;") && !page.contains("<img"));
        assert!(!ask(None).contains("No device waits"));
    }

    #[test]
    fn the_people_the_code_and_the_scopes_are_shown() {
        let asked = Asked {
            application: &APPLICATIONS[0],
            scopes: vec!["offline_access".into()],
        };
        let page = choose(&asked, "BCDF-GHJK");
        assert!(page.contains("value=\"alex@demo.test\"") && page.contains("BCDF-GHJK"));
        assert!(page.contains("while you are away") && !page.contains("gmail-like"));
    }
}
