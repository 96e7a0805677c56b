//! Windows and frames. What a test does in the browser happens in the window and the frame that it went to last.

use std::time::{Duration, Instant};

use fantoccini::Locator;
use fantoccini::wd::WindowHandle;

use crate::browser::{Browser, PATIENCE};

impl Browser {
    /// The open windows.
    pub async fn windows(&self) -> Vec<WindowHandle> {
        self.client.windows().await.expect("a list of windows")
    }

    /// The window that the test is in.
    pub async fn window(&self) -> WindowHandle {
        self.client.window().await.expect("the window is open")
    }

    /// Goes to a window, and there to the page itself.
    pub async fn switch_to(&self, window: &WindowHandle) {
        self.client
            .switch_to_window(window.clone())
            .await
            .unwrap_or_else(|error| panic!("{window:?}: {error}"));
    }

    /// Opens an empty window, as a person does: it has no opener. Does not go there.
    pub async fn open_window(&self) -> WindowHandle {
        let opened = self.client.new_window(true).await;
        opened.expect("a new window").handle
    }

    /// Waits for a window that was not there before. Does not go there.
    pub async fn wait_for_new_window(&self, before: &[WindowHandle]) -> WindowHandle {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let windows = self.windows().await;
            if let Some(new) = windows.into_iter().find(|window| !before.contains(window)) {
                return new;
            }
            assert!(Instant::now() < deadline, "no new window opens");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until a window has closed. The test has to go to another one then.
    pub async fn wait_until_closed(&self, window: &WindowHandle) {
        let deadline = Instant::now() + PATIENCE;
        while self.windows().await.contains(window) {
            assert!(Instant::now() < deadline, "the window stays open");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for a frame of this page or frame, and goes into it.
    pub async fn enter_frame(&self, selector: &str) {
        let wait = self.client.wait().at_most(PATIENCE);
        let frame = wait.for_element(Locator::Css(selector)).await;
        let frame = frame.unwrap_or_else(|error| panic!("no frame {selector}: {error}"));
        frame
            .enter_frame()
            .await
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Goes from a frame to what frames it.
    pub async fn leave_frame(&self) {
        let left = self.client.enter_parent_frame().await;
        left.expect("what frames it is there");
    }
}
