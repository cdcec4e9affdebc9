//! Asks at a steady rate, whether or not answers come (an open loop), and says how long each took
//! from when it was due.

use std::time::Duration;

use tokio::time::Instant;

use crate::routes::Route;

const GATE_MS: f64 = 50.0;
const GATE_MB: f64 = 400.0;

/// What is asked. The first time that a large segment is packed from, it is read: so the first
/// minute is the slower one for `article.wacz`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) seconds: usize,
    /// Requests a second, of all routes in turn.
    pub(crate) rate: usize,
}

/// An answer.
struct Answered {
    route: usize,
    ms: f64,
    status: u16,
}

impl Load {
    /// Prints a line a route. Says whether all are within the gate.
    pub(crate) fn run(self, routes: &[Route], origins: &[String; 2]) -> bool {
        // The first of two loads has installed it already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let answers = runtime
            .expect("a runtime")
            .block_on(self.ask(routes, origins));
        println!(
            "{:>28} {:>6} {:>8} {:>8} {:>8} {:>7} {:>5}",
            "route", "count", "p50 ms", "p95 ms", "max ms", "status", "5xx"
        );
        let mut is_within = true;
        for (at, route) in routes.iter().enumerate() {
            let of_route: Vec<&Answered> = answers.iter().filter(|it| it.route == at).collect();
            let mut times: Vec<f64> = of_route.iter().map(|it| it.ms).collect();
            times.sort_by(f64::total_cmp);
            let share =
                |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
            let failed = of_route
                .iter()
                .filter(|it| it.status == 0 || it.status >= 500)
                .count();
            let is_slow = share(0.95) > GATE_MS;
            is_within &= !is_slow && failed == 0;
            println!(
                "{:>28} {:>6} {:>8.1} {:>8.1} {:>8.1} {:>7} {:>5}{}",
                route.name,
                times.len(),
                share(0.5),
                share(0.95),
                share(1.0),
                of_route[0].status,
                failed,
                if is_slow { "  too slow" } else { "" }
            );
        }
        is_within
    }

    async fn ask(self, routes: &[Route], origins: &[String; 2]) -> Vec<Answered> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let client = client.expect("a client");
        let begun = Instant::now();
        let mut asked = Vec::new();
        for number in 0..self.seconds * self.rate {
            let due = begun + Duration::from_secs_f64(number as f64 / self.rate as f64);
            tokio::time::sleep_until(due).await;
            let at = number % routes.len();
            let route = &routes[at];
            let path = &route.asked[number / routes.len() % route.asked.len()];
            let url = format!("{}{path}", origins[usize::from(route.is_replay)]);
            let (client, is_download) = (client.clone(), route.is_download);
            asked.push(tokio::spawn(async move {
                let (status, till) = answer(&client, &url, is_download).await;
                Answered {
                    route: at,
                    ms: (till - due).as_secs_f64() * 1e3,
                    status,
                }
            }));
        }
        let mut answers = Vec::new();
        for task in asked {
            answers.push(task.await.expect("it does not panic"));
        }
        answers
    }
}

/// Its status, 0 where there is none, and when it was there.
async fn answer(client: &reqwest::Client, url: &str, is_download: bool) -> (u16, Instant) {
    let Ok(mut answer) = client
        .get(url)
        .header("accept-encoding", "gzip")
        .send()
        .await
    else {
        return (0, Instant::now());
    };
    let status = answer.status().as_u16();
    let mut first = None;
    loop {
        match answer.chunk().await {
            Ok(Some(_)) => {
                first.get_or_insert_with(Instant::now);
            }
            Ok(None) => break,
            Err(_) => return (0, Instant::now()),
        }
    }
    let end = Instant::now();
    (status, first.filter(|_| is_download).unwrap_or(end))
}

/// The most memory a process had, and what of it was its own.
pub(crate) fn memory(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let mb = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|it| it.split_whitespace().next()?.parse::<f64>().ok());
        kib.expect("Linux tells it") * 1024.0 / 1e6
    };
    let most = mb("VmHWM:");
    let is_more = if most > GATE_MB {
        ", more than it may"
    } else {
        ""
    };
    format!(
        "at most {most:.0} MB{is_more}; now {:.0} MB of its own, {:.0} MB of files",
        mb("RssAnon:"),
        mb("RssFile:")
    )
}
