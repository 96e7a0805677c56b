//! A check as a task of its own, so that a fault in it ends it and nothing else.

use shared::event::ServerFrame;
use shared::refusal::Refusal;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::AbortHandle;

/// A check under way. Dropping it ends the check and wipes its token.
pub struct Running {
    /// Its number on its socket.
    pub attempt: u32,
    events: Receiver<ServerFrame>,
    task: AbortHandle,
}

impl Running {
    /// Starts it; it tells its events to the sender.
    pub fn start<F>(attempt: u32, check: impl FnOnce(Sender<ServerFrame>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, events) = mpsc::channel(16);
        let task = tokio::spawn(check(sender));
        Self {
            attempt,
            events,
            task: task.abort_handle(),
        }
    }

    /// The next event of the running check; never, when none runs. A check that died without a word is our own fault.
    pub async fn next_event(running: &mut Option<Self>) -> ServerFrame {
        match running {
            Some(running) => {
                let died = ServerFrame::Refused {
                    refusal: Refusal::Internal,
                    retry_after: None,
                    limit: None,
                };
                running.events.recv().await.unwrap_or(died)
            }
            None => std::future::pending().await,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// the page of the check that died is told so, by a code; the others hear nothing of it and go on.
    #[tokio::test]
    async fn a_fault_in_one_check_ends_that_one() {
        let told = ServerFrame::Finished { attempt: 1 };
        let (go_on, waits) = tokio::sync::oneshot::channel::<()>();
        let last = told.clone();
        let mut other = Some(Running::start(1, |events| async move {
            waits.await.unwrap();
            events.send(last).await.unwrap();
        }));
        let mut faulty = Some(Running::start(0, |events| async move {
            let _until_it_dies = events;
            panic!("a fault of this test");
        }));
        let refused = Running::next_event(&mut faulty).await;
        let internal = matches!(
            refused,
            ServerFrame::Refused {
                refusal: Refusal::Internal,
                ..
            }
        );
        assert!(internal, "{refused:?}");
        go_on.send(()).unwrap();
        assert_eq!(Running::next_event(&mut other).await, told);
    }
}
