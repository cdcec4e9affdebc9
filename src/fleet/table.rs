//! Who has which site, and until when: every question to the fleet's tables.
//!
//! Never decides what a worker does with a site. Times are the database's own, so that the
//! machines' clocks need not agree; what a worker makes of them is counted on its own clock, from
//! when it asked.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use super::database::DatabaseAddress;
use super::error::FleetError;
use super::limit::within;
use super::schema;

/// A lane that was taken, with its sites.
#[derive(Clone, Debug)]
pub(super) struct TakenLane {
    pub(super) key: String,
    /// Higher than that of anybody who had it before.
    pub(super) epoch: i64,
    /// What its hosts asked for: JSON by name of the lane.
    pub(super) memory: Vec<(String, String)>,
    /// Its sites, and when their nights are due.
    pub(super) sites: Vec<(String, DateTime<Utc>)>,
}

/// One site, as the tables have it.
#[derive(Clone, Debug)]
pub struct SiteLease {
    /// Its name.
    pub site: String,
    /// The lane it shares with others, or its own name.
    pub lane: String,
    /// Who has it; `None`: nobody now.
    pub holder: Option<String>,
    /// How often it was taken.
    pub epoch: i64,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
    /// When its next night is due.
    pub next_night: DateTime<Utc>,
    /// False: no longer in the configuration.
    pub enabled: bool,
}

/// One worker, as it was last heard of.
#[derive(Clone, Debug)]
pub struct WorkerSeen {
    /// Its name.
    pub name: String,
    /// When.
    pub seen: DateTime<Utc>,
    /// Most sites it takes.
    pub capacity: i32,
    /// It was told to give its sites back.
    pub draining: bool,
    /// The sites it has.
    pub sites: i64,
}

type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// The tables, over one connection.
pub struct LeaseTable {
    client: Client,
    lease: f64,
}

impl LeaseTable {
    /// Connects to tables of the version this program knows.
    pub async fn open(address: &DatabaseAddress, lease: Duration) -> Result<Self, FleetError> {
        let client = address.open().await?;
        let lease = lease.as_secs_f64();
        Ok(Self { client, lease })
    }

    /// Makes the tables, or brings them to the version this program knows.
    pub async fn make(address: &DatabaseAddress, lease: Duration) -> Result<Self, FleetError> {
        let mut client = address.connect().await?;
        schema::migrate(&mut client).await?;
        let lease = lease.as_secs_f64();
        Ok(Self { client, lease })
    }

    async fn query(
        &self,
        what: &'static str,
        text: &str,
        with: Parameters<'_>,
    ) -> Result<Vec<Row>, FleetError> {
        within(what, self.client.query(text, with)).await
    }

    async fn execute(
        &self,
        what: &'static str,
        text: &str,
        with: Parameters<'_>,
    ) -> Result<u64, FleetError> {
        within(what, self.client.execute(text, with)).await
    }

    async fn query_one(
        &self,
        what: &'static str,
        text: &str,
        with: Parameters<'_>,
    ) -> Result<Row, FleetError> {
        within(what, self.client.query_one(text, with)).await
    }

    /// The bucket that is this fleet's; set at the first call that knows it.
    pub async fn bucket(&self, known: Option<&str>) -> Result<Option<String>, FleetError> {
        let text = "update fleet set id = coalesce(id, $1) returning id";
        Ok(self
            .query_one("say which bucket is its own", text, &[&known])
            .await?
            .get(0))
    }

    /// Enters the sites of a configuration, by name and lane. A site that is held keeps its lane
    /// meanwhile: those are returned. What the configuration no longer has is switched off, and
    /// keeps its epoch.
    pub async fn enter(&self, sites: &[(String, String)]) -> Result<Vec<String>, FleetError> {
        const WHAT: &str = "enter the sites";
        let (names, lanes): (Vec<&str>, Vec<&str>) = sites
            .iter()
            .map(|(name, lane)| (name.as_str(), lane.as_str()))
            .unzip();
        let made = "insert into lane (key) select distinct unnest($1::text[])
            on conflict do nothing";
        self.execute(WHAT, made, &[&lanes]).await?;
        let entered = "insert into site (name, lane)
            select * from unnest($1::text[], $2::text[])
            on conflict (name) do update set enabled = true, lane =
                case when site.until > clock_timestamp() then site.lane else excluded.lane end";
        self.execute(WHAT, entered, &[&names, &lanes]).await?;
        let off = "update site set enabled = false where name <> all($1)";
        self.execute(WHAT, off, &[&names]).await?;
        let stayed = "select name from site join unnest($1::text[], $2::text[]) as told(name, lane)
            using (name) where site.lane <> told.lane order by 1";
        let rows = self.query(WHAT, stayed, &[&names, &lanes]).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Says that a worker is there; true when it was told to give its sites back.
    pub(super) async fn greet(&self, worker: &str, capacity: i32) -> Result<bool, FleetError> {
        let text = "insert into worker (name, seen, capacity) values ($1, clock_timestamp(), $2)
            on conflict (name) do update set seen = excluded.seen, capacity = excluded.capacity
            returning draining";
        Ok(self
            .query_one("take note of a worker", text, &[&worker, &capacity])
            .await?
            .get(0))
    }

    /// Takes up to `room` sites, whole lanes, those first whose night is due first: of the lanes
    /// in `known` that nobody has, and not of a lane with a site that is not in the configuration.
    /// Its epochs rise.
    pub(super) async fn take(
        &mut self,
        worker: &str,
        known: &[String],
        room: usize,
    ) -> Result<Vec<TakenLane>, FleetError> {
        const WHAT: &str = "lend out sites";
        let taking = async {
            let change = self.client.transaction().await?;
            // Whoever takes a lane has its row locked, so two never look at the same one.
            let free = "select key, count from lane join lateral (
                    select count(*), min(next_night) as due, bool_and(name = any($1)) as ours,
                        bool_or(until > clock_timestamp()) is true as taken
                    from site where lane = lane.key and enabled) as sites on true
                where ours and not taken order by due, key limit 10 for update of lane skip locked";
            let lanes = fit(&change.query(free, &[&known]).await?, room);
            // A renewal that is under way ends first. What is read after it is what is.
            let locked = "select from site where lane = any($1) for update";
            change.query(locked, &[&lanes]).await?;
            let taken = "with raised as (
                    update lane set epoch = 1 + greatest(epoch,
                        (select max(site.epoch) from site where site.lane = lane.key))
                    where key = any($1) and not exists (select from site
                        where site.lane = lane.key and until > clock_timestamp())
                    returning key, epoch, memory)
                update site set holder = $2, epoch = raised.epoch,
                    until = clock_timestamp() + make_interval(secs => $3)
                from raised where lane = key and enabled
                returning key, raised.epoch, memory::text, name, next_night";
            let rows = change.query(taken, &[&lanes, &worker, &self.lease]).await?;
            change.commit().await?;
            Ok(rows)
        };
        let rows = within(WHAT, taking).await?;
        let mut taken: Vec<TakenLane> = Vec::new();
        for row in rows {
            let (key, site): (String, String) = (row.get(0), row.get(3));
            let at = row.get(4);
            if let Some(lane) = taken.iter_mut().find(|lane| lane.key == key) {
                lane.sites.push((site, at));
            } else {
                let epoch = row.get(1);
                let memory = memory(row.get(2));
                let sites = vec![(site, at)];
                taken.push(TakenLane {
                    key,
                    epoch,
                    memory,
                    sites,
                });
            }
        }
        Ok(taken)
    }

    /// Renews all lanes of a worker in one statement; returns those that are still its own.
    pub(super) async fn renew(
        &self,
        worker: &str,
        held: &[(String, i64)],
    ) -> Result<Vec<String>, FleetError> {
        let (lanes, epochs): (Vec<&str>, Vec<i64>) = held
            .iter()
            .map(|(lane, epoch)| (lane.as_str(), *epoch))
            .unzip();
        let text = "with renewed as (
                update site set until = clock_timestamp() + make_interval(secs => $2)
                from unnest($3::text[], $4::bigint[]) as held(key, epoch)
                where site.lane = held.key and site.epoch = held.epoch and holder = $1
                    and until > clock_timestamp()
                returning site.lane)
            select distinct lane from renewed";
        let rows = self
            .query(
                "renew leases",
                text,
                &[&worker, &self.lease, &lanes, &epochs],
            )
            .await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Gives a lane back at once.
    pub(super) async fn give_back(&self, lane: &str, epoch: i64) -> Result<(), FleetError> {
        let text = "update site set until = null, holder = null where lane = $1 and epoch = $2";
        self.execute("take sites back", text, &[&lane, &epoch])
            .await
            .map(|_| ())
    }

    /// Writes down what a host of a lane asks for; false when the lane is somebody else's by now.
    pub(super) async fn remember(
        &self,
        (lane, epoch): (&str, i64),
        name: &str,
        politeness: &str,
    ) -> Result<bool, FleetError> {
        let text =
            "update lane set memory = memory || jsonb_build_object($3::text, $4::text::jsonb)
            where key = $1 and epoch = $2";
        Ok(self
            .execute(
                "write down what a host asks for",
                text,
                &[&lane, &epoch, &name, &politeness],
            )
            .await?
            == 1)
    }

    /// A site's night has ended: the next one is due then.
    pub(super) async fn night_ended(
        &self,
        site: &str,
        epoch: i64,
        next: DateTime<Utc>,
    ) -> Result<(), FleetError> {
        let text = "update site set next_night = $3 where name = $1 and epoch = $2";
        self.execute("note the end of a night", text, &[&site, &epoch, &next])
            .await
            .map(|_| ())
    }

    /// The bucket knows a later epoch of a site than the table: these tables are younger than it.
    /// The next holder comes after that one.
    pub(super) async fn catch_up(
        &self,
        site: &str,
        epoch: i64,
        known: i64,
    ) -> Result<(), FleetError> {
        let text = "update site set epoch = $3 where name = $1 and epoch = $2 and $3 > epoch";
        self.execute("take note of a later epoch", text, &[&site, &epoch, &known])
            .await
            .map(|_| ())
    }

    /// All sites, by name.
    pub async fn sites(&self) -> Result<Vec<SiteLease>, FleetError> {
        let text = "select name, lane, case when until > clock_timestamp() then holder end, epoch,
                case when until > clock_timestamp() then until end, next_night, enabled
            from site order by name";
        let rows = self.query("list the sites", text, &[]).await?;
        let site = |row: &Row| SiteLease {
            site: row.get(0),
            lane: row.get(1),
            holder: row.get(2),
            epoch: row.get(3),
            until: row.get(4),
            next_night: row.get(5),
            enabled: row.get(6),
        };
        Ok(rows.iter().map(site).collect())
    }

    /// All workers that were ever heard of, by name.
    pub async fn workers(&self) -> Result<Vec<WorkerSeen>, FleetError> {
        let text = "select name, seen, capacity, draining,
                (select count(*) from site where holder = worker.name and until > clock_timestamp())
            from worker order by name";
        let rows = self.query("list the workers", text, &[]).await?;
        let worker = |row: &Row| WorkerSeen {
            name: row.get(0),
            seen: row.get(1),
            capacity: row.get(2),
            draining: row.get(3),
            sites: row.get(4),
        };
        Ok(rows.iter().map(worker).collect())
    }

    /// Tells a worker, or all, to give their sites back, or takes that back. Returns how many
    /// were told.
    pub async fn drain(&self, worker: Option<&str>, draining: bool) -> Result<u64, FleetError> {
        let text = "update worker set draining = $2 where name = coalesce($1, name)";
        self.execute(
            "tell workers to give their sites back",
            text,
            &[&worker, &draining],
        )
        .await
    }
}

/// As many of the lanes as there is room for, in order; a lane that is larger than a worker by
/// itself is never taken in part.
fn fit(free: &[Row], room: usize) -> Vec<String> {
    let mut left = room;
    let mut lanes = Vec::new();
    for row in free {
        let sites = usize::try_from(row.get::<_, i64>(1)).unwrap_or(usize::MAX);
        if sites <= left {
            left -= sites;
            lanes.push(row.get(0));
        }
    }
    lanes
}

/// The members of a lane's memory, each as JSON.
fn memory(text: &str) -> Vec<(String, String)> {
    let members: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).unwrap_or_default();
    members
        .into_iter()
        .map(|(lane, politeness)| (lane, politeness.to_string()))
        .collect()
}
