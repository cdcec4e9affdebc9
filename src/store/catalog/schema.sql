-- catalog.sqlite: an index over the archive's files. Nothing here is the only copy of
-- anything: `hpnews reindex` builds it anew from snapshots/ and runs/*.jsonl.
-- Times are RFC 3339 text; columns ending in _us are the same instants as microseconds since
-- 1970, for comparing. Words (role, source, outcome) are written as in the journals.

-- What this file is. `PRAGMA user_version` is the form of the tables.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- How far each journal has been read in. Moves in the transaction that applies its events.
CREATE TABLE journal (
  run   TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL
) WITHOUT ROWID;

-- One crawl. finished_at is NULL while it can be resumed. The counts are of its events.
CREATE TABLE run (
  stamp       TEXT PRIMARY KEY,
  started_at  TEXT NOT NULL,
  options     TEXT NOT NULL,             -- JSON
  offline       INTEGER NOT NULL,          -- 1 = asked nobody (import, reextraction)
  incremental INTEGER NOT NULL,          -- 1 = a night after the first: asked what was due
  finished_at TEXT,
  exit        TEXT,
  captured    INTEGER NOT NULL DEFAULT 0, -- answers
  bytes       INTEGER NOT NULL DEFAULT 0, -- of their decoded bodies
  discovered  INTEGER NOT NULL DEFAULT 0, -- addresses never heard of before
  stored      INTEGER NOT NULL DEFAULT 0, -- new versions
  unchanged   INTEGER NOT NULL DEFAULT 0,
  adopted     INTEGER NOT NULL DEFAULT 0, -- snapshots no event had named
  retried     INTEGER NOT NULL DEFAULT 0, -- failures to be tried again
  failed      INTEGER NOT NULL DEFAULT 0, -- failures given up
  skipped     INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Every address ever named or asked: the frontier. state, attempts and retry_us are of the
-- newest run (its first event sets them back); last_* are of the last look, in any run.
-- state: `pending` is to be asked, `dormant` was answered in an earlier run and is not asked in
-- this one unless a reason comes up, `done`, `failed` and `skipped` have been dealt with.
CREATE TABLE address (
  id             INTEGER PRIMARY KEY,
  url            TEXT NOT NULL UNIQUE,
  site           TEXT NOT NULL,
  host           TEXT NOT NULL,          -- host key: with :port unless 80 or 443
  role           TEXT NOT NULL,
  rank           INTEGER NOT NULL,       -- order of asking, see `frontier`
  hops           INTEGER NOT NULL,       -- redirects that led here, the fewest known
  first_named_at TEXT NOT NULL,
  published_hint TEXT,
  modified_hint  TEXT,
  post_id        INTEGER,
  sections_hint  TEXT NOT NULL,          -- JSON array of section names
  lead_hint      TEXT,
  title_hint     TEXT,                   -- what REST says of it in short …
  excerpt_hint   TEXT,                   -- … the excerpt only where somebody wrote one
  newest_us      INTEGER,                -- later of the two hints
  look_hint      TEXT,                   -- modified_hint as it was at the last answer
  state          TEXT NOT NULL DEFAULT 'pending'
                 CHECK (state IN ('pending', 'dormant', 'done', 'failed', 'skipped')),
  attempts       INTEGER NOT NULL DEFAULT 0,
  retry_us       INTEGER,                -- pending, but not before
  failures       INTEGER NOT NULL DEFAULT 0, -- runs in a row that gave it up …
  failed_us      INTEGER,                -- … the last of them when
  last_run       TEXT,
  last_seen_at   TEXT,                   -- last answer
  last_status    INTEGER,
  last_outcome   TEXT,                   -- kind of the last outcome, or 'failed', 'skipped'
  last_cause     TEXT,                   -- of a failure, a skip, or no article
  last_detail    TEXT,
  was_read       INTEGER NOT NULL DEFAULT 0, -- a source that was read once
  last_payload   TEXT,
  alias_of       TEXT,                   -- the address it duplicates: it says so, and both were read
  due_reason     TEXT,                   -- why it was scheduled, the last time it was …
  due_detail     TEXT,                   -- … the same for a person
  due_at         TEXT
);
CREATE INDEX address_due ON address (host, attempts, failures, rank, newest_us DESC, id)
  WHERE state = 'pending';
CREATE INDEX address_retry ON address (host, retry_us)
  WHERE state = 'pending' AND retry_us IS NOT NULL;
CREATE INDEX address_failed ON address (site, failures, failed_us, id) WHERE failures > 0;
-- What the next run has to set back.
CREATE INDEX address_worked ON address (id)
  WHERE state IN ('done', 'failed', 'skipped') OR attempts > 0 OR retry_us IS NOT NULL;
-- Other spellings of an address, and those that say so and were not compared yet.
CREATE INDEX address_alias ON address (alias_of) WHERE alias_of IS NOT NULL;
CREATE INDEX address_claimed ON address (site) WHERE last_outcome = 'alias' AND alias_of IS NULL;
CREATE INDEX address_source ON address (site) WHERE role IN ('list', 'rest', 'sitemap', 'feed');

-- What sources named and the site's rules refuse.
CREATE TABLE refused (
  site   TEXT NOT NULL,
  url    TEXT NOT NULL,                  -- as the source wrote it
  at     TEXT NOT NULL,
  source TEXT NOT NULL,
  cause  TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (site, url)
) WITHOUT ROWID;

-- The latest modification that REST told of, by site: what `modified_after` begins at.
CREATE TABLE modification (
  site        TEXT PRIMARY KEY,
  modified    TEXT NOT NULL,             -- as the server wrote it
  modified_us INTEGER NOT NULL
) WITHOUT ROWID;

-- Who told of an address: each kind of source once, with the first page that did.
CREATE TABLE discovery (
  address     INTEGER NOT NULL REFERENCES address (id),
  source      TEXT NOT NULL,
  page        TEXT,                      -- the page that named it; NULL for configuration
  at          TEXT NOT NULL,
  modified    TEXT,                      -- the latest modification it told of …
  modified_us INTEGER,                   -- … the same
  look_us     INTEGER,                   -- … as it was at the address's last answer; where
                                         -- there was none, the answer's time
  PRIMARY KEY (address, source)
) WITHOUT ROWID;
-- What a source says was modified since it was last looked at.
CREATE INDEX told_newer ON discovery (address) WHERE modified_us > look_us;

-- How often a kind of source said "modified" of a site's article and nothing was: one more for
-- each look that brought nothing, half for each that brought a version.
CREATE TABLE belied (
  site   TEXT NOT NULL,
  source TEXT NOT NULL,
  times  INTEGER NOT NULL,
  PRIMARY KEY (site, source)
) WITHOUT ROWID;

-- One article over all its versions. title … newest are of its newest version.
CREATE TABLE article (
  article_id    TEXT PRIMARY KEY,
  site          TEXT NOT NULL,
  url           TEXT NOT NULL,           -- current canonical address
  post_id       INTEGER,
  title         TEXT,
  title_key     TEXT NOT NULL,           -- accents and case folded, for finding
  published_at  TEXT,
  published_date TEXT,                   -- its civil day, also where only that is known
  dated_us      INTEGER NOT NULL,        -- published (the day's beginning), else first captured
  newest        TEXT,                    -- path of the newest snapshot
  newest_us     INTEGER NOT NULL,        -- its capture
  first_seen_at TEXT NOT NULL,
  last_seen_at  TEXT NOT NULL,
  article_status      TEXT NOT NULL DEFAULT 'live', -- as the last transition left it
  article_status_at   TEXT,                    -- that transition
  looks         INTEGER NOT NULL DEFAULT 0, -- looks that saw it
  changes       INTEGER NOT NULL DEFAULT 0, -- … that brought another version than the one before
  last_change_us INTEGER,                -- the last of those
  looked_us     INTEGER                  -- the last look of any kind that was answered
) WITHOUT ROWID;
CREATE INDEX article_post ON article (site, post_id);
CREATE INDEX article_dated ON article (dated_us DESC, article_id);
CREATE INDEX article_day ON article (published_date);
CREATE INDEX article_edited ON article (dated_us DESC, article_id, changes) WHERE changes > 0;
CREATE INDEX article_at ON article (url);
CREATE INDEX article_astray ON article (site) WHERE article_status <> 'live';
CREATE INDEX article_stands ON article (article_status, dated_us DESC, article_id)
  WHERE article_status <> 'live';

-- The sections an article's newest version is in, for lists and counts of one.
CREATE TABLE section_entry (
  key        TEXT NOT NULL,              -- the name, folded
  dated_us   INTEGER NOT NULL,           -- the article's
  article_id TEXT NOT NULL REFERENCES article (article_id),
  name       TEXT NOT NULL,              -- as the version writes it
  PRIMARY KEY (key, dated_us DESC, article_id)
) WITHOUT ROWID;
CREATE INDEX section_entry_of ON section_entry (article_id);

-- The addresses an article has or had. (Duplicates that name it: address.alias_of.)
CREATE TABLE article_url (
  url        TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES article (article_id),
  kind       TEXT NOT NULL CHECK (kind IN ('current', 'previous')),
  since      TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX article_url_of ON article_url (article_id);

-- Addresses that an article's page names as its own, and that were not shown to be it.
CREATE TABLE claim (
  url        TEXT NOT NULL,
  article_id TEXT NOT NULL REFERENCES article (article_id),
  PRIMARY KEY (url, article_id)
) WITHOUT ROWID;
CREATE INDEX claim_of ON claim (article_id);

-- Each time an article was found at another address than before.
CREATE TABLE move (
  article_id TEXT NOT NULL REFERENCES article (article_id),
  at_us      INTEGER NOT NULL,
  run        TEXT NOT NULL,
  from_url   TEXT NOT NULL,
  to_url     TEXT NOT NULL,
  PRIMARY KEY (article_id, at_us)
) WITHOUT ROWID;
CREATE INDEX move_of_run ON move (run);

-- Looks at an article's current address that did not see it. A look that was refused, or that
-- failed, is none.
CREATE TABLE absence (
  article_id TEXT NOT NULL REFERENCES article (article_id),
  at_us      INTEGER NOT NULL,
  run        TEXT NOT NULL,
  sight      TEXT NOT NULL,              -- what was seen instead
  leads_to   TEXT,                       -- the address it leads to, where it leads to one
  was        TEXT NOT NULL,              -- the article's article_status then
  seen_us    INTEGER,                    -- when it was next seen; NULL = not yet
  PRIMARY KEY (article_id, at_us)
) WITHOUT ROWID;
CREATE INDEX absence_of_run ON absence (run);
CREATE INDEX absence_open ON absence (article_id) WHERE seen_us IS NULL;

-- Changes of article_status, and moves, as they were told: each once.
CREATE TABLE transition (
  id         INTEGER PRIMARY KEY,
  article_id TEXT NOT NULL,
  site       TEXT NOT NULL,
  at         TEXT NOT NULL,
  run        TEXT NOT NULL,
  kind       TEXT NOT NULL,
  url        TEXT NOT NULL,
  from_url   TEXT,
  article_status   TEXT NOT NULL,              -- where it stood from then on
  reason     TEXT NOT NULL,
  UNIQUE (article_id, run, kind)
);
CREATE INDEX transition_of_run ON transition (run);
CREATE INDEX transition_told ON transition (kind, article_id);

-- A run in which a site's pages no longer fitted its recipe.
CREATE TABLE drift (
  run     TEXT NOT NULL,
  site    TEXT NOT NULL,
  at      TEXT NOT NULL,
  since   TEXT NOT NULL,                 -- the run that first said so
  looked  INTEGER NOT NULL,
  unfit   INTEGER NOT NULL,
  reasons TEXT NOT NULL,                 -- JSON array
  recipe  TEXT NOT NULL,                 -- digest of the recipe they did not fit
  PRIMARY KEY (run, site)
) WITHOUT ROWID;

-- A recipe that was learnt for pages which did not fit, and that nobody has taken yet, or has.
CREATE TABLE proposal (
  run     TEXT NOT NULL,
  site    TEXT NOT NULL,
  at      TEXT NOT NULL,
  recipe  TEXT NOT NULL,                 -- digest of the recipe they did not fit
  layouts TEXT NOT NULL,                 -- JSON array
  fields  TEXT NOT NULL,                 -- JSON array
  in_front INTEGER NOT NULL,             -- 1 = it must stand before the layouts that are there
  PRIMARY KEY (run, site)
) WITHOUT ROWID;

-- A run that found a site otherwise than live, or live again.
CREATE TABLE site (
  run    TEXT NOT NULL,
  site   TEXT NOT NULL,
  at     TEXT NOT NULL,
  state  TEXT NOT NULL,
  since  TEXT NOT NULL,                  -- the run that first said so
  reason TEXT NOT NULL,
  PRIMARY KEY (run, site)
) WITHOUT ROWID;

-- Captures of pages that did not fit: kept, and not read yet.
CREATE TABLE drifted (
  id          INTEGER PRIMARY KEY,
  run         TEXT NOT NULL,
  site        TEXT NOT NULL,
  at          TEXT NOT NULL,
  url         TEXT NOT NULL,
  article_id  TEXT,
  article_url TEXT NOT NULL,
  hint        TEXT NOT NULL,             -- JSON: what was known of the address then
  reasons     TEXT NOT NULL,             -- JSON array
  file        TEXT,                      -- the capture's record
  offset      INTEGER,
  read_in     TEXT                       -- the run that read it after all
);
CREATE INDEX drifted_at ON drifted (file, offset);
CREATE INDEX drifted_open ON drifted (site, run) WHERE read_in IS NULL;
CREATE INDEX drifted_read ON drifted (read_in) WHERE read_in IS NOT NULL;

-- One snapshot file.
CREATE TABLE snapshot (
  path         TEXT PRIMARY KEY,         -- below the archive
  article_id   TEXT NOT NULL REFERENCES article (article_id),
  content      TEXT NOT NULL,
  captured_at  TEXT NOT NULL,
  captured_us  INTEGER NOT NULL,
  url          TEXT NOT NULL,
  title        TEXT,
  published_at TEXT,
  published_date TEXT,
  published_us INTEGER,                  -- the beginning of the day, where only that is known
  sections     TEXT NOT NULL,            -- JSON array of names
  section_keys TEXT NOT NULL,            -- the same, folded
  duplicate_of TEXT,
  gaps         INTEGER NOT NULL,
  bytes        INTEGER NOT NULL,
  run          TEXT NOT NULL,            -- the run that made it
  held         INTEGER NOT NULL,         -- the fields it has, a bit each: coverage::Field
  layout       TEXT NOT NULL,            -- of the recipe, that its page was read with
  previous     TEXT,                     -- path of the version before it, when it was made
  superseded   TEXT                      -- path of what was read later from the same capture
) WITHOUT ROWID;
CREATE INDEX snapshot_of ON snapshot (article_id, captured_us, superseded);
CREATE INDEX snapshot_content ON snapshot (content, captured_us);
CREATE INDEX snapshot_of_run ON snapshot (run, captured_us);

-- One kept capture: the response or revisit record of one exchange.
CREATE TABLE capture (
  id        INTEGER PRIMARY KEY,
  file      TEXT NOT NULL,               -- below the archive, or an absolute path
  offset    INTEGER NOT NULL,
  length    INTEGER NOT NULL,
  record_id TEXT NOT NULL,
  revisit   INTEGER NOT NULL,
  partial   INTEGER NOT NULL,            -- 1 = cut short, or its coding could not be undone
  url       TEXT NOT NULL,
  site      TEXT NOT NULL,
  role      TEXT NOT NULL,
  at        TEXT NOT NULL,
  at_us     INTEGER NOT NULL,
  status    INTEGER,
  payload   TEXT,
  run       TEXT NOT NULL,               -- the run that made or imported it
  UNIQUE (file, offset)
);
CREATE INDEX capture_url ON capture (url, at_us);
CREATE INDEX capture_payload ON capture (payload, at_us)
  WHERE revisit = 0 AND partial = 0 AND status = 200 AND payload IS NOT NULL;

-- Revisits of imported files whose originals have not come yet.
CREATE TABLE waiting (
  file   TEXT NOT NULL,
  offset INTEGER NOT NULL,
  PRIMARY KEY (file, offset)
) WITHOUT ROWID;

-- The records a snapshot was read from, one a page.
CREATE TABLE cites (
  file     TEXT NOT NULL,
  offset   INTEGER NOT NULL,
  snapshot TEXT NOT NULL,
  UNIQUE (file, offset, snapshot)
);
-- When a version was taken is asked each time one is stored: without this, the whole table is read.
CREATE INDEX cites_of ON cites (snapshot);

-- The files that a version offers, by the addresses they are asked at.
CREATE TABLE offer (
  url      TEXT NOT NULL,
  snapshot TEXT NOT NULL REFERENCES snapshot (path),
  PRIMARY KEY (url, snapshot)
) WITHOUT ROWID;

-- Each time a file was another than the one held of its address: where both records lie.
CREATE TABLE replaced (
  url        TEXT NOT NULL,
  at_us      INTEGER NOT NULL,
  run        TEXT NOT NULL,
  was_file   TEXT NOT NULL,
  was_offset INTEGER NOT NULL,
  now_file   TEXT NOT NULL,
  now_offset INTEGER NOT NULL,
  PRIMARY KEY (url, at_us)
) WITHOUT ROWID;
CREATE INDEX replaced_in ON replaced (run);

-- Every look at an article, changed or not.
CREATE TABLE observation (
  article_id TEXT NOT NULL REFERENCES article (article_id),
  at         TEXT NOT NULL,
  run        TEXT NOT NULL,
  content    TEXT NOT NULL,
  changed    INTEGER NOT NULL,           -- 1 = a new version
  PRIMARY KEY (article_id, at)
) WITHOUT ROWID;
CREATE INDEX observation_of_run ON observation (run);

-- The last robots.txt of each origin; the ones before are in the journals.
CREATE TABLE robots (
  host   TEXT PRIMARY KEY,
  at     TEXT NOT NULL,
  status INTEGER,                        -- NULL = unreachable
  file   TEXT,                           -- its capture, where it was kept
  offset INTEGER
) WITHOUT ROWID;

-- Pages of an article in several that wait, within one run, for the others.
CREATE TABLE part (
  article_url TEXT NOT NULL,
  number      INTEGER NOT NULL,          -- from 1
  url         TEXT NOT NULL,
  of_urls     TEXT NOT NULL,             -- JSON array: all pages in order
  extracted   TEXT NOT NULL,             -- JSON Article
  page        TEXT NOT NULL,             -- JSON SourcePage
  PRIMARY KEY (article_url, number)
) WITHOUT ROWID;
