//! The page's entry: mounts it.

use frontend::browser::page;

fn main() {
    // The list of causes is plain links, which the relay has drawn already.
    if page::address().is_some_and(|(path, _)| path == "/causes") {
        return;
    }
    yew::Renderer::<frontend::app::App>::new().render();
}
