//! Whether two samples are of one distribution (Kolmogorov and Smirnov).

/// The probability that samples of one distribution differ as much as these do, for more than some hundred of each.
pub fn p_value(mut one: Vec<f64>, mut other: Vec<f64>) -> f64 {
    one.sort_unstable_by(f64::total_cmp);
    other.sort_unstable_by(f64::total_cmp);
    let (n, m) = (size(&one), size(&other));
    let mut furthest = 0.0_f64;
    let (mut left, mut right) = (0, 0);
    while left < one.len() && right < other.len() {
        // Both samples step over a value that they share at once.
        let value = one[left].min(other[right]);
        left += one[left..].iter().take_while(|at| **at <= value).count();
        right += other[right..].iter().take_while(|at| **at <= value).count();
        let apart = size(&one[..left]) / n - size(&other[..right]) / m;
        furthest = furthest.max(apart.abs());
    }
    let root = (n * m / (n + m)).sqrt();
    let distance = (root + 0.12 + 0.11 / root) * furthest;
    if distance < 0.2 {
        // The series does not converge there, and its sum is 1.
        return 1.0;
    }
    let term = |k: i32| {
        let sign = if k % 2 == 0 { -2.0 } else { 2.0 };
        sign * (-2.0 * f64::from(k * k) * distance * distance).exp()
    };
    (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0)
}

fn size(values: &[f64]) -> f64 {
    u32::try_from(values.len()).unwrap().into()
}

#[test]
fn what_is_alike_and_what_is_not_are_told_apart() {
    let evenly = |from: f64, count: u32| -> Vec<f64> {
        let at = |n: u32| from + f64::from(n) / f64::from(count);
        (0..count).map(at).collect()
    };
    assert!(p_value(evenly(0.0, 1_000), evenly(0.0, 1_000)) > 0.999);
    assert!(p_value(evenly(0.0, 1_000), evenly(0.0, 700)) > 0.999);
    // Three hundredths of the range, of a thousand values each: often so by chance. A tenth: one time in ten thousand.
    let often = p_value(evenly(0.0, 1_000), evenly(0.03, 1_000));
    assert!((0.7..0.8).contains(&often), "{often}");
    let seldom = p_value(evenly(0.0, 1_000), evenly(0.1, 1_000));
    assert!((0.000_05..0.000_15).contains(&seldom), "{seldom}");
    assert!(p_value(evenly(0.0, 1_000), evenly(2.0, 1_000)) < 1e-9);
}
