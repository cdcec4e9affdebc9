//! How many edits a budget of requests shows, on a simulated portal of 100,000 articles:
//! `cargo bench --bench revisit`.
//!
//! Simulated time, one process, no network. `cargo test` runs it too, on a fifth of the portal
//! with a fifth of the budgets, so that the gate stands in every run of the tests. The gate: without hints, the schedule shows at
//! least 1.5 times the edits that asking every article equally often shows, within each
//! number of nights, or 90 % of all there were, where 1.5 times is more than that.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads the clock, and prints"
)]

mod nights;
mod portal;

use std::time::Instant;

use nights::{Policy, Seen, run};

const SEED: u64 = 20_261_123;
const BUDGETS: [u64; 3] = [500, 2_000, 10_000];

fn main() {
    let started = Instant::now();
    // Cargo says so when it is a bench.
    let is_bench = std::env::args().any(|word| word == "--bench");
    let part = if is_bench { 1 } else { 5 };
    let articles = portal::portal(SEED, part);
    println!(
        "{} articles at first, {} nights; edits seen within 1, 7 and 30 nights",
        portal::ARTICLES / part,
        portal::NIGHTS
    );
    println!(
        "{:>8} {:>6} {:>9} {:>8} {:>7} {:>7} {:>7} {:>9}",
        "budget", "hints", "policy", "edits", "1", "7", "30", "asked"
    );
    let mut poor = Vec::new();
    for budget in BUDGETS.map(|budget| budget / part as u64) {
        for hints in [false, true] {
            let uniform = run(&articles, Policy::Uniform, budget, hints);
            row(budget, hints, "uniform", &uniform);
            let adaptive = run(&articles, Policy::Adaptive, budget, hints);
            row(budget, hints, "adaptive", &adaptive);
            let times = [0, 1, 2]
                .map(|it| f64::from(adaptive.within[it]) / f64::from(uniform.within[it].max(1)));
            println!(
                "{:>34} {:>7.2} {:>7.2} {:>7.2}  times",
                "", times[0], times[1], times[2]
            );
            for (nights, times) in [1, 7, 30].into_iter().zip(times) {
                let all = f64::from(adaptive.within[2]) >= 0.9 * f64::from(adaptive.edits);
                if !hints && times < 1.5 && !(nights == 30 && all) {
                    poor.push((budget, nights));
                }
            }
        }
    }
    println!("{:.1} s", started.elapsed().as_secs_f64());
    assert!(
        poor.is_empty(),
        "less than 1.5 times the uniform policy at (requests a night, nights): {poor:?}"
    );
}

fn row(budget: u64, hints: bool, policy: &str, seen: &Seen) {
    let share = |within: u32| 100.0 * f64::from(within) / f64::from(seen.edits);
    println!(
        "{budget:>8} {:>6} {policy:>9} {:>8} {:>6.1}% {:>6.1}% {:>6.1}% {:>9.0}",
        if hints { "on" } else { "off" },
        seen.edits,
        share(seen.within[0]),
        share(seen.within[1]),
        share(seen.within[2]),
        seen.requests
    );
}
