-- search.sqlite: where words stand in the archive's articles. Made of snapshots/ and made again
-- at any time: `hpnews search` brings it up to date. `PRAGMA user_version` is the form.

-- One version of an article. Ids are given in the order of dates as far as versions come in
-- that order; what is true of them for certain stands in `block`.
CREATE TABLE doc (
  id       INTEGER PRIMARY KEY,
  article  INTEGER NOT NULL,
  dated_us INTEGER NOT NULL,             -- published, else captured
  state    INTEGER NOT NULL              -- 1 newest, 0 a past version, -1 read anew since
);
CREATE INDEX doc_of ON doc (article, state);

-- What is seldom looked at, so that `doc` is small.
CREATE TABLE card (
  id         INTEGER PRIMARY KEY,
  path       TEXT NOT NULL UNIQUE,       -- below the archive
  title      TEXT
);

CREATE TABLE article (
  number     INTEGER PRIMARY KEY,
  article_id TEXT NOT NULL UNIQUE
);

-- The dates among 1024 ids each: what lies outside is not read.
CREATE TABLE block (
  number   INTEGER PRIMARY KEY,          -- id / 1024
  from_us  INTEGER NOT NULL,
  until_us INTEGER NOT NULL
);

-- Snapshots that could not be read; tried again at every update.
CREATE TABLE unread (
  path       TEXT PRIMARY KEY,
  cause      TEXT NOT NULL,
  article_id TEXT NOT NULL,
  dated_us   INTEGER NOT NULL,
  state      INTEGER NOT NULL
) WITHOUT ROWID;

-- Versions of which something is withheld, as they were indexed ...
CREATE TABLE redacted (
  id INTEGER PRIMARY KEY
);

-- ... and those that are not indexed at all, because their article is.
CREATE TABLE left_out (
  path       TEXT PRIMARY KEY,
  article_id TEXT NOT NULL,
  dated_us   INTEGER NOT NULL,
  state      INTEGER NOT NULL
) WITHOUT ROWID;

-- The takedowns by which the words were indexed: one row.
CREATE TABLE takedowns (
  fingerprint TEXT NOT NULL
);

-- How far each run's journal was in the catalog when its versions were last read in.
CREATE TABLE read_in (
  run   TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL
) WITHOUT ROWID;

-- The words, split and folded before they come here, without what is withheld. `about` holds byline and sections.
CREATE VIRTUAL TABLE exact USING fts5(
  title, body, caption, about, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE folded USING fts5(
  title, body, caption, about, content = '', contentless_delete = 1, tokenize = 'ascii');
