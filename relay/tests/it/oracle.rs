//! What can be learnt of a port at an address that may not be dialled: nothing, by words or by time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use relay::egress::{Egress, InternalHost};
use relay::run::Reach;
use shared::event::ServerFrame;
use shared::evidence::Evidence;
use shared::evidence::dns::Dns;
use shared::evidence::tcp::{DialOutcome, Tcp};
use shared::plan::{Plan, Step};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::certificates::HOST;
use crate::kolmogorov::p_value;
use crate::name_server::ip;
use crate::route::{Lab, observed, run_with};

/// Three ports of this machine: one that is open, one that is closed, and one that answers nobody.
struct Ports {
    open: TcpListener,
    closed: TcpSocket,
    filtered: TcpListener,
    /// They wait at the third, and nobody else is let in.
    _waiting: Vec<TcpStream>,
}

impl Ports {
    async fn new() -> Self {
        let own = || {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
            socket
        };
        let filtered = own().listen(0).unwrap();
        let address = filtered.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Some(stream) = connected(address).await {
            waiting.push(stream);
            assert!(waiting.len() < 20, "the queue of a listener ends");
        }
        Self {
            open: own().listen(1_024).unwrap(),
            closed: own(),
            filtered,
            _waiting: waiting,
        }
    }

    fn numbers(&self) -> [u16; 3] {
        [
            self.open.local_addr(),
            self.closed.local_addr(),
            self.filtered.local_addr(),
        ]
        .map(|address| address.unwrap().port())
    }
}

async fn connected(to: SocketAddr) -> Option<TcpStream> {
    let connecting = timeout(Duration::from_millis(300), TcpStream::connect(to));
    Some(connecting.await.ok()?.unwrap())
}

/// A host that is at 127.0.0.1, and plans that lead to each of these ports. They are admitted at this address.
async fn check(ports: [u16; 3], admitted: &str) -> (Reach, [Plan; 3]) {
    let lab = Lab::start().await;
    let plans = ports.map(|port| {
        let mut plan = lab.plan();
        plan.routes[0].port = port;
        let steps = plan.routes[0].steps.iter_mut();
        for dial in steps.filter(|planned| planned.step == Step::Tcp) {
            dial.deadline_ms = 300;
        }
        plan
    });
    let egress = Egress::new(vec![InternalHost {
        name: HOST.parse().unwrap(),
        addresses: vec![ip(admitted)],
        ports: ports.to_vec(),
    }]);
    let reach = Reach {
        egress,
        ..lab.reach.clone()
    };
    (reach, plans)
}

/// All that a page gets to see, but for the time that a step took.
async fn seen(plan: &Plan, reach: &Reach) -> Vec<ServerFrame> {
    let mut frames = run_with(plan, reach).await;
    for frame in &mut frames {
        if let ServerFrame::Observed { observation, .. } = frame {
            observation.ms = 0;
        }
    }
    frames
}

/// word for word the same, and nobody is dialled.
#[tokio::test]
async fn a_port_that_may_not_be_dialled_looks_the_same_open_or_not() {
    let ports = Ports::new().await;
    let (reach, [open, closed, filtered]) = check(ports.numbers(), "192.0.2.1").await;
    let of_open = seen(&open, &reach).await;
    assert_eq!(
        observed(&of_open, Step::Dns),
        Evidence::Dns(Dns::NotAllowed)
    );
    assert_eq!(observed(&of_open, Step::Tcp), Evidence::NotReached);
    assert_eq!(of_open, seen(&closed, &reach).await);
    assert_eq!(of_open, seen(&filtered, &reach).await);
    let dialled = timeout(Duration::from_millis(50), ports.open.accept()).await;
    assert!(dialled.is_err(), "somebody came");

    // So are they told apart where they may be dialled.
    let (reach, plans) = check(ports.numbers(), "127.0.0.1").await;
    let mut outcomes = Vec::new();
    for plan in &plans {
        let dialling = seen(plan, &reach);
        let hanging_up = async { drop(ports.open.accept().await) };
        let (frames, ()) = if outcomes.is_empty() {
            tokio::join!(dialling, hanging_up)
        } else {
            (dialling.await, ())
        };
        let Evidence::Tcp(Tcp { dials }) = observed(&frames, Step::Tcp) else {
            panic!("{frames:?}");
        };
        outcomes.push(dials[0].outcome);
    }
    let expected = [
        DialOutcome::Connected,
        DialOutcome::Refused,
        DialOutcome::TimedOut,
    ];
    assert_eq!(outcomes, expected);
}

/// How long a check of each port takes, so many times, in microseconds. The ports take turns, so that whatever else this
/// machine does falls on all alike.
async fn times<const N: usize>(plans: [&Plan; N], reach: &Reach, samples: usize) -> [Vec<f64>; N] {
    let mut times = plans.map(|_| Vec::with_capacity(samples));
    for sample in 0..samples {
        for turn in 0..N {
            // Each goes first as often as last.
            let port = (sample + turn) % N;
            let began = Instant::now();
            let frames = run_with(plans[port], reach).await;
            times[port].push(began.elapsed().as_secs_f64() * 1e6);
            assert!(frames.len() > 2);
        }
    }
    times
}

/// the time tells nothing either, of ten thousand checks of each port.
///
/// Where there is nothing to tell, chance alone gives a value of at most 0.01 one time in a hundred. So it may come, but not
/// three times in a row: that is some times in a million, and less where both samples follow the same ups and downs. What a connection would add comes every time, as the last part shows
/// with a twentieth of the samples.
#[tokio::test]
async fn the_time_is_the_same_open_or_not_at_length() {
    let ports = Ports::new().await;
    let (reach, [open, closed, filtered]) = check(ports.numbers(), "192.0.2.1").await;
    let mut tries = Vec::new();
    loop {
        let [open, closed, filtered] = times([&open, &closed, &filtered], &reach, 10_000).await;
        let alike = [p_value(open.clone(), closed), p_value(open, filtered)];
        tries.push(alike);
        if alike.iter().all(|p| *p > 0.01) {
            break;
        }
        assert!(tries.len() < 3, "the time tells: {tries:?}");
    }
    println!("p of open and closed, of open and filtered: {tries:?}");

    let (reach, [open, closed, _]) = check(ports.numbers(), "127.0.0.1").await;
    let hanging_up = async {
        loop {
            drop(ports.open.accept().await);
        }
    };
    let [open, closed] = tokio::select! {
        times = times([&open, &closed], &reach, 500) => times,
        () = hanging_up => unreachable!("it hangs up for ever"),
    };
    assert!(p_value(open, closed) < 1e-6);
}
