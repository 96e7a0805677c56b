//! The one heading of a view, which takes the focus when the view appears.

use web_sys::HtmlElement;
use yew::prelude::*;

/// What it says, and whether it asks for the focus.
#[derive(Properties, PartialEq)]
pub struct HeadingProps {
    /// Whether the focus comes here when it appears.
    #[prop_or(true)]
    pub focus: bool,
    /// Its name for `aria-labelledby`.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// What it says.
    pub children: Html,
}

/// A first-level heading.
#[component]
pub fn Heading(props: &HeadingProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        let focus = props.focus;
        use_effect_with((), move |()| {
            if let (true, Some(heading)) = (focus, node.cast::<HtmlElement>()) {
                // A browser that refuses leaves the focus where it is; the heading is there all the same.
                let _ = heading.focus();
            }
        });
    }
    html! {
        <h1 ref={node} id={props.id.clone()} tabindex="-1">{ props.children.clone() }</h1>
    }
}
