//! The tables, from version to version.
//!
//! Never changes a version that has been released: a change is a new one at the end.

use tokio_postgres::Client;

use super::error::FleetError;
use super::limit::within;

/// Each brings the tables from its number to the next.
const MIGRATIONS: [&str; 1] = ["
    -- Hosts that one worker asks at a time, and what they asked for: by lane, as JSON.
    create table lane (
        key text primary key,
        epoch bigint not null default 0,
        memory jsonb not null default '{}'
    );
    -- Who has a site. Nobody, when `until` has passed.
    create table site (
        name text primary key,
        lane text not null references lane (key),
        holder text,
        epoch bigint not null default 0,
        until timestamptz,
        next_night timestamptz not null default now(),
        enabled bool not null default true
    );
    create index site_lane on site (lane);
    create table worker (
        name text primary key,
        seen timestamptz not null,
        capacity int not null,
        draining bool not null default false
    );"];

/// The version that this program knows.
const KNOWN: i32 = {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "there are few"
    )]
    let known = MIGRATIONS.len() as i32;
    known
};

/// Refuses a server that is too old.
pub(super) async fn check_server(client: &Client) -> Result<(), FleetError> {
    let asked = client.query_one("show server_version", &[]);
    let found: String = within("say its version", asked).await?.get(0);
    let major = found
        .split('.')
        .next()
        .and_then(|it| it.parse::<u32>().ok());
    match major {
        Some(15..) => Ok(()),
        _ => Err(FleetError::TooOld { found }),
    }
}

/// Refuses tables of another version.
pub(super) async fn check(client: &Client) -> Result<(), FleetError> {
    let found = version(client).await?;
    if found == KNOWN {
        return Ok(());
    }
    Err(FleetError::Schema {
        found,
        known: KNOWN,
    })
}

/// Brings the tables to the version this program knows. All or nothing, and one at a time.
pub(super) async fn migrate(client: &mut Client) -> Result<(), FleetError> {
    const WHAT: &str = "make its tables";
    let failed = |source| FleetError::Database { what: WHAT, source };
    let change = client.transaction().await.map_err(failed)?;
    change
        .batch_execute(
            "select pg_advisory_xact_lock(7221407);
             create table if not exists fleet (version int not null, id text)",
        )
        .await
        .map_err(failed)?;
    let row = change.query_opt("select version from fleet", &[]).await;
    let found: i32 = if let Some(row) = row.map_err(failed)? {
        row.get(0)
    } else {
        let begun = change.execute("insert into fleet values (0)", &[]).await;
        begun.map_err(failed)?;
        0
    };
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    let Some(missing) = MIGRATIONS.get(done..) else {
        return Err(FleetError::Schema {
            found,
            known: KNOWN,
        });
    };
    for step in missing {
        change.batch_execute(step).await.map_err(failed)?;
    }
    let text = "update fleet set version = $1";
    change.execute(text, &[&KNOWN]).await.map_err(failed)?;
    change.commit().await.map_err(failed)
}

/// 0: no tables yet.
async fn version(client: &Client) -> Result<i32, FleetError> {
    const WHAT: &str = "say the version of its tables";
    let there = client.query_one("select to_regclass('fleet') is not null", &[]);
    if !within(WHAT, there).await?.get::<_, bool>(0) {
        return Ok(0);
    }
    let row = within(WHAT, client.query_opt("select version from fleet", &[])).await?;
    Ok(row.map_or(0, |row| row.get(0)))
}
