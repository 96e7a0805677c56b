//! The page's entry: mounts it.

fn main() {
    yew::Renderer::<frontend::app::App>::new().render();
}
