//! The open segments of a run, one a site: exchanges and snapshots as records in them.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::disk::{Folders, Sync};
use super::evidence::is_partial;
use super::segment::Segment;
use super::{Evidence, StoreError, closing, names};
use crate::digest::PayloadDigest;
use crate::http::Capture;
use crate::record::WarcLocation;
use crate::warc::{self, CdxjLine, Original, Packer, Profile, Record, RecordId};

/// Longest site name in a file name, in bytes.
const SITE_MAX: usize = 60;

/// How segments are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SegmentFormat {
    /// Lines of each `warcinfo`.
    pub(super) info: Vec<(String, String)>,
    /// Length at which the next segment begins.
    pub(super) segment_bytes: u64,
    /// 1 (fast) to 12 (small).
    pub(super) gzip_level: u32,
}

/// Where segments may be created.
pub(super) struct SegmentPlace<'a> {
    pub(super) root: &'a Path,
    pub(super) folders: &'a mut Folders,
    pub(super) run: &'a str,
}

/// A segment and the record it begins with.
#[derive(Debug)]
struct OpenSegment {
    segment: Segment,
    packer: Packer,
    info: RecordId,
    /// Lines of its index so far: to read the file again for them, when it is complete, was
    /// a twentieth of a crawl's processor time (measured).
    lines: Vec<CdxjLine>,
    /// Full responses in it that no event has named yet: the catalog does not know them.
    fresh: HashMap<PayloadDigest, Original>,
}

/// The open segments.
#[derive(Debug)]
pub(super) struct Segments {
    form: SegmentFormat,
    open: HashMap<String, OpenSegment>,
}

impl Segments {
    pub(super) fn new(form: SegmentFormat) -> Self {
        Self {
            form,
            open: HashMap::new(),
        }
    }

    /// The full response with this payload that the site's open segment holds and the catalog
    /// does not know yet.
    pub(super) fn fresh(&self, site: &str, payload: &PayloadDigest) -> Option<Original> {
        self.open.get(site)?.fresh.get(payload).cloned()
    }

    /// The catalog knows of them now.
    pub(super) fn named(&mut self, location: &WarcLocation) {
        let held = self
            .open
            .values_mut()
            .find(|open| open.segment.name() == location.file);
        if let Some(open) = held {
            open.fresh
                .retain(|_, original| original.record_id.as_str() != location.record_id);
        }
    }

    /// Appends an exchange to its site's segment: as a response, or as a revisit of another.
    pub(super) fn keep(
        &mut self,
        place: &mut SegmentPlace<'_>,
        site: &str,
        capture: &Capture,
        original: Option<&(Profile, Original)>,
    ) -> Result<Evidence, StoreError> {
        let open = self.ready(place, site, capture.requested_at)?;
        let (file, offset) = (open.segment.name().to_owned(), open.segment.end());
        let id = id_at(&file, offset);
        let record = match original {
            Some((profile, original)) => {
                warc::revisit(capture, id.clone(), &open.info, *profile, original)
            }
            None => warc::response(capture, id.clone(), &open.info),
        };
        let member = open.packer.pack(&record);
        let length = member.len() as u64;
        open.segment.append(member)?;
        let line = CdxjLine::of(&record, offset, length, open.segment.file_name());
        open.lines.extend(line);
        if !capture.request_head.is_empty() {
            let beside = id_at(&file, offset + length);
            let request = warc::request(capture, beside, &id, &open.info);
            open.segment.append(open.packer.pack(&request))?;
        }
        if original.is_none() && may_serve(capture) {
            let held = Original {
                record_id: id.clone(),
                url: capture.url.as_str().to_owned(),
                at: capture.requested_at,
            };
            open.fresh.insert(capture.payload.clone(), held);
        }
        let location = WarcLocation {
            file,
            offset,
            length,
            record_id: id.as_str().to_owned(),
        };
        Ok(Evidence::of(site, capture, location, original.is_some()))
    }

    /// Appends what was made of a response, to the site's segment.
    pub(super) fn note(
        &mut self,
        place: &mut SegmentPlace<'_>,
        site: &str,
        note: WrittenResponse<'_>,
    ) -> Result<(), StoreError> {
        let open = self.ready(place, site, note.at)?;
        let id = id_at(open.segment.name(), open.segment.end());
        let record: Record =
            warc::metadata(id, note.at, note.urn, note.about, &open.info, note.json);
        open.segment.append(open.packer.pack(&record))
    }

    /// Writes everything appended so far, durably or soon so.
    pub(super) fn write(&mut self, sync: Sync) -> Result<(), StoreError> {
        let mut open = self.open.values_mut();
        open.try_for_each(|open| open.segment.write(sync))
    }

    /// Makes everything durable, writes to none of them again, and puts an index beside each.
    pub(super) fn close(&mut self) -> Result<(), StoreError> {
        self.write(Sync::Now)?;
        self.open.drain().try_for_each(|(_, open)| open.index())
    }

    /// The site's segment, with room in it; a new one begins with its warcinfo.
    fn ready(
        &mut self,
        place: &mut SegmentPlace<'_>,
        site: &str,
        at: DateTime<Utc>,
    ) -> Result<&mut OpenSegment, StoreError> {
        if let Some(open) = self.open.get_mut(site)
            && open.segment.end() >= self.form.segment_bytes
        {
            open.segment.write(Sync::Now)?;
            if let Some(full) = self.open.remove(site) {
                full.index()?;
            }
        }
        if !self.open.contains_key(site) {
            let open = begin(place, site, at, &self.form)?;
            self.open.insert(site.to_owned(), open);
        }
        Ok(self
            .open
            .get_mut(site)
            .expect("it was there or was put there"))
    }
}

fn begin(
    place: &mut SegmentPlace<'_>,
    site: &str,
    at: DateTime<Utc>,
    form: &SegmentFormat,
) -> Result<OpenSegment, StoreError> {
    let mut name = names::fold(site, '-');
    name.truncate(SITE_MAX);
    let mut segment = Segment::create(place.root, place.folders, &name, place.run)?;
    let info = id_at(segment.name(), 0);
    let fields: Vec<(&str, &str)> = form
        .info
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let record = warc::warcinfo(info.clone(), at, segment.file_name(), &fields);
    let mut packer = Packer::new(form.gzip_level);
    segment.append(packer.pack(&record))?;
    Ok(OpenSegment {
        segment,
        packer,
        info,
        lines: Vec::new(),
        fresh: HashMap::new(),
    })
}

impl OpenSegment {
    /// Writes the index beside it. Should that fail, closing the run makes it of the file.
    fn index(mut self) -> Result<(), StoreError> {
        self.lines.sort_unstable();
        closing::write_index(&self.segment.index_path(), &self.lines)
    }
}

/// Said once only: a file's name is never used again, nor is a place in it.
fn id_at(file: &str, offset: u64) -> RecordId {
    RecordId::derive(&format!("{file}:{offset}"))
}

/// Whether a capture's body may stand for that of later ones, and theirs for its.
pub(super) fn may_serve(capture: &Capture) -> bool {
    capture.status == 200 && !capture.body.is_empty() && !is_partial(capture)
}

/// What was made of a response.
pub(super) struct WrittenResponse<'a> {
    pub(super) at: DateTime<Utc>,
    /// A name of its own.
    pub(super) urn: &'a str,
    /// The response.
    pub(super) about: &'a RecordId,
    pub(super) json: Vec<u8>,
}
