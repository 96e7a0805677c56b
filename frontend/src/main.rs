//! The page's entry: mounts it.

use frontend::browser::page;

fn main() {
    // These are plain words and links, which the relay has drawn already.
    let drawn = ["/causes", "/about/data"];
    if page::address().is_some_and(|(path, _)| drawn.contains(&path.as_str())) {
        return;
    }
    yew::Renderer::<frontend::app::App>::new().render();
}
