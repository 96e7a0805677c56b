//! What was measured, and how it is told.

use std::time::Duration;

/// How long honest checks took, and how the relay answered meanwhile.
#[derive(Default)]
pub struct Times {
    checks: Vec<Duration>,
    health: Vec<Duration>,
    /// Checks that did not open their mailbox.
    pub failed: usize,
}

impl Times {
    /// The heading of [`Times::row`].
    pub const HEADING: &str = "| honest checks | how many | p50 | p95 | slowest | failed |\n| --- | --- | --- | --- | --- | --- |";

    /// One check that took so long.
    pub fn check(&mut self, took: Duration) {
        self.checks.push(took);
    }

    /// One answer of the health endpoint.
    pub fn health(&mut self, took: Duration) {
        self.health.push(took);
    }

    /// The time within which 95 of 100 checks were over.
    pub fn p95(&self) -> Duration {
        part(&self.checks, 95)
    }

    /// The median of the health endpoint's answers, and the slowest.
    pub fn health_told(&self) -> String {
        format!(
            "{:.1?} median, {:.1?} slowest",
            part(&self.health, 50),
            part(&self.health, 100)
        )
    }

    /// One line of the table.
    pub fn row(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {:.1?} | {:.1?} | {:.1?} | {} |",
            self.checks.len(),
            part(&self.checks, 50),
            self.p95(),
            part(&self.checks, 100),
            self.failed
        )
    }
}

/// The time within which so many of a hundred were over.
fn part(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

const MEBI: f64 = 1_048_576.0;

/// What the relay holds of the machine, from time to time.
#[derive(Default)]
pub struct Held(Vec<Sample>);

struct Sample {
    at: Duration,
    resident: f64,
    descriptors: usize,
}

impl Held {
    /// At this time, so many octets and descriptors.
    pub fn sample(&mut self, at: Duration, resident: u64, descriptors: usize) {
        #[expect(clippy::cast_precision_loss, reason = "some millions")]
        let resident = resident as f64;
        self.0.push(Sample {
            at,
            resident,
            descriptors,
        });
    }

    /// How much memory there was, how it grew, and the range of descriptors.
    pub fn told(&self, name: &str) -> String {
        let most = self
            .0
            .iter()
            .map(|sample| sample.resident)
            .fold(0.0, f64::max);
        let of_descriptors = || self.0.iter().map(|sample| sample.descriptors);
        format!(
            "{name}: {:.1} MiB of memory at most, growing by {:.1} MiB an hour; {} to {} descriptors, {} in the end",
            most / MEBI,
            self.slope() * 3_600.0 / MEBI,
            of_descriptors().min().unwrap_or(0),
            of_descriptors().max().unwrap_or(0),
            of_descriptors().next_back().unwrap_or(0),
        )
    }

    /// The memory of each minute, in MiB: whether growth ends.
    pub fn by_the_minute(&self) -> String {
        let minute = |sample: &Sample| sample.at.as_secs() / 60;
        let minutes = self.0.chunk_by(|one, next| minute(one) == minute(next));
        let most = |samples: &[Sample]| {
            let resident = samples.iter().map(|sample| sample.resident);
            format!("{:.1}", resident.fold(0.0, f64::max) / MEBI)
        };
        minutes.map(most).collect::<Vec<_>>().join(", ")
    }

    /// By how many octets a second memory grows, by the line of least squares.
    pub fn slope(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
        let many = self.0.len() as f64;
        let mean = |of: fn(&Sample) -> f64| self.0.iter().map(of).sum::<f64>() / many;
        let (time, memory) = (
            mean(|sample| sample.at.as_secs_f64()),
            mean(|sample| sample.resident),
        );
        let (mut both, mut square) = (0.0, 0.0);
        for sample in &self.0 {
            let late = sample.at.as_secs_f64() - time;
            both += late * (sample.resident - memory);
            square += late * late;
        }
        if square == 0.0 { 0.0 } else { both / square }
    }
}
