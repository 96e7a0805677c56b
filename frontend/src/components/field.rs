//! A field of the form: label, hint, what is wrong, and the control that these belong to.

use yew::prelude::*;

/// The names by which a control and its hint and problem find each other.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Of the control.
    pub id: &'static str,
    /// Of its hint.
    pub hint: &'static str,
    /// Of its problem.
    pub problem: &'static str,
}

/// The mailbox.
pub const MAILBOX: Names = Names {
    id: "mailbox",
    hint: "mailbox-hint",
    problem: "mailbox-problem",
};
/// The provider.
pub const PROVIDER: Names = Names {
    id: "provider",
    hint: "provider-hint",
    problem: "provider-problem",
};
/// The protocols.
pub const PROTOCOLS: Names = Names {
    id: "protocols",
    hint: "protocols-hint",
    problem: "protocols-problem",
};
/// The account.
pub const ACCOUNT: Names = Names {
    id: "account",
    hint: "account-hint",
    problem: "account-problem",
};

impl Names {
    /// What `aria-describedby` points to.
    pub fn described_by(self, problem: bool) -> AttrValue {
        if problem {
            format!("{} {}", self.problem, self.hint).into()
        } else {
            self.hint.into()
        }
    }
}

/// Draws label, hint and problem around a control.
pub fn field(
    names: Names,
    label: &str,
    hint: &str,
    problem: Option<String>,
    control: Html,
) -> Html {
    html! {
        <div class="field">
            <label for={names.id}>{ label.to_owned() }</label>
            <p class="hint" id={names.hint}>{ hint.to_owned() }</p>
            { control }
            { wrong(names, problem) }
        </div>
    }
}

/// What is wrong with a field.
pub fn wrong(names: Names, problem: Option<String>) -> Html {
    match problem {
        Some(problem) => html! {
            <p class="problem" id={names.problem}>{ super::icon::cross() }<span>{ problem }</span></p>
        },
        None => Html::default(),
    }
}
