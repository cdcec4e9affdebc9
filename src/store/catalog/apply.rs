//! One event → rows. The only place where rows of the catalog are made.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::address::{self, AddressState};
use super::article::{self, VersionFile};
use super::article_status::ObservedArticle;
use super::batch::{Batch, CatalogStep};
use super::cells::{json, statement, time};
use super::connection::Catalog;
use super::hints::Scene;
use super::{
    alias, article_status, capture, clock, drift, files, proposal, rejected, renamed, reread, rest,
    run, site, transition, waiting,
};
use crate::record::{Cause, DiscoveredUrl, Role};
use crate::store::{Event, Outcome, StoreError};

impl Catalog {
    /// Applies events, and notes how far their journal is read, in one transaction with those
    /// before them that are not settled. Any error undoes them all.
    pub(in crate::store) fn apply(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        self.join("apply events", |connection| {
            for step in batch.steps {
                apply(connection, batch.run, step)?;
            }
            let sql = "INSERT INTO journal VALUES (?1, ?2)
                       ON CONFLICT DO UPDATE SET bytes = excluded.bytes";
            let bytes = batch.journal_bytes.cast_signed();
            statement(connection, sql)?.execute(params![batch.run, bytes])?;
            Ok(())
        })
    }
}

/// Applies one event of the journal of `run`. Must depend on the event, its snapshot and the
/// rows of earlier events alone: a reindex has to end in the same rows.
fn apply(connection: &Connection, run: &str, step: &CatalogStep) -> rusqlite::Result<()> {
    capture::note(connection, run, &step.event)?;
    match &step.event {
        Event::RunStarted {
            run,
            at,
            options,
            offline,
            incremental,
        } => run::start(
            connection,
            run,
            *at,
            &json(options)?,
            (*offline, *incremental),
        ),
        Event::RunFinished { at, exit } => run::finish(connection, run, *at, exit),
        Event::Discovered {
            at,
            site,
            from,
            discovered,
        } => {
            let scene = Scene { site, at: *at };
            hear(connection, run, &scene, from.as_deref(), discovered)
        }
        Event::Rejected {
            at, site, rejected, ..
        } => rejected::apply(connection, (site, *at), rejected),
        Event::Renamed { from, to, .. } => renamed::apply(connection, from, to),
        Event::Robots {
            at,
            host,
            status,
            body: _,
            warc,
        } => {
            let place = warc.as_ref().map(|warc| &warc.location);
            statement(connection, "REPLACE INTO robots VALUES (?, ?, ?, ?, ?)")?.execute(
                params![
                    host,
                    time(*at),
                    status,
                    place.map(|place| &place.file),
                    place.map(|place| place.offset.cast_signed()),
                ],
            )?;
            Ok(())
        }
        Event::Adopted { at, snapshot } => adopt(connection, run, *at, snapshot, step),
        Event::Captured { .. } => answer(connection, run, step),
        Event::Reread { warc, .. } => {
            waiting::end(connection, &warc.location)?;
            reread::apply(connection, run, step)
        }
        Event::Waiting { warc, .. } => waiting::begin(connection, warc),
        // A file is imported for its captures, and a capture is noted with every event.
        Event::Imported { .. } | Event::Kept { .. } => Ok(()),
        Event::Scheduled { .. } => rest::schedule(connection, &step.event),
        Event::Transition { .. } => transition::apply(connection, run, &step.event),
        Event::Drift { .. } => drift::alarm(connection, run, &step.event),
        Event::Proposed { .. } => proposal::apply(connection, run, &step.event),
        Event::Site { .. } => site::apply(connection, run, &step.event),
        Event::ClockAhead { at, seconds, .. } => {
            clock::set_back(connection, *at, TimeDelta::seconds(*seconds))
        }
        Event::Failed { .. } | Event::Skipped { .. } => miss(connection, run, &step.event),
    }
}

fn hear(
    connection: &Connection,
    run: &str,
    scene: &Scene<'_>,
    from: Option<&str>,
    discovered: &[DiscoveredUrl],
) -> rusqlite::Result<()> {
    let new = address::name(connection, scene, from, discovered)?;
    if new > 0 {
        statement(
            connection,
            "UPDATE run SET discovered = discovered + ?2 WHERE stamp = ?1",
        )?
        .execute(params![run, new])?;
    }
    Ok(())
}

fn answer(connection: &Connection, run: &str, step: &CatalogStep) -> rusqlite::Result<()> {
    let Event::Captured {
        at,
        site,
        url,
        role,
        status,
        payload,
        bytes,
        content_type: _,
        warc: _,
        outcome,
        discovered,
    } = &step.event
    else {
        return Ok(());
    };
    let scene = Scene { site, at: *at };
    let id = address::asked(connection, &scene, url, *role)?;
    let mut drifted = None;
    let (cause, detail) = match outcome {
        Outcome::NotArticle {
            reason_kind,
            reason,
        } => (Some(reason_kind.as_str()), Some(reason.as_str())),
        Outcome::ReadInPart { reason } => (Some("read_in_part"), Some(reason.as_str())),
        Outcome::Redirected { to } => (None, Some(to.as_str())),
        Outcome::Alias { of, same: None } => (Some(alias::UNREAD), Some(of.as_str())),
        Outcome::Drifted { reasons, .. } => {
            (None, Some(drifted.insert(reasons.join("; ")).as_str()))
        }
        _ => (None, None),
    };
    let look = AddressState {
        state: "done",
        asked: true,
        seen_at: Some(*at),
        status: Some(*status),
        outcome: outcome.kind(),
        cause,
        detail,
        payload: payload.as_ref().map(crate::digest::PayloadDigest::as_str),
        alias_of: duplicate_of(url, *role, outcome),
        ..AddressState::default()
    };
    address::look(connection, id, run, &look)?;
    note_article(connection, run, *at, url, outcome, step)?;
    files::look(connection, run, &step.event)?;
    drift::look(connection, run, &step.event)?;
    article_status::look(connection, run, &step.event)?;
    run::tally(connection, run, *bytes, outcome)?;
    hear(connection, run, &scene, Some(url), discovered)
}

/// The address this one is a duplicate of. The last page of an article in several is
/// none, though it completes an article of another address.
fn duplicate_of<'a>(url: &str, role: Role, outcome: &'a Outcome) -> Option<&'a str> {
    match outcome {
        Outcome::Alias { of, same } => same.and(Some(of)),
        Outcome::Stored { article_url, .. } | Outcome::Unchanged { article_url, .. } => {
            (role != Role::Part && article_url != url).then_some(article_url.as_str())
        }
        _ => None,
    }
}

fn note_article(
    connection: &Connection,
    run: &str,
    at: DateTime<Utc>,
    url: &str,
    outcome: &Outcome,
    step: &CatalogStep,
) -> rusqlite::Result<()> {
    match outcome {
        Outcome::Stored {
            article_id,
            article_url,
            snapshot,
            content,
        } => {
            if let Some(loaded) = &step.loaded {
                article::version(
                    connection,
                    &VersionFile {
                        run,
                        path: snapshot,
                        loaded,
                    },
                )?;
            }
            let content = content.as_str();
            let seen = ObservedArticle {
                run,
                at,
                article_id,
                content,
                changed: true,
            };
            article::seen(connection, &seen, Some(article_url))?;
            article::forget_parts(connection, article_url)
        }
        Outcome::Unchanged {
            article_id,
            article_url,
            content,
        } => {
            let content = content.as_str();
            let seen = ObservedArticle {
                run,
                at,
                article_id,
                content,
                changed: false,
            };
            article::seen(connection, &seen, Some(article_url))?;
            article::forget_parts(connection, article_url)
        }
        Outcome::PartKept {
            article_url,
            number,
            of,
            extracted,
            page,
        } => {
            statement(connection, "REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?)")?.execute(
                params![
                    article_url,
                    number,
                    url,
                    json(of)?,
                    json(extracted)?,
                    json(page)?
                ],
            )?;
            rest::schedule_parts(connection, of)
        }
        _ => Ok(()),
    }
}

fn adopt(
    connection: &Connection,
    run: &str,
    at: DateTime<Utc>,
    path: &str,
    step: &CatalogStep,
) -> rusqlite::Result<()> {
    let Some(loaded) = &step.loaded else {
        return Ok(());
    };
    let snapshot = &loaded.snapshot;
    if snapshot.provenance.cause == Cause::Crawl {
        let scene = Scene {
            site: &snapshot.site,
            at,
        };
        address::asked(connection, &scene, &snapshot.url, Role::Article)?;
    }
    article::version(
        connection,
        &VersionFile {
            run: &snapshot.provenance.run,
            path,
            loaded,
        },
    )?;
    let seen = ObservedArticle {
        run: &snapshot.provenance.run,
        at,
        article_id: &snapshot.article_id,
        content: snapshot.digests.content.as_str(),
        changed: true,
    };
    if snapshot.provenance.cause != Cause::Reextraction {
        article::seen(connection, &seen, None)?;
    }
    statement(
        connection,
        "UPDATE run SET adopted = adopted + 1 WHERE stamp = ?",
    )?
    .execute([run])?;
    Ok(())
}

fn miss(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let (Event::Failed {
        at,
        site,
        url,
        role,
        cause,
        detail,
        ..
    }
    | Event::Skipped {
        at,
        site,
        url,
        role,
        cause,
        detail,
    }) = event
    else {
        return Ok(());
    };
    let id = address::asked(connection, &Scene { site, at: *at }, url, *role)?;
    let (state, retry_at, outcome, count) = match event {
        Event::Failed { retry_at: None, .. } => ("failed", None, "failed", "failed"),
        Event::Failed { retry_at, .. } => ("pending", *retry_at, "failed", "retried"),
        _ => ("skipped", None, "skipped", "skipped"),
    };
    let look = AddressState {
        state,
        asked: outcome == "failed",
        retry_at,
        failed_at: Some(*at).filter(|_| state == "failed"),
        outcome,
        cause: Some(cause),
        detail: Some(detail),
        ..AddressState::default()
    };
    address::look(connection, id, run, &look)?;
    let sql = format!("UPDATE run SET {count} = {count} + 1 WHERE stamp = ?");
    statement(connection, &sql)?.execute([run])?;
    Ok(())
}
